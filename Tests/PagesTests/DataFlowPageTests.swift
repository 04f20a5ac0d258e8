import Definitions
import Foundation
import Testing

@testable import Pages

/// The page of data flows, of the engine's small pipeline.
@Suite("Data flows")
struct DataFlowPageTests {
  private func page(_ name: String) throws -> String {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/pipeline/\(name).yaml").path
    let catalogue = Catalogue(try loadPipeline(at: path))
    return try #require(catalogue.pages.first { $0.path == "data-flows.md" }?.text)
  }

  @Test(
    "it has every feed with what is read of it, every output with its terms, and how long what is kept"
  )
  func parts() throws {
    let page = try page("nightly")
    for feed in ["patients", "registers", "list-sizes"] { #expect(page.contains("| `\(feed)` | ")) }
    for line in [
      "| lists | the patients' own care | made up | their practices | kept | kept |",
      "| priority | who is called first | made up | the network | left-out | kept |",
      "| aggregates | planning | made up | the system | left-out | left-out |",
      "| list carers | support by a charity | made up | a charity | left-out | left-out |",
    ] {
      #expect(page.contains(line + "\n"), "no line '\(line)'")
    }
    #expect(page.contains("`nhs_number` (the person's number)"))
    #expect(page.contains("14 published runs (`keep_runs`)"))
    #expect(page.contains(#"who0(["their practices"])"#))
  }

  @Test(
    "an output rests on the feeds of all that its rules and its columns are worked out from, and on no others"
  )
  func feeds() throws {
    let lines = try page("nightly").split(separator: "\n")
    let carers = try #require(lines.first { $0.contains("](cohorts/carers.md) | ") })
    // The score that it shows reads registers and conditions, none of its rules reads checks or medicines.
    for feed in ["patients", "registers", "conditions"] { #expect(carers.contains("`\(feed)`")) }
    for feed in ["uptake", "medications", "qof-prevalence"] {
      #expect(!carers.contains("`\(feed)`"))
    }
    let anticoagulation = try #require(
      lines.first { $0.contains("](cohorts/anticoagulation.md) | ") })
    #expect(anticoagulation.contains("`medications`"))
  }

  @Test("published figures are of no persons, so that no opt-out applies")
  func published() throws {
    let page = try page("published")
    #expect(page.contains("| anybody | no persons | no persons |\n"))
    #expect(!page.contains("A registration of a person"))
  }
}

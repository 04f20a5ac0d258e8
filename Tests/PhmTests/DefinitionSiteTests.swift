import Foundation
import Testing

@testable import ProgramRuns

/// The definitions as a site: what is in it, and whether every link leads somewhere.
@Suite("The site of definitions")
struct DefinitionSiteTests {
  private let folder: TemporaryFolder
  private let pages: [String: XMLElements]

  init() throws {
    folder = try TemporaryFolder()
    let result = try CommandProcess.run([
      "docs", folder.path("site"), "--pipeline", "pipeline/nightly.yaml",
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.hasSuffix("\nopen \(folder.path("site"))/index.html\n"))
    pages = try contents(of: folder.url.appending(path: "site")).mapValues {
      try XMLElements(String(decoding: $0, as: UTF8.self))
    }
  }

  private func page(_ path: String) throws -> XMLElements { try #require(pages[path], "\(path)") }

  @Test(
    "every feed, feature, score, segment, cohort and indicator is on the first page, and every link leads to a place"
  )
  func links() throws {
    let index = try page("index.html")
    let folders = ["feeds", "features", "scores", "segments", "cohorts", "indicators"]
    let definitions = fixtures.appending(path: "pipeline")
    var expected = 0
    for kind in folders where kind != "features" {
      for file in try FileManager.default.contentsOfDirectory(
        atPath: definitions.appending(path: kind).path)
      {
        let text = try String(
          contentsOf: definitions.appending(path: "\(kind)/\(file)"), encoding: .utf8)
        let name = try #require(text.firstMatch(of: /(?m)^\w+: ([\w-]+)$/)).output.1
        // Another pipeline's definitions stand there too.
        guard pages["\(kind)/\(name).html"] != nil else { continue }
        expected += 1
        #expect(index.named("a").contains { $0["href"] == "\(kind)/\(name).html" }, "\(name)")
      }
    }
    #expect(
      expected
        == pages.keys.count { path in
          folders.contains { path.hasPrefix("\($0)/") && $0 != "features" }
        })
    #expect(expected > 20)
    for feature in ["on_hyp", "last_health_check", "flu_doses"] {
      #expect(
        index.named("a").contains { $0["href"] == "features/features-common.html#\(feature)" })
    }
    for (path, elements) in pages {
      let ids = elements.all.compactMap { $0["id"] }
      #expect(Set(ids).count == ids.count, "\(path)")
      for link in elements.named("a").compactMap({ $0["href"] }) {
        let (target, anchor) = parts(of: link, from: path)
        let there = try #require(pages[target], "\(path) leads to \(link)")
        #expect(anchor.isEmpty || there.all.contains { $0["id"] == anchor }, "\(path): \(link)")
      }
    }
  }

  /// The page and the place in it to which a link of a page leads.
  private func parts(of link: String, from path: String) -> (page: String, anchor: String) {
    let pieces = link.split(separator: "#", omittingEmptySubsequences: false).map { String($0) }
    let anchor = pieces.count > 1 ? pieces[1] : ""
    guard !pieces[0].isEmpty else { return (path, anchor) }
    var way = path.split(separator: "/").dropLast().map { String($0) }
    for part in pieces[0].split(separator: "/") {
      if part == ".." { way.removeLast() } else { way.append(String(part)) }
    }
    return (way.joined(separator: "/"), anchor)
  }

  @Test(
    "a page is whole in itself, and only the first has a script, without which its field is not seen"
  )
  func whole() throws {
    for (path, elements) in pages {
      #expect(elements.all.first?.name == "html" && elements.all.first?["lang"] == "en-GB")
      #expect(elements.named("h1").count == 1, "\(path)")
      #expect(
        !elements.all.contains { ["img", "link", "iframe"].contains($0.name) || $0["src"] != nil })
      #expect(elements.named("script").count == (path == "index.html" ? 1 : 0), "\(path)")
      // What Markdown writes by signs is written by elements.
      let text = elements.all.first?.text ?? ""
      #expect(
        !text.contains("|---") && !text.contains("**") && !text.contains("flowchart TD"), "\(path)")
    }
    #expect(try page("index.html").named("form").allSatisfy { $0["hidden"] != nil })
  }

  @Test("a column of a feed leads to the column of the list that shows it, and back")
  func lineage() throws {
    let feed = try page("feeds/uptake.html")
    let feature = "features/features-common.html#last_health_check"
    #expect(feed.named("a").contains { $0["href"] == "../\(feature)" })
    #expect(
      feed.named("a").contains { $0["href"] == "../cohorts/nhs-health-check.html#list-last_done" })
    let features = try page("features/features-common.html")
    #expect(features.named("a").contains { $0["href"] == "../feeds/uptake.html#event_on" })
    #expect(
      features.named("a").contains {
        $0["href"] == "../cohorts/nhs-health-check.html#list-last_done"
      })
    let cohort = try page("cohorts/nhs-health-check.html")
    let start = try #require(cohort.all.firstIndex { $0["id"] == "list-last_done" })
    let row = cohort.all[start...].prefix { $0.name != "tr" }.compactMap { $0["href"] }
    #expect(row.contains("../\(feature)") && row.contains("../feeds/uptake.html#event_on"))
    #expect(row.contains("../feeds/uptake.html#programme"), "which rows are read is part of it")
    #expect(!row.contains { $0.contains("registers") })
    // Conditions lead to the columns that they read.
    #expect(
      cohort.named("a").contains {
        $0["href"] == "../features/features-common.html#on_chd" && $0.text == "on_chd"
      })
    let indicator = try page("indicators/nhs-health-check-coverage.html")
    #expect(indicator.named("a").contains { $0["href"] == "../feeds/uptake.html#outcome" })
  }

  @Test("a mistake of the definitions is told, and nothing is written")
  func mistakes() throws {
    let result = try CommandProcess.run(["docs", folder.path("none"), "--pipeline", "none.yaml"])
    #expect(result.exitCode == 65)
    #expect(!FileManager.default.fileExists(atPath: folder.path("none")))
  }
}

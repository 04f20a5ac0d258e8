import Foundation
import Testing

@testable import ProgramRuns

/// What comments and pages name as files, held against the files that there are.
@Suite("Citations")
struct CitationTests {
  @Test(
    "every file that a comment or a page names is in the repository, but for those of the catalogue, which it checks itself"
  )
  func namedFiles() throws {
    let (count, missing) = try Citations.missingFiles()
    #expect(count > 100)
    for citation in missing where !citation.isOfCatalogue {
      Issue.record(
        "\(citation), which is not here: name the publication, or owner/repository:path")
    }
  }

  @Test("no comment cites a section of a page that is elsewhere")
  func sections() throws {
    for citation in try Citations.sections() where !citation.isOfCatalogue {
      Issue.record("\(citation), a section: name the publication")
    }
  }

  @Test(
    "what counts as the name of a file",
    arguments: [
      ("as in clinical.md B5.4", ["clinical.md"]),
      (
        "see `docs/feeds.md`, or ../generated/exit-codes.md.",
        ["docs/feeds.md", "generated/exit-codes.md"]
      ),
      ("[V owner/repository:docs/page.md] and seeds/bounds.csv]", ["seeds/bounds.csv"]),
      ("files `patients*.csv`, .phm/runs/<run>.json, https://example.org/page.md", []),
      ("qrisk3.c, 0.36 and e.g. a sentence.Then more", ["qrisk3.c"]),
    ])
  func naming(line: String, names: [String]) {
    #expect(Citations.fileNames(in: line) == names)
  }
}

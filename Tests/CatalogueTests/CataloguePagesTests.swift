import Foundation
import Model
import Testing

@testable import Definitions
@testable import ProgramRuns

/// What the documentation says of the shipped definitions and of the sample night.
@Suite("Catalogue: pages")
struct CataloguePagesTests {
  @Test("every feed of the nightly pipeline is on the page of the feeds")
  func feeds() throws {
    let pipeline = try page("pipelines/nightly.yaml")
    let files = pipeline.matches(of: /feeds\/[a-z0-9-]+\.yaml/).map { String($0.output) }
    try #require(files.count > 5)
    // The first cell of each row holds the names.
    let cells = try page("docs/feeds.md").matches(of: /(?m)^\| ([a-z][a-z, -]+) \|/)
    let named = Set(cells.flatMap { $0.output.1.split(separator: ", ") })
    for file in files {
      let definition = try page("pipelines/\(file)")
      let name = try #require(definition.firstMatch(of: /(?m)^feed: ([a-z0-9-]+)/)).output.1
      #expect(
        named.contains(name),
        shipped("docs/feeds.md does not name '\(name)' of pipelines/\(file); add it there"))
    }
  }

  @Test("the pages of the catalogue are what the program writes of the shipped definitions")
  func generated() throws {
    let folder = try TemporaryFolder()
    let result = try CommandProcess.run(
      ["document", "--output", folder.path("made")], in: packageRoot)
    try #require(result.exitCode == 0, "\(result.errors)")
    let made = try contents(of: folder.url.appending(path: "made/catalogue"))
    let kept = try contents(of: packageRoot.appending(path: "docs/generated/catalogue"))
    try #require(!made.isEmpty)
    let differing = Set(made.keys).union(kept.keys).filter { made[$0] != kept[$0] }.sorted()
    #expect(
      differing.isEmpty,
      shipped(
        """
        docs/generated/catalogue is of others, in \(differing.joined(separator: ", "))
        'make docs' writes it again; review the difference, and commit it if it is what you meant
        """))
  }

  @Test("every relative link of the catalogue's pages, and every one to them, leads to a file")
  func links() throws {
    let broken = try brokenLinks().filter(\.isOfCatalogue).map(\.description)
    #expect(
      broken.isEmpty,
      shipped(
        """
        pages link definitions or pages of them that are no more
        run 'make docs' and adapt the pages that are written by hand:
        \(broken.joined(separator: "\n"))
        """))
  }

  @Test(
    "every file that a definition names is in the repository, and so is every definition that a text names"
  )
  func namedFiles() throws {
    let missing = try Citations.missingFiles().missing.filter(\.isOfCatalogue)
    let sections = try Citations.sections().filter(\.isOfCatalogue)
    #expect(
      missing.isEmpty && sections.isEmpty,
      shipped(
        """
        files or sections are named that are not here
        name the publication, or owner/repository:path: \((missing + sections).map(\.description))
        """))
  }

  @Test("no room but Model and Synthesis spells the name of a column of the shipped plan")
  func columnNames() throws {
    let plan = try #require(try shippedPipeline().personPlan())
    let columns = Set(plan.columns.map(\.name))
    try #require(columns.count > 300)
    let words = Set(FeedColumnType.allCases.map(\.rawValue))
    let places = try spelledColumns(columns, wordsOfFeeds: words)
    #expect(
      places.isEmpty,
      shipped(
        """
        a column has the name of a word of the program
        call it otherwise, or have the program ask PersonVocabulary or one of Model's columns for it: \(places)
        """))
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// The hazard log against the tests that it names.
@Suite("Hazard log")
struct HazardLogTests {
  private let log: HazardLog

  init() throws {
    log = HazardLog(try page("safety/hazards.yaml"))
  }

  @Test("every hazard has all that DCB0129 asks for, and ratings by the matrix")
  func entries() {
    #expect(log.hazards.count >= 25)
    for (index, hazard) in log.hazards.enumerated() {
      #expect(
        hazard.id == "H" + (index < 9 ? "0" : "") + "\(index + 1)", "in the order of their numbers")
      let texts = [hazard.hazard, hazard.cause, hazard.effect, hazard.control]
      #expect(texts.allSatisfy { !$0.isEmpty }, "\(hazard.id) says everything")
      guard let residual = hazard.residual.rating, let initial = hazard.initial.rating,
        let before = hazard.initial.steps, let after = hazard.residual.steps
      else {
        Issue.record("\(hazard.id) has a severity or a likelihood that the matrix does not know")
        continue
      }
      #expect(
        residual <= initial && after != before && after.severity <= before.severity
          && after.likelihood <= before.likelihood, "\(hazard.id): its control lowers the risk")
      // From 3 on a risk is accepted by a name, which no project can sign for its users.
      #expect(residual < 3 || hazard.left != nil, "\(hazard.id) says who accepts what is left")
    }
    #expect(Set(log.hazards.map(\.hazard)).count == log.hazards.count)
  }

  @Test("every test that a hazard names is in the sources")
  func namedTests() throws {
    let known = try testsOfSources()
    #expect(known.count > 300)
    for hazard in log.hazards {
      #expect(!hazard.tests.isEmpty, "\(hazard.id) names the test that shows its control")
      for test in hazard.tests where !known.contains(test) {
        Issue.record(
          "\(hazard.id) names \(test.suite): '\(test.test)', which is no test: name the one that shows the control now, or mend the control"
        )
      }
    }
  }

  @Test("a test is known by its suite and its name, wherever the name stands")
  func testNamesInSources() {
    let source = """
      @Suite("One")
      struct OneTests {
        @Test("of a line") func line() {}
        @Test(
          "of \\"several\\" lines", arguments: [1])
        func lines(_: Int) {}
      }
      struct OtherTests {
        @Test("elsewhere") func other() {}
      }
      """
    #expect(
      testNames(in: source) == [
        .init(suite: "OneTests", test: "of a line"),
        .init(suite: "OneTests", test: "of \"several\" lines"),
        .init(suite: "OtherTests", test: "elsewhere"),
      ])
  }

  @Test("the page is what the log says")
  func isCurrent() throws {
    if Papers.isWriting {
      try Data(log.page.utf8).write(to: packageRoot.appending(path: "safety/hazards.md"))
    }
    #expect(try page("safety/hazards.md") == log.page, "'make docs' writes it again")
  }
}

/// The papers that are made from other files of the repository.
enum Papers {
  /// Whether they are to be written again.
  static let isWriting = ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1"
}

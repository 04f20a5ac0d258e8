import Definitions
import Health
import Tables

/// A test whose person did not come out as it says.
public struct TestFailure: Hashable, Sendable {
  /// The definition's file.
  public var file: String
  /// The line of what was expected.
  public var line: Int
  /// The test's name.
  public var test: String
  /// What the test expects, in the words of its file.
  public var expected: String
  /// What came, in the same words.
  public var found: String
}

/// What a cohort did with the person of a test.
struct TestedMember {
  /// The step that took the person out: an exclusion's `because`, or `not eligible`; nil for nobody's.
  var excluded: String?
  /// Whether the person is on the list.
  var isOnList: Bool
  /// What is said about the person, in order.
  var reasons: [String]
  /// What the list offers; nil for nothing.
  var pathway: String?
  /// The person's status in the denominator; nil where the person is not in it.
  var status: String?

  init(
    _ row: Int, of cohort: CohortDefinition, _ selection: CohortSelection, persons: PersonTable,
    parameters: Parameters
  ) {
    let steps = explain(cohort, person: row, persons: persons, parameters: parameters)
    let out = steps.first { $0.effect == .removes }
    excluded = out.map { $0.kind == .eligible ? TestExpectation.notEligible : $0.title }
    reasons = steps.filter { $0.effect == .says }.map { $0.title }
    guard case .integer(let rows)? = selection.members["person"],
      let member = rows.values.firstIndex(of: Int64(row))
    else {
      isOnList = false
      return
    }
    isOnList = true
    pathway = selection.members["pathway"]?.value(at: member).map { text(of: $0) }
  }
}

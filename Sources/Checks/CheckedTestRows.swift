import Messages
import Model
import Definitions
import Formats
import Health
import Tables

/// The rows of tests, held against their feeds' own rules as a run does it.
///
/// Rows of different tests may share what is unique in a night, and no made-up number is held against a format.
struct CheckedTestRows {
  /// The feeds' tables with the columns that are worked out, by feed.
  private(set) var tables: [String: Table]
  /// The rows to use, by feed.
  private(set) var accepted: [String: Bitmap] = [:]
  /// The tests with rows that a run would reject.
  private(set) var rejected: [TestFailure] = []

  init(
    _ feeds: TestFeeds, of tests: [PlacedTest], _ pipeline: PipelineDefinition,
    parameters: RunParameters
  ) {
    tables = feeds.tables
    // A row's line says which it is.
    let places = RowPlaces(
      files: [""], stretches: [RowPlaces.Stretch(row: 0, file: 0, line: 0)])
    for feed in pipeline.feeds.map({ $0.value }) {
      let name = feed.contract.name
      guard let table = feeds.tables[name], let rows = feeds.places[name] else { continue }
      var rules = feed.rules
      rules.unique = nil
      // Records that are a person's own are no other test's.
      if let record = rules.record, !record.key.contains(rules.key ?? "") { rules.record = nil }
      // What a night's other feeds hold is no part of a test.
      rules.known = []
      rules.checks = rules.checks.filter { $0.column != rules.key }
      let check = checkFeed(table, rules: rules, places: places, parameters: parameters.plain)
      accepted[name] = check.accepted
      tables[name] = table.replacing(check.workedOut)
      rejected += check.rejects.map { reject in
        let place = rows[reject.place.row ?? 0]
        return TestFailure(
          file: tests[place.test].file, line: place.line, test: tests[place.test].test.name,
          expected: "a row that feed '\(name)' accepts",
          found: "a row that its rule '\(reject.rule)' rejects")
      }
    }
  }
}

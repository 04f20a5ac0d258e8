import Definitions
import Health
import Tables

/// The rows of tests that a run would reject, by their feeds' own rules.
///
/// Rows of different tests may share what is unique in a night, and no made-up number is held against a format.
func rejectedRows(
  of tests: [PlacedTest], _ feeds: TestFeeds, _ pipeline: PipelineDefinition,
  parameters: RunParameters
) -> [TestFailure] {
  pipeline.feeds.flatMap { feed -> [TestFailure] in
    var rules = feed.value.rules
    rules.unique = nil
    rules.only = nil
    rules.checks = rules.checks.filter { $0.column != rules.key }
    guard let table = feeds.tables[rules.feed], let rows = feeds.places[rules.feed] else {
      return []
    }
    // A row's line says which it is.
    let places = RowPlaces(
      files: [rules.feed], stretches: [RowPlaces.Stretch(row: 0, file: 0, line: 0)])
    return checkFeed(table, rules: rules, places: places, parameters: parameters.plain).rejects
      .map { reject in
        let place = rows[reject.place.row ?? 0]
        return TestFailure(
          file: tests[place.test].file, line: place.line, test: tests[place.test].test.name,
          expected: "a row that feed '\(rules.feed)' accepts",
          found: "a row that its rule '\(reject.rule)' rejects")
      }
  }
}

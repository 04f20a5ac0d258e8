public import Health

extension AggregateFile {
  /// Registers computed from entries beside the published numbers: `register-reconciliation.csv`, by practice and
  /// register.
  public static func registers(_ comparison: DisclosedRegisters) -> AggregateFile? {
    guard let name = FileName("register-reconciliation") else { return nil }
    var file = AggregateFile(
      name: name, title: "Registers beside published numbers",
      description: """
        Persons on each register by the entries that were delivered, everybody registered counted as in the published numbers, \
        beside those numbers; outcomes are of the counts that are shown, so a hidden count has none. Practices whose list differs \
        too much are not evaluated.
        """,
      table: AggregateTable(comparison.table))
    file.countsEverybody = true
    return file
  }
}

extension ColumnContract {
  /// Whether a cell with a text would have a value, or be missing by the contract, without a fault.
  public func reads(_ text: String) -> Bool {
    let contract = FeedContract(name: "", files: [], format: .csv(CSVLayout()), columns: [self])
    var builder = TableBuilder(
      contract, file: "", encoding: .utf8, sources: [.alike(Array(text.utf8))], names: [name])
    builder.endRow(line: 1)
    return !builder.finish().faults.entries.contains { $0.rule.isOfCell }
  }
}

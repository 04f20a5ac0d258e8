import Model
import Tables

/// The rows of a list that a sheet of a workbook shows, and how many there are in all.
struct ListedRows: Sendable {
  /// The rows of the sheet's table that are shown, in the list's order.
  let shown: [Int]
  /// How many people of the network, or of the practice, are on the list.
  let people: ListCounts

  /// Chooses the rows of a network, or of a practice: as many as the limit says from the top, and below it everybody with one of this
  /// week's places.
  init(of list: ShownSheet, _ network: NetworkCode, practice: PracticeCode?, limit: Int?) {
    let table = list.sheet.table
    var rows = Array(list.sheet.rows(of: network))
    if let practice { rows = rows.filter(of: practice, table[ListColumn.practiceCode.rawValue]) }
    let limit = min(limit ?? mostRows, mostRows)
    var shown = Array(rows.prefix(limit))
    if case .boolean(let places)? = table[ListColumn.thisWeek.rawValue] {
      shown += rows.dropFirst(limit).filter { places.bits[$0] }
    }
    self.shown = Array(shown.prefix(mostRows))
    people = list.people.counts(of: practice?.text ?? network.text)
  }
}

/// How many rows a sheet takes below its header.
///
/// - Source: Excel specifications and limits: 1,048,576 rows.
private let mostRows = 1_048_000

extension [Int] {
  /// The rows of a practice's patients.
  fileprivate func filter(of practice: PracticeCode, _ column: Column?) -> [Int] {
    guard case .text(let codes)? = column, let code = codes.dictionary.code(of: practice.text)
    else { return [] }
    return filter { codes.code(at: $0) == code }
  }
}

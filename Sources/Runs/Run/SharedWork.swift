import Messages
import Model
import Parallel
import Publishing
import Tables

/// What several stages that write a release read or work out alike: the first that asks does it, and all others take it.
///
/// Each of them would otherwise read the same columns from the store, make the rows of the same lists, and disclose the same figures.
/// What a stage gets of it is what it would have come to alone, so none has to wait for another, to be there, or to be of this run.
final class SharedWork: Sendable {
  private struct ColumnPlace: Hashable, Sendable {
    let stage: StageName
    let table: String
    let column: String
  }

  private let columns = OncePer<ColumnPlace, Result<Column, RunFault>>()
  // Rows that both stages have asked for are let go: all together they are the most that a run holds. Those of files that are taken over
  // only the warehouse asks for.
  private let rows = OncePer<String, Result<Table, RunFault>>(keptFor: 2)
  private let shown = OncePer<String, Result<ShownRows, RunFault>>()
  private let openLists = Once<Result<OpenListTexts, RunFault>>()
  private let figures = Once<Result<CountedFigures, RunFault>>()
  /// Whether the rows of lists are wanted more than once.
  private let keepsRows: Bool
  /// Whether what lists say to each person is.
  private let keepsOpenLists: Bool
  /// Whether columns are.
  private let keepsColumns: Bool

  /// Nothing is done yet of what these stages want.
  init(for stages: Set<StageName>) {
    keepsRows = stages.isSuperset(of: [.lists, .warehouse])
    keepsOpenLists = stages.intersection([.lists, .workbooks, .warehouse]).count > 1
    keepsColumns = stages.intersection([.lists, .workbooks, .pages, .warehouse]).count > 1
  }

  /// Some columns of a table in the store.
  func table(
    _ name: String, of record: StageRecord, columns wanted: [String], in store: Store
  ) throws(RunFault) -> Table {
    let entry = record.tables.first { $0.name == name }
    guard keepsColumns, let entry else {
      return try store.table(name, of: record, columns: wanted)
    }
    var table = Table(rowCount: entry.rows)
    for column in wanted where entry.columns.contains(column) {
      let place = ColumnPlace(stage: record.stage, table: name, column: column)
      let read = columns(place) {
        Result { () throws(RunFault) in
          let table = try store.table(name, of: record, columns: [column])
          guard let read = table[column], table.rowCount == entry.rows else {
            throw .storeUnreadable(
              path: "\(store.folder(of: record.stage, record.fingerprint.hash))/\(name).arrow")
          }
          return read
        }
      }
      table.append(column, try read.get())
    }
    return table
  }

  /// The rows of a list's files.
  func rows(
    of list: String, _ make: @Sendable () throws(RunFault) -> Table
  ) throws(RunFault) -> Table {
    guard keepsRows else { return try make() }
    return try rows(list) { Result { () throws(RunFault) in try make() } }.get()
  }

  /// The rows of a list that workbooks show, with how many there are in all.
  func shown(
    of list: String, _ make: @Sendable () throws(RunFault) -> ShownRows
  ) throws(RunFault) -> ShownRows {
    try shown(list) { Result { () throws(RunFault) in try make() } }.get()
  }

  /// What the lists that count say to each person.
  func openLists(
    _ make: @Sendable () throws(RunFault) -> OpenListTexts
  ) throws(RunFault) -> OpenListTexts {
    guard keepsOpenLists else { return try make() }
    return try openLists { Result { () throws(RunFault) in try make() } }.get()
  }

  /// The figures as they would be counted tonight.
  func figures(
    _ make: @Sendable () throws(RunFault) -> CountedFigures
  ) throws(RunFault) -> CountedFigures {
    try figures { Result { () throws(RunFault) in try make() } }.get()
  }
}

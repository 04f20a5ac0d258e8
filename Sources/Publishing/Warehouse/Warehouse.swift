import Model
public import Tables

/// A release as one SQLite file for analysts, written table by table.
///
/// ```
/// release  stages                              what the file is
/// people ◄─ rows_<list> ─► lists, texts        who is on which list: a table a list, a row a person
///    ▲      list_<list>, membership            the lists as their files have them, and all of them: views
/// practices
/// indicators  attrition  care_gaps …           the system's figures, as its files have them
/// data_dictionary                              every table, view and column
/// ```
///
/// What stands in it is what stands in the release's files. The same tables in the same order give the same bytes.
public struct Warehouse: ~Copyable {
  private var file: DatabaseFile
  /// The tables and views so far, for the dictionary.
  private(set) var tables: [WarehouseTable] = []
  /// The lists so far.
  var lists: [WrittenList] = []
  /// What the lists so far say, each text once: on a list of many thousands some hundred different reasons stand.
  var texts = WarehouseTexts()

  /// What a release calls it.
  public static let fileName = "warehouse.sqlite"

  /// The version of the tables' form, in the file's `user_version`: raised when a query that ran would not run any more.
  static let version = 2

  /// Makes the file.
  ///
  /// - Precondition: nothing of that name is there.
  public init(path: String) throws(WarehouseFault) {
    file = try DatabaseFile.make(at: path, version: Warehouse.version)
  }

  /// Writes what all of it rests on: the pipeline, the day, and the stages that it was made of, by name.
  ///
  /// Nothing of the run itself, nor of how its definitions and files are written: a night that comes to the same has the same
  /// warehouse. When which stage ran, and its fingerprint, is in the ledger.
  public mutating func add(
    pipeline: String, referenceDate: Day, version: String,
    stages: [(name: String, rows: Int?)]
  ) throws(WarehouseFault) {
    try write(
      releaseTable,
      Table([
        ("pipeline", Column(.text, [.text(pipeline)])),
        ("reference_date", Column(.day, [.day(referenceDate)])),
        ("version", Column(.text, [.text(version)])),
      ]))
    try write(
      stagesTable,
      Table(
        [
          ("stage", Column(.text, stages.map { .text($0.name) })),
          ("rows", Column(.integer, stages.map { $0.rows.map { .integer(Int64($0)) } })),
        ], rowCount: stages.count))
  }

  /// Makes a table, its indexes, and its rows, which stand by the key where it is a number.
  mutating func write(
    _ table: WarehouseTable, _ rows: Table, indexes: [WarehouseIndex] = []
  ) throws(WarehouseFault) {
    try file.execute(table.statement)
    tables.append(table)
    guard table.isByNumber else {
      try file.insert(rows, into: table.name)
      for index in indexes { try file.execute(index.statement(on: table.name)) }
      return
    }
    let laidOut = indexes.compactMap { index in index.asText(of: rows, on: table.name) }
    let isLaidOut = laidOut.count == indexes.count
    if isLaidOut { for index in indexes { try file.execute(index.statement(on: table.name)) } }
    try file.append(
      rows, required: table.columns.map(\.field.isRequired), into: table.name,
      indexes: isLaidOut ? laidOut : [])
    if !isLaidOut { for index in indexes { try file.execute(index.statement(on: table.name)) } }
  }

  /// Makes a view.
  mutating func add(view: WarehouseTable) throws(WarehouseFault) {
    try file.execute(view.statement)
    tables.append(view)
  }

  /// Whether there is a table or a view of a name.
  func has(_ name: String) -> Bool { tables.contains { $0.name == name } }

  /// Writes what every table and column means, and the views over several tables, and ends the file.
  public consuming func close() throws(WarehouseFault) {
    try addViewsOfLists()
    try addViewsOfFigures()
    let all = tables + [dictionaryTable]
    try write(dictionaryTable, dictionary(of: all))
    try file.close()
  }
}

private let releaseTable = WarehouseTable(
  name: "release", text: "One row: of which pipeline and day the warehouse is.",
  columns: [
    .init(.always("pipeline", .text, "Pipeline", "The pipeline's name.")),
    .init(
      .always(
        "reference_date", .day, "Reference date",
        "The day that every age, period and season is worked out for.")),
    .init(.always("version", .text, "Version", "The version of the program that wrote it.")),
  ], key: ["pipeline"])

private let stagesTable = WarehouseTable(
  name: "stages",
  text:
    "What the warehouse was made of, in the order of the run; when and how long each ran is in the ledger, since a night that comes to the same has the same warehouse.",
  columns: [
    .init(.always("stage", .text, "Stage", "The stage, as phase/name.")),
    .init(
      SheetField(
        "rows", .integer,
        FieldDescription("Rows", "The rows of its output's first table; missing where it has none.")
      )
    ),
  ], key: ["stage"])

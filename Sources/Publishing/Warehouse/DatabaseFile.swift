import CSQLite
import Formats
import Tables

/// A new SQLite file that is being written: the only type that knows the library.
///
/// It is written once, from nothing, where nobody else looks, and moved when it is whole. So it needs neither a journal nor
/// a wait for the disk, and one transaction holds all of it. Rows of one order give the same bytes.
///
/// - Source: SQLite, PRAGMA statements supported by SQLite.
@safe struct DatabaseFile: ~Copyable {
  private let connection: OpaquePointer

  private init(_ connection: OpaquePointer) {
    unsafe self.connection = connection
  }

  /// Makes a file, which only its owner may read; `version` is the one of its tables' form, in `user_version`.
  ///
  /// - Precondition: nothing of that name is there.
  static func make(at path: String, version: Int) throws(WarehouseFault) -> DatabaseFile {
    // The library would make a file with the rights that the process gives to all files.
    do { try FileWriter(path: path).finish() } catch { throw .notWritable }
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(
      path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
    guard let connection = unsafe opened else { throw fault(of: code) }
    let file = unsafe DatabaseFile(connection)
    try file.check(code)
    for setting in settings + ["user_version = \(version)"] {
      try file.execute("PRAGMA \(setting)")
    }
    try file.execute("BEGIN")
    return file
  }

  deinit {
    unsafe sqlite3_close_v2(connection)
  }

  /// How the file is written: nothing is kept for a way back, nothing beside it on the disk, and what moves within it leaves
  /// no second copy.
  private static let settings = [
    "page_size = 16384", "cache_size = -16384", "journal_mode = OFF", "synchronous = OFF",
    "locking_mode = EXCLUSIVE", "temp_store = MEMORY", "secure_delete = ON",
  ]

  /// Ends the transaction and the file.
  consuming func close() throws(WarehouseFault) {
    try execute("COMMIT")
  }

  /// Carries out a statement that gives no rows.
  func execute(_ statement: String) throws(WarehouseFault) {
    try check(unsafe sqlite3_exec(connection, statement, nil, nil, nil))
  }

  /// Adds the rows of a table, or those named in the order given, to a table of the file that has just its columns.
  ///
  /// - Missing: NULL, as is a text without a letter and a number that is none.
  /// - Complexity: O(cells).
  func insert(
    _ table: Table, rows: [Int32]? = nil, into name: String
  ) throws(WarehouseFault) {
    let places = [String](repeating: "?", count: table.names.count).joined(separator: ",")
    var prepared: OpaquePointer?
    try check(
      unsafe sqlite3_prepare_v2(
        connection, "INSERT INTO \(quoted(name)) VALUES (\(places))", -1, &prepared, nil))
    guard let statement = unsafe prepared else { return }
    defer { unsafe sqlite3_finalize(statement) }
    let count = rows?.count ?? table.rowCount
    let code = unsafe withCells(table.columns.map { CellValues($0) }[...], []) { cells in
      for position in 0..<count {
        let row = rows.map { Int($0[position]) } ?? position
        for unsafe(index, cell) in unsafe cells.enumerated() {
          unsafe cell.bind(row, to: statement, Int32(index + 1))
        }
        let code = unsafe sqlite3_step(statement)
        guard code == SQLITE_DONE else { return code }
        unsafe sqlite3_reset(statement)
      }
      return SQLITE_OK
    }
    try check(code)
  }

  private func check(_ code: Int32) throws(WarehouseFault) {
    if code != SQLITE_OK { throw DatabaseFile.fault(of: code) }
  }

  private static func fault(of code: Int32) -> WarehouseFault {
    switch code & 0xFF {
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_NOMEM,
      SQLITE_NOLFS:
      .notWritable
    default: .refused(code: code)
    }
  }
}

/// A name as SQL has it where it may hold anything.
func quoted(_ name: String) -> String {
  "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    + "\""
}

/// A text as SQL has it.
func literal(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
}

/// Calls a body with the cells of columns, each of which stays where it is until the body returns.
private func withCells(
  _ columns: ArraySlice<CellValues>, _ cells: [CellPointer],
  _ body: ([CellPointer]) -> Int32
) -> Int32 {
  guard let first = columns.first else { return unsafe body(cells) }
  return unsafe first.withPointer { pointer in
    unsafe withCells(columns.dropFirst(), cells + [pointer], body)
  }
}

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
  private let path: String
  /// The library's connection; nil while there is none.
  private var connection: OpaquePointer?

  private init(_ path: String) {
    self.path = path
  }

  /// Makes a file, which only its owner may read; `version` is the one of its tables' form, in `user_version`.
  ///
  /// - Precondition: nothing of that name is there.
  static func make(at path: String, version: Int) throws(WarehouseFault) -> DatabaseFile {
    // The library would make a file with the rights that the process gives to all files.
    do { try FileWriter(path: path).finish() } catch { throw .notWritable }
    var file = DatabaseFile(path)
    try file.open()
    try file.execute("PRAGMA user_version = \(version)")
    try file.execute("BEGIN")
    return file
  }

  /// Opens the file, and before that closes it where it is open.
  private mutating func open() throws(WarehouseFault) {
    unsafe sqlite3_close_v2(connection)
    unsafe connection = nil
    try check(
      unsafe sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil))
    for setting in DatabaseFile.settings { try execute("PRAGMA \(setting)") }
  }

  deinit {
    unsafe sqlite3_close_v2(connection)
  }

  /// How the file is written: nothing is kept for a way back, nothing beside it on the disk, and what moves within it leaves
  /// no second copy.
  private static let settings = [
    "page_size = \(PageAppender.size)", "cache_size = -16384", "journal_mode = OFF",
    "synchronous = OFF",
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

  /// Adds the rows of a table to a table of the file that has just its columns.
  ///
  /// - Missing: NULL, as is a text without a letter and a number that is none.
  /// - Complexity: O(cells).
  func insert(_ table: Table, into name: String) throws(WarehouseFault) {
    let places = [String](repeating: "?", count: table.names.count).joined(separator: ",")
    var prepared: OpaquePointer?
    try check(
      unsafe sqlite3_prepare_v2(
        connection, "INSERT INTO \(quoted(name)) VALUES (\(places))", -1, &prepared, nil))
    guard let statement = unsafe prepared else { return }
    defer { unsafe sqlite3_finalize(statement) }
    let code = unsafe withCells(table.columns.map { CellValues($0) }[...], []) { cells in
      for row in 0..<table.rowCount {
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

  /// Adds the rows of a table to a table of the file that has just its columns and no row; they stand in the order of its key, the first
  /// column, a whole number.
  ///
  /// They are laid out as pages and put behind those of the file, which takes a third of the time of inserting them; so are the entries
  /// of `indexes`, each over a column of texts.
  ///
  /// - Missing: as for other rows; `required` says of each column whether it must have a value.
  /// - Complexity: O(cells), and for an index O(texts log texts).
  mutating func append(
    _ table: Table, required: [Bool], into name: String, indexes: [TextIndex] = []
  ) throws(WarehouseFault) {
    guard case .integer(let keys)? = table.columns.first, keys.present == nil else {
      throw .refused(code: SQLITE_MISMATCH)
    }
    // The library may not know any page while others are put behind its own.
    try execute("COMMIT")
    let root = try root(of: name)
    var indexRoots: [Int] = []
    for index in indexes { indexRoots.append(try self.root(of: index.name)) }
    let file = try unsafe ownFile()
    var pages = unsafe PageAppender(pageCount: try number("PRAGMA page_count")) {
      page, bytes, count in
      let start = Int64(page - 1) * Int64(PageAppender.size)
      return unsafe file.pointee.pMethods.pointee.xWrite(file, bytes, Int32(count), start)
    }
    let cells = table.columns.map { CellValues($0) }
    try check(
      unsafe withCells(cells[...], []) { cells in
        let code = unsafe layOut(cells, keys.values, required, root: root, to: &pages)
        guard code == SQLITE_OK else { return code }
        for (index, root) in zip(indexes, indexRoots) {
          guard
            let entries = unsafe IndexPages(cells[index.column], keys: keys.values),
            !index.isUnique || !entries.hasRepeated
          else { return SQLITE_CONSTRAINT }
          let code = entries.append(to: &pages, root: root)
          guard code == SQLITE_OK else { return code }
        }
        return pages.flush()
      })
    // Where the file's first page says how many it has.
    let told = (0..<4).map { UInt8(truncatingIfNeeded: pages.pageCount >> (24 - 8 * $0)) }
    try check(unsafe file.pointee.pMethods.pointee.xWrite(file, told, 4, 28))
    try open()
    try execute("BEGIN")
  }

  private func root(of name: String) throws(WarehouseFault) -> Int {
    try number("SELECT rootpage FROM sqlite_schema WHERE name = \(literal(name))")
  }

  /// The number that a query gives.
  private func number(_ query: String) throws(WarehouseFault) -> Int {
    var prepared: OpaquePointer?
    try check(unsafe sqlite3_prepare_v2(connection, query, -1, &prepared, nil))
    defer { unsafe sqlite3_finalize(prepared) }
    let code = unsafe sqlite3_step(prepared)
    guard code == SQLITE_ROW else { throw DatabaseFile.fault(of: code) }
    return unsafe Int(sqlite3_column_int64(prepared, 0))
  }

  /// The file as the library has it open, to write pages through.
  private func ownFile() throws(WarehouseFault) -> UnsafeMutablePointer<sqlite3_file> {
    var file: UnsafeMutablePointer<sqlite3_file>?
    try check(
      unsafe sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file))
    guard let file = unsafe file else { throw .notWritable }
    return unsafe file
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

/// An index over a column of texts.
struct TextIndex: Sendable {
  /// What it is called.
  var name: String
  /// The place of the column in its table.
  var column: Int
  /// Whether no text may stand twice.
  var isUnique: Bool
}

/// Lays out rows as a table's tree, and gives the library's code.
private func layOut(
  _ cells: [CellPointer], _ keys: [Int64], _ required: [Bool], root: Int,
  to pages: inout PageAppender
) -> Int32 {
  var tree = TreePages()
  let code = unsafe Record.with(cells, required: required, rowCount: keys.count) { record in
    for row in keys.indices {
      guard unsafe record.take(cells, row: row) else { return SQLITE_CONSTRAINT }
      let code = unsafe tree.append(record, cells, row: row, key: keys[row], to: &pages)
      guard code == SQLITE_OK else { return code }
    }
    return SQLITE_OK
  }
  return code == SQLITE_OK ? tree.finish(root: root, to: &pages) : code
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

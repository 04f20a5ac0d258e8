@testable import Formats
import Parallel
import Tables

/// A column of every type that a cell can become.
private let columns: [(name: String, type: CellType, isRequired: Bool)] = [
  ("number", .identifier(digits: 10), true),
  ("code", .code(CodeList(name: "registers", meanings: ["AF": "AF", "DM17": "DM"])), false),
  (
    "day",
    .day(
      ["yyyy-MM-dd", "dd/MM/yyyy", "ddMMMyyyy", "dd/MM/yy"].compactMap { DateFormat(pattern: $0) }),
    false
  ),
  ("value", .decimal, false), ("count", .integer, false),
  ("carer", .boolean(true: ["Y", "1"], false: ["N", "0"]), false),
  ("practice", .organisationCode, false), ("note", .text, false),
]

private func contract(_ format: FileFormat) -> FeedContract {
  FeedContract(
    name: "fuzz", files: ["fuzz*"], format: format,
    columns: columns.map { column in
      let source: ColumnContract.Source? =
        if case .xml = format { .path("@\(column.name)") } else { nil }
      return ColumnContract(
        name: column.name, source: source, type: column.type, isRequired: column.isRequired)
    })
}

/// What a file gave: its part of the feed, or why it has none.
private typealias Reading = Result<FeedPart, FeedFault>

private func isSame(_ left: FeedPart, _ right: FeedPart) -> Bool {
  left.table == right.table && left.rejectedRows == right.rejectedRows
    && left.unreadCells == right.unreadCells && left.places == right.places
    && left.rejects == right.rejects && left.rejectCount == right.rejectCount
}

private func isSame(_ left: Reading, _ right: Reading) -> Bool {
  switch (left, right) {
  case (.success(let left), .success(let right)): isSame(left, right)
  case (.failure(let left), .failure(let right)): left == right
  case (.success, .failure), (.failure, .success): false
  }
}

/// What holds of whatever was read: every row is somewhere, and no row is rejected twice.
private func checkRows(_ reading: Reading) throws(Violation) {
  guard case .success(let part) = reading else { return }
  try require(
    part.table.columns.allSatisfy { $0.count == part.table.rowCount }, "columns of one length")
  try require(part.unreadCells.count == part.table.columns.count, "unread cells of every column")
  for rows in part.unreadCells + [part.rejectedRows] {
    try require(
      zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
        && rows.allSatisfy { part.table.rowCount > $0 && $0 >= 0 },
      "rows of the table, ascending")
  }
  try require(part.rejectCount >= part.rejects.count, "no more rejects kept than there are")
  try require(
    part.rejectCount >= part.rejectedRows.count, "every rejected row of the table counted")
}

extension FuzzTarget {
  /// A delimited file, whose first byte chooses its layout: the same rows, places and rejects whatever the size of the blocks.
  static let csv = FuzzTarget("csv") { bytes, scratch in
    guard let choice = bytes.first else { return }
    var layout = CSVLayout()
    layout.delimiter = choice & 1 == 0 ? 0x2C : 0x7C
    layout.quote = choice & 2 == 0 ? 0x22 : nil
    layout.escape = choice & 4 == 0 ? nil : 0x5C
    layout.header = choice & 8 == 0 ? .first : .search
    layout.encoding = TextEncoding.allCases[Int(choice >> 4) % TextEncoding.allCases.count]
    layout.fillsShortRows = choice & 0x40 != 0
    layout.headerRows = choice & 0x80 == 0 ? 1 : 2
    let contract = contract(.csv(layout))
    let file = FeedFile(
      path: try scratch.file("fuzz.csv", Array(bytes.dropFirst())), name: "fuzz.csv")
    func read(_ blockSize: Int) -> Reading {
      Result { () throws(FeedFault) in
        try extractCSV(
          contract, layout: layout, file: file, rows: RowCounter(), stop: StopRequest(),
          blockSize: blockSize)
      }
    }
    let whole = read(1 << 17)
    try checkRows(whole)
    for blockSize in [1 + bytes.count % 7, 64] {
      try require(isSame(read(blockSize), whole), "the same in blocks of \(blockSize)")
    }
  }

  /// An XML file: what the scanner of flat records takes, libxml2 takes with the same rows; libxml2 reads it alike in blocks of any size.
  static let xml = FuzzTarget("xml") { bytes, scratch in
    let layout = XMLLayout(record: ["Event"], namespace: nil)
    let contract = contract(.xml(layout))
    let file = FeedFile(path: try scratch.file("fuzz.xml", bytes), name: "fuzz.xml")
    func readAny(_ blockSize: Int) -> Reading {
      Result { () throws(FeedFault) in
        try extractAnyXML(
          contract, layout: layout, file: file, rows: RowCounter(), stop: StopRequest(),
          blockSize: blockSize)
      }
    }
    let judge = readAny(1 << 17)
    try checkRows(judge)
    if case .success(let part) = judge {
      guard case .success(let other) = readAny(1 + bytes.count % 61) else {
        throw Violation("taken in blocks of \(1 + bytes.count % 61) too")
      }
      try require(isSame(part, other), "the same in blocks of \(1 + bytes.count % 61)")
    }
    for blockSize in [1 << 17, 1 + bytes.count % 7] {
      let counter = RowCounter()
      let flat = try extractFlatXML(
        contract, layout: layout, file: file, rows: counter, stop: StopRequest(),
        blockSize: blockSize)
      try require(
        counter.rows == (flat?.table.rowCount ?? 0), "the scanner counts the rows that it gives")
      guard let flat else { continue }
      guard case .success(let part) = judge else {
        throw Violation("libxml2 takes what the scanner takes, in blocks of \(blockSize)")
      }
      try require(isSame(flat, part), "the scanner and libxml2 give the same")
    }
  }

  /// An Arrow file: what can be read can be written, and read again with the same values; by a contract or without one.
  static let arrow = FuzzTarget("arrow") { bytes, scratch in
    let path = try scratch.file("fuzz.arrow", bytes)
    let reading: Reading = Result { () throws(FeedFault) in
      try extractArrow(
        contract(.arrow), file: FeedFile(path: path, name: "fuzz.arrow"), rows: RowCounter(),
        stop: StopRequest())
    }
    try checkRows(reading)
    let table: Table
    do {
      table = try readArrow(path)
    } catch {
      return
    }
    let copies = ["\(scratch.folder)/first.arrow", "\(scratch.folder)/second.arrow"]
    let checksum = try writeArrow(table, to: copies[0])
    let again = try readArrow(copies[0])
    try require(again.names == table.names && again.rowCount == table.rowCount, "the same shape")
    // Through the bytes, since a number that is none is not itself.
    try require(try writeArrow(again, to: copies[1]) == checksum, "the same values")
  }
}

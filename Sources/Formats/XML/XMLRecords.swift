import Parallel

/// What about a document, beyond the rules of XML, makes it no file of a feed.
enum XMLProblem {
  case wrongNamespace
  case cellTooLong
}

/// The rows that become of a document's elements, as they open and close.
struct XMLRecords {
  private(set) var builder: TableBuilder
  private let counter: RowCounter
  private let columnCount: Int
  /// The names of the open elements, the root first.
  private var names: [InternedName] = []
  /// The record's own columns, then those of elements around it.
  private var scopes: [XMLScope]
  private var isInRecord = false
  /// How many records there have been.
  private(set) var count = 0

  private var batch = CellBatch()
  private var bytes: [UInt8] = []
  private static let batchRows = 4096
  private static let batchBytes = 1 << 20

  /// Prepares for a document; `intern` turns names into those of its parser.
  init(
    _ contract: FeedContract, _ layout: XMLLayout, file: String, counter: RowCounter,
    intern: (String) -> InternedName
  ) {
    builder = TableBuilder(contract, file: file)
    self.counter = counter
    columnCount = contract.columns.count
    var paths: [(column: Int, path: XMLPath)] = []
    for (index, column) in contract.columns.enumerated() {
      if case .path(let text) = column.source, let path = XMLPath(text) {
        paths.append((index, path))
      }
    }
    let ups = Set(paths.map(\.path.ups)).union([0]).sorted()
    scopes = ups.map { ups in
      XMLScope(
        ups: ups, record: layout.record, paths: paths.filter { $0.path.ups == ups }, intern: intern)
    }
  }

  /// How deep the innermost open element is; the root is at 1.
  var depth: Int { names.count }

  mutating func startElement(
    _ name: InternedName, _ attributes: borrowing XMLAttributes
  ) -> XMLProblem? {
    names.append(name)
    let depth = names.count
    for index in scopes.indices {
      guard scopes[index].enter(name, depth: depth, attributes) else { return .cellTooLong }
      // A record within a record is a part of it.
      guard index > 0 || !isInRecord, scopes[index].matches(names) else { continue }
      guard scopes[index].open(depth: depth, attributes) else { return .cellTooLong }
      if index == 0 { isInRecord = true }
    }
    return nil
  }

  mutating func text(_ text: Span<UInt8>) -> XMLProblem? {
    let depth = names.count
    for index in scopes.indices {
      guard scopes[index].addText(text, depth: depth) else { return .cellTooLong }
    }
    return nil
  }

  mutating func endElement() {
    let depth = names.count
    for index in scopes.indices where scopes[index].leave(depth: depth) {
      if index == 0 { endRecord(depth: depth) }
      scopes[index].close()
    }
    names.removeLast()
  }

  private mutating func endRecord(depth: Int) {
    count += 1
    isInRecord = false
    let firstCell = batch.cells.count
    for _ in 0..<columnCount { batch.cells.append(.empty) }
    for index in scopes.indices {
      scopes[index].appendCells(
        ofDepth: depth - scopes[index].ups, to: &batch.cells[firstCell...], &bytes)
    }
    batch.rows.append(
      BatchRow(
        firstCell: UInt32(firstCell), cellCount: UInt32(columnCount), start: 0, end: 0, line: count))
    if batch.rows.count == XMLRecords.batchRows || bytes.count > XMLRecords.batchBytes { flush() }
  }

  /// Hands the rows read so far to the typed columns.
  mutating func flush() {
    guard !batch.rows.isEmpty else { return }
    var cells: [UInt8] = []
    swap(&cells, &bytes)
    for _ in 0..<cellPadding { cells.append(0) }
    builder.append(batch, of: cells.span)
    swap(&cells, &bytes)
    counter.add(batch.rows.count)
    batch.rows.removeAll(keepingCapacity: true)
    batch.cells.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }
}

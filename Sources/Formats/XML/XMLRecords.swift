import Parallel

/// What makes a well-formed document no file of a feed.
enum XMLExcess {
  /// An attribute or a text is longer than a cell can be.
  case cellLength
  /// Elements are nested deeper than libxml2 allows where it builds a tree.
  case depth
}

/// The rows that become of a document's elements, as they open and close.
///
/// The cells' bytes are gathered one after the other. Rows of a batch share those of the elements around them.
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
  /// How many bytes make a batch full: more where much is kept from one to the next.
  private var fullAt = XMLRecords.batchBytes

  private static let batchRows = 4096
  private static let batchBytes = 1 << 20
  /// libxml2's `xmlParserMaxDepth`, which it does not heed where it builds no tree.
  private static let deepest = 256

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
    let plain = paths.filter { $0.path.condition == nil }
    let conditioned = Dictionary(grouping: paths.filter { $0.path.condition != nil }) { entry in
      ConditionedSteps(entry.path)
    }.values.sorted { ($0.first?.column ?? 0) < ($1.first?.column ?? 0) }
    let ups = Set(plain.map(\.path.ups)).union([0]).sorted()
    scopes =
      ups.map { ups in
        XMLScope(
          ups: ups, record: layout.record, paths: plain.filter { $0.path.ups == ups },
          intern: intern)
      }
      + conditioned.map { paths in
        XMLScope(
          ups: paths.first?.path.ups ?? 0, record: layout.record, paths: paths, intern: intern)
      }
  }

  /// What paths of one scope have in common where they have a condition.
  private struct ConditionedSteps: Hashable {
    let ups: Int
    let steps: [String]
    let condition: XMLPath.Condition?

    init(_ path: XMLPath) {
      ups = path.ups
      steps = Array(path.steps.prefix(path.condition?.step ?? 0))
      condition = path.condition
    }
  }

  /// How deep the innermost open element is; the root is at 1.
  var depth: Int { names.count }

  /// Takes an element that opens in, or says what there is too much of.
  mutating func startElement(
    _ name: InternedName, _ attributes: borrowing XMLAttributes
  ) -> XMLExcess? {
    names.append(name)
    let depth = names.count
    guard depth <= XMLRecords.deepest else { return .depth }
    for index in scopes.indices {
      guard scopes[index].enter(name, depth: depth, attributes, &bytes) else { return .cellLength }
      // A record within a record is a part of it.
      guard index > 0 || !isInRecord, scopes[index].matches(names) else { continue }
      guard scopes[index].open(depth: depth, attributes, &bytes) else { return .cellLength }
      if index == 0 { isInRecord = true }
    }
    return nil
  }

  /// Takes a piece of text in, or says what there is too much of.
  mutating func addText(_ text: Span<UInt8>) -> XMLExcess? {
    for index in scopes.indices {
      guard scopes[index].addText(text, depth: names.count) else { return .cellLength }
    }
    return nil
  }

  /// Ends the innermost open element, and the row where it is a record.
  mutating func endElement() {
    let depth = names.count
    for index in scopes.indices where scopes[index].leave(depth: depth, &bytes) {
      if index == 0 { endRecord(depth: depth) }
      scopes[index].close()
    }
    names.removeLast()
    if batch.rows.count == XMLRecords.batchRows || bytes.count > fullAt { flush() }
  }

  private mutating func endRecord(depth: Int) {
    count += 1
    isInRecord = false
    let firstCell = batch.cells.count
    for _ in 0..<columnCount { batch.cells.append(.empty) }
    for index in scopes.indices {
      scopes[index].fill(&batch.cells, from: firstCell, depth: depth - scopes[index].ups)
    }
    batch.rows.append(
      BatchRow(
        firstCell: UInt32(firstCell), cellCount: UInt32(columnCount), start: 0, end: 0, line: count)
    )
  }

  /// Hands the rows read so far to the typed columns.
  mutating func flush() {
    var old: [UInt8] = []
    swap(&old, &bytes)
    bytes.reserveCapacity(old.count)
    for index in scopes.indices { scopes[index].move(from: old, to: &bytes) }
    fullAt = max(XMLRecords.batchBytes, 2 * bytes.count)
    guard !batch.rows.isEmpty else { return }
    for _ in 0..<cellPadding { old.append(0) }
    builder.append(batch, of: old.span)
    counter.add(batch.rows.count)
    batch.rows.removeAll(keepingCapacity: true)
    batch.cells.removeAll(keepingCapacity: true)
  }
}

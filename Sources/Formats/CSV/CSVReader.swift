import Glibc

/// Reads delimited text from a file in batches of rows.
///
/// ```
/// buffer   | a record cut short | the next block .......... | padding | scratch | padding |
///          0                                             dataEnd
/// ```
struct CSVReader: ~Copyable {
  /// How long a record may be: no field of a feed comes near it, and an unclosed quote soon does.
  static let longestRecord = 16 << 20

  private let file: FeedFile
  private var source: ByteSource?
  /// Blocks of the source that were looked at and not yet added to the buffer.
  private var ahead: [[UInt8]] = []
  private var tokenizer: CSVTokenizer
  private var position = 0
  private var dataEnd = 0
  private var isStarted = false
  /// How many bytes of the content, inflated, were added to the buffer.
  private var added = 0
  private(set) var buffer: [UInt8]
  /// The rows of the newest batch, whose ranges count in `buffer`.
  var batch = CellBatch()

  /// Starts to read a file.
  init(
    _ file: FeedFile, _ layout: CSVLayout, blockSize: Int = ByteSource.blockSize,
    longestRecord: Int = CSVReader.longestRecord
  ) {
    self.file = file
    source = ByteSource(file, blockSize: blockSize)
    tokenizer = CSVTokenizer(layout, longestRecord: longestRecord)
    buffer = [UInt8](repeating: 0, count: cellPadding)
  }

  /// Starts to read bytes that are in memory; `name` is what faults call them.
  init(_ bytes: [UInt8], name: String, _ layout: CSVLayout) {
    file = FeedFile(path: name, name: name)
    source = nil
    tokenizer = CSVTokenizer(layout, longestRecord: CSVReader.longestRecord)
    buffer = bytes + [UInt8](repeating: 0, count: cellPadding)
    dataEnd = bytes.count
  }

  /// Which part of the file was read, from 0 to 1; it runs a little ahead of the batches.
  var fraction: Double {
    switch source {
    case .some(let source): source.fraction
    case .none: 1
    }
  }

  /// What the first bytes, inflated, say that the content is; nil where it may be text.
  ///
  /// It is asked before the first batch.
  ///
  /// - Throws: what `ByteSource` throws.
  mutating func disguise() throws(FeedFault) -> String? {
    let looked = 512
    while ahead.reduce(0, { $0 + $1.count }) < looked, let block = try source?.next() {
      ahead.append(block)
    }
    let first = ahead.joined().prefix(looked)
    if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    if first.starts(with: [0x1F, 0x8B]) { return "gzip inside gzip" }
    return first.contains(0) ? "binary" : nil
  }

  /// Reads the next batch of at least so many rows, fewer only at the end; false where there is none.
  ///
  /// - Throws: what `ByteSource` throws, `FeedFault.unclosedQuote`, `.fieldTooLong` and `.zeroBytes`.
  mutating func next(atLeast rows: Int = 1) throws(FeedFault) -> Bool {
    try start()
    while true {
      let line = tokenizer.line
      let next = try cut()
      if batch.rows.count >= rows || source == nil {
        position = next
        return !batch.rows.isEmpty
      }
      if batch.rows.isEmpty {
        // Empty lines that were passed need not be read again.
        position = next
      } else {
        tokenizer.goBack(toLine: line)
      }
      try refill()
    }
  }

  /// The last row of the newest batch where it is the last of the file and no line break ends it.
  var unendedRow: BatchRow? {
    guard source == nil, position == dataEnd, let last = batch.rows.last, last.end == dataEnd
    else { return nil }
    return last
  }

  private mutating func cut() throws(FeedFault) -> Int {
    buffer.removeLast(buffer.count - dataEnd - cellPadding)
    var scratch: [UInt8] = []
    // Taken out while the buffer is borrowed, and put back.
    var cells = CellBatch()
    swap(&cells, &batch)
    cells.rows.removeAll(keepingCapacity: true)
    var cutter = tokenizer
    let isLast = source == nil
    let next: Int
    do {
      next = try cutter.cut(
        buffer.span, from: position, to: dataEnd, isLast: isLast, into: &cells,
        scratch: &scratch, scratchStart: buffer.count)
    } catch {
      throw FeedFault(error, file: file.name)
    }
    tokenizer = cutter
    batch = cells
    if !scratch.isEmpty {
      buffer += scratch
      buffer.append(contentsOf: repeatElement(0, count: cellPadding))
    }
    return next
  }

  /// Passes over a byte order mark.
  private mutating func start() throws(FeedFault) {
    guard !isStarted else { return }
    isStarted = true
    while dataEnd < 3, source != nil { try refill() }
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Moves what is left to the front and adds at least as many bytes, so that a long record is not cut again
  /// with every block.
  private mutating func refill() throws(FeedFault) {
    let left = dataEnd - position
    buffer.removeLast(buffer.count - dataEnd)
    buffer.removeFirst(position)
    position = 0
    var fresh = 0
    while fresh <= left, source != nil {
      guard let block = try ahead.isEmpty ? source?.next() : ahead.removeFirst() else {
        source = nil
        break
      }
      if let zero = firstZero(in: block) {
        throw .zeroBytes(file: file.name, byteOffset: added + zero)
      }
      buffer += block
      fresh += block.count
      added += block.count
    }
    dataEnd = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: cellPadding))
  }
}

/// Where the first zero byte of a block stands; nil for none.
private func firstZero(in block: [UInt8]) -> Int? {
  // The C library's search is several times as fast as a loop, and every byte of every feed passes here.
  unsafe block.withUnsafeBytes { bytes in
    guard let start = bytes.baseAddress, let found = unsafe memchr(start, 0, bytes.count) else {
      return nil
    }
    return unsafe UnsafeRawPointer(found) - start
  }
}

extension FeedFault {
  fileprivate init(_ failure: CSVTokenizer.Failure, file: String) {
    self =
      switch failure {
      case .unclosedQuote(let line): .unclosedQuote(file: file, line: line)
      case .fieldTooLong(let line): .fieldTooLong(file: file, line: line)
      }
  }
}

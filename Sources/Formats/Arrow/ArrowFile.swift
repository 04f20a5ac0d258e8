import Glibc

/// An open Arrow IPC file: what its footer says, and its bytes.
struct ArrowFile: ~Copyable {
  private let file: FileReader
  let footer: ArrowFooter

  private static let magic: [UInt8] = Array("ARROW1".utf8)

  /// Opens a file and reads its footer.
  init(_ path: String) throws(ArrowFault) {
    let opened = try ArrowFile.opened(path)
    footer = try ArrowFooter(ArrowFile.footer(of: opened), fileSize: opened.size)
    file = opened
  }

  private static func opened(_ path: String) throws(ArrowFault) -> FileReader {
    let file: FileReader
    do throws(FileFault) {
      file = try FileReader(path: path)
    } catch {
      throw .unreadable(code: error.code)
    }
    guard file.isPlain else { throw .unreadable(code: EISDIR) }
    return file
  }

  private static func footer(of file: borrowing FileReader) throws(ArrowFault) -> [UInt8] {
    let ends = magic.count + 4
    guard file.size >= 8 + ends else { throw .malformed(.magic) }
    let head = try bytes(of: file, 0..<magic.count)
    let tail = try bytes(of: file, (file.size - ends)..<file.size)
    guard head == magic else { throw .malformed(.magic) }
    guard tail[4...].elementsEqual(magic) else { throw .malformed(.truncated) }
    let length = tail[0..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    let end = file.size - ends
    guard length <= end - 8 else { throw .malformed(.footer) }
    return try bytes(of: file, (end - length)..<end)
  }

  /// What the open file is now.
  var identity: FileIdentity? { file.identity }

  /// All record batches' messages, without their bodies.
  func recordBatches() throws(ArrowFault) -> [ArrowBatch] {
    var batches: [ArrowBatch] = []
    var rows = 0
    for block in footer.recordBlocks {
      let batch = try batch(block, kind: 3) { (header: FlatTable) throws(FlatBufferFault) in header
      }
      rows += batch.rowCount
      guard rows <= Int(Int32.max) else { throw .malformed(.size) }
      batches.append(batch)
    }
    return batches
  }

  /// The messages of some dictionaries, by their id.
  func dictionaryBatches(_ wanted: Set<Int64>) throws(ArrowFault) -> [Int64: ArrowBatch] {
    var batches: [Int64: ArrowBatch] = [:]
    for block in footer.dictionaryBlocks where !wanted.isEmpty {
      var id: Int64 = 0
      var isDelta = false
      let batch = try batch(block, kind: 2) { (header: FlatTable) throws(FlatBufferFault) in
        id = try header.number(0, default: Int64(0))
        isDelta = try header.boolean(2)
        return try header.table(1)
      }
      guard wanted.contains(id) else { continue }
      guard !isDelta, batches[id] == nil else { throw .malformed(.changingDictionary) }
      batches[id] = batch
    }
    return batches
  }

  private func batch(
    _ block: ArrowBlock, kind: UInt8,
    records: (FlatTable) throws(FlatBufferFault) -> FlatTable?
  ) throws(ArrowFault) -> ArrowBatch {
    let message = try bytes(block.message)
    // A message starts with FFFFFFFF and its length; files from before Arrow 0.15 lack the first.
    guard message[0..<4].allSatisfy({ $0 == 0xFF }) else { throw .malformed(.message) }
    do throws(FlatBufferFault) {
      let table = try FlatTable(rootOf: Array(message[8...]))
      guard try table.number(1, default: UInt8(0)) == kind, let header = try table.table(2),
        let records = try records(header)
      else { throw FlatBufferFault() }
      return try ArrowBatch(records, body: block.body)
    } catch {
      throw .malformed(.message)
    }
  }

  /// Some bytes of the file.
  func bytes(_ range: Range<Int>) throws(ArrowFault) -> [UInt8] {
    try ArrowFile.bytes(of: file, range)
  }

  /// All bytes of a buffer.
  func bytes(_ buffer: ArrowBuffer) throws(ArrowFault) -> [UInt8] {
    try values(UInt8.self, from: [buffer])
  }

  /// Values from buffers, one after the other, as the file holds them.
  ///
  /// - Precondition: each buffer is a whole number of values long.
  func values<Element: BitwiseCopyable>(
    _: Element.Type, from buffers: [ArrowBuffer]
  ) throws(ArrowFault) -> [Element] {
    try ArrowFile.values(Element.self, of: file, from: buffers)
  }

  private static func bytes(
    of file: borrowing FileReader, _ range: Range<Int>
  ) throws(ArrowFault) -> [UInt8] {
    try values(UInt8.self, of: file, from: [.file(range)])
  }

  private static func values<Element: BitwiseCopyable>(
    _: Element.Type, of file: borrowing FileReader, from buffers: [ArrowBuffer]
  ) throws(ArrowFault) -> [Element] {
    let width = MemoryLayout<Element>.size
    let count = buffers.reduce(0) { $0 + $1.count / width }
    var fault: ArrowFault?
    let values = unsafe [Element](unsafeUninitializedCapacity: count) { memory, initialized in
      let bytes = UnsafeMutableRawBufferPointer(memory)
      var start = 0
      for buffer in buffers {
        let piece = unsafe UnsafeMutableRawBufferPointer(
          rebasing: bytes[start..<(start + buffer.count)])
        do throws(ArrowFault) {
          unsafe try buffer.read(into: piece, from: file)
        } catch {
          fault = error
          return
        }
        start += buffer.count
      }
      initialized = count
    }
    if let fault { throw fault }
    return values
  }
}

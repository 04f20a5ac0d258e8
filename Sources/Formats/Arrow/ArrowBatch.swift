/// Where a message and its body lie in the file.
struct ArrowBlock {
  let message: Range<Int>
  let body: Range<Int>

  /// The blocks of a footer, each within the file and all bodies together no longer than it.
  static func blocks(_ numbers: [Int64], fileSize: Int) throws(FlatBufferFault) -> [ArrowBlock] {
    var blocks: [ArrowBlock] = []
    var left = fileSize
    for index in stride(from: 0, to: numbers.count, by: 3) {
      let start = Int(numbers[index])
      // The upper half of the second number is padding.
      let messageLength = Int(Int32(truncatingIfNeeded: numbers[index + 1]))
      let bodyLength = Int(numbers[index + 2])
      guard start >= 0, start <= fileSize, messageLength >= 8, messageLength <= fileSize - start,
        bodyLength >= 0, bodyLength <= fileSize - start - messageLength,
        messageLength + bodyLength <= left
      else { throw FlatBufferFault() }
      left -= messageLength + bodyLength
      let body = start + messageLength
      blocks.append(ArrowBlock(message: start..<body, body: body..<(body + bodyLength)))
    }
    return blocks
  }
}

/// One batch of rows: how long each column is and where its buffers lie in the file.
struct ArrowBatch {
  /// The part of a column that lies in one batch.
  struct Part {
    var rowCount: Int
    var hasMissing: Bool
    /// Where the buffers lie in the file.
    var buffers: ArraySlice<Range<Int>>
    /// Whether each of them is a frame of LZ4 after its length.
    var isCompressed: Bool
  }

  /// How the buffers of a batch are compressed.
  private enum Compression {
    case none
    case lz4Frames
    case other
  }

  let rowCount: Int
  private let compression: Compression
  private let nodes: [Int64]
  private let buffers: [Range<Int>]
  private let viewCounts: [Int64]

  /// Reads the `RecordBatch` table of a message whose body lies at a range of the file.
  init(_ table: FlatTable, body: Range<Int>) throws(FlatBufferFault) {
    let length = try table.number(0, default: Int64(0))
    guard length >= 0, length <= Int64(Int32.max) else { throw FlatBufferFault() }
    rowCount = Int(length)
    // Codec 0 is LZ4 frames, method 0 compresses each buffer by itself.
    compression =
      try table.table(3).map { (details) throws(FlatBufferFault) in
        let (codec, method) = (
          try details.number(0, default: UInt8(0)), try details.number(1, default: UInt8(0))
        )
        return codec == 0 && method == 0 ? .lz4Frames : .other
      } ?? .none
    nodes = try table.structs(1, width: 2)
    let numbers = try table.structs(2, width: 2)
    var buffers: [Range<Int>] = []
    // All together no longer than the body: a frame that many buffers name would be decompressed as often.
    var left = body.count
    for index in stride(from: 0, to: numbers.count, by: 2) {
      let offset = Int(numbers[index])
      let length = Int(numbers[index + 1])
      guard offset >= 0, offset <= body.count, length >= 0, length <= body.count - offset,
        length <= left
      else { throw FlatBufferFault() }
      left -= length
      let start = body.lowerBound + offset
      buffers.append(start..<(start + length))
    }
    self.buffers = buffers
    viewCounts = try table.structs(4, width: 1)
  }

  /// Each column's part of the batch.
  func parts(of storages: [ArrowLayout]) throws(ArrowFault) -> [Part] {
    guard compression != .other else { throw .malformed(.compressed) }
    var position = (node: 0, buffer: 0, view: 0)
    var parts: [Part] = []
    for storage in storages {
      let (node, buffer) = (position.node, position.buffer)
      try step(over: storage, &position)
      let length = nodes[2 * node]
      let missing = nodes[2 * node + 1]
      guard length == rowCount, missing >= 0, missing <= length else { throw .malformed(.message) }
      parts.append(
        Part(
          rowCount: rowCount, hasMissing: missing > 0, buffers: buffers[buffer..<position.buffer],
          isCompressed: compression == .lz4Frames))
    }
    return parts
  }

  private func step(
    over layout: ArrowLayout, _ position: inout (node: Int, buffer: Int, view: Int)
  ) throws(ArrowFault) {
    position.node += 1
    position.buffer += layout.storage.bufferCount
    if layout.storage.hasViews {
      guard position.view < viewCounts.count else { throw .malformed(.message) }
      let count = viewCounts[position.view]
      guard count >= 0, count <= Int64(buffers.count) else { throw .malformed(.message) }
      position.buffer += Int(count)
      position.view += 1
    }
    guard position.node * 2 <= nodes.count, position.buffer <= buffers.count else {
      throw .malformed(.message)
    }
    for child in layout.children { try step(over: child, &position) }
  }
}

/// Which buffers a column has in a batch, and those below it.
struct ArrowLayout {
  let storage: ArrowStorage
  let children: [ArrowLayout]

  /// The layout of a column; what lies below a dictionary-encoded one lies in the dictionary.
  init(_ field: ArrowField) {
    storage = field.batchStorage
    children = field.dictionary == nil ? field.children.map { ArrowLayout($0) } : []
  }

  /// The layout of the values of a dictionary.
  init(valuesOf field: ArrowField) {
    storage = field.storage
    children = field.children.map { ArrowLayout($0) }
  }
}

import Parallel
public import Tables

/// Writes a table as an Arrow IPC file, which pandas, Polars, R and DuckDB open as it is.
///
/// Integers and identifiers become whole numbers of the narrowest of 8, 16, 32 and 64 bits, with a sign, that holds all values
/// of the column; decimals `double`, days `date32`, texts and pseudonyms dictionary-encoded `utf8` with codes of the narrowest
/// width. The field of a person's key carries the metadata `phm.type`. Every buffer is compressed by LZ4, with a checksum. The file is
/// written beside its place, under the name with `.partial` added, and moved there when it is whole; only its owner can read it. Gives the checksum
/// of its bytes.
///
/// - Shape: one dictionary batch for each text column, one record batch, every buffer at a multiple of 64 bytes.
/// - Missing: a validity bitmap; none where every row has a value.
/// - Throws: `ArrowFault.unwritable` where the system refuses.
/// - Source: Apache Arrow columnar format 1.5, IPC file format.
@discardableResult
public func writeArrow(
  _ table: Table, to path: String, metadata: [(String, String)] = []
) throws(ArrowFault) -> String {
  do throws(FileFault) {
    var writer = ArrowWriter(file: try OutputFile(path))
    try writer.write(table, metadata: metadata)
    return try writer.finish()
  } catch {
    throw .unwritable(code: error.code)
  }
}

/// The messages of an Arrow IPC file, in the order in which the format has them.
///
/// ```
/// ARROW1 00 00
/// schema message
/// dictionary batches   message, body
/// record batch         message, body
/// end of stream        FFFFFFFF 00000000
/// footer               schema again, where each batch starts
/// footer's length      int32
/// ARROW1
/// ```
struct ArrowWriter: ~Copyable {
  private var file: OutputFile

  /// Where every message's body and every buffer starts: readers that map the file want whole cache lines.
  private static let alignment = 64
  private static let magic: [UInt8] = Array("ARROW1".utf8)

  init(file: consuming OutputFile) {
    self.file = file
  }

  mutating func write(_ table: Table, metadata: [(String, String)]) throws(FileFault) {
    try file.write(ArrowWriter.magic.span)
    try file.pad(to: 8)
    let widths = table.columns.map { WholeNumberWidth(of: $0) }
    let schema = ArrowSchema.encoded(table, widths, metadata: metadata)
    _ = try message(kind: 1, schema, bodyLength: 0)
    var dictionaries: [Int64] = []
    for (index, column) in table.columns.enumerated() {
      switch column {
      case .text(let texts), .pseudonym(let texts):
        dictionaries += try dictionary(texts.dictionary, id: index)
      case .boolean, .integer, .decimal, .day, .identifier: continue
      }
    }
    let records = try recordBatch(table, widths)
    try end(schema: schema, dictionaries: dictionaries, records: records)
  }

  consuming func finish() throws(FileFault) -> String {
    try file.finish()
  }

  /// Writes a dictionary batch and returns its block of the footer.
  private mutating func dictionary(
    _ texts: TextDictionary, id: Int
  ) throws(FileFault) -> [Int64] {
    let body = [[], compressed(texts.starts.span), compressed(texts.bytes.span)]
    let (buffers, bodyLength) = ArrowWriter.buffers(body)
    let batch = FlatValue.table([
      .long(Int64(texts.count)), .structs([Int64(texts.count), 0], width: 2),
      .structs(buffers, width: 2), ArrowWriter.compression,
    ])
    let header = FlatValue.table([.long(Int64(id)), batch])
    let block = try message(kind: 2, header, bodyLength: bodyLength)
    try write(body)
    return block
  }

  /// Writes all rows as one record batch and returns its block of the footer.
  private mutating func recordBatch(
    _ table: Table, _ widths: [WholeNumberWidth]
  ) throws(FileFault) -> [Int64] {
    var nodes: [Int64] = []
    for column in table.columns {
      let missing = column.present.map { $0.count - $0.setCount } ?? 0
      nodes += [Int64(column.count), Int64(missing)]
    }
    let body = parallelMap(Array(zip(table.columns, widths))) { column, width in
      column.buffers(width)
    }.flatMap(\.self)
    let (buffers, bodyLength) = ArrowWriter.buffers(body)
    let header = FlatValue.table([
      .long(Int64(table.rowCount)), .structs(nodes, width: 2), .structs(buffers, width: 2),
      ArrowWriter.compression,
    ])
    let block = try message(kind: 3, header, bodyLength: bodyLength)
    try write(body)
    return block
  }

  /// What says that each buffer is a frame of LZ4 by itself, after eight bytes of the length that it comes to.
  private static let compression = FlatValue.table([.byte(0), .byte(0)])

  private mutating func write(_ body: [[UInt8]]) throws(FileFault) {
    for buffer in body {
      try file.write(buffer.span)
      try file.pad(to: ArrowWriter.alignment)
    }
  }

  /// The offset and length of each buffer of a body, and the body's length.
  private static func buffers(_ body: [[UInt8]]) -> (buffers: [Int64], bodyLength: Int) {
    var buffers: [Int64] = []
    var offset = 0
    for buffer in body {
      buffers += [Int64(offset), Int64(buffer.count)]
      offset += (buffer.count + alignment - 1) / alignment * alignment
    }
    return (buffers, offset)
  }

  /// Writes a message up to where its body starts, and returns its block of the footer.
  private mutating func message(
    kind: UInt8, _ header: FlatValue, bodyLength: Int
  ) throws(FileFault) -> [Int64] {
    let start = file.position
    var bytes = FlatBufferWriter(root: [
      ArrowSchema.version, .byte(kind), header, .long(Int64(bodyLength)),
    ]).bytes
    while (start + 8 + bytes.count) % ArrowWriter.alignment != 0 { bytes.append(0) }
    try number(UInt32.max)
    try number(UInt32(bytes.count))
    try file.write(bytes.span)
    return [Int64(start), Int64(bytes.count + 8), Int64(bodyLength)]
  }

  private mutating func end(
    schema: FlatValue, dictionaries: [Int64], records: [Int64]
  ) throws(FileFault) {
    try number(UInt32.max)
    try number(0)
    // A block is offset (int64), metadata length (int32, then 4 bytes of padding) and body length (int64); a small
    // positive int32 and its padding are the same bytes as an int64.
    let footer = FlatBufferWriter(root: [
      ArrowSchema.version, schema, .structs(dictionaries, width: 3), .structs(records, width: 3),
    ]).bytes
    try file.write(footer.span)
    try number(UInt32(footer.count))
    try file.write(ArrowWriter.magic.span)
  }

  private mutating func number(_ number: UInt32) throws(FileFault) {
    var bytes: [UInt8] = []
    for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    try file.write(bytes.span)
  }
}

extension Column {
  /// Which rows have a value, and the values, each as the file has it.
  fileprivate func buffers(_ width: WholeNumberWidth) -> [[UInt8]] {
    let isWhole = present?.isAllSet ?? true
    return [isWhole ? [] : present?.buffer ?? [], values(width)]
  }

  private func values(_ width: WholeNumberWidth) -> [UInt8] {
    switch self {
    case .boolean(let column): column.bits.buffer
    case .integer(let column), .identifier(let column): whole(column.values, width)
    case .decimal(let column): compressed(column.values.span)
    case .day(let column): compressed(column.values.span)
    case .text(let column), .pseudonym(let column): whole(column.codes, width)
    }
  }

  private func whole(
    _ numbers: [some FixedWidthInteger & BitwiseCopyable], _ width: WholeNumberWidth
  ) -> [UInt8] {
    switch width {
    case .bits8: narrow(numbers, Int8.self)
    case .bits16: narrow(numbers, Int16.self)
    case .bits32: narrow(numbers, Int32.self)
    case .bits64: compressed(numbers.span)
    }
  }

  private func narrow<Narrow: FixedWidthInteger & BitwiseCopyable>(
    _ numbers: [some FixedWidthInteger & BitwiseCopyable], _: Narrow.Type
  ) -> [UInt8] {
    var narrow = [Narrow](repeating: 0, count: numbers.count)
    fill(&narrow, from: numbers.span)
    return compressed(narrow.span)
  }
}

extension Bitmap {
  fileprivate var buffer: [UInt8] { compressed(words.span, byteCount: (count + 7) / 8) }
}

/// The bytes of numbers as they lie in memory, or only the first of them, as a buffer of a file; none for none.
private func compressed<Element: BitwiseCopyable>(
  _ values: Span<Element>, byteCount: Int? = nil
) -> [UInt8] {
  // Only numbers come here, which have no padding whose bytes would be of chance.
  let all = unsafe values.bytes
  let bytes = all.extracting(first: byteCount ?? all.byteCount)
  guard bytes.byteCount > 0 else { return [] }
  var buffer: [UInt8] = []
  for byte in 0..<8 { buffer.append(UInt8(truncatingIfNeeded: bytes.byteCount >> (8 * byte))) }
  return buffer + LZ4Frame.compressed(bytes)
}

/// Copies numbers into narrower ones, which hold them: a loop without checks, which takes several at a step.
private func fill<Narrow: FixedWidthInteger & BitwiseCopyable>(
  _ narrow: inout [Narrow], from numbers: Span<some FixedWidthInteger & BitwiseCopyable>
) {
  var narrow = narrow.mutableSpan
  for index in numbers.indices {
    narrow.put(Narrow(truncatingIfNeeded: numbers.at(index)), at: index)
  }
}

/// A value of a flatbuffer, as the Arrow format uses them.
///
/// - Source: FlatBuffers internals, https://flatbuffers.dev/internals/.
enum FlatValue {
  /// One byte: a truth value or a union's kind.
  case byte(UInt8)
  /// A 16-bit number, also an enum of that width.
  case short(Int16)
  /// A 32-bit number.
  case int(Int32)
  /// A 64-bit number.
  case long(Int64)
  /// A text.
  case string(String)
  /// A table: its fields by their number, nil where a field keeps its default.
  case table([FlatValue?])
  /// A vector of texts or tables.
  case vector([FlatValue])
  /// A vector of structs that consist of 64-bit numbers: all numbers, and how many make one struct.
  case structs([Int64], width: Int)

  /// The bytes that the value takes within its table: itself, or the offset to it.
  fileprivate var inlineSize: Int {
    switch self {
    case .byte: 1
    case .short: 2
    case .int, .string, .table, .vector, .structs: 4
    case .long: 8
    }
  }
}

/// Lays a tree of values out as a flatbuffer, from front to back.
///
/// ```
/// root offset │ vtable │ table │ what the table points to, depth first
/// vtable      size, table size, place of each field in the table (0: default)
/// table       distance back to the vtable, fields in their order, each aligned
/// ```
///
/// Every table starts at a multiple of 8 of the buffer's start, so that 64-bit fields are aligned.
struct FlatBufferWriter {
  private(set) var bytes: [UInt8] = []

  /// Lays out a buffer whose root is a table of these fields.
  init(root fields: [FlatValue?]) {
    append(UInt32(0))
    let position = appendTable(fields)
    patch(UInt32(position), at: 0)
  }

  private mutating func appendTable(_ fields: [FlatValue?]) -> Int {
    let (offsets, size) = FlatBufferWriter.layout(of: fields)
    align(to: 4)
    let vtable = bytes.count
    append(UInt16(4 + 2 * fields.count))
    append(UInt16(size))
    for offset in offsets { append(UInt16(offset)) }
    align(to: 8)
    let start = bytes.count
    append(Int32(start - vtable))
    for (field, offset) in zip(fields, offsets) {
      guard let field else { continue }
      pad(to: start + offset)
      appendInline(field)
    }
    for (field, offset) in zip(fields, offsets) {
      guard let field, let target = appendOutside(field) else { continue }
      patch(UInt32(target - (start + offset)), at: start + offset)
    }
    return start
  }

  private static func layout(of fields: [FlatValue?]) -> (offsets: [Int], size: Int) {
    var offsets: [Int] = []
    var size = 4
    for field in fields {
      guard let width = field?.inlineSize else {
        offsets.append(0)
        continue
      }
      size = (size + width - 1) / width * width
      offsets.append(size)
      size += width
    }
    return (offsets, size)
  }

  private mutating func appendInline(_ value: FlatValue) {
    switch value {
    case .byte(let number): append(number)
    case .short(let number): append(number)
    case .int(let number): append(number)
    case .long(let number): append(number)
    case .string, .table, .vector, .structs: append(UInt32(0))
    }
  }

  /// Writes what does not stand in the table itself, and says where; nil where all of it does.
  private mutating func appendOutside(_ value: FlatValue) -> Int? {
    switch value {
    case .byte, .short, .int, .long:
      return nil
    case .string(let text):
      align(to: 4)
      let position = bytes.count
      append(UInt32(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
      align(to: 4)
      return position
    case .table(let fields):
      return appendTable(fields)
    case .vector(let elements):
      return appendVector(elements)
    case .structs(let numbers, let width):
      // The numbers that follow the 4 bytes of the count stand at multiples of 8.
      while bytes.count % 8 != 4 { bytes.append(0) }
      let position = bytes.count
      append(UInt32(numbers.count / width))
      for number in numbers { append(number) }
      return position
    }
  }

  private mutating func appendVector(_ elements: [FlatValue]) -> Int {
    align(to: 4)
    let position = bytes.count
    append(UInt32(elements.count))
    for _ in elements { append(UInt32(0)) }
    for (index, element) in elements.enumerated() {
      let slot = position + 4 + 4 * index
      if let target = appendOutside(element) { patch(UInt32(target - slot), at: slot) }
    }
    return position
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    for byte in 0..<(number.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
    }
  }

  private mutating func patch(_ number: UInt32, at position: Int) {
    for byte in 0..<4 { bytes[position + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
  }

  private mutating func align(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }

  private mutating func pad(to position: Int) {
    while bytes.count < position { bytes.append(0) }
  }
}

/// The bytes of a flatbuffer are not what they say they are.
struct FlatBufferFault: Error {}

/// A table of a flatbuffer, whose fields are read with every offset checked.
///
/// - Source: FlatBuffers internals, https://flatbuffers.dev/internals/.
struct FlatTable {
  private let bytes: [UInt8]
  private let start: Int
  private let vtable: Int
  private let fieldCount: Int

  /// The root table of a buffer.
  init(rootOf bytes: [UInt8]) throws(FlatBufferFault) {
    let start = Int(try FlatTable.number(UInt32.self, in: bytes, at: 0))
    try self.init(bytes, start: start)
  }

  private init(_ bytes: [UInt8], start: Int) throws(FlatBufferFault) {
    let distance = Int(try FlatTable.number(Int32.self, in: bytes, at: start))
    let vtable = start - distance
    let size = Int(try FlatTable.number(UInt16.self, in: bytes, at: vtable))
    guard size >= 4, vtable + size <= bytes.count else { throw FlatBufferFault() }
    self.bytes = bytes
    self.start = start
    self.vtable = vtable
    fieldCount = (size - 4) / 2
  }

  /// A field that is a number; its default where the table leaves it out.
  func number<Number: FixedWidthInteger>(
    _ field: Int, default value: Number
  ) throws(FlatBufferFault) -> Number {
    guard let position = try position(of: field) else { return value }
    return try FlatTable.number(Number.self, in: bytes, at: position)
  }

  /// A field that is a truth value, false where the table leaves it out.
  func boolean(_ field: Int) throws(FlatBufferFault) -> Bool {
    try number(field, default: UInt8(0)) != 0
  }

  /// A field that is a text, nil where the table leaves it out.
  func string(_ field: Int) throws(FlatBufferFault) -> String? {
    guard let start = try target(of: field) else { return nil }
    let count = Int(try FlatTable.number(UInt32.self, in: bytes, at: start))
    guard start + 4 + count <= bytes.count else { throw FlatBufferFault() }
    guard let text = String(validating: bytes[(start + 4)..<(start + 4 + count)], as: UTF8.self)
    else { throw FlatBufferFault() }
    return text
  }

  /// A field that is a table, nil where this one leaves it out.
  func table(_ field: Int) throws(FlatBufferFault) -> FlatTable? {
    guard let start = try target(of: field) else { return nil }
    return try FlatTable(bytes, start: start)
  }

  /// A field that is a vector of tables, empty where the table leaves it out.
  func tables(_ field: Int) throws(FlatBufferFault) -> [FlatTable] {
    guard let (start, count) = try vector(field, elementSize: 4) else { return [] }
    var tables: [FlatTable] = []
    for index in 0..<count {
      let slot = start + 4 * index
      let distance = Int(try FlatTable.number(UInt32.self, in: bytes, at: slot))
      tables.append(try FlatTable(bytes, start: slot + distance))
    }
    return tables
  }

  /// A field that is a vector of structs of so many 64-bit numbers each; all numbers in a row.
  func structs(_ field: Int, width: Int) throws(FlatBufferFault) -> [Int64] {
    guard let (start, count) = try vector(field, elementSize: 8 * width) else { return [] }
    var numbers: [Int64] = []
    numbers.reserveCapacity(count * width)
    for index in 0..<(count * width) {
      numbers.append(try FlatTable.number(Int64.self, in: bytes, at: start + 8 * index))
    }
    return numbers
  }

  private func vector(
    _ field: Int, elementSize: Int
  ) throws(FlatBufferFault) -> (start: Int, count: Int)? {
    guard let position = try target(of: field) else { return nil }
    let count = Int(try FlatTable.number(UInt32.self, in: bytes, at: position))
    guard count <= (bytes.count - position - 4) / elementSize else { throw FlatBufferFault() }
    return (position + 4, count)
  }

  private func target(of field: Int) throws(FlatBufferFault) -> Int? {
    guard let position = try position(of: field) else { return nil }
    return position + Int(try FlatTable.number(UInt32.self, in: bytes, at: position))
  }

  private func position(of field: Int) throws(FlatBufferFault) -> Int? {
    guard field < fieldCount else { return nil }
    let offset = try FlatTable.number(UInt16.self, in: bytes, at: vtable + 4 + 2 * field)
    return offset == 0 ? nil : start + Int(offset)
  }

  private static func number<Number: FixedWidthInteger>(
    _: Number.Type, in bytes: [UInt8], at position: Int
  ) throws(FlatBufferFault) -> Number {
    let size = Number.bitWidth / 8
    guard position >= 0, position <= bytes.count - size else { throw FlatBufferFault() }
    var number: Number = 0
    for byte in 0..<size {
      number |= Number(truncatingIfNeeded: bytes[position + byte]) << (8 * byte)
    }
    return number
  }
}

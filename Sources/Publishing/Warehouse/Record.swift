import CSQLite

/// What stands in a row before its values: what each of them is.
@safe struct Record {
  /// The type of each value: 0 for NULL, 1 to 6 and 8 and 9 for whole numbers, 7 for a real one, from 13 on for texts.
  private let types: UnsafeMutablePointer<UInt64>
  private let columnCount: Int
  /// Whether each column must have a value.
  private let required: [Bool]
  /// The columns behind the key that must have a value, or have one in any row.
  private let asked: [Int]
  private var header = 0
  /// How long the record is.
  private(set) var count = 0

  /// Makes room for the types of a row's values.
  ///
  /// Half of a list's columns may be empty, such as those of actions where there are none: they are not looked at row by row.
  static func with(
    _ cells: [CellPointer], required: [Bool], rowCount: Int, _ body: (inout Record) -> Int32
  ) -> Int32 {
    let columnCount = unsafe cells.count
    let types = UnsafeMutablePointer<UInt64>.allocate(capacity: columnCount)
    defer { unsafe types.deallocate() }
    unsafe types.initialize(repeating: 0, count: columnCount)
    let asked = (1..<max(1, columnCount)).filter {
      unsafe required[$0] || !cells[$0].isEmpty(rowCount: rowCount)
    }
    var record = unsafe Record(
      types: types, columnCount: columnCount, required: required, asked: asked)
    return body(&record)
  }

  private init(
    types: UnsafeMutablePointer<UInt64>, columnCount: Int, required: [Bool], asked: [Int]
  ) {
    unsafe self.types = unsafe types
    self.columnCount = columnCount
    self.required = required
    self.asked = asked
  }

  /// Takes a row's values; false where one is missing that must not be.
  ///
  /// The first is the key, which stands beside the record. A type takes one byte of the header, unless it is that of a long text.
  mutating func take(_ cells: [CellPointer], row: Int) -> Bool {
    var length = columnCount
    var values = 0
    for index in asked {
      let type = unsafe cells[index].serialType(row)
      if type == 0, required[index] { return false }
      unsafe types[index] = type
      if type >= 0x80 { length += varintLength(type) - 1 }
      values += valueLength(type)
    }
    // Its own length is part of the header.
    header = length + 1 < 0x80 ? length + 1 : length + 2
    count = header + values
    return true
  }

  /// The record of the row that was taken.
  func bytes(_ cells: [CellPointer], row: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
      if let base = bytes.baseAddress { unsafe lay(cells, row: row, at: base) }
      initialized = count
    }
  }

  /// Writes the record of the row that was taken.
  func lay(_ cells: [CellPointer], row: Int, at start: UnsafeMutablePointer<UInt8>) {
    var place = unsafe put(varint: UInt64(header), at: start)
    for index in 0..<columnCount { unsafe place = put(varint: types[index], at: place) }
    for index in asked {
      unsafe place = cells[index].lay(row, as: types[index], at: place)
    }
  }
}

extension CellPointer {
  /// Whether no row has a value.
  func isEmpty(rowCount: Int) -> Bool {
    guard let present = unsafe present else { return rowCount == 0 }
    return (0..<(rowCount + 63) / 64).allSatisfy { unsafe present[$0] == 0 }
  }

  /// What a row's value is, as a record says it.
  @inline(__always)
  func serialType(_ row: Int) -> UInt64 {
    if let present = unsafe present, unsafe present[row >> 6] & (1 << UInt64(row & 63)) == 0 {
      return 0
    }
    switch unsafe values {
    case .truths(let words): return unsafe 8 + (words[row >> 6] >> UInt64(row & 63) & 1)
    case .integers(let numbers): return integerType(unsafe numbers[row])
    case .decimals(let numbers):
      let number = unsafe numbers[row]
      guard number.isFinite else { return 0 }
      // A real number that is whole takes the room of a whole one, and is read as the real one that it is.
      guard number == number.rounded(), number.magnitude < 0x1p47,
        number != 0 || number.sign == .plus
      else { return 7 }
      return integerType(Int64(number))
    case .texts(let codes, let starts, _):
      let code = unsafe Int(codes[row])
      let count = unsafe starts[code + 1] - starts[code]
      return count > 0 ? 13 + 2 * UInt64(count) : 0
    }
  }

  /// Writes a row's value; gives where the next one goes.
  @inline(__always)
  func lay(
    _ row: Int, as type: UInt64, at place: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let count = valueLength(type)
    guard count > 0 else { return unsafe place }
    switch unsafe values {
    case .truths: break
    case .integers(let numbers):
      unsafe putBigEndian(UInt64(bitPattern: numbers[row]), count, at: place)
    case .decimals(let numbers):
      let number = unsafe numbers[row]
      unsafe putBigEndian(
        type == 7 ? number.bitPattern : UInt64(bitPattern: Int64(number)), count, at: place)
    case .texts(let codes, let starts, let bytes):
      if let base = bytes.baseAddress {
        unsafe place.update(from: base + Int(starts[Int(codes[row])]), count: count)
      }
    }
    return unsafe place + count
  }
}

/// The type of a whole number: of as few bytes as it has, and 0 and 1 of none.
@inline(__always)
func integerType(_ number: Int64) -> UInt64 {
  if number == 0 || number == 1 { return 8 + UInt64(number) }
  let bits = 65 - (number < 0 ? ~number : number).leadingZeroBitCount
  switch bits {
  case ...8: return 1
  case ...16: return 2
  case ...24: return 3
  case ...32: return 4
  case ...48: return 5
  default: return 6
  }
}

/// How many bytes a value of a type takes.
@inline(__always)
func valueLength(_ type: UInt64) -> Int {
  switch type {
  case 0, 8, 9: 0
  case 1...4: Int(type)
  case 5: 6
  case 6, 7: 8
  default: Int(type - 13) / 2
  }
}

/// How many bytes a number takes that is written seven bits at a time.
@inline(__always)
func varintLength(_ number: UInt64) -> Int {
  if number < 0x80 { return 1 }
  if number < 0x4000 { return 2 }
  return max(1, (64 - number.leadingZeroBitCount + 6) / 7)
}

/// Writes a number below 2⁵⁶ seven bits at a time, the high ones first; gives what follows.
@inline(__always) @discardableResult
func put(
  varint number: UInt64, at place: UnsafeMutablePointer<UInt8>
) -> UnsafeMutablePointer<UInt8> {
  if number < 0x80 {
    unsafe place[0] = UInt8(truncatingIfNeeded: number)
    return unsafe place + 1
  }
  let count = varintLength(number)
  var rest = number
  var more: UInt8 = 0
  for index in stride(from: count - 1, through: 0, by: -1) {
    unsafe place[index] = UInt8(truncatingIfNeeded: rest & 0x7F) | more
    rest >>= 7
    more = 0x80
  }
  return unsafe place + count
}

/// Writes the low bytes of a number, the high ones of them first.
@inline(__always)
func putBigEndian(
  _ number: UInt64, _ count: Int, at place: UnsafeMutablePointer<UInt8>
) {
  for index in 0..<count {
    unsafe place[index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - index)))
  }
}

/// Writes two bytes.
@inline(__always)
func put(_ number: UInt16, at place: UnsafeMutablePointer<UInt8>) {
  unsafe putBigEndian(UInt64(number), 2, at: place)
}

/// Writes four bytes.
@inline(__always)
func put(_ number: UInt32, at place: UnsafeMutablePointer<UInt8>) {
  unsafe putBigEndian(UInt64(number), 4, at: place)
}

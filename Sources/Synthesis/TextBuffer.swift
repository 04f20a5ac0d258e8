import Tables

/// Bytes of a text file under way.
struct TextBuffer: Sendable {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  mutating func append(_ other: TextBuffer) {
    bytes.append(contentsOf: other.bytes)
  }

  /// Appends raw bytes, of whatever encoding.
  mutating func append(raw: [UInt8]) {
    bytes.append(contentsOf: raw)
  }

  mutating func append(_ number: Int) {
    append(digits: number.magnitude, width: 1, isNegative: number < 0)
  }

  /// Appends a number with so many digits at least.
  mutating func append(_ number: Int, width: Int) {
    append(digits: number.magnitude, width: width, isNegative: number < 0)
  }

  /// Appends a number of hundredths, tenths or the like with a decimal point.
  mutating func append(_ scaled: Int, places: Int) {
    guard places > 0 else { return append(scaled) }
    var unit = 1
    for _ in 0..<places { unit *= 10 }
    if scaled < 0 { append(byte: 0x2D) }
    append(abs(scaled) / unit)
    append(byte: 0x2E)
    append(abs(scaled) % unit, width: places)
  }

  /// Appends a day as yyyy-MM-dd.
  mutating func append(_ day: Day) {
    let (year, month, dayOfMonth) = day.civil
    append(year, width: 4)
    append(byte: 0x2D)
    append(month, width: 2)
    append(byte: 0x2D)
    append(dayOfMonth, width: 2)
  }

  /// Appends a day as dd/MM/yyyy.
  mutating func append(slashed day: Day) {
    let (year, month, dayOfMonth) = day.civil
    append(dayOfMonth, width: 2)
    append(byte: 0x2F)
    append(month, width: 2)
    append(byte: 0x2F)
    append(year, width: 4)
  }

  /// Appends a day as yyyyMMdd.
  mutating func append(compact day: Day) {
    let (year, month, dayOfMonth) = day.civil
    append(year * 10_000 + month * 100 + dayOfMonth, width: 8)
  }

  private mutating func append(digits magnitude: UInt, width: Int, isNegative: Bool) {
    if isNegative { bytes.append(0x2D) }
    var length = 1
    var power: UInt = 10
    while length < width || power <= magnitude {
      length += 1
      power = power &* 10
      if length == 19 { break }
    }
    let start = bytes.count
    for _ in 0..<length { bytes.append(0x30) }
    var rest = magnitude
    var index = start + length - 1
    while rest > 0, index >= start {
      bytes[index] = UInt8(0x30 + rest % 10)
      rest /= 10
      index -= 1
    }
  }
}

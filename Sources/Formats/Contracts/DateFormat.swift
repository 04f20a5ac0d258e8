public import Tables

/// How a date is written: a pattern of `yyyy`, `MM`, `MMM` (Jan, JAN), `dd`, `HH`, `mm`, `ss` and plain characters.
///
/// The time of day is read over and dropped. Letters that are meant as they are stand between apostrophes, as in
/// `yyyy-MM-dd'T'HH:mm:ss`.
public struct DateFormat: Hashable, Sendable {
  /// The pattern, such as `dd/MM/yyyy`.
  public let pattern: String

  /// A character that must stand at an offset.
  private struct Literal: Hashable {
    var offset: Int
    var byte: UInt8
  }

  /// Two digits of the time of day at an offset, at most `largest`.
  private struct ClockPart: Hashable {
    var offset: Int
    var largest: Int
  }

  // Every part has a fixed width, so a pattern is read once into the offsets of its parts.
  private var length = 0
  private var yearOffset = -1
  private var monthOffset = -1
  private var dayOffset = -1
  private var isMonthNamed = false
  private var literals: [Literal] = []
  private var clock: [ClockPart] = []
  /// Whether the pattern is `yyyy-MM-dd`.
  let isISO: Bool

  /// Makes a format, or nil where the pattern lacks a year, a month or a day or has an unknown letter.
  public init?(pattern: String) {
    self.pattern = pattern
    isISO = pattern == "yyyy-MM-dd"
    let bytes = Array(pattern.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x27 {
        guard let close = bytes[(index + 1)...].firstIndex(of: 0x27) else { return nil }
        // Two apostrophes are one.
        for literal in close == index + 1 ? [0x27] : bytes[index + 1..<close] { add(literal) }
        index = close + 1
      } else if DateFormat.isLetter(byte) {
        let end = bytes[index...].firstIndex { $0 != byte } ?? bytes.count
        guard addPart(byte, width: end - index) else { return nil }
        index = end
      } else {
        add(byte)
        index += 1
      }
    }
    guard yearOffset >= 0, monthOffset >= 0, dayOffset >= 0 else { return nil }
  }

  /// The day that bytes write in this format, or nil where they do not or where there is no such day.
  public func day(in text: Span<UInt8>) -> Day? {
    day(in: text, 0, text.count, isPadded: false)
  }

  /// The day that the bytes from `start` up to `end` write.
  ///
  /// - Precondition: there are `cellPadding` more bytes after `end`, unless they are said not to be padded.
  @inline(__always)
  func day(in bytes: Span<UInt8>, _ start: Int, _ end: Int, isPadded: Bool = true) -> Day? {
    guard end - start == length else { return nil }
    guard isISO, isPadded else { return patternDay(bytes, start) }
    return DateFormat.isoParts(bytes, start).flatMap {
      Day(year: $0.year, month: $0.month, day: $0.day)
    }
  }

  /// The numbers in `yyyy-MM-dd`, of which there may be no such day; nil where the ten bytes are anything else.
  ///
  /// - Precondition: there are `cellPadding` more bytes.
  @inline(__always)
  static func isoParts(
    _ bytes: Span<UInt8>, _ start: Int
  ) -> (year: Int, month: Int, day: Int)? {
    // yyyy-MM- in one word, XORed so that digits become 0 to 9 and hyphens 0.
    let word = bytes.word(start) ^ 0x2D30_302D_3030_3030
    let tens = bytes.byte(start + 8) ^ 0x30
    let ones = bytes.byte(start + 9) ^ 0x30
    guard DigitWords.areDigits(word), word & 0xFF00_00FF_0000_0000 == 0, tens <= 9, ones <= 9 else {
      return nil
    }
    // Each digit and the one after it make a number in the first one's byte.
    let pairs = word &* 10 &+ word &>> 8
    func pair(_ index: UInt64) -> Int { Int(truncatingIfNeeded: pairs &>> (index &* 8)) & 0xFF }
    return (pair(0) &* 100 &+ pair(2), pair(5), Int(tens &* 10 &+ ones))
  }

  private func patternDay(_ bytes: Span<UInt8>, _ start: Int) -> Day? {
    for literal in literals where bytes.byte(start + literal.offset) != literal.byte { return nil }
    for part in clock {
      guard let value = number(bytes, start + part.offset, width: 2), value <= part.largest else {
        return nil
      }
    }
    let month =
      isMonthNamed
      ? monthNumber(bytes, start + monthOffset) : number(bytes, start + monthOffset, width: 2)
    guard let year = number(bytes, start + yearOffset, width: 4), let month,
      let day = number(bytes, start + dayOffset, width: 2)
    else { return nil }
    return Day(year: year, month: month, day: day)
  }

  private func number(_ bytes: Span<UInt8>, _ start: Int, width: Int) -> Int? {
    var result = 0
    for index in start..<start + width {
      let digit = bytes.byte(index) ^ 0x30
      guard digit <= 9 else { return nil }
      result = result * 10 + Int(digit)
    }
    return result
  }

  private func monthNumber(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    var name: UInt32 = 0
    for index in start..<start + 3 {
      let byte = bytes.byte(index)
      guard DateFormat.isLetter(byte) else { return nil }
      name = name << 8 | UInt32(byte | 0x20)
    }
    return DateFormat.monthNames.firstIndex(of: name).map { $0 + 1 }
  }

  // jan, feb and so on, each as the number that its three bytes make.
  private static let monthNames: [UInt32] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ].map { name in name.utf8.reduce(0) { $0 << 8 | UInt32($1) } }

  private mutating func add(_ literal: UInt8) {
    literals.append(Literal(offset: length, byte: literal))
    length += 1
  }

  /// Adds a run of one letter; false where it is unknown or a date part comes twice.
  private mutating func addPart(_ letter: UInt8, width: Int) -> Bool {
    switch (letter, width) {
    case (UInt8(ascii: "y"), 4) where yearOffset < 0:
      yearOffset = length
    case (UInt8(ascii: "M"), 2) where monthOffset < 0, (UInt8(ascii: "M"), 3) where monthOffset < 0:
      monthOffset = length
      isMonthNamed = width == 3
    case (UInt8(ascii: "d"), 2) where dayOffset < 0:
      dayOffset = length
    case (UInt8(ascii: "H"), 2):
      clock.append(ClockPart(offset: length, largest: 23))
    case (UInt8(ascii: "m"), 2):
      clock.append(ClockPart(offset: length, largest: 59))
    case (UInt8(ascii: "s"), 2):
      // 60 is a leap second.
      clock.append(ClockPart(offset: length, largest: 60))
    default:
      return false
    }
    length += width
    return true
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}

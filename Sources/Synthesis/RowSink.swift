import Tables

/// What the rows of a feed share: the faults they get, the day they are seen from, the people nobody knows.
struct RowStyle: Sendable {
  var rates: FaultRates
  var numbers: SyntheticNumbers
  var referenceDate: Day
  /// What ends a row.
  var lineEnd = "\n"
}

/// The rows of one feed of one practice, under way.
///
/// A row is `number[,code],day` and whatever the caller adds; faults are put in here, so that no caller knows them.
struct RowSink: Sendable {
  private(set) var text = TextBuffer()
  private(set) var rows = 0
  private(set) var faults = FaultCounts()
  private let style: RowStyle
  private var random: SeededRandom

  init(_ style: RowStyle, random: SeededRandom) {
    self.style = style
    self.random = random
  }

  /// Adds a row; `tail` writes the cells after the day, each with its comma before it.
  mutating func add(
    _ number: Int64, _ code: String?, _ day: Day, tail: (inout TextBuffer) -> Void
  ) {
    let fault = style.rates.draw(&random)
    let start = text.count
    append(number, fault)
    if let code {
      text.append(byte: 0x2C)
      append(code: code, fault)
    }
    text.append(byte: 0x2C)
    append(day, fault)
    if fault != .shortRow { tail(&text) }
    if fault == .longRow { text.append(",") }
    endRow(from: start, fault)
  }

  /// Adds a row whose cells are the caller's own.
  mutating func add(fault: RowFault?, _ write: (inout TextBuffer) -> Void) {
    let start = text.count
    write(&text)
    endRow(from: start, fault)
  }

  private mutating func endRow(from start: Int, _ fault: RowFault?) {
    text.append(style.lineEnd)
    rows += 1
    guard let fault else { return }
    faults.add(fault)
    if fault == .repeatedRow {
      text.append(raw: Array(text.bytes[start...]))
      rows += 1
    }
  }

  /// The fault of the next row, for a caller that writes its own cells.
  mutating func drawFault() -> RowFault? {
    style.rates.draw(&random)
  }

  private mutating func append(_ number: Int64, _ fault: RowFault?) {
    appendNumber(number, fault, style.numbers, &random, to: &text)
  }

  private mutating func append(code: String, _ fault: RowFault?) {
    switch fault {
    case .unknownCode: text.append("ZZX")
    case .lowerCaseCode: text.append(code.lowercased())
    case .trailingBlank: text.append(code + " ")
    case .quotedCells: text.append("\"" + code + "\"")
    default: text.append(code)
    }
  }

  private mutating func append(_ day: Day, _ fault: RowFault?) {
    appendDay(day, fault, style.referenceDate, &random, to: &text)
  }
}

/// Writes an NHS number as its fault wants it.
func appendNumber(
  _ number: Int64, _ fault: RowFault?, _ numbers: SyntheticNumbers, _ random: inout SeededRandom,
  to text: inout TextBuffer
) {
  let digits = Int(number)
  switch fault {
  case .spacedNumber, .hyphenedNumber:
    let gap: UInt8 = fault == .spacedNumber ? 0x20 : 0x2D
    text.append(digits / 10_000_000, width: 3)
    text.append(byte: gap)
    text.append(digits / 10_000 % 1_000, width: 3)
    text.append(byte: gap)
    text.append(digits % 10_000, width: 4)
  case .badCheckDigit:
    text.append(digits / 10 * 10 + (digits % 10 + 1 + random.below(8)) % 10, width: 10)
  case .sentinelNumber:
    let sentinels = [0, 1_111_111_111, 9_999_999_999, 123_456_789]
    text.append(sentinels[random.below(sentinels.count)], width: 10)
  case .noNumber: break
  case .unknownPerson:
    let stranger = SyntheticNumbers.capacity - 1 - random.below(100_000)
    text.append(Int(numbers.number(ofPerson: stranger)), width: 10)
  default: text.append(digits, width: 10)
  }
}

/// Writes a day as its fault wants it.
func appendDay(
  _ day: Day, _ fault: RowFault?, _ referenceDate: Day, _ random: inout SeededRandom,
  to text: inout TextBuffer
) {
  switch fault {
  case .slashedDate: text.append(slashed: day)
  case .impossibleDate:
    text.append(day.civil.year, width: 4)
    text.append(["-02-31", "-04-31", "-13-01", "-00-10", "-02-30"][random.below(5)])
  case .futureDate: text.append(referenceDate.adding(days: 1 + random.below(400)))
  default: text.append(day)
  }
}

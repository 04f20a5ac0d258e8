import Tables

/// The `Event` elements of one practice in the vaccinations feed, under way.
struct EventElementSink: Sendable {
  private(set) var text = TextBuffer()
  private(set) var rows = 0
  private(set) var faults = FaultCounts()
  private let style: RowStyle
  /// Whether elements vary as those of several suppliers do: order of attributes, quotes, comments, blanks.
  private let isVaried: Bool
  private var random: SeededRandom

  init(_ style: RowStyle, isVaried: Bool, random: SeededRandom) {
    self.style = style
    self.isVaried = isVaried
    self.random = random
  }

  /// Adds an event.
  mutating func add(_ number: Int64, _ programme: String, _ day: Day, _ outcome: String, dose: Int)
  {
    let fault = style.rates.draw(&random)
    let start = text.count
    let form = isVaried ? random.below(1_000) : 0
    if form == 999 { text.append("  <!-- resent -->\n") }
    switch form {
    case 960..<980: addTurned(number, programme, day, outcome, dose, fault)
    case 980..<990: addParted(number, programme, day, outcome, dose, fault)
    default:
      text.append("  <Event")
      append(number, fault)
      append(programme: programme, fault)
      append(day, fault)
      append(outcome: outcome)
      append(dose: dose)
      text.append("/>\n")
    }
    rows += 1
    guard let fault else { return }
    faults.add(fault)
    if fault == .repeatedRow {
      text.append(raw: Array(text.bytes[start...]))
      rows += 1
    }
  }

  /// The attributes in another order and the other quotes, as another supplier writes them.
  private mutating func addTurned(
    _ number: Int64, _ programme: String, _ day: Day, _ outcome: String, _ dose: Int,
    _ fault: RowFault?
  ) {
    text.append("  <Event on='")
    appendDay(day, fault, style.referenceDate, &random, to: &text)
    text.append("' programme='\(programme)' outcome='\(outcome)'")
    append(dose: dose)
    append(number, fault)
    text.append(" />\n")
  }

  /// An element with an end tag, over several lines, its programme's first letter as a character reference.
  private mutating func addParted(
    _ number: Int64, _ programme: String, _ day: Day, _ outcome: String, _ dose: Int,
    _ fault: RowFault?
  ) {
    text.append("  <Event\n   ")
    append(number, fault)
    let first = programme.utf8.first.map { "&#\($0);" } ?? ""
    text.append("\n    programme=\"\(first)\(programme.dropFirst())\"")
    append(day, fault)
    text.append("\n   ")
    append(outcome: outcome)
    append(dose: dose)
    text.append("></Event>\n")
  }

  private mutating func append(_ number: Int64, _ fault: RowFault?) {
    guard fault != .noNumber else { return }
    text.append(" nhsNumber=\"")
    appendNumber(number, fault, style.numbers, &random, to: &text)
    text.append("\"")
  }

  private mutating func append(programme: String, _ fault: RowFault?) {
    text.append(" programme=\"")
    switch fault {
    case .unknownCode: text.append("ZZX")
    case .lowerCaseCode: text.append(programme.lowercased())
    case .trailingBlank: text.append(programme + " ")
    default: text.append(programme)
    }
    text.append("\"")
  }

  private mutating func append(_ day: Day, _ fault: RowFault?) {
    text.append(" on=\"")
    appendDay(day, fault, style.referenceDate, &random, to: &text)
    text.append("\"")
  }

  private mutating func append(outcome: String) {
    text.append(" outcome=\"")
    text.append(outcome)
    text.append("\"")
  }

  private mutating func append(dose: Int) {
    guard dose > 0 else { return }
    text.append(" dose=\"")
    text.append(dose)
    text.append("\"")
  }
}

/// One way in which a row of an extract is dirty.
enum RowFault: Int, CaseIterable, Sendable {
  // Read all the same.
  case spacedNumber
  case hyphenedNumber
  case quotedCells
  case repeatedRow
  case unknownPerson
  // Read where the contract names the format, as the registers' does.
  case slashedDate
  // Read where cells are trimmed.
  case trailingBlank
  // Rejected.
  case badCheckDigit
  case sentinelNumber
  case noNumber
  case impossibleDate
  case futureDate
  case unknownCode
  case lowerCaseCode
  case shortRow
  case longRow

  /// Its name in the summary.
  var name: String { Self.names[rawValue] }

  private static let names = [
    "number-with-blanks", "number-with-hyphens", "quoted-cells", "repeated-row", "unknown-person",
    "slashed-date", "trailing-blank", "bad-check-digit", "sentinel-number", "no-number",
    "impossible-date", "future-date", "unknown-code", "lower-case-code", "row-too-short",
    "row-too-long",
  ]
}

/// How often each fault comes in a feed.
///
/// - Source: the kinds are those of published and supplied files (blanks and hyphens in numbers, sentinels, dates of
///   two forms, stray blanks, ragged rows); the shares are chosen, so that a feed's rejects stay below 1%, where
///   contracts refuse a feed at 5%.
struct FaultRates: Sendable {
  private let cumulative: [Double]
  private let total: Double

  /// Makes rates; a fault that is not named does not come.
  init(_ rates: [(RowFault, Double)]) {
    var byFault = Array(repeating: 0.0, count: RowFault.allCases.count)
    for (fault, rate) in rates { byFault[fault.rawValue] = rate }
    var sum = 0.0
    cumulative = byFault.map { rate in
      sum += rate
      return sum
    }
    total = sum
  }

  /// Clean rows only.
  static let none = FaultRates([])

  /// Rows of dated events with a code.
  static let events = FaultRates([
    (.spacedNumber, 0.02), (.hyphenedNumber, 0.006), (.quotedCells, 0.004), (.repeatedRow, 0.002),
    (.unknownPerson, 0.002), (.slashedDate, 0.0004), (.trailingBlank, 0.001),
    (.badCheckDigit, 0.0015), (.sentinelNumber, 0.0006), (.noNumber, 0.0004),
    (.impossibleDate, 0.0006), (.futureDate, 0.0006), (.unknownCode, 0.0006),
    (.lowerCaseCode, 0.0004), (.shortRow, 0.0003), (.longRow, 0.0003),
  ])

  /// Register entries: fewer rejects, since counts are held against published ones, and dates of both forms.
  static let registers = FaultRates([
    (.spacedNumber, 0.02), (.hyphenedNumber, 0.006), (.quotedCells, 0.004), (.repeatedRow, 0.002),
    (.unknownPerson, 0.002), (.slashedDate, 0.05), (.trailingBlank, 0.0006),
    (.badCheckDigit, 0.0007), (.sentinelNumber, 0.0004), (.noNumber, 0.0002),
    (.impossibleDate, 0.0004), (.futureDate, 0.0003), (.unknownCode, 0.0003),
    (.lowerCaseCode, 0.0002), (.shortRow, 0.0002), (.longRow, 0.0002),
  ])

  /// XML events, which have no rows to be ragged.
  static let xml = FaultRates([
    (.spacedNumber, 0.02), (.hyphenedNumber, 0.006), (.repeatedRow, 0.002), (.unknownPerson, 0.002),
    (.slashedDate, 0.0004), (.trailingBlank, 0.001), (.badCheckDigit, 0.0015),
    (.sentinelNumber, 0.0006), (.noNumber, 0.0004), (.impossibleDate, 0.0006),
    (.futureDate, 0.0006), (.unknownCode, 0.0006), (.lowerCaseCode, 0.0004),
  ])

  /// The patients feed: its rows' faults take people off the lists, so they are rarer.
  static let patients = FaultRates([
    (.spacedNumber, 0.02), (.hyphenedNumber, 0.006), (.quotedCells, 0.004), (.repeatedRow, 0.0003),
    (.slashedDate, 0.0003), (.badCheckDigit, 0.0006), (.sentinelNumber, 0.0003),
    (.noNumber, 0.0002),
    (.impossibleDate, 0.0003), (.futureDate, 0.0003), (.unknownCode, 0.0003),
    (.lowerCaseCode, 0.0002), (.shortRow, 0.0002), (.longRow, 0.0002),
  ])

  /// Vaccination batches: numbers only, as the layout is the supplier's.
  static let batch = FaultRates([
    (.unknownPerson, 0.004), (.badCheckDigit, 0.002), (.sentinelNumber, 0.002),
    (.impossibleDate, 0.002), (.unknownCode, 0.004),
  ])

  /// The fault of the next row; nil for a clean one.
  func draw(_ random: inout SeededRandom) -> RowFault? {
    guard total > 0 else { return nil }
    let draw = random.unit()
    guard draw < total else { return nil }
    return cumulative.firstIndex { draw < $0 }.flatMap(RowFault.init(rawValue:))
  }
}

/// How many rows have each fault.
struct FaultCounts: Sendable {
  private(set) var counts = Array(repeating: 0, count: RowFault.allCases.count)

  mutating func add(_ fault: RowFault) {
    counts[fault.rawValue] += 1
  }

  mutating func add(_ other: FaultCounts) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  subscript(_ fault: RowFault) -> Int { counts[fault.rawValue] }
}

import Tables

/// Reads calendar days in any of some formats, tried in order.
struct DayParser: CellParser {
  static let placeholder: Int32 = 0
  private let formats: [DateFormat]
  private let isISOFirst: Bool
  /// The first day of each month of some years, and that of the month after them: most dates are a look-up.
  private let monthStarts: [Int32]
  private static let years = 1900..<2100

  init(_ formats: [DateFormat]) {
    self.formats = formats
    isISOFirst = formats.first?.isISO ?? false
    monthStarts = (0...DayParser.years.count * 12).compactMap { month in
      Day(year: DayParser.years.lowerBound + month / 12, month: month % 12 + 1, day: 1)?.number
    }
  }

  @inline(__always)
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int32
  ) -> CellOutcome {
    if isISOFirst, end &- start == 10, let parts = DateFormat.isoParts(bytes, start) {
      let month = (parts.year &- DayParser.years.lowerBound) &* 12 &+ parts.month &- 1
      if parts.month >= 1, parts.month <= 12, month >= 0, month < monthStarts.count - 1 {
        let first = monthStarts[month]
        let day = Int32(truncatingIfNeeded: parts.day)
        guard day >= 1, day <= monthStarts[month + 1] &- first else { return .notADate }
        element = first &+ day &- 1
        return .value
      }
    }
    return parsePatterns(bytes, start, end, into: &element)
  }

  private func parsePatterns(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int32
  ) -> CellOutcome {
    for index in formats.indices {
      if let day = formats[index].day(in: bytes, start, end) {
        element = day.number
        return .value
      }
    }
    return .notADate
  }

  func column(_ elements: [Int32], present: Bitmap?) -> Column {
    .day(FixedColumn(elements, present: present))
  }
}

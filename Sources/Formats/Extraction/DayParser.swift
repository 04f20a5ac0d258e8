import Tables

/// Reads calendar days in any of some formats, tried in order.
struct DayParser: CellParser {
  static let placeholder: Int32 = 0
  private let formats: [DateFormat]

  init(_ formats: [DateFormat]) {
    self.formats = formats
  }

  @inline(__always)
  mutating func parse(
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

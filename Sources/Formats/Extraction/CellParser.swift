import Tables

/// What became of a cell.
enum CellOutcome: Int32 {
  case value
  case missing
  /// A value that is a bound of what is meant, as `<0.5` is.
  case bound
  case notADate
  case notANumber
  case notABoolean
  case notAnIdentifier
  case notAPseudonym
  case unknownCode
  case notUTF8
  case tooMuchText

  /// The rule that the cell broke; nil where it broke none.
  var rule: FaultRule? {
    switch self {
    case .value, .missing: nil
    case .bound: .boundForValue
    case .notADate: .notADate
    case .notANumber: .notANumber
    case .notABoolean: .notABoolean
    case .notAnIdentifier: .notAnIdentifier
    case .notAPseudonym: .notAPseudonym
    case .unknownCode: .unknownCode
    case .notUTF8: .notUTF8
    case .tooMuchText: .tooMuchText
    }
  }
}

/// Reads one type of cell from bytes.
protocol CellParser {
  /// What a row of the column holds.
  associatedtype Element: BitwiseCopyable & Sendable & Hashable
  /// What a row without a value holds.
  static var placeholder: Element { get }

  /// Reads the bytes from `start` up to `end`, of which there is at least one and neither end is blank.
  ///
  /// - Precondition: there are `cellPadding` more bytes after `end`.
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Element
  ) -> CellOutcome

  /// What a number behind a sign of comparison is read as.
  func bounded(_ element: Element, _ bound: NumberMarks.Bound) -> Element

  /// The column of the elements read so far.
  func column(_ elements: [Element], present: Bitmap?) -> Column
}

extension CellParser {
  /// Only numbers have bounds.
  func bounded(_ element: Element, _ bound: NumberMarks.Bound) -> Element { element }
}

/// What stands in a column's numbers beside digits, a sign and a point.
public struct NumberMarks: Hashable, Sendable {
  /// What may part the thousands.
  public enum Thousands: String, Hashable, Sendable, CaseIterable {
    /// As in 1,234,567.
    case comma
    /// As in 1.234.567.
    case point
    /// As in 1 234 567, with any blank.
    case blank
    /// As in 1'234'567.
    case apostrophe

    var character: Character {
      switch self {
      case .comma: ","
      case .point: "."
      case .blank: " "
      case .apostrophe: "'"
      }
    }
  }

  /// What may part the thousands; nil for nothing.
  public var thousands: Thousands?
  /// Whether a comma and no point stands before the decimals.
  public var hasDecimalComma: Bool
  /// Whether `<0.5` and its like are read as the number after the sign; else such a cell is no number.
  public var keepsBounds: Bool

  /// Makes marks; by default there are none.
  public init(
    thousands: Thousands? = nil, hasDecimalComma: Bool = false, keepsBounds: Bool = false
  ) {
    self.thousands = thousands
    self.hasDecimalComma = hasDecimalComma
    self.keepsBounds = keepsBounds
  }

  /// Whether there are none.
  var isPlain: Bool { self == NumberMarks() }

  /// Whether a number without them would be read as another one than with them: 1.234 with a point for thousands.
  var changesPlainNumbers: Bool { hasDecimalComma || thousands == .point }

  /// What a sign of comparison says of the number behind it.
  enum Bound {
    /// It is the bound itself, or beyond it.
    case inclusive
    /// It is less than the bound.
    case below
    /// It is more than the bound.
    case above
  }

  /// Takes a sign of comparison off the front of a cell, if that is allowed; nil where there was none.
  func takeComparator(from text: inout String) -> Bound? {
    guard keepsBounds else { return nil }
    let signs: [(String, Bound)] = [
      ("<=", .inclusive), (">=", .inclusive), ("<", .below), (">", .above),
      ("\u{2264}", .inclusive), ("\u{2265}", .inclusive),
    ]
    for (sign, bound) in signs where text.hasPrefix(sign) {
      text = String(text.dropFirst(sign.count)).trimmed
      return bound
    }
    return nil
  }

  /// A number as it is written without marks; nil where thousands are parted in another way than by threes.
  func plainNumber(_ text: String) -> String? {
    guard thousands != nil || hasDecimalComma else { return text }
    let mark: Character = hasDecimalComma ? "," : "."
    let halves = text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = halves.first, let plain = withoutThousands(whole) else { return nil }
    // A point that is no mark would be taken for one.
    guard halves.count > 1 else { return plain.contains(".") ? nil : plain }
    guard !halves[1].contains(where: { $0 == "." || $0 == "," }) else { return nil }
    return plain + "." + halves[1]
  }

  private func withoutThousands(_ whole: Substring) -> String? {
    guard let thousands, whole.contains(thousands.character) else { return String(whole) }
    let groups = whole.split(separator: thousands.character, omittingEmptySubsequences: false)
    let first = groups[0].drop { $0 == "-" || $0 == "+" }
    guard (1...3).contains(first.utf8.count), groups.dropFirst().allSatisfy({ $0.utf8.count == 3 })
    else { return nil }
    return groups.joined()
  }
}

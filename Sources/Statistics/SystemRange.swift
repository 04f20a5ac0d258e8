/// How the areas of a system spread: the bar behind a spine chart's mark.
public struct SystemRange: Hashable, Sendable {
  /// How many areas have a value.
  public var areas: Int
  /// The lowest value.
  public var lowest: Double
  /// The 25th percentile.
  public var lowerQuartile: Double
  /// The middle value.
  public var median: Double
  /// The 75th percentile.
  public var upperQuartile: Double
  /// The highest value.
  public var highest: Double

  /// Which quarter of the range a value lies in by these quartiles, 1 the lowest; a value at a quartile lies below it.
  public func quarter(of value: Double) -> Int {
    1 + [lowerQuartile, median, upperQuartile].count { $0 < value }
  }

  /// Whether a value lies in the middle half.
  public func isInMiddleHalf(_ value: Double) -> Bool {
    lowerQuartile <= value && value <= upperQuartile
  }
}

/// The range, quartiles and median of the areas of a system.
///
/// - Units: the values'.
/// - Missing: areas without a value are left out and not counted; nil where none has one.
/// - Source: percentiles of type 7 in Hyndman RJ and Fan Y, The American Statistician 1996; 50: 361-365, which are those of
///   spreadsheets and of R's `quantile`.
public func systemRange(of values: [Double?]) -> SystemRange? {
  let sorted = values.compactMap { $0 }.filter(\.isFinite).sorted()
  guard let lowest = sorted.first, let highest = sorted.last else { return nil }
  return SystemRange(
    areas: sorted.count, lowest: lowest, lowerQuartile: percentile(0.25, of: sorted),
    median: percentile(0.5, of: sorted), upperQuartile: percentile(0.75, of: sorted),
    highest: highest)
}

/// A percentile of sorted numbers, of which there is one at least, between the two that it falls among.
func percentile(_ fraction: Double, of sorted: [Double]) -> Double {
  precondition(!sorted.isEmpty, "a percentile is of some numbers")
  let place = fraction * Double(sorted.count - 1)
  let below = Int(place.rounded(.down))
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
}

/// Where values lie on an axis.
public struct ChartScale: Hashable, Sendable {
  /// The value at the start.
  public let lowest: Double
  /// The value at the end.
  public let highest: Double
  /// The place of the lowest value.
  let start: Double
  /// The place of the highest value.
  let end: Double

  /// An axis from one value to another, which are not the same.
  init(from lowest: Double, to highest: Double, at start: Double, _ end: Double) {
    self.lowest = lowest
    self.highest = highest > lowest ? highest : lowest + 1
    self.start = start
    self.end = end
  }

  /// Where a value lies; one beyond the axis at its end.
  func place(_ value: Double) -> Double {
    let share = min(max((value - lowest) / (highest - lowest), 0), 1)
    return start + share * (end - start)
  }

  /// Round values along the axis, about as many as asked for.
  func ticks(about count: Int) -> [Double] {
    let step = roundStep((highest - lowest) / Double(max(count, 1)))
    var ticks: [Double] = []
    var value = (lowest / step).rounded(.up) * step
    while value <= highest + step / 1000 {
      ticks.append(value)
      value += step
    }
    return ticks
  }
}

/// A step of 1, 2 or 5 times a power of ten, that is no smaller than a number.
func roundStep(_ least: Double) -> Double {
  guard least > 0, least.isFinite else { return 1 }
  var power = 1.0
  while power * 10 <= least { power *= 10 }
  while power > least { power /= 10 }
  return [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= least * 0.999_999 } ?? 10 * power
}

/// From a round value at or below the smallest of some values to one at or above the largest.
func roundRange(of values: [Double], about count: Int = 4) -> (lowest: Double, highest: Double) {
  let known = values.filter(\.isFinite)
  guard let smallest = known.min(), let largest = known.max() else { return (0, 1) }
  let step = roundStep(max(largest - smallest, 1) / Double(count))
  return ((smallest / step).rounded(.down) * step, (largest / step).rounded(.up) * step)
}

/// The least that an axis of percents shows around a value: less than five points from end to end would make a step of rounding look like a
/// fall.
func around(_ percent: Double) -> [Double] { [percent - 2.5, percent + 2.5] }

/// A number as axes write it, thousands apart.
func axisNumber(_ value: Double) -> String {
  guard value.magnitude >= 1000 else { return number(value) }
  let whole = Int(value.rounded())
  var digits = String(whole.magnitude)
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return (whole < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
}

/// A text in lines that a width holds, broken at blanks; a word that is wider has a line of its own.
func lines(of text: String, width: Double) -> [String] {
  // Letters of the fonts that browsers have are about 0.55 of their size wide.
  let room = max(Int(width / (textSize * 0.55)), 4)
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, last.count + 1 + word.count <= room {
      lines[lines.count - 1] = "\(last) \(word)"
    } else {
      lines.append(String(word))
    }
  }
  return lines.isEmpty ? [""] : lines
}

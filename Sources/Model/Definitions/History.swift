/// How far back in time the rows of a feed reach, or a definition looks.
public enum History: Hashable, Sendable {
  /// So many calendar months and days.
  case time(months: Int, days: Int)
  /// As long as somebody has lived.
  case wholeLife

  /// Only the day itself.
  public static let today = History.time(months: 0, days: 0)

  /// What definitions write for a whole life.
  public static let wholeLifeText = "whole life"

  /// Reads `5 years`, `18 months`, `1 year`, `90 days` or `whole life`; nil for any other text.
  public init?(_ text: String) {
    if text == History.wholeLifeText {
      self = .wholeLife
      return
    }
    let words = text.utf8.split(separator: 0x20).map { String(Substring($0)) }
    guard words.count == 2, let count = Int(words[0]), count > 0, count <= History.mostDays else {
      return nil
    }
    switch words[1] {
    case "day", "days": self = .time(months: 0, days: count)
    case "month", "months": self = .time(months: count, days: 0)
    case "year", "years": self = .time(months: count * 12, days: 0)
    default: return nil
    }
  }

  /// In words, such as `5 years`, `18 months` or `whole life`.
  public var text: String {
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    switch self {
    case .wholeLife: return History.wholeLifeText
    case .time(let months, let days):
      let long =
        months == 0
        ? []
        : [months % 12 == 0 ? counted(months / 12, "year") : counted(months, "month")]
      let short = days == 0 && months > 0 ? [] : [counted(days, "day")]
      return (long + short).joined(separator: " and ")
    }
  }

  /// A part of the time; of a whole life as much of so many years, since nobody knows the first day of every person's.
  public func days(_ part: Double, ofLife years: Double) -> Int {
    switch self {
    case .wholeLife: Int(part * years * History.daysOfYear)
    case .time: Int(part * approximateDays)
    }
  }

  /// The days, with a month of 30.4 of them: only to say which of two is longer.
  private var approximateDays: Double {
    switch self {
    case .time(let months, let days): Double(months) * History.daysOfYear / 12 + Double(days)
    case .wholeLife: .infinity
    }
  }

  private static let daysOfYear = 365.2425
  /// No feed reaches back further than this but by a whole life.
  private static let mostDays = 73_000
}

extension History: Comparable {
  /// The shorter time first; a whole life is longer than any.
  public static func < (left: Self, right: Self) -> Bool {
    left.approximateDays < right.approximateDays
  }
}

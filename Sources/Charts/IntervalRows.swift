public import Statistics

/// A group of people with its share.
public struct IntervalRow: Hashable, Sendable {
  /// What it is called.
  public var name: String
  /// The share and its 95% limits; nil where it is hidden or missing.
  public var interval: ConfidenceInterval?
  /// What stands at the right: the share as it is said.
  public var said: String
  /// How it compares with the benchmark.
  public var comparison: Comparison
  /// What it is held against; nil where it is hidden.
  public var benchmark: Double?

  /// Makes a row.
  public init(
    name: String, interval: ConfidenceInterval?, said: String, comparison: Comparison,
    benchmark: Double?
  ) {
    self.benchmark = benchmark
    self.name = name
    self.interval = interval
    self.said = said
    self.comparison = comparison
  }
}

/// The axis of values under each other.
public struct IntervalAxis: Hashable, Sendable {
  /// Where it begins: at zero, so that differences look as large as they are, unless marks alone say what is known.
  public var lowest: Double
  /// Beyond which nothing can lie; nil for no such bound.
  public var bound: Double?
  /// What stands after the first number.
  public var unit: String
  /// How far it reaches at least, so that charts beside each other have one scale.
  public var reaching: Double

  /// Describes an axis.
  public init(from lowest: Double, bound: Double?, unit: String, reaching: Double = 0) {
    self.lowest = lowest
    self.bound = bound
    self.unit = unit
    self.reaching = reaching
  }

  /// Percent, from 0.
  public static let percent = IntervalAxis(from: 0, bound: 100, unit: "%")
}

/// Shares under each other, each a mark with its limits below its name and what is said of it, and a dark line where its benchmark is.
///
/// - Units: those of the axis.
/// - Missing: a hidden share has no mark, and what is said of it says so.
public func intervalRows(
  _ rows: [IntervalRow], _ text: ChartText, axis: IntervalAxis = .percent
) -> Markup {
  let values = rows.compactMap(\.interval).map(\.upper) + rows.compactMap(\.benchmark)
  let highest = max(
    roundRange(of: [axis.lowest, max(axis.reaching, axis.lowest)] + values).highest, axis.lowest + 1
  )
  let most = axis.bound.map { min(highest, $0) } ?? highest
  let scale = ChartScale(from: axis.lowest, to: most, at: 8, chartWidth - 8)
  var drawn: [Markup] = []
  var y = 0.0
  for row in rows {
    let words = wordsOfRow(named: row.name, said: row.said, y: y)
    drawn += words.drawn
    y += words.height + 9
    drawn.append(mark(of: row, scale, y: y))
    y += 15
  }
  let bottom = y
  return chart(text, height: bottom + 18) {
    drawn
    line(scale.start, bottom, scale.end, bottom, .range)
    for tick in scale.ticks(about: 4) {
      line(scale.place(tick), bottom, scale.place(tick), bottom + 3, .range)
      label(
        axisNumber(tick) + (tick == axis.lowest ? axis.unit : ""), x: scale.place(tick),
        y: bottom + 15, tick == axis.lowest ? .start : tick == most ? .end : .middle)
    }
  }
}

private func mark(of row: IntervalRow, _ scale: ChartScale, y: Double) -> Markup {
  var drawn = line(scale.start, y, scale.end, y, .range, width: 0.5)
  if let benchmark = row.benchmark {
    drawn =
      drawn + line(scale.place(benchmark), y - 7, scale.place(benchmark), y + 7, .ink, width: 2)
  }
  guard let interval = row.interval else { return drawn }
  let (lower, upper) = (scale.place(interval.lower), scale.place(interval.upper))
  drawn = drawn + line(lower, y, upper, y, .ink, width: 1.5)
  for limit in [lower, upper] { drawn = drawn + line(limit, y - 4, limit, y + 4, .ink, width: 1.5) }
  return drawn + Mark(row.comparison).drawn(x: scale.place(interval.value), y: y, size: 5)
}

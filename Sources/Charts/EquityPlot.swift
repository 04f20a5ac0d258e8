public import Statistics

/// A group of an equity plot, such as a fifth of deprivation.
public struct EquityGroup: Hashable, Sendable {
  /// The group's name.
  public var name: String
  /// Its people.
  public var population: Double
  /// Its value and limits; nil where it is hidden or missing.
  public var interval: ConfidenceInterval?

  /// Makes a group.
  public init(name: String, population: Double, interval: ConfidenceInterval?) {
    self.name = name
    self.population = population
    self.interval = interval
  }
}

/// A value by groups from the most to the least deprived, with their limits and the line of the slope index.
///
/// Each group is as wide as its share of the people, as the index ranks them; where shares are not known all are the same.
///
/// - Units: percent; the index of shares as fractions of 1, with its slope in percentage points.
/// - Missing: a hidden group is a star, and without an index there is no line; nil where all groups are hidden.
public func equityPlot(
  _ groups: [EquityGroup], _ inequality: Inequality?, ends: (first: String, last: String),
  _ text: ChartText
) -> Markup? {
  guard groups.contains(where: { $0.interval != nil }) else { return nil }
  let people = groups.reduce(0) { $0 + $1.population }
  let knowsPeople = groups.allSatisfy { $0.population > 0 }
  let shares = groups.map { knowsPeople ? $0.population / people : 1 / Double(groups.count) }
  let line = inequality.map { ($0.start * 100, $0.start * 100 + $0.slope.value) }
  let values =
    groups.compactMap(\.interval).flatMap { [$0.lower, $0.upper] }
    + (line.map { [$0.0, $0.1] } ?? [])
  let (top, bottom) = (12.0, 160.0)
  // Bars that do not begin at zero would make differences look larger than they are.
  let up = ChartScale(
    from: 0, to: min(max(roundRange(of: [0] + values).highest, 1), 100), at: bottom, top)
  let across = ChartScale(from: 0, to: 1, at: 46, chartWidth - 8)
  return chart(text, height: bottom + 40) {
    Charts.line(across.start, bottom, across.end, bottom, .range)
    Charts.line(across.start, bottom, across.start, top, .range)
    upwards(up, left: across.start)
    label(ends.first, x: across.start, y: bottom + 33)
    label(ends.last, x: across.end, y: bottom + 33, .end)
    groupMarks(groups, shares, across, up)
    if let line {
      Charts.line(
        across.start, up.place(line.0), across.end, up.place(line.1), .worse, width: 2,
        dashes: "7 3")
    }
  }
}

private func groupMarks(
  _ groups: [EquityGroup], _ shares: [Double], _ across: ChartScale, _ up: ChartScale
) -> Markup {
  var drawn: [Markup] = []
  var start = 0.0
  for (group, share) in zip(groups, shares) {
    let (left, right) = (across.place(start), across.place(start + share))
    let middle = (left + right) / 2
    drawn.append(label(group.name, x: middle, y: up.start + 16, .middle))
    if let interval = group.interval {
      drawn.append(
        box(
          x: left + 1, y: up.place(interval.value), width: right - left - 2,
          height: up.start - up.place(interval.value), fill: "#cfe0f0",
          stroke: ChartColour.own.rawValue))
      drawn.append(
        line(middle, up.place(interval.lower), middle, up.place(interval.upper), .ink, width: 1.5))
      for limit in [interval.lower, interval.upper] {
        drawn.append(
          line(middle - 4, up.place(limit), middle + 4, up.place(limit), .ink, width: 1.5))
      }
    } else {
      drawn.append(label("*", x: middle, y: up.start - 2, .middle))
    }
    start += share
  }
  return .joined(drawn)
}

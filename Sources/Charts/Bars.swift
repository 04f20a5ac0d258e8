/// A bar with the system's mark over it.
public struct Bar: Hashable, Sendable {
  /// What it is of.
  public var name: String
  /// Its value; nil where it is hidden or missing.
  public var value: Double?
  /// The system's value; nil where it is hidden or missing.
  public var system: Double?
  /// What stands at the right: the value as it is said.
  public var said: String

  /// Makes a bar.
  public init(name: String, value: Double?, system: Double?, said: String) {
    self.name = name
    self.value = value
    self.system = system
    self.said = said
  }
}

/// Bars under each other, each below its name and value, with a mark where the system is.
///
/// - Units: percent, or what the unit says.
/// - Missing: a hidden value has no bar, and what is said of it says so.
public func bars(_ bars: [Bar], _ text: ChartText, unit: String = "%") -> Markup {
  let values = bars.flatMap { [$0.value, $0.system] }.compactMap(\.self)
  let most = roundRange(of: [0] + values).highest
  let scale = ChartScale(from: 0, to: most, at: 0.5, chartWidth - 8)
  var rows: [Markup] = []
  var y = 0.0
  for bar in bars {
    let words = wordsOfRow(named: bar.name, said: bar.said, y: y)
    rows += words.drawn
    y += words.height + 5
    rows.append(row(bar, scale, y: y))
    y += 19
  }
  let bottom = y
  return chart(text, height: bottom + 18) {
    rows
    line(0, bottom, chartWidth, bottom, .range)
    for tick in scale.ticks(about: 4) {
      line(scale.place(tick), bottom, scale.place(tick), bottom + 3, .range)
      label(
        axisNumber(tick) + (tick == 0 ? unit : ""), x: scale.place(tick), y: bottom + 15,
        tick == 0 ? .start : tick == most ? .end : .middle)
    }
  }
}

private func row(_ bar: Bar, _ scale: ChartScale, y: Double) -> Markup {
  let height = 10.0
  var drawn = line(scale.start, y, scale.start, y + height, .range)
  if let value = bar.value {
    drawn =
      drawn
      + box(
        x: scale.start, y: y, width: scale.place(value) - scale.start, height: height,
        fill: ChartColour.own.rawValue)
  }
  if let system = bar.system {
    let x = scale.place(system)
    // White beside it, so that the mark is seen on a bar and beside one.
    drawn =
      drawn + box(x: x - 3, y: y - 2, width: 6, height: height + 4, fill: "#ffffff")
      + box(x: x - 1.5, y: y - 2, width: 3, height: height + 4, fill: ChartColour.ink.rawValue)
  }
  return drawn
}

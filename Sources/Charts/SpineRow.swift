public import Statistics

/// One measure of a spine chart: an area's value among the areas of its system.
public struct SpineMeasure: Hashable, Sendable {
  /// The value and its 95% limits; nil where it is hidden or missing.
  public var interval: ConfidenceInterval?
  /// The system's own value; nil where it is hidden or missing.
  public var system: Double?
  /// How the areas spread; nil where none has a value.
  public var range: SystemRange?
  /// What is aimed at; nil for none.
  public var target: Double?
  /// How the value compares with what it is held against.
  public var comparison: Comparison

  /// Makes a measure.
  public init(
    interval: ConfidenceInterval?, system: Double?, range: SystemRange?, target: Double?,
    comparison: Comparison
  ) {
    self.interval = interval
    self.system = system
    self.range = range
    self.target = target
    self.comparison = comparison
  }
}

/// A row of a spine chart from 0 to 100: the range of the areas as a bar, its middle half in it, the system as a line through both, the
/// target as a diamond, and the value as a mark with its limits.
///
/// - Units: percent; a value beyond the axis stands at its end.
/// - Missing: a hidden value has no mark, and the row shows the system alone.
public func spineRow(_ measure: SpineMeasure, _ text: ChartText) -> Markup {
  let (width, height) = (spineWidth, 30.0)
  let scale = spineScale
  let middle = height / 2
  return chart(text, width: width, height: height) {
    line(scale.start, middle, scale.end, middle, .range, width: 0.5)
    for end in [scale.start, scale.end] { line(end, middle - 3, end, middle + 3, .range) }
    if let range = measure.range {
      box(
        x: scale.place(range.lowest), y: middle - 6,
        width: scale.place(range.highest) - scale.place(range.lowest), height: 12, fill: "#eef1f3",
        stroke: ChartColour.range.rawValue)
      box(
        x: scale.place(range.lowerQuartile), y: middle - 6,
        width: scale.place(range.upperQuartile) - scale.place(range.lowerQuartile), height: 12,
        fill: "#c3ccd1", stroke: ChartColour.range.rawValue)
    }
    if let system = measure.system {
      line(scale.place(system), middle - 12, scale.place(system), middle + 12, .ink, width: 2)
    }
    if let target = measure.target {
      Mark.target.drawn(x: scale.place(target), y: middle, size: 6)
    }
    if let interval = measure.interval {
      let (lower, upper) = (scale.place(interval.lower), scale.place(interval.upper))
      line(lower, middle, upper, middle, .ink, width: 1.5)
      for limit in [lower, upper] { line(limit, middle - 4, limit, middle + 4, .ink, width: 1.5) }
      Mark(measure.comparison).drawn(x: scale.place(interval.value), y: middle)
    }
  }
}

let spineWidth = 240.0

/// The axis that all rows share, so that they can be read below each other.
let spineScale = ChartScale(from: 0, to: 100, at: 8, spineWidth - 8)

public import Statistics

/// A unit of a funnel plot.
public struct FunnelDot: Hashable, Sendable {
  /// The unit.
  public var unit: FunnelUnit
  /// Whether it is one of the reader's own.
  public var isOwn: Bool
  /// What stands beside it; nil for nothing.
  public var name: String?

  /// Makes a dot.
  public init(unit: FunnelUnit, isOwn: Bool, name: String?) {
    self.unit = unit
    self.isOwn = isOwn
    self.name = name
  }
}

/// Proportions by the size of their units, with the limits within which chance alone keeps them.
///
/// Own units are filled circles with their names, others are empty circles. Where units differ by more than chance, the limits are widened
/// by what they differ (`OverDispersion`), and drawn so.
///
/// - Units: percent, and people.
/// - Missing: nil without a unit, or where counts contradict each other.
public func funnelPlot(
  _ dots: [FunnelDot], overDispersion: OverDispersion?, _ text: ChartText
) -> Markup? {
  guard let funnel = proportionFunnel(dots.map(\.unit)), let last = funnel.steps.last else {
    return nil
  }
  let curves = FunnelCurves(funnel, overDispersion)
  let values = dots.map { $0.unit.events / $0.unit.denominator * 100 }
  let range = roundRange(of: values + around(funnel.baseline))
  let (lowest, highest) = (
    max(0, range.lowest - (range.highest - range.lowest) / 2),
    min(100, range.highest + (range.highest - range.lowest) / 2)
  )
  let (top, bottom) = (10.0, 190.0)
  let across = ChartScale(from: 0, to: last.upper95.size, at: 36, chartWidth - 10)
  let up = ChartScale(from: lowest, to: highest, at: bottom, top)
  return chart(text, height: bottom + 36) {
    axes(across, up, acrossName: "people who should be reached")
    line(
      across.start, up.place(funnel.baseline), across.end, up.place(funnel.baseline), .ink,
      width: 1)
    for curve in curves.all {
      path(
        through: curve.points.filter { $0.value >= lowest && $0.value <= highest }.map {
          (across.place($0.size), up.place($0.value))
        }, .other, width: 1.2, dashes: curve.isOuter ? "none" : "4 3")
    }
    for (dot, value) in zip(dots, values) where !dot.isOwn {
      emptyCircle(
        x: across.place(dot.unit.denominator), y: up.place(value), radius: 3.5, .other)
    }
    ownDots(dots, values, across, up)
  }
}

/// The own units, each with its name at the first side where it lies over no other name and no other own unit; without it where it
/// would everywhere, since the table names all.
private func ownDots(
  _ dots: [FunnelDot], _ values: [Double], _ across: ChartScale, _ up: ChartScale
) -> Markup {
  let own = zip(dots, values).filter { $0.0.isOwn }.map { dot, value in
    (x: across.place(dot.unit.denominator), y: up.place(value), name: dot.name)
  }
  var taken = own.map { PlotBox(left: $0.x - 5, right: $0.x + 5, top: $0.y - 5, bottom: $0.y + 5) }
  var labels: [Markup] = []
  for dot in own {
    guard let name = dot.name else { continue }
    let width = Double(name.count) * textSize * 0.62
    let sides: [(x: Double, y: Double, anchor: Anchor)] = [
      (dot.x + 7, dot.y + 4, .start), (dot.x - 7, dot.y + 4, .end), (dot.x, dot.y - 8, .middle),
      (dot.x, dot.y + 16, .middle),
    ]
    let side = sides.first { side in
      let box = PlotBox(of: width, at: side.x, side.y, side.anchor)
      return box.left > across.start && box.right < chartWidth && box.top > up.end
        && box.bottom < up.start && !taken.contains { $0.overlaps(box) }
    }
    guard let side else { continue }
    taken.append(PlotBox(of: width, at: side.x, side.y, side.anchor))
    labels.append(label(name, x: side.x, y: side.y, side.anchor, hasHalo: true))
  }
  return .joined(own.map { filledCircle(x: $0.x, y: $0.y, radius: 4.5, .own) } + labels)
}

/// The room that something takes in a plot.
private struct PlotBox {
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double

  func overlaps(_ other: PlotBox) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}

extension PlotBox {
  /// The room of a text.
  fileprivate init(of width: Double, at x: Double, _ y: Double, _ anchor: Anchor) {
    let left =
      switch anchor {
      case .start: x
      case .middle: x - width / 2
      case .end: x - width
      }
    self.init(left: left, right: left + width, top: y - 10, bottom: y + 2)
  }
}

/// The four limits of a funnel along the sizes of units.
struct FunnelCurves {
  struct Curve {
    var isOuter: Bool
    var points: [(size: Double, value: Double)]
  }

  let all: [Curve]

  /// Those of chance alone, or as much wider as units differ.
  init(_ funnel: Funnel, _ overDispersion: OverDispersion?) {
    guard let overDispersion, overDispersion.tauSquared > 0 else {
      func curve(_ isOuter: Bool, _ place: (FunnelStep) -> FunnelPlace) -> Curve {
        Curve(isOuter: isOuter, points: funnel.steps.map { (place($0).size, place($0).limit) })
      }
      all = [
        curve(false, \.lower95), curve(false, \.upper95), curve(true, \.lower998),
        curve(true, \.upper998),
      ]
      return
    }
    all = [(false, Confidence.percent95), (true, .percent99point8)].flatMap { isOuter, confidence in
      let limits = funnel.steps.compactMap { step -> (size: Double, limits: ConfidenceInterval)? in
        let size = step.upper95.size
        return overDispersion.limits(
          ofSize: size, model: .additive, confidence: confidence, multiplier: 100
        ).map { (size, $0) }
      }
      return [
        Curve(isOuter: isOuter, points: limits.map { ($0.size, $0.limits.lower) }),
        Curve(isOuter: isOuter, points: limits.map { ($0.size, $0.limits.upper) }),
      ]
    }
  }
}

/// Both axes with round values; the one upwards is in percent.
func axes(_ across: ChartScale, _ up: ChartScale, acrossName: String) -> Markup {
  var drawn = [
    line(across.start, up.start, across.end, up.start, .range),
    line(across.start, up.start, across.start, up.end, .range),
    label(acrossName, x: (across.start + across.end) / 2, y: up.start + 32, .middle),
  ]
  for tick in across.ticks(about: 4) {
    let x = across.place(tick)
    drawn.append(line(x, up.start, x, up.start + 3, .range))
    // The last one would run over the edge.
    let isLast = x > chartWidth - 18
    drawn.append(
      label(axisNumber(tick), x: isLast ? chartWidth : x, y: up.start + 16, isLast ? .end : .middle)
    )
  }
  drawn += upwards(up, left: across.start)
  return .joined(drawn)
}

/// The axis upwards, in percent.
func upwards(_ up: ChartScale, left: Double) -> [Markup] {
  up.ticks(about: 4).flatMap { tick in
    [
      line(left - 3, up.place(tick), left, up.place(tick), .range),
      label("\(number(tick))%", x: left - 5, y: up.place(tick) + 4, .end),
    ]
  }
}

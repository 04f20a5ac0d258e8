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
  let range = roundRange(of: values + [funnel.baseline])
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

/// The own units, with their names where these do not lie over each other.
private func ownDots(
  _ dots: [FunnelDot], _ values: [Double], _ across: ChartScale, _ up: ChartScale
) -> Markup {
  var drawn: [Markup] = []
  var taken: [(x: Double, y: Double)] = []
  for (dot, value) in zip(dots, values) where dot.isOwn {
    let (x, y) = (across.place(dot.unit.denominator), up.place(value))
    drawn.append(filledCircle(x: x, y: y, radius: 4.5, .own))
    guard let name = dot.name else { continue }
    let isRight = x < chartWidth - 70
    let place = (x: isRight ? x + 7 : x - 7, y: y + 4)
    guard !taken.contains(where: { abs($0.x - place.x) < 46 && abs($0.y - place.y) < 12 }) else {
      continue
    }
    taken.append(place)
    drawn.append(label(name, x: place.x, y: place.y, isRight ? .start : .end))
  }
  return .joined(drawn)
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
    drawn.append(label(axisNumber(tick), x: x, y: up.start + 16, .middle))
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

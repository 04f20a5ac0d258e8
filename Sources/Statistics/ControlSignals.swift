/// What a point of a control chart is part of that chance alone rarely makes.
///
/// - Source: NHS England, Making Data Count, as in NHSRplotthedots 0.2.2 (NHS-R Community), `ptd_special_cause_type`.
public enum ControlSignal: Hashable, Sendable, CaseIterable {
  /// A point outside the process limits.
  case outside
  /// Seven or more points one after the other that each rise, or each fall.
  case trend
  /// Two of three points one after the other in the outer third towards one limit, with all three on that side of the mean.
  case twoOfThree
  /// Seven or more points one after the other on one side of the mean.
  case shift
}

/// Which way a signal points.
public enum ControlDirection: Hashable, Sendable {
  /// Above the mean, or rising.
  case up
  /// Below the mean, or falling.
  case down
}

/// What a chart says of its last point: the icon of variation.
///
/// The raw value is the word beside the icon.
public enum Variation: String, Hashable, Sendable, CaseIterable {
  /// Nothing but chance.
  case commonCause = "common cause"
  /// A signal that points the better way.
  case improvement = "improvement"
  /// A signal that points the worse way.
  case concern = "concern"
  /// A signal upwards, and neither way is better.
  case higher = "higher"
  /// A signal downwards, and neither way is better.
  case lower = "lower"
}

/// What a chart says of its target: the icon of assurance.
///
/// The raw value is the word beside the icon.
public enum Assurance: String, Hashable, Sendable, CaseIterable {
  /// The target will be met by chance alone.
  case passing = "consistently passing"
  /// The target will be missed by chance alone.
  case failing = "consistently failing"
  /// The target lies within the limits: now met, now missed.
  case hitAndMiss = "hit and miss"
}

extension ControlPoint {
  /// What the point says, by which way is better.
  public func variation(polarity: Polarity) -> Variation {
    guard let direction else { return .commonCause }
    switch polarity {
    case .higherIsBetter: return direction == .up ? .improvement : .concern
    case .lowerIsBetter: return direction == .down ? .improvement : .concern
    case .neither: return direction == .up ? .higher : .lower
    }
  }
}

extension ControlChart {
  /// What the last point says, by which way is better.
  ///
  /// - Missing: nil where the last period has no value.
  public func variation(polarity: Polarity) -> Variation? {
    guard let last = points.last, last.value != nil else { return nil }
    return last.variation(polarity: polarity)
  }

  /// Whether the process meets a target, by the limits at the last point.
  ///
  /// - Missing: nil where neither way is better, and without limits at the last point.
  /// - Source: NHSRplotthedots 0.2.2, `ptd_calculate_assurance_type`.
  public func assurance(target: Double, polarity: Polarity) -> Assurance? {
    guard polarity != .neither, !target.isNaN, let limits = points.last?.limits else { return nil }
    guard target > limits.upper || target < limits.lower else { return .hitAndMiss }
    let isAbove = target < limits.lower
    return isAbove == (polarity == .higherIsBetter) ? .passing : .failing
  }
}

/// The points with their signals.
///
/// A standard deviation is a third of the way from the mean to the upper limit unless it is given, as where limits are kept
/// within 0 and 1 and so say less than it.
func marked(_ points: [ControlPoint], standardDeviations: [Double?]? = nil) -> [ControlPoint] {
  let places = points.indices.map { index in
    ControlPlace(points[index], standardDeviation: standardDeviations?[index])
  }
  var marked = points
  for index in outside(places) { marked[index].signals.insert(.outside) }
  for index in nearLimit(places) { marked[index].signals.insert(.twoOfThree) }
  for run in runs(of: places.map(\.side)) where run.count >= runLength {
    for index in run { marked[index].signals.insert(.shift) }
  }
  let trends = trends(of: points.map(\.value))
  for trend in trends {
    for index in trend.points { marked[index].signals.insert(.trend) }
  }
  for index in marked.indices {
    marked[index].direction = direction(of: marked[index], at: index, places[index], in: trends)
  }
  return marked
}

/// How many points make a shift or a trend.
private let runLength = 7

/// A point by where it lies.
private struct ControlPlace {
  /// 1 above the mean, -1 below, 0 on it or without a value.
  var side = 0
  var isOutside = false
  /// In the outer third within the limits.
  var isNearLimit = false

  init(_ point: ControlPoint, standardDeviation: Double?) {
    guard let value = point.value, let limits = point.limits else { return }
    let deviation = standardDeviation ?? (limits.upper - limits.value) / 3
    let distance = (value - limits.value).magnitude
    side = value > limits.value ? 1 : value < limits.value ? -1 : 0
    isOutside = value > limits.upper || value < limits.lower
    isNearLimit = !isOutside && side != 0 && distance > 2 * deviation
  }
}

private func outside(_ places: [ControlPlace]) -> [Int] {
  places.indices.filter { places[$0].isOutside }
}

/// The points near a limit among three on one side, two of which are near.
private func nearLimit(_ places: [ControlPlace]) -> Set<Int> {
  var found: Set<Int> = []
  for start in places.indices.dropLast(2) {
    let three = start...(start + 2)
    let near = three.filter { places[$0].isNearLimit }
    let isOneSided = places[three].reduce(0) { $0 + $1.side }.magnitude == 3
    if isOneSided, near.count >= 2 { found.formUnion(near) }
  }
  return found
}

/// The unbroken runs of one side; a point on the mean or without a value breaks them.
private func runs(of sides: [Int]) -> [Range<Int>] {
  var runs: [Range<Int>] = []
  var start = 0
  for index in sides.indices
  where index + 1 == sides.count || sides[index + 1] != sides[index] {
    if sides[index] != 0 { runs.append(start..<(index + 1)) }
    start = index + 1
  }
  return runs
}

/// Points that each rise, or each fall, from the one before.
private struct Trend {
  var points: Range<Int>
  var direction: ControlDirection
}

private func trends(of values: [Double?]) -> [Trend] {
  // The step to each point from the one before, of which a trend has one less than points.
  let steps = zip(values, values.dropFirst()).map { one, next -> Int in
    guard let one, let next else { return 0 }
    return next > one ? 1 : next < one ? -1 : 0
  }
  return runs(of: steps).filter { $0.count >= runLength - 1 }.map { run in
    Trend(
      points: run.lowerBound..<(run.upperBound + 1),
      direction: steps[run.lowerBound] > 0 ? .up : .down)
  }
}

/// To the side of a point outside the limits, else along its trend, else again to its side.
///
/// Where one trend turns into another, the point points along the later.
private func direction(
  of point: ControlPoint, at index: Int, _ place: ControlPlace, in trends: [Trend]
) -> ControlDirection? {
  guard !point.signals.isEmpty else { return nil }
  if !point.signals.contains(.outside), let trend = trends.last(where: { $0.points ~= index }) {
    return trend.direction
  }
  return place.side > 0 ? .up : .down
}

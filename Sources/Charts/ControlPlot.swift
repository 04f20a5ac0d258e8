public import Statistics

/// Values over time with their centre line and process limits.
///
/// A point with a signal is a square that points up or down, others are circles; a target is a dotted line.
///
/// - Shape: as many names of periods as the chart has points; the first and the last are shown.
/// - Units: percent.
/// - Missing: a period without a value breaks the line.
public func controlPlot(
  _ control: ControlChart, periods: [String], target: Double?, _ text: ChartText
) -> Markup {
  let values = control.points.compactMap(\.value)
  let limits = control.points.compactMap(\.limits).flatMap { [$0.lower, $0.upper] }
  let shown = values + [target].compactMap(\.self)
  let range = roundRange(of: shown + limits + around(control.mean))
  let (top, bottom) = (12.0, 160.0)
  // No share is more than everybody, whatever its limits.
  let most = shown.contains { $0 > 100 } ? 200.0 : 100
  let up = ChartScale(
    from: max(0, range.lowest), to: min(max(range.highest, 1), most), at: bottom, top)
  let across = ChartScale(
    from: 0, to: Double(max(control.points.count - 1, 1)), at: 56, chartWidth - 12)
  let left = 46.0
  func x(_ index: Int) -> Double { across.place(Double(index)) }
  return chart(text, height: bottom + 24) {
    line(left, bottom, across.end, bottom, .range)
    line(left, bottom, left, top, .range)
    upwards(up, left: left)
    if let first = periods.first { label(first, x: left, y: bottom + 17, .start) }
    if periods.count > 1, let last = periods.last {
      label(last, x: across.end, y: bottom + 17, .end)
    }
    line(across.start, up.place(control.mean), across.end, up.place(control.mean), .ink)
    for side in [\ConfidenceInterval.lower, \.upper] {
      path(
        through: control.points.enumerated().compactMap { index, point in
          point.limits.map { (x(index), up.place($0[keyPath: side])) }
        }, .other, width: 1.2, dashes: "5 3")
    }
    if let target {
      line(
        across.start, up.place(target), across.end, up.place(target), .worse, width: 1.5,
        dashes: "1 3")
      label("target", x: across.end, y: up.place(target) - 3, .end)
    }
    joinedValues(control.points, x, up)
    for (index, point) in control.points.enumerated() {
      if let value = point.value { pointMark(point, x: x(index), y: up.place(value)) }
    }
  }
}

private func joinedValues(
  _ points: [ControlPoint], _ x: (Int) -> Double, _ up: ChartScale
) -> Markup {
  var drawn: [Markup] = []
  var run: [(x: Double, y: Double)] = []
  for (index, point) in points.enumerated() {
    if let value = point.value {
      run.append((x(index), up.place(value)))
    } else {
      drawn.append(path(through: run, .own, width: 1.5))
      run = []
    }
  }
  return .joined(drawn + [path(through: run, .own, width: 1.5)])
}

private func pointMark(_ point: ControlPoint, x: Double, y: Double) -> Markup {
  switch point.direction {
  case nil: filledCircle(x: x, y: y, radius: 3.5, .own)
  case .up?: Mark.higher.drawn(x: x, y: y, size: 5.5)
  case .down?: Mark.lower.drawn(x: x, y: y, size: 5.5)
  }
}

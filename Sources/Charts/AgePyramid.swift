/// An age band of a pyramid: what share of everybody is in it on either side, here and in the system.
public struct PyramidBand: Hashable, Sendable {
  /// The band's name.
  public var name: String
  /// The share of the left side; nil where it is hidden.
  public var left: Double?
  /// The share of the right side; nil where it is hidden.
  public var right: Double?
  /// The system's share of the left side; nil where it is hidden.
  public var systemLeft: Double?
  /// The system's share of the right side; nil where it is hidden.
  public var systemRight: Double?

  /// Makes a band.
  public init(
    name: String, left: Double?, right: Double?, systemLeft: Double?, systemRight: Double?
  ) {
    self.name = name
    self.left = left
    self.right = right
    self.systemLeft = systemLeft
    self.systemRight = systemRight
  }
}

/// A population by age and sex as bars to both sides, the youngest below, with the system's outline over them.
///
/// - Units: shares in percent of everybody.
/// - Missing: a hidden share is a star at the middle, and has no bar.
public func agePyramid(
  _ bands: [PyramidBand], left: String, right: String, _ text: ChartText
) -> Markup {
  let (rowHeight, top, middle) = (15.0, 24.0, 44.0)
  let height = top + Double(bands.count) * rowHeight + 38
  let shares = bands.flatMap { [$0.left, $0.right, $0.systemLeft, $0.systemRight] }.compactMap(
    \.self)
  let most = roundRange(of: [0] + shares, about: 3).highest
  let half = (chartWidth - middle) / 2
  let ofLeft = ChartScale(from: 0, to: most, at: half, 8)
  let ofRight = ChartScale(from: 0, to: most, at: half + middle, chartWidth - 8)
  func rowTop(_ index: Int) -> Double { top + Double(bands.count - 1 - index) * rowHeight }
  let bottom = top + Double(bands.count) * rowHeight
  return chart(text, height: height) {
    label(left, x: half, y: 14, .end, isBold: true)
    label(right, x: half + middle, y: 14, isBold: true)
    for tick in ofLeft.ticks(about: 3) {
      for scale in [ofLeft, ofRight] {
        let x = scale.place(tick)
        line(x, top, x, bottom, .range, width: 0.5, dashes: "1 3")
        label(number(tick), x: x, y: bottom + 14, .middle)
      }
    }
    label("% of everybody", x: chartWidth / 2, y: bottom + 31, .middle)
    for (index, band) in bands.enumerated() {
      let y = rowTop(index)
      label(band.name, x: chartWidth / 2, y: y + 11.5, .middle)
      side(band.left, ofLeft, y: y, height: rowHeight - 3)
      side(band.right, ofRight, y: y, height: rowHeight - 3)
    }
    outline(bands.map(\.systemLeft), ofLeft, rowTop, rowHeight)
    outline(bands.map(\.systemRight), ofRight, rowTop, rowHeight)
  }
}

private func side(_ share: Double?, _ scale: ChartScale, y: Double, height: Double) -> Markup {
  guard let share else {
    return label("*", x: scale.start + (scale.end > scale.start ? 4 : -4), y: y + 13, .middle)
  }
  let (from, to) = (min(scale.start, scale.place(share)), max(scale.start, scale.place(share)))
  return box(
    x: from, y: y + 1.5, width: to - from, height: height, fill: ChartColour.own.rawValue)
}

/// The system's shares as a line of steps, broken where one is hidden.
private func outline(
  _ shares: [Double?], _ scale: ChartScale, _ rowTop: (Int) -> Double, _ rowHeight: Double
) -> Markup {
  var lines: [Markup] = []
  var points: [(x: Double, y: Double)] = []
  for (index, share) in shares.enumerated() {
    guard let share else {
      lines.append(path(through: points, .ink, width: 1.5))
      points = []
      continue
    }
    points.append((scale.place(share), rowTop(index) + rowHeight))
    points.append((scale.place(share), rowTop(index)))
  }
  return .joined(lines + [path(through: points, .ink, width: 1.5)])
}

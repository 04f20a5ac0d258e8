public import Statistics

/// A mark on a chart, whose shape says what its colour says too.
public enum Mark: Hashable, Sendable, CaseIterable {
  /// Better: a triangle that points up.
  case better
  /// No different: a circle.
  case similar
  /// Worse: a triangle that points down.
  case worse
  /// Higher, where neither way is better: a diamond that is filled above.
  case higher
  /// Lower, where neither way is better: the same, filled below.
  case lower
  /// Not compared: an empty square.
  case notCompared
  /// What is aimed at: an empty diamond.
  case target

  /// The mark of a comparison.
  public init(_ comparison: Comparison) {
    self =
      switch comparison {
      case .better: .better
      case .similar: .similar
      case .worse: .worse
      case .higher: .higher
      case .lower: .lower
      case .notCompared: .notCompared
      }
  }

  /// Its colour.
  var colour: ChartColour {
    switch self {
    case .better: .better
    case .worse: .worse
    case .similar, .notCompared: .other
    case .higher, .lower: .own
    case .target: .ink
    }
  }

  /// Draws it around a place.
  func drawn(x: Double, y: Double, size: Double = 6) -> Markup {
    switch self {
    case .similar: return filledCircle(x: x, y: y, radius: size * 0.8, colour)
    case .better: return shape([(0, -1), (1, 0.8), (-1, 0.8)], x, y, size)
    case .worse: return shape([(0, 1), (1, -0.8), (-1, -0.8)], x, y, size)
    case .higher:
      return shape(Mark.diamond, x, y, size, isFilled: false)
        + shape([(0, -1), (1, 0), (-1, 0)], x, y, size)
    case .lower:
      return shape(Mark.diamond, x, y, size, isFilled: false)
        + shape([(0, 1), (1, 0), (-1, 0)], x, y, size)
    case .notCompared:
      return shape(
        [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)], x, y, size, isFilled: false)
    case .target: return shape(Mark.diamond, x, y, size, isFilled: false)
    }
  }

  private static let diamond = [(0.0, -1.0), (1, 0), (0, 1), (-1, 0)]

  private func shape(
    _ corners: [(Double, Double)], _ x: Double, _ y: Double, _ size: Double, isFilled: Bool = true
  ) -> Markup {
    let points = corners.map { "\(number(x + $0.0 * size)),\(number(y + $0.1 * size))" }
    return element(
      "polygon",
      [
        "points": points.joined(separator: " "), "fill": isFilled ? colour.rawValue : "#ffffff",
        "stroke": colour.rawValue, "stroke-width": "1.5",
      ])
  }
}

func filledCircle(x: Double, y: Double, radius: Double, _ colour: ChartColour) -> Markup {
  element(
    "circle",
    [
      "cx": number(x), "cy": number(y), "r": number(radius), "fill": colour.rawValue,
      "stroke": colour.rawValue,
    ])
}

func emptyCircle(x: Double, y: Double, radius: Double, _ colour: ChartColour) -> Markup {
  element(
    "circle",
    [
      "cx": number(x), "cy": number(y), "r": number(radius), "fill": "#ffffff",
      "stroke": colour.rawValue, "stroke-width": "1.5",
    ])
}

/// A mark by itself, as legends show it: the word beside it says what it means.
public func legendMark(_ mark: Mark) -> Markup {
  element(
    "svg",
    ["viewBox": "0 0 16 16", "width": "16", "height": "16", "aria-hidden": "true"]
  ) { mark.drawn(x: 8, y: 8) }
}

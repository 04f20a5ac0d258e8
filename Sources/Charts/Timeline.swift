/// A piece of work with its beginning and its end.
public struct TimelinePiece: Hashable, Sendable {
  /// When it began.
  public var start: Double
  /// When it was done.
  public var end: Double
  /// Whether it stands out from the others.
  public var isMarked: Bool

  /// Makes a piece.
  ///
  /// - Units: seconds since the beginning of all.
  public init(start: Double, end: Double, isMarked: Bool = false) {
    self.start = start
    self.end = max(start, end)
    self.isMarked = isMarked
  }
}

/// A row of a timeline: what it is of, and its pieces.
public struct TimelineRow: Hashable, Sendable {
  /// What it is of.
  public var name: String
  /// What stands at the right.
  public var said: String
  /// The pieces; those at the same time lie below each other.
  public var pieces: [TimelinePiece]

  /// Makes a row.
  public init(name: String, said: String, pieces: [TimelinePiece]) {
    self.name = name
    self.said = said
    self.pieces = pieces
  }
}

/// Rows of pieces of work along one axis of time, so that what lies below each other happened at the same time.
///
/// A piece that is marked has a dark edge as well as a dark colour. One that is shorter than a line is drawn as a line.
///
/// - Units: seconds.
public func timeline(_ rows: [TimelineRow], end: Double, _ text: ChartText) -> Markup {
  let last = max(end, rows.flatMap(\.pieces).map(\.end).max() ?? 0)
  let scale = ChartScale(from: 0, to: max(last, 0.001), at: 0.5, chartWidth - 8)
  var drawn: [Markup] = []
  var y = 0.0
  for row in rows {
    let words = wordsOfRow(named: row.name, said: row.said, y: y)
    drawn += words.drawn
    y += words.height + 5
    for lane in lanes(of: row.pieces) {
      drawn.append(line(scale.start, y + laneHeight / 2, scale.end, y + laneHeight / 2, .range))
      drawn += lane.map { drawing($0, scale, y: y) }
      y += laneHeight + 2
    }
    y += 7
  }
  return chart(text, height: y + 18) {
    drawn
    line(0, y, chartWidth, y, .range)
    for tick in scale.ticks(about: 4) {
      line(scale.place(tick), y, scale.place(tick), y + 3, .range)
      label(
        tick == 0 ? "0 s" : axisNumber(tick), x: scale.place(tick), y: y + 15,
        tick == 0 ? .start : scale.place(tick) > chartWidth - 24 ? .end : .middle)
    }
  }
}

/// Pieces in as few lanes as hold them, each beginning after the one before it in its lane is done.
func lanes(of pieces: [TimelinePiece]) -> [[TimelinePiece]] {
  var lanes: [[TimelinePiece]] = []
  for piece in pieces.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
    if let free = lanes.firstIndex(where: { ($0.last?.end ?? 0) <= piece.start }) {
      lanes[free].append(piece)
    } else {
      lanes.append([piece])
    }
  }
  return lanes
}

private let laneHeight = 9.0

private func drawing(_ piece: TimelinePiece, _ scale: ChartScale, y: Double) -> Markup {
  let start = scale.place(piece.start)
  let width = max(scale.place(piece.end) - start, 1)
  // White at its end, so that one piece after the other is not one long one.
  let shown = width > 3 ? width - 0.6 : width
  return box(
    x: start, y: piece.isMarked ? y : y + 1, width: shown,
    height: piece.isMarked ? laneHeight : laneHeight - 2,
    fill: (piece.isMarked ? ChartColour.ink : .own).rawValue)
}

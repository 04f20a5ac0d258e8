/// A box of a graph of work: what it is, and what comes before it.
public struct FlowBox: Hashable, Sendable {
  /// Its name, which no other box has.
  public var name: String
  /// What stands below its name, a line each.
  public var said: [String]
  /// Whether it stands out from the others.
  public var isMarked: Bool
  /// The names of the boxes that come before it.
  public var after: Set<String>

  /// Makes a box.
  public init(name: String, said: [String], isMarked: Bool = false, after: Set<String>) {
    self.name = name
    self.said = said
    self.isMarked = isMarked
    self.after = after
  }
}

/// Boxes in the order of their work from top to bottom, with a line from each to those that come after it.
///
/// The boxes come in an order in which each stands after all that come before it; what is not so is not drawn. Of the lines only
/// those are drawn that do not follow from others. A box that is marked has a thick edge.
public func flowGraph(_ boxes: [FlowBox], _ text: ChartText) -> Markup {
  let flow = Flow(boxes)
  return chart(text, height: flow.height) {
    flow.lines
    flow.drawnBoxes
  }
}

/// Where boxes lie.
private struct Flow {
  private var placed: [(box: FlowBox, x: Double, y: Double, width: Double)] = []
  private let after: [[Int]]
  let height: Double

  private static let gap = 12.0
  private static let between = 22.0
  private static let perRow = 3

  init(_ boxes: [FlowBox]) {
    let place = Dictionary(boxes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let all = boxes.enumerated().map { index, box in
      box.after.compactMap { place[$0] }.filter { $0 < index }.sorted()
    }
    after = Flow.reduced(all)
    var levels: [Int] = []
    for index in boxes.indices { levels.append((all[index].map { levels[$0] + 1 }.max()) ?? 0) }
    var y = 1.0
    var places: [Int: (x: Double, y: Double, width: Double)] = [:]
    for level in Set(levels).sorted() {
      let indices = boxes.indices.filter { levels[$0] == level }
      for first in stride(from: 0, to: indices.count, by: Flow.perRow) {
        let row = indices[first..<min(first + Flow.perRow, indices.count)]
        let width =
          (chartWidth - 2 - Double(row.count - 1) * Flow.gap) / Double(max(row.count, 2))
        let all = Double(row.count) * width + Double(row.count - 1) * Flow.gap
        var x = (chartWidth - all) / 2
        for index in row {
          places[index] = (x, y, width)
          x += width + Flow.gap
        }
        y += (row.map { Flow.height(of: boxes[$0], width) }.max() ?? 0) + Flow.between
      }
    }
    height = max(y - Flow.between + 1, 1)
    for (index, box) in boxes.enumerated() {
      let (x, y, width) = places[index] ?? (0, 0, 0)
      placed.append((box, x, y, width))
    }
  }

  /// Of what comes before each box what does not come before another of them.
  private static func reduced(_ after: [[Int]]) -> [[Int]] {
    var before: [Set<Int>] = []
    for direct in after {
      before.append(direct.reduce(into: Set(direct)) { $0.formUnion(before[$1]) })
    }
    return after.map { direct in
      direct.filter { one in !direct.contains { before[$0].contains(one) } }
    }
  }

  private static func height(of box: FlowBox, _ width: Double) -> Double {
    Double(texts(of: box, width).count) * 14 + 10
  }

  private static func texts(of box: FlowBox, _ width: Double) -> [String] {
    Charts.lines(of: box.name, width: width - 10)
      + box.said.flatMap { Charts.lines(of: $0, width: width - 10) }
  }

  var lines: [Markup] {
    placed.indices.flatMap { index in
      after[index].map { one in
        let (from, to) = (placed[one], placed[index])
        return line(
          from.x + from.width / 2, from.y + Flow.height(of: from.box, from.width),
          to.x + to.width / 2, to.y, .other, width: 1.5)
      }
    }
  }

  var drawnBoxes: [Markup] {
    placed.map { box, x, y, width in
      let names = Charts.lines(of: box.name, width: width - 10).count
      return element(
        "rect",
        [
          "x": number(x), "y": number(y), "width": number(width),
          "height": number(Flow.height(of: box, width)), "fill": "#ffffff",
          "stroke": (box.isMarked ? ChartColour.ink : .own).rawValue,
          "stroke-width": box.isMarked ? "3" : "1",
        ])
        + .joined(
          Flow.texts(of: box, width).enumerated().map { index, text in
            label(
              text, x: x + width / 2, y: y + 16 + Double(index) * 14, .middle,
              isBold: index < names)
          })
    }
  }
}

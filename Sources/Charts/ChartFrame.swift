/// What a chart is called and what it shows, for those who do not see it.
public struct ChartText: Hashable, Sendable {
  /// A name for the chart that nothing else in the page has: letters, digits and hyphens.
  public var id: String
  /// The chart's title.
  public var title: String
  /// A sentence with what the chart shows.
  public var description: String

  /// Names a chart.
  public init(id: String, title: String, description: String) {
    self.id = id
    self.title = title
    self.description = description
  }
}

/// The colours of charts: each has a contrast of 3 to 1 with white, those of texts of 4.5 to 1, and none says anything that a shape or a
/// word does not say too.
///
/// - Source: WCAG 2.2, 1.4.3 and 1.4.11.
public enum ChartColour: String, CaseIterable, Sendable {
  /// Texts, axes and the system.
  case ink = "#212b32"
  /// The network's own.
  case own = "#005eb8"
  /// Other units, and limits.
  case other = "#5b6670"
  /// The range of the system behind a mark.
  case range = "#768692"
  /// Better.
  case better = "#00603b"
  /// Worse.
  case worse = "#a8280a"
}

/// How wide a chart is, in units of its own that are pixels on a narrow screen: texts keep their size there and in print.
let chartWidth = 340.0

/// The size of texts in charts.
///
/// A chart is never shown smaller than it is drawn but on the narrowest screens, where 12 become 11.
let textSize = 12.0

/// A chart's drawing, which grows with its place.
func chart(
  _ text: ChartText, width: Double = chartWidth, height: Double,
  @MarkupBuilder _ content: () -> Markup
) -> Markup {
  element(
    "svg",
    [
      "xmlns": "http://www.w3.org/2000/svg", "role": "img",
      "viewBox": "0 0 \(number(width)) \(number(height))",
      "aria-labelledby": "\(text.id)-title \(text.id)-text", "font-size": number(textSize),
    ]
  ) {
    element("title", ["id": "\(text.id)-title"]) { text.title }
    element("desc", ["id": "\(text.id)-text"]) { text.description }
    content()
  }
}

/// Where a text stands by its place.
enum Anchor: String {
  case start
  case middle
  case end
}

func label(
  _ text: String, x: Double, y: Double, _ anchor: Anchor = .start, isBold: Bool = false,
  hasHalo: Bool = false
) -> Markup {
  element(
    "text",
    [
      "x": number(x), "y": number(y), "text-anchor": anchor.rawValue,
      "fill": ChartColour.ink.rawValue, "font-weight": isBold ? "bold" : "normal",
      // White around letters, where they lie over lines.
      "paint-order": "stroke", "stroke": hasHalo ? "#ffffff" : "none", "stroke-width": "3",
    ]
  ) { text }
}

func line(
  _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: ChartColour,
  width: Double = 1, dashes: String = "none"
) -> Markup {
  element(
    "line",
    [
      "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2),
      "stroke": colour.rawValue, "stroke-width": number(width), "stroke-dasharray": dashes,
    ])
}

func box(
  x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String = "none"
) -> Markup {
  element(
    "rect",
    [
      "x": number(x), "y": number(y), "width": number(max(width, 0)),
      "height": number(max(height, 0)), "fill": fill, "stroke": stroke,
    ])
}

/// A line through points.
func path(
  through points: [(x: Double, y: Double)], _ colour: ChartColour, width: Double = 1,
  dashes: String = "none"
) -> Markup {
  var way = ""
  for (index, point) in points.enumerated() {
    way += "\(index == 0 ? "M" : "L")\(number(point.x)) \(number(point.y))"
  }
  guard points.count > 1 else { return .nothing }
  return element(
    "path",
    [
      "d": way, "fill": "none", "stroke": colour.rawValue, "stroke-width": number(width),
      "stroke-dasharray": dashes,
    ])
}

/// A number with at most one decimal, as a chart's places are written.
func number(_ value: Double) -> String {
  guard value.isFinite, value.magnitude < 1e9 else { return "0" }
  let tenths = Int((value * 10).rounded())
  let sign = tenths < 0 ? "-" : ""
  let (whole, rest) = (tenths.magnitude / 10, tenths.magnitude % 10)
  return rest == 0 ? "\(tenths == 0 ? "" : sign)\(whole)" : "\(sign)\(whole).\(rest)"
}

/// The name of a row at the left, in as many lines as it needs, and what is said of it at the right, with the height of both.
func wordsOfRow(named name: String, said: String, y: Double) -> (drawn: [Markup], height: Double) {
  let names = lines(of: name, width: chartWidth - saidWidth)
  let drawn = names.enumerated().map { index, name in
    label(name, x: 0, y: y + 12 + Double(index) * 14)
  }
  return (
    drawn + [label(said, x: chartWidth, y: y + 12, .end, isBold: true)], Double(names.count) * 14
  )
}

private let saidWidth = 112.0

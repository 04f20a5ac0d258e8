import Statistics
import Testing

@testable import Charts
@testable import ProgramRuns

/// Where marks lie, and what every chart has.
@Suite("Charts")
struct ChartTests {
  private static let text = ChartText(
    id: "c", title: "A <chart>", description: "What it shows & says.")

  private static let counts: [(events: Int, people: Int)] = [
    (60, 100), (55, 120), (30, 80), (90, 200), (20, 60),
  ]

  private static let units = counts.map { count in
    FunnelDot(
      unit: FunnelUnit(events: Double(count.events), denominator: Double(count.people)),
      isOwn: count.events > 50, name: count.events > 50 ? "M\(count.events)" : nil)
  }

  private static func interval(_ value: Double, _ reach: Double = 5) -> ConfidenceInterval {
    ConfidenceInterval(value: value, lower: value - reach, upper: value + reach)
  }

  private static func spine(_ comparison: Comparison, _ value: Double? = 50) -> Markup {
    spineRow(
      SpineMeasure(
        interval: value.map { interval($0) }, system: 60, range: systemRange(of: [40, 50, 60, 70]),
        target: 80, comparison: comparison), text)
  }

  private static let groups = (1...5).map {
    EquityGroup(name: "\($0)", population: 100, interval: interval(Double(40 + 5 * $0)))
  }

  private static let slope = inequality(
    across: (1...5).map { (group: Int) in
      let share = Double(40 + 5 * group) / 100
      return InequalityGroup(
        population: 100, value: share, spread: .limits(lower: share - 0.05, upper: share + 0.05))
    }, on: .proportion, multiplier: 100, simulation: Simulation(repetitions: 1000))

  private static let weeks: [Double?] = [50, 52, 49, nil, 51, 50, 53, 48, 90]

  /// One of each chart, by name.
  static let all: [String: Markup] = [
    "pyramid": agePyramid(
      [
        PyramidBand(name: "0-4", left: 2, right: 4, systemLeft: 3, systemRight: 3),
        PyramidBand(name: "5-9", left: nil, right: 1, systemLeft: 2, systemRight: nil),
      ], left: "female", right: "male", text),
    "bars": bars(
      [
        Bar(name: "One & only", value: 20, system: 10, said: "20 (20%)"),
        Bar(name: "Hidden", value: nil, system: 5, said: "hidden"),
      ], text),
    "spine": spine(.better),
    "funnel": funnelPlot(units, overDispersion: nil, text) ?? .nothing,
    "control": xmrChart(of: weeks).map {
      controlPlot($0, periods: weeks.indices.map { "week \($0)" }, target: 55, text)
    } ?? .nothing,
    "equity": equityPlot(groups, slope, ends: ("most", "least"), text) ?? .nothing,
    "timeline": timeline(
      [
        TimelineRow(name: "read & check", said: "3 stages", pieces: pieces),
        TimelineRow(name: "write", said: "1 stage", pieces: [TimelinePiece(start: 6, end: 9)]),
      ], end: 10, text),
    "flow": flowGraph(boxes, text),
  ]

  private static let pieces = [
    TimelinePiece(start: 0, end: 4, isMarked: true), TimelinePiece(start: 1, end: 2),
    TimelinePiece(start: 4, end: 6), TimelinePiece(start: 9.99, end: 10),
  ]

  private static let boxes = [
    FlowBox(name: "read", said: ["2 made"], after: []),
    FlowBox(name: "check <all>", said: ["2 made"], isMarked: true, after: ["read"]),
    FlowBox(name: "left", said: [], after: ["check <all>", "read"]),
    FlowBox(name: "right", said: ["1 from the store"], after: ["check <all>", "nobody"]),
    FlowBox(name: "write", said: ["5 made"], after: ["left", "right", "read"]),
  ]

  private func elements(_ name: String) throws -> XMLElements {
    try XMLElements(try #require(Self.all[name]).text)
  }

  @Test(
    "every chart is well-formed, is an image with a title and a sentence, and reads nothing from outside",
    arguments: all.keys.sorted())
  func whole(name: String) throws {
    let elements = try elements(name)
    let root = try #require(elements.all.first)
    #expect(root.name == "svg" && root["role"] == "img")
    #expect(elements.all[1].name == "title" && elements.all[1].text == "A <chart>")
    #expect(elements.all[2].name == "desc" && elements.all[2].text == "What it shows & says.")
    #expect(
      root["aria-labelledby"] == "\(elements.all[1]["id"] ?? "") \(elements.all[2]["id"] ?? "")")
    let names = Set(elements.all.map(\.name))
    #expect(names.isDisjoint(with: ["script", "image", "use", "foreignObject", "style", "a"]))
    #expect(elements.all.allSatisfy { $0["href"] == nil && $0["style"] == nil })
    // Texts have the size of the root, which is at least 11 pixels where a chart is shown as it is drawn.
    #expect(root.number("font-size") >= 11)
    #expect(elements.all.dropFirst().allSatisfy { $0["font-size"] == nil })
  }

  @Test("nothing is drawn beyond the edges", arguments: all.keys.sorted())
  func edges(name: String) throws {
    let elements = try elements(name)
    let sizes = try #require(elements.all.first?["viewBox"]).split(separator: " ").compactMap {
      Double($0)
    }
    for element in elements.all {
      for (key, most) in [
        ("x", sizes[2]), ("x1", sizes[2]), ("x2", sizes[2]), ("cx", sizes[2]),
        ("y", sizes[3]), ("y1", sizes[3]), ("y2", sizes[3]), ("cy", sizes[3]),
      ]
      where element[key] != nil {
        #expect((0...most).contains(element.number(key)), "\(element)")
      }
    }
  }

  /// The contrast of a colour with white.
  private func contrast(_ colour: ChartColour) throws -> Double {
    let hex = try #require(Int(colour.rawValue.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double((hex >> shift) & 255) / 255
      if part <= 0.04045 { return part / 12.92 }
      // (x ** 2.4) without Foundation's pow: 2.4 is 12 fifths.
      return pow12Fifths((part + 0.055) / 1.055)
    }
    return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
  }

  private func pow12Fifths(_ base: Double) -> Double {
    // The fifth root by Newton's steps.
    var root = base
    for _ in 0..<60 {
      root -= (root * root * root * root * root - base) / (5 * root * root * root * root)
    }
    return base * base * root * root
  }

  @Test("colours are seen on white, and differ from each other", arguments: ChartColour.allCases)
  func colours(colour: ChartColour) throws {
    #expect(try contrast(colour) >= (colour == .range ? 3 : 4.5))
    #expect(Set(ChartColour.allCases.map(\.rawValue)).count == ChartColour.allCases.count)
  }

  @Test("marks differ by their shapes alone")
  func shapes() throws {
    let shapes = Mark.allCases.map { mark in
      let drawn = mark.drawn(x: 8, y: 8).text
      // What is filled belongs to the shape; what colour it has does not.
      return ChartColour.allCases.reduce(drawn) { $0.replacing($1.rawValue, with: "colour") }
    }
    // The target is told from the others where it stands: it is the only mark without limits.
    #expect(Set(shapes).count == Mark.allCases.count)
  }

  @Test(
    "a pyramid's bars are as long as their shares, to their own side, and a hidden one is a star")
  func pyramid() throws {
    let elements = try elements("pyramid")
    let bars = elements.named("rect")
    #expect(bars.count == 3)
    let middle = 170.0
    let (left, right, small) = (bars[0], bars[1], bars[2])
    #expect(left.number("x") + left.number("width") < middle && right.number("x") > middle)
    #expect(abs(right.number("width") - 2 * left.number("width")) < 0.2)
    #expect(abs(left.number("width") - 2 * small.number("width")) < 0.2)
    // The youngest stand below.
    #expect(left.number("y") > small.number("y"))
    #expect(elements.named("text").contains { $0.text == "*" && $0.number("x") < middle })
    // The outline is broken where the system hides a share.
    #expect(elements.named("path").count == 2)
  }

  @Test(
    "a bar is as long as its value, with the system's mark at the system's, and a hidden one has none"
  )
  func barLengths() throws {
    let boxes = try elements("bars").named("rect")
    let own = boxes.filter { $0["fill"] == ChartColour.own.rawValue }
    let marks = boxes.filter { $0["fill"] == ChartColour.ink.rawValue }
    #expect(own.count == 1 && marks.count == 2)
    let start = own[0].number("x")
    let half = marks[0].number("x") + 1.5 - start
    #expect(abs(own[0].number("width") - 2 * half) < 0.2)
    #expect(abs((marks[1].number("x") + 1.5 - start) * 2 - half) < 0.2)
  }

  @Test("a long name is broken at blanks, so that it does not run into the value")
  func longName() throws {
    let name = "A name of a condition that is so long that no line of a narrow chart holds it"
    let drawn = bars([Bar(name: name, value: 1, system: nil, said: "1 (1%)")], Self.text)
    let texts = try XMLElements(drawn.text).named("text").map(\.text)
    #expect(!texts.contains(name))
    #expect(texts.prefix { $0 != "1 (1%)" }.joined(separator: " ") == name)
  }

  @Test("a row of a spine chart has value, limits, system, range and target at their places")
  func spinePlaces() throws {
    let elements = try elements("spine")
    func place(_ percent: Double) -> Double { 8 + percent / 100 * 224 }
    let lines = elements.named("line")
    let system = try #require(lines.first { $0["stroke-width"] == "2" })
    #expect(abs(system.number("x1") - place(60)) < 0.1)
    let limits = lines.filter { $0["stroke-width"] == "1.5" }
    #expect(abs(limits[0].number("x1") - place(45)) < 0.1)
    #expect(abs(limits[0].number("x2") - place(55)) < 0.1)
    let boxes = elements.named("rect")
    #expect(abs(boxes[0].number("x") - place(40)) < 0.1)
    #expect(abs(boxes[0].number("width") - 0.3 * 224) < 0.1)
    // The middle half of 40, 50, 60 and 70 is 47.5 to 62.5.
    #expect(abs(boxes[1].number("x") - place(47.5)) < 0.1)
    #expect(abs(boxes[1].number("width") - 0.15 * 224) < 0.1)
    let marks = elements.named("polygon")
    #expect(marks.count == 2)
    #expect(marks[0]["points"]?.hasPrefix("\(number(place(80)))") == true)
    #expect(marks[1]["points"]?.hasPrefix("\(number(place(50)))") == true)
  }

  @Test(
    "a hidden value leaves the row to the system and has no mark; one beyond the axis stands at its end"
  )
  func spineEdges() throws {
    let hidden = try XMLElements(Self.spine(.notCompared, nil).text)
    #expect(hidden.named("polygon").count == 1 && hidden.named("circle").isEmpty)
    let beyond = try XMLElements(Self.spine(.better, 167).text)
    #expect(beyond.named("polygon")[1]["points"]?.hasPrefix("232,") == true)
  }

  @Test(
    "a funnel has four limits, own dots filled and named, others empty, and larger units further right"
  )
  func funnel() throws {
    let elements = try elements("funnel")
    #expect(elements.named("path").count == 4)
    #expect(elements.named("path").count { $0["stroke-dasharray"] != "none" } == 2)
    let dots = elements.named("circle")
    #expect(dots.count { $0["fill"] == ChartColour.own.rawValue } == 3)
    #expect(dots.count { $0["fill"] == "#ffffff" } == 2)
    let largest = try #require(dots.max { $0.number("cx") < $1.number("cx") })
    #expect(largest["fill"] == ChartColour.own.rawValue)
    #expect(elements.named("text").contains { $0.text == "M90" })
    #expect(funnelPlot([], overDispersion: nil, Self.text) == nil)
  }

  @Test(
    "where all have the same share an axis still has whole numbers, of which none is beyond 0 and 100"
  )
  func sameShares() throws {
    for share in [0.0, 0.5, 1] {
      let dots = [20.0, 30].map {
        FunnelDot(
          unit: FunnelUnit(events: $0 * share, denominator: $0), isOwn: true, name: nil)
      }
      let funnel = try #require(funnelPlot(dots, overDispersion: nil, Self.text))
      let control = try #require(xmrChart(of: Array(repeating: share * 100, count: 8)))
      let plot = controlPlot(
        control, periods: (0..<8).map { "week \($0)" }, target: nil, Self.text)
      for chart in [funnel, plot] {
        let ticks = try XMLElements(chart.text).named("text").map(\.text)
          .filter { $0.hasSuffix("%") }
        #expect(ticks.count > 1)
        for tick in ticks {
          let value = try #require(Int(tick.dropLast()), "\(tick)")
          #expect((0...100).contains(value), "\(tick)")
        }
      }
    }
  }

  @Test("limits of units that differ more than by chance are drawn wider")
  func widened() throws {
    let units = Self.units.map(\.unit) + [FunnelUnit(events: 5, denominator: 200)]
    let events = units.map(\.events).reduce(0, +)
    let average = events / units.map(\.denominator).reduce(0, +)
    let dispersion = try #require(overDispersion(of: units, on: .proportion(average: average)))
    try #require(dispersion.tauSquared > 0)
    let funnel = try #require(proportionFunnel(units))
    func upper(_ curves: FunnelCurves) throws -> Double {
      try #require(curves.all[1].points.last).value
    }
    let wide = FunnelCurves(funnel, dispersion)
    #expect(wide.all.count == 4)
    #expect(try upper(wide) > upper(FunnelCurves(funnel, nil)))
  }

  @Test("a control chart joins neighbours only, and a point with a signal has another shape")
  func control() throws {
    let elements = try elements("control")
    let joined = elements.named("path").filter { $0["stroke"] == ChartColour.own.rawValue }
    #expect(joined.count == 2, "the week without a value breaks the line")
    #expect(elements.named("circle").count == 7)
    #expect(
      elements.named("polygon").count == 2,
      "the last point is outside: a diamond, half of it filled")
    #expect(elements.named("text").contains { $0.text == "week 0" })
    #expect(elements.named("text").contains { $0.text == "week 8" })
  }

  @Test(
    "bars of groups begin at zero, are as wide as their people, and the slope goes from end to end")
  func equity() throws {
    let elements = try elements("equity")
    let bars = elements.named("rect")
    #expect(bars.count == 5)
    #expect(bars.allSatisfy { abs($0.number("y") + $0.number("height") - 160) < 0.11 })
    #expect(bars.allSatisfy { abs($0.number("width") - bars[0].number("width")) < 0.2 })
    // 45 to 65 of a scale from zero: the bars say so.
    #expect(abs(bars[4].number("height") / bars[0].number("height") - 65 / 45.0) < 0.02)
    let slope = try #require(
      elements.named("line").first { $0["stroke"] == ChartColour.worse.rawValue })
    #expect(slope.number("x1") == 46 && slope.number("x2") == 332)
    #expect(slope.number("y1") > slope.number("y2"), "it rises with the groups")
    let middle = (slope.number("y1") + slope.number("y2")) / 2
    #expect(
      abs(middle - bars[2].number("y")) < 1, "it goes through the middle group of values on a line")
  }

  @Test("without an index there is no line, and without any group no chart")
  func equityHidden() throws {
    var groups = Self.groups
    groups[1].interval = nil
    let drawn = try #require(equityPlot(groups, nil, ends: ("a", "b"), Self.text))
    let elements = try XMLElements(drawn.text)
    #expect(!elements.named("line").contains { $0["stroke"] == ChartColour.worse.rawValue })
    #expect(elements.named("text").contains { $0.text == "*" })
    for index in groups.indices { groups[index].interval = nil }
    #expect(equityPlot(groups, nil, ends: ("a", "b"), Self.text) == nil)
  }

  @Test("ticks are round, and cover the axis")
  func ticks() {
    #expect(ChartScale(from: 0, to: 80, at: 0, 1).ticks(about: 4) == [0, 20, 40, 60, 80])
    #expect(ChartScale(from: 0, to: 1, at: 0, 1).ticks(about: 4).count == 3)
    #expect(roundRange(of: [3, 61]).lowest == 0 && roundRange(of: [3, 61]).highest == 80)
    #expect(axisNumber(12_345) == "12,345")
    #expect([0.0, -0.04, 1.25, -3, 99.96].map(number) == ["0", "0", "1.3", "-3", "100"])
  }

  @Test("pieces at the same time lie below each other, and one begins where another is done")
  func sideBySide() {
    let lanes = lanes(of: Self.pieces)
    #expect(lanes.map { $0.map(\.start) } == [[0, 4, 9.99], [1]])
    #expect(Charts.lanes(of: []).isEmpty)
  }

  @Test("pieces stand where their time is, and one that is marked is higher as well as darker")
  func places() throws {
    let boxes = try elements("timeline").named("rect")
    #expect(boxes.count == 5)
    let marked = try #require(boxes.first { $0["fill"] == ChartColour.ink.rawValue })
    let other = try #require(boxes.first { $0["fill"] != ChartColour.ink.rawValue })
    #expect(marked.number("height") > other.number("height"))
    // Four of ten seconds, and what is shorter than a line is a line.
    let width = chartWidth - 8.5
    #expect(abs(marked.number("width") - 0.4 * width) < 1)
    #expect(boxes.contains { $0.number("width") == 1 })
  }

  @Test(
    "a graph draws a line for what does not follow from others, downwards, and none to what is not there"
  )
  func flow() throws {
    let elements = try elements("flow")
    // read to check, check to left and to right, both to write; and not read to left and to write.
    let lines = elements.named("line")
    #expect(lines.count == 5)
    #expect(lines.allSatisfy { $0.number("y1") < $0.number("y2") })
    let boxes = elements.named("rect")
    #expect(boxes.count == 5)
    #expect(boxes[2]["y"] == boxes[3]["y"] && boxes[2]["x"] != boxes[3]["x"])
    #expect(boxes.filter { $0["stroke-width"] == "3" }.count == 1)
  }
}

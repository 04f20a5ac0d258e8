import Model
import Foundation
import Health
import Tables
import Testing

@Suite("Indicators from published counts")
struct PublishedFigureTests {
  private let counts: [(String, ColumnType)] = [
    ("practice_code", .text), ("group_code", .text), ("list_type", .text), ("register", .integer),
    ("list_size", .integer),
  ]
  private let geography: [(String, ColumnType)] = [
    ("practice_code", .text), ("pcn_code", .text), ("pcn_name", .text), ("sub_icb_code", .text),
    ("sub_icb_name", .text),
  ]

  static let proportion = PublishedProportion(
    feed: "prevalence", practice: "practice_code", numerator: "register",
    denominator: "list_size", group: ["group_code", "list_type"], geography: "geographies",
    geographyPractice: "practice_code",
    areas: [
      AreaLevel(name: "pcn", code: "pcn_code", title: "pcn_name", unallocated: "U"),
      AreaLevel(name: "sub-icb", code: "sub_icb_code", title: "sub_icb_name", unallocated: nil),
    ], whole: "England",
    listSizes: ListSizeSource(feed: "list-sizes", practice: "code", patients: "patients"),
    deprivation: nil)

  static func measured(
    _ feeds: [String: Table], _ proportion: PublishedProportion = proportion, earlier: Table? = nil
  ) -> PublishedFigures {
    measure(
      IndicatorDefinition(
        name: "register-prevalence", title: "", source: "QOF 2020-21",
        kind: .published(proportion), campaign: nil, target: nil),
      proportion, feeds: feeds, earlier: earlier)
  }

  private func count(
    _ practice: String, _ group: String, _ type: String, _ register: Int64, _ size: Int64
  ) -> Row {
    [
      "practice_code": .text(practice), "group_code": .text(group), "list_type": .text(type),
      "register": .integer(register), "list_size": .integer(size),
    ]
  }

  private func place(_ practice: String, _ pcn: String, _ area: String) -> Row {
    [
      "practice_code": .text(practice), "pcn_code": .text(pcn), "pcn_name": .text(pcn + " PCN"),
      "sub_icb_code": .text(area), "sub_icb_name": .text(area + " area"),
    ]
  }

  private func find(_ figures: PublishedFigures, _ level: String, _ area: String?, _ group: String)
    -> [Row]
  {
    rows(of: figures.figures.table).filter {
      $0["level"] == .text(level) && $0["area"] == area.map { .text($0) }
        && $0["group_code"] == .text(group)
    }
  }

  @Test("counts are added over practices and never over groups or list types")
  func addsUp() {
    let rows = [
      count("A1", "AF", "TOTAL", 10, 100), count("A2", "AF", "TOTAL", 20, 300),
      count("A3", "AF", "TOTAL", 30, 500), count("A1", "AF", "16OV", 1, 90),
      count("A1", "OST", "50OV", 0, 0), count("A4", "AF", "TOTAL", 7, 70),
    ]
    let places = [
      place("A1", "U1", "18C"), place("A2", "U1", "18C"), place("A3", "U", "18C"),
      place("A3", "U", "18C"), place("A5", "U9", "18C"),
    ]
    let found = Self.measured([
      "prevalence": table(counts, rows), "geographies": table(geography, places),
    ])
    let network = find(found, "pcn", "U1", "AF")
    #expect(network.map { $0["list_type"] } == [.text("16OV"), .text("TOTAL")])
    #expect(network[1]["numerator"] == .integer(30))
    #expect(network[1]["denominator"] == .integer(400))
    #expect(network[1]["practices"] == .integer(2))
    #expect(network[1]["percent"] == .decimal(7.5))
    #expect(network[1]["area_title"] == .text("U1 PCN"))
    #expect(find(found, "whole", nil, "AF")[1]["numerator"] == .integer(67))
    #expect(find(found, "pcn", "U", "AF").isEmpty)
    #expect(find(found, "pcn", "U9", "AF").isEmpty)
    #expect(find(found, "whole", nil, "OST")[0]["percent"] == nil)
    let outside = HealthTests.rows(of: found.unallocated.table).map {
      [$0["level"], $0["practice_code"], $0["why"]]
    }
    let expected: [[Value?]] = [
      [.text("pcn"), .text("A3"), .text("unallocated")],
      [.text("pcn"), .text("A4"), .text("absent")],
      [.text("sub-icb"), .text("A4"), .text("absent")],
    ]
    #expect(outside == expected)
  }

  @Test("a figure ten times that of the release before, or a tenth, is in no sum and is named")
  func tenfold() {
    func feeds(_ figures: [Int64]) -> [String: Table] {
      [
        "prevalence": table(
          counts,
          zip(["M81001", "M81002", "M81003"], figures).map { count($0, "LD", "TOTAL", $1, 8_000) }),
        "geographies": table(
          geography, ["M81001", "M81002", "M81003"].map { place($0, "U1", "18C") }),
      ]
    }
    let first = Self.measured(feeds([33, 40, 2]))
    let second = Self.measured(feeds([3_636, 45, 20]), earlier: first.accepted)
    #expect(
      find(second, "pcn", "U1", "LD")[0]["numerator"] == .integer(65), "2 and 20 may be right")
    #expect(find(second, "practice", "M81001", "LD").isEmpty)
    #expect(find(second, "pcn", "U1", "LD")[0]["left_out"] == .text("M81001"))
    #expect(find(first, "pcn", "U1", "LD")[0]["left_out"] == nil)
    let finding = second.findings.first { $0.rule == "figure-tenfold" }
    #expect(finding?.organisations == ["M81001"] && finding?.count == 1)
    // The same slip again is held against the last figure that counted, and so is what puts it right.
    let again = Self.measured(feeds([3_636, 45, 20]), earlier: second.accepted)
    #expect(find(again, "practice", "M81001", "LD").isEmpty)
    #expect(again.leftOut.practices == ["M81001"])
    let third = Self.measured(feeds([39, 45, 20]), earlier: again.accepted)
    #expect(find(third, "pcn", "U1", "LD")[0]["numerator"] == .integer(104))
    #expect(!third.findings.contains { $0.rule == "figure-tenfold" })
  }

  @Test(
    "a denominator twelve times that of before, or a twelfth, is in no sum and is named",
    arguments: [830, 120_000])
  func denominator(slip: Int64) {
    func feeds(_ sizes: [Int64], years: [Int64] = []) -> [String: Table] {
      var rows: [Row] = []
      for (practice, size) in zip(["M81001", "M81002", "M81003"], sizes) {
        var row = count(practice, "AF", "TOTAL", 200, size)
        row["year"] = .text("2025")
        rows.append(row)
      }
      for (year, size) in zip(["2023", "2024"], years) {
        var row = count("M81001", "AF", "TOTAL", 200, size)
        row["year"] = .text(year)
        rows.append(row)
      }
      return ["prevalence": table(counts + [("year", .text)], rows)]
    }
    let first = Self.measured(feeds([10_000, 9_000, 8_000]))
    #expect(first.leftOut.count == 0)
    let second = Self.measured(feeds([slip, 9_000, 8_000]), earlier: first.accepted)
    #expect(second.leftOut.practices == ["M81001"])
    #expect(find(second, "whole", nil, "AF")[0]["denominator"] == .integer(17_000))
    // The slip again is held against the last one that counted.
    let third = Self.measured(feeds([slip, 9_000, 8_000]), earlier: second.accepted)
    #expect(third.leftOut.practices == ["M81001"])
    #expect(
      Self.measured(feeds([10_400, 9_000, 8_000]), earlier: third.accepted).leftOut.count == 0)
    var yearly = Self.proportion
    yearly.year = "year"
    let own = Self.measured(feeds([slip, 9_000, 8_000], years: [9_900, 10_100]), yearly)
    #expect(own.leftOut.practices == ["M81001"])
  }

  @Test("without a past a denominator is held against the list size")
  func beyondList() {
    let sizes: [(String, ColumnType)] = [("code", .text), ("patients", .integer)]
    func leftOut(_ denominator: Int64, of size: Int64) -> PublishedFigures {
      Self.measured([
        "prevalence": table(
          counts,
          [
            count("M81001", "AF", "TOTAL", 200, denominator),
            count("M81002", "AF", "TOTAL", 200, 9_000), count("M81003", "AF", "TOTAL", 200, 8_000),
          ]),
        "list-sizes": table(
          sizes,
          [
            ["code": .text("M81001"), "patients": .integer(size)],
            ["code": .text("M81002"), "patients": .integer(9_000)],
            ["code": .text("M81003"), "patients": .integer(8_000)],
          ]),
      ])
    }
    #expect(leftOut(120_000, of: 10_000).leftOut.practices == ["M81001"])
    #expect(leftOut(8_000, of: 10_000).leftOut.count == 0, "of the group's ages")
    let small = leftOut(12_000, of: 1_000)
    #expect(small.leftOut.count == 0, "what is left of a list")
    #expect(
      small.findings.first { $0.rule == "figure-beyond-small-list" }?.organisations == ["M81001"])
  }

  @Test(
    "without a past a figure is held against the rate of all others, and only what is too large is left out"
  )
  func unexpected() {
    func feeds(_ figures: [(Int64, Int64)]) -> [String: Table] {
      [
        "prevalence": table(
          counts,
          zip(1..., figures).map { count("M8100\($0)", "LD", "TOTAL", $1.0, $1.1) })
      ]
    }
    // Of 24,000 others 120 are on the register: 5 in a thousand, and of 8,000 people 40.
    let others: [(Int64, Int64)] = [(40, 8_000), (50, 9_000), (30, 7_000)]
    func whole(_ figure: Int64, _ earlier: Table? = nil) -> Value? {
      find(Self.measured(feeds(others + [(figure, 8_000)]), earlier: earlier), "whole", nil, "LD")[
        0][
          "numerator"]
    }
    #expect(whole(399) == .integer(519))
    #expect(whole(400) == .integer(120))
    #expect(whole(3_636) == .integer(120))
    #expect(whole(1) == .integer(121), "a practice of students")
    let found = Self.measured(feeds(others + [(3_636, 8_000)]))
    #expect(
      found.findings.first { $0.rule == "figure-unexpected" }?.organisations == ["M81004"])
    #expect(found.leftOut.practices == ["M81004"] && found.leftOut.count == 1)
    // The night after has no figure of it to go by, and finds the same.
    #expect(whole(3_636, found.figures.table) == .integer(120))
    // One that is known to be so large is.
    let known = Self.measured(feeds(others + [(399, 8_000)]))
    #expect(whole(500, known.figures.table) == .integer(620))
    // Two practices say nothing of each other.
    #expect(
      find(Self.measured(feeds([(40, 8_000), (3_636, 8_000)])), "whole", nil, "LD")[0]["numerator"]
        == .integer(3_676))
  }

  @Test(
    "a figure is held against its own earlier years, and a slip of one year not against the next")
  func years() {
    var proportion = Self.proportion
    proportion.year = "year"
    func whole(_ years: [Int64]) -> Value? {
      var rows: [Row] = []
      for (index, figure) in years.enumerated() {
        for (practice, figure) in [("M81001", figure), ("M81002", 40)] {
          var row = count(practice, "LD", "TOTAL", figure, 8_000)
          row["year"] = .text("202\(index)-2\(index + 1)")
          rows.append(row)
        }
      }
      let found = Self.measured(
        ["prevalence": table(counts + [("year", .text)], rows)], proportion)
      return find(found, "whole", nil, "LD")[0]["numerator"]
    }
    #expect(whole([33]) == .integer(73))
    #expect(whole([30, 33]) == .integer(73), "of the latest year alone")
    #expect(whole([30, 33, 3_636]) == .integer(40))
    #expect(whole([33, 3_636, 39]) == .integer(79))
  }

  @Test("a practice in two areas of a level is in neither, and is named")
  func twoAreas() {
    let found = Self.measured([
      "prevalence": table(
        counts, [count("M81001", "AF", "TOTAL", 1, 10), count("M81002", "AF", "TOTAL", 1, 10)]),
      "geographies": table(
        geography,
        [place("M81001", "U1", "18C"), place("M81001", "U2", "18C"), place("M81002", "U2", "18C")]),
    ])
    #expect(find(found, "pcn", "U1", "AF").isEmpty)
    #expect(find(found, "pcn", "U2", "AF")[0]["denominator"] == .integer(10))
    #expect(find(found, "sub-icb", "18C", "AF")[0]["denominator"] == .integer(20))
    #expect(
      found.findings.first { $0.rule == "practice-in-two-areas" }?.organisations == ["M81001"])
  }

  @Test("a numerator above its denominator is shown without limits, and is a finding")
  func aboveTheWhole() {
    let found = Self.measured([
      "prevalence": table(counts, [count("Y05750", "LD", "TOTAL", 137, 132)])
    ])
    let practice = find(found, "practice", "Y05750", "LD")[0]
    #expect(practice["percent"] == .decimal(137.0 / 132 * 100))
    #expect(practice["percent_lower"] == nil)
    let finding = found.findings.first { $0.rule == "numerator-above-denominator" }
    #expect(finding?.organisations == ["Y05750"])
  }

  @Test("figures that a key gives twice differently are not added up; incomplete rows neither")
  func repeatedAndIncomplete() {
    var incomplete = count("A9", "AF", "TOTAL", 1, 1)
    incomplete["register"] = nil
    let found = Self.measured([
      "prevalence": table(
        counts,
        [
          count("A1", "AF", "TOTAL", 1, 10), count("A1", "AF", "TOTAL", 2, 10),
          count("A2", "AF", "TOTAL", 3, 10), count("A2", "AF", "TOTAL", 3, 10), incomplete,
        ])
    ])
    #expect(find(found, "whole", nil, "AF")[0]["numerator"] == .integer(3))
    #expect(find(found, "whole", nil, "AF")[0]["practices"] == .integer(1))
    #expect(
      found.findings.map { "\($0.rule) \($0.count)" } == [
        "figure-incomplete 1", "figure-repeated 2",
      ])
  }

  @Test("a practice's deprivation stands beside its figures and not beside an area's")
  func deprivation() {
    var proportion = Self.proportion
    proportion.deprivation = Lookup(
      name: "imd_score", feed: "imd", key: "practice", take: "score", on: "")
    let found = Self.measured(
      [
        "prevalence": table(counts, [count("A1", "AF", "TOTAL", 1, 10)]),
        "imd": table(
          [("practice", .text), ("score", .decimal)],
          [["practice": .text("A1"), "score": .decimal(21.5)]]),
      ], proportion)
    #expect(find(found, "practice", "A1", "AF")[0]["imd_score"] == .decimal(21.5))
    #expect(find(found, "whole", nil, "AF")[0]["imd_score"] == nil)
    #expect(find(found, "whole", nil, "AF")[0]["numerator"] == .integer(1))
  }
}

/// The published files of QOF 2020-21 and of list sizes of May 2022, where they lie beside the repository.
private enum RealFiles {
  static let folder: String? = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 {
      folder.deleteLastPathComponent()
      let real = folder.appendingPathComponent("shared/real")
      if FileManager.default.fileExists(atPath: real.path) { return real.path }
    }
    return nil
  }()

  /// The fields of the lines of a file; these files quote only names with commas, and no field holds a line break.
  static func lines(of name: String) throws -> [[String]] {
    let path = (folder ?? "") + "/" + name
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    if name.hasSuffix(".gz") {
      let gzip = Process()
      let output = Pipe()
      gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      gzip.arguments = ["gzip", "-dc", path]
      gzip.standardOutput = output
      try gzip.run()
      data = output.fileHandleForReading.readDataToEndOfFile()
      gzip.waitUntilExit()
    }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(fields)
  }

  private static func fields(_ line: Substring) -> [String] {
    guard line.contains("\"") else {
      return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  /// Some columns of a file as a table; numbers where the type says so.
  static func table(_ name: String, _ columns: [(String, String, ColumnType)]) throws -> Table {
    let lines = try lines(of: name)
    let header = lines[0]
    return Table(
      columns.map { column, title, type in
        let index = header.firstIndex(of: title) ?? 0
        let values = lines.dropFirst().map { line -> Value? in
          type == .integer ? Int64(line[index]).map { .integer($0) } : .text(line[index])
        }
        return (column, Column(type, values))
      })
  }
}

@Suite("Real published counts: QOF 2020-21")
struct RealPublishedFigureTests {
  @Test(
    "prevalence, networks and missing practices are those of the published files",
    .enabled(
      if: RealFiles.folder != nil, "the real published files are not beside this repository"))
  func qof2021() throws {
    let found = PublishedFigureTests.measured([
      "prevalence": try RealFiles.table(
        "qof/2020-21/PREVALENCE_2021_v2.csv.gz",
        [
          ("practice_code", "PRACTICE_CODE", .text), ("group_code", "GROUP_CODE", .text),
          ("list_type", "PATIENT_LIST_TYPE", .text), ("register", "REGISTER", .integer),
          ("list_size", "PRACTICE_LIST_SIZE", .integer),
        ]),
      "geographies": try RealFiles.table(
        "qof/2020-21/MAPPING_NHS_GEOGRAPHIES_2021.csv.gz",
        [
          ("practice_code", "PRACTICE_CODE", .text), ("pcn_code", "PCN_ODS_CODE", .text),
          ("pcn_name", "PCN_NAME", .text), ("sub_icb_code", "CCG_ODS_CODE", .text),
          ("sub_icb_name", "CCG_NAME", .text),
        ]),
      "list-sizes": try RealFiles.table(
        "list-sizes/gp-reg-pat-prac-all_2022-05.csv",
        [("code", "CODE", .text), ("patients", "NUMBER_OF_PATIENTS", .integer)]),
    ])
    let figures = rows(of: found.figures.table)
    let practices = figures.filter { $0["level"] == .text("practice") }
    // Four of 137,991 figures are ten times what is expected in a practice of ordinary size, and no figure.
    #expect(practices.count == 137_987)
    #expect(found.leftOut.practices == ["D82036", "L82035", "M87018", "N82066"])
    let unusual = found.findings.first { $0.rule == "figure-unusual" }
    #expect(unusual?.count == 29 && unusual?.organisations.count == 15)
    #expect(Set(practices.map { $0["area"] }).count == 6_571)
    expectEngland(figures)
    try expectHerefordshireAndWorcestershire(figures, found)
    let listSize = found.findings.first { $0.rule == "practice-without-list-size" }
    #expect(listSize?.organisations.count == 106)
    #expect(listSize.map { $0.organisations == $0.organisations.sorted() } == true)
    #expect(found.findings.first { $0.rule == "practice-without-figures" }?.count == 41)
    #expect(found.unmatched.table.rowCount == 106 + 41)
    let above = found.findings.first { $0.rule == "numerator-above-denominator" }
    #expect(above.map { $0.organisations } == ["Y05750"])
    let practice = practices.filter {
      $0["area"] == .text("Y05750") && $0["group_code"] == .text("LD")
    }
    #expect(practice.map { $0["numerator"] } == [.integer(137)])
    #expect(practice.map { $0["percent_upper"] } == [nil])
  }

  private func expectEngland(_ figures: [Row]) {
    func england(_ group: String) -> Row {
      figures.first { $0["level"] == .text("whole") && $0["group_code"] == .text(group) } ?? [:]
    }
    #expect(england("OST")["numerator"] == .integer(169_090))
    #expect(england("OST")["denominator"] == .integer(22_283_301))
    #expect(england("OST")["area_title"] == .text("England"))
    for (group, percent) in [("OST", 0.759), ("HYP", 13.93), ("DM", 7.11)] {
      guard case .decimal(let found)? = england(group)["percent"] else {
        Issue.record("no figure of \(group)")
        continue
      }
      #expect(abs(found - percent) < 0.005)
    }
    #expect(figures.count { $0["level"] == .text("whole") } == 21)
  }

  private func expectHerefordshireAndWorcestershire(
    _ figures: [Row], _ found: PublishedFigures
  ) throws {
    let area = figures.filter {
      $0["level"] == .text("sub-icb") && $0["area"] == .text("18C")
        && $0["group_code"] == .text("HYP")
    }
    #expect(area.map { $0["practices"] } == [.integer(81)])
    let map = try RealFiles.lines(of: "qof/2020-21/MAPPING_NHS_GEOGRAPHIES_2021.csv.gz")
    let header = map[0]
    let code = header.firstIndex(of: "CCG_ODS_CODE") ?? 0
    let network = header.firstIndex(of: "PCN_ODS_CODE") ?? 0
    let practice = header.firstIndex(of: "PRACTICE_CODE") ?? 0
    let local = map.filter { $0[code] == "18C" }
    let networks = Set(local.map { $0[network] }).subtracting(["U"])
    #expect(networks.count == 15)
    let inNetworks = figures.filter { row in
      guard case .text(let area)? = row["area"] else { return false }
      return row["level"] == .text("pcn") && networks.contains(area)
        && row["group_code"] == .text("HYP")
    }
    #expect(inNetworks.count == 15)
    let placed = inNetworks.map { row -> Int in
      guard case .integer(let count)? = row["practices"] else { return 0 }
      return Int(count)
    }
    #expect(placed.reduce(0, +) == 80)
    let codes = Set(local.map { Value.text($0[practice]) })
    let unallocated = rows(of: found.unallocated.table).filter { row in
      row["level"] == .text("pcn") && row["why"] == .text("unallocated")
        && row["practice_code"].map { codes.contains($0) } ?? false
    }
    #expect(unallocated.count == 1)
  }
}

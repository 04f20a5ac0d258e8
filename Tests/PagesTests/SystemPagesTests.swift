import Expressions
import Model
import Tables
import Testing

@testable import Messages
@testable import Pages
@testable import ProgramRuns
@testable import Publishing

/// The pages of the whole system, by made-up files of a system.
@Suite("Pages of the whole system")
struct SystemPagesTests {
  private static let day = Day(number: 20_777)

  private func measure(_ table: String, target: Double? = 0.75) throws -> ReleasedFigures.Measure {
    let condition = CheckedExpression(column: "band", isOneOf: ["40+"])
    return .init(
      IndicatorDefinition(
        name: "check", title: "A check & more", source: "made up",
        kind: .persons(PersonProportion(denominator: condition, numerator: condition, by: [])),
        campaign: nil, target: target), try #require(ReleasedTable(Array(table.utf8))))
  }

  private func figures(_ table: String, target: Double? = 0.75) throws -> ReleasedFigures {
    let people = "level,pcn_code,by,value,sex,persons,left_out\nsystem,,all,,,1000,\n"
    var figures = ReleasedFigures(
      profile: ProfileDefinition(age: "band", sex: "sex", sides: ["f", "m"]),
      publish: PublishDefinition(), people: try #require(ReleasedTable(Array(people.utf8))),
      referenceDate: Self.day, countedOn: Self.day)
    figures.measures = [try measure(table, target: target)]
    return figures
  }

  private func network(
    _ number: Int, earlier: [EarlierShare] = []
  ) throws -> NetworkProfile {
    NetworkProfile(
      network: try #require(NetworkCode("U100\(number < 10 ? "0" : "")\(number)")),
      name: "Network \(number)", practices: [], lists: [], remarks: [],
      earlier: ["check": earlier], before: nil)
  }

  /// A table of a system and some networks with these shares; nil is hidden.
  private func table(_ shares: [Double?]) -> String {
    let rows = shares.enumerated().map { index, share in
      let code = "U100\(index < 9 ? "0" : "")\(index + 1)"
      return share.map {
        "pcn,\(code),100,\(Int($0)),\($0),\($0 - 4),\($0 + 4),75.0,\($0 - 4 >= 75 ? "better" : $0 + 4 < 75 ? "worse" : "similar"),"
      } ?? "pcn,\(code),100,*,*,*,*,75.0,*,"
    }
    return """
      level,area,denominator,numerator,percent,percent_lower,percent_upper,target,against_target,left_out
      system,,500,300,60.0,56.0,64.0,75.0,worse,
      \(rows.joined(separator: "\n"))

      """
  }

  /// The cells of each row of each table.
  private func rows(_ page: XMLElements) -> [[[String]]] {
    var tables: [[[String]]] = []
    for element in page.all {
      switch element.name {
      case "table": tables.append([])
      case "tr" where element.within.contains("tbody"): tables[tables.count - 1].append([])
      case "th" where element.within.contains("tbody"), "td":
        tables[tables.count - 1][tables[tables.count - 1].count - 1].append(element.text)
      default: break
      }
    }
    return tables
  }

  private func page(
    _ shares: [Double?], earlier: [EarlierShare] = [], target: Double? = 0.75
  ) throws -> XMLElements {
    let figures = try figures(table(shares), target: target)
    let networks = try shares.indices.map { try network($0 + 1, earlier: $0 == 0 ? earlier : []) }
    return try XMLElements(IndicatorsPage(of: networks, figures, SharedFigures(figures)).text)
  }

  @Test("a measure in a network says its share, how it compares and its quarter, in words")
  func cells() throws {
    let row = try #require(rows(try page([40, 60, 75, 88, 92])).first?.first)
    #expect(
      row == [
        "A check & more", "60%target 75%", "40% worsequarter 1", "60% worsequarter 1",
        "75% similarquarter 2", "88% betterquarter 3", "92% betterquarter 4",
      ])
  }

  @Test("a hidden share is said, compared with nothing and ranked with nobody")
  func hidden() throws {
    let row = try #require(rows(try page([40, nil, 75, 90, 90])).first?.first)
    #expect(row[3] == "hidden")
    // Four are left, each a quarter, but for the two that are the same.
    #expect(row[2] == "40% worsequarter 1" && row[4] == "75% similarquarter 2")
    #expect(row[5] == row[6] && row[5].hasSuffix("quarter 3"))
    let few = try #require(rows(try page([40, nil, 75, 90])).first?.first)
    #expect(few[2] == "40% worse", "three networks have no quarters")
  }

  @Test(
    "without a target the system is the benchmark, and neither way is better unless somebody says")
  func system() throws {
    let row = try #require(rows(try page([40, 60, 90], target: nil)).first?.first)
    #expect(
      row == ["A check & more", "60%no target", "40% lower", "60% similar", "90% higher"])
  }

  @Test("weeks are spoken of from as many on as a control chart takes")
  func weeks() throws {
    func past(_ weeks: Int) -> [EarlierShare] {
      (1...weeks).reversed().map {
        EarlierShare(day: Day(number: 20_777 - 7 * Int32($0)), percent: 50)
      }
    }
    let seven = try page([90, 60], earlier: past(6))
    // Six weeks of the same and one far above them.
    #expect(rows(seven)[0][0][2] == "90% betterweeks: improvement")
    #expect(rows(seven)[0][0][3] == "60% worse")
    let six = try page([90, 60], earlier: past(5))
    #expect(rows(six)[0][0][2] == "90% better")
    #expect(six.all.contains { $0.text == sentence(forNoWeeks: 7) })
  }

  @Test("more networks than a sheet has room for stand in tables of about as many each")
  func parts() throws {
    #expect(IndicatorsPage.columns(of: 0) == [0..<0])
    #expect(IndicatorsPage.columns(of: 12) == [0..<12])
    #expect(IndicatorsPage.columns(of: 13) == [0..<6, 6..<13])
    #expect(IndicatorsPage.columns(of: 60).map(\.count) == [12, 12, 12, 12, 12])
    let page = try page((1...13).map { 30 + Double($0) })
    #expect(rows(page).map { $0[0].count } == [8, 9])
    #expect(
      page.named("caption").map(\.text) == [
        "Care and uptake, networks 1 to 6 of 13, 20 November 2026",
        "Care and uptake, networks 7 to 13 of 13, 20 November 2026",
      ])
    // Each scrolls in a place of its own that says what it is.
    let places = page.all.filter { $0["role"] == "region" }
    #expect(places.count == 2 && places.allSatisfy { $0["tabindex"] == "0" })
  }

  private static let groups = """
    indicator,by,value,denominator,numerator,percent,percent_lower,percent_upper,benchmark,benchmark_of,compared,left_out
    check,all,,500,300,60.0,56.0,64.0,60.0,system,,
    check,fifth,1,100,40,40.0,31.0,50.0,60.0,system,worse,
    check,fifth,2,100,50,50.0,40.0,60.0,60.0,system,similar,
    check,fifth,3,100,60,60.0,50.0,69.0,60.0,system,similar,
    check,fifth,4,100,70,70.0,60.0,78.0,60.0,system,similar,
    check,fifth,5,100,80,80.0,71.0,87.0,60.0,system,better,
    check,sex,f,250,150,60.0,54.0,66.0,60.0,system,similar,
    check,sex,m,*,*,*,*,*,60.0,system,*,
    check,sex,x,0,0,,,,60.0,system,,
    check,sex,,20,10,50.0,30.0,70.0,60.0,system,similar,
    check,town,A & B,100,40,40.0,31.0,50.0,60.0,system,worse,
    check,town,C,100,80,80.0,71.0,87.0,60.0,system,better,
    check,town,,*,*,*,*,*,60.0,system,*,

    """

  private func grouped() throws -> ReleasedFigures {
    var figures = try figures(table([]), target: nil)
    figures.inequalities = ReleasedTable(Array(Self.groups.utf8))
    figures.districts = figures.inequalities
    figures.profile.deprivation = "fifth"
    return figures
  }

  @Test("groups are shown with limits, gap and slope; hidden is said, and nobody is no group")
  func inequalities() throws {
    var sexes = ProfileDefinition.Breakdown(column: "sex", title: "Sex")
    sexes.order = ["m"]
    let page = try XMLElements(
      InequalitiesPage(
        grouped(),
        SystemPagesDefinition(
          indicators: ["check", "gone"],
          groups: [.init(column: "fifth", title: "Fifth"), sexes])
      ).text)
    let tables = rows(page)
    // 80 less 40, each of 100: Newcombe's limits from 0.31 to 0.50 and 0.71 to 0.87.
    #expect(
      tables[0] == [
        [
          "A check & more", "60%", "40.0 points (95% limits 26.5 to 51.4): 5 80%, 1 40%",
          "no gap: 1 group hidden, 1 shown",
        ]
      ])
    #expect(tables[1][0] == ["1", "40", "100", "40%", "31%", "50%", "worse"])
    #expect(
      tables[2] == [
        ["m", "hidden", "hidden", "hidden", "hidden", "hidden", "hidden"],
        ["f", "150", "250", "60%", "54%", "66%", "similar"],
        ["not known", "10", "20", "50%", "30%", "70%", "similar"],
      ])
    #expect(page.all.contains { $0.text.contains("slope index 50.0 percentage points") })
    #expect(page.named("svg").count { $0["role"] == "img" } == 2)
    // A hidden group has no mark: five of fifths and two of sexes, beside the five of the legend.
    let marks = page.all.filter { $0.within.contains("svg") && $0.within.contains("figure") }
    #expect(marks.count { ["circle", "polygon"].contains($0.name) } == 7)
  }

  @Test("districts say what is worse and better in words, and who lives in none")
  func districts() throws {
    let page = try XMLElements(DistrictsPage(grouped(), column: "town").text)
    let tables = rows(page)
    #expect(
      tables[0] == [
        ["A & B", "1", " 1A check & more", "none"], ["C", "1", "none", " 1A check & more"],
        ["not known", "0", "none", "none"],
      ])
    #expect(
      tables[1] == [
        [
          "A check & more", "60%no target", "40%31% to 50% worse", "80%71% to 87% better", "hidden",
        ]
      ])
    let nothing = try XMLElements(DistrictsPage(figures(table([])), column: "town").text)
    #expect(nothing.all.contains { $0.text == noDistricts })
  }

  @Test("a list's groups are held against their shares of the people, in words; hidden is said")
  func representativeness() throws {
    let table = """
      cohort,by,value,people,of_people,listed,of_listed,percent_of_people,percent_of_people_lower,percent_of_people_upper,percent_of_list,percent_of_list_lower,percent_of_list_upper,difference,difference_lower,difference_upper,compared,left_out
      carers,all,,1000,1000,100,100,100,99.6,100,100,96,100,,,,,
      carers,fifth,1,200,1000,40,100,20,18,23,40,31,50,20.0,11.0,30.0,higher,
      carers,fifth,2,800,1000,60,100,80,77,82,60,50,69,-20.0,-30.0,-11.0,lower,
      carers,town,A,*,1000,*,100,*,*,*,*,*,*,*,*,*,*,
      carers,town,,0,1000,0,100,0,0,0.4,0,0,4,0.0,0.0,4.0,similar,

      """
    var figures = try figures(self.table([]))
    figures.representation = ReleasedTable(Array(table.utf8))
    let sheet = SheetDescription(
      name: try #require(FileName("carers")), title: "Who cares", text: "", fields: [],
      undelivered: [], terms: nil)
    let page = try XMLElements(
      RepresentativenessPage(
        figures,
        SystemPagesDefinition(
          groups: [.init(column: "fifth", title: "Fifth")], district: "town",
          lists: ["gone", "carers"]), [sheet]
      ).text)
    #expect(
      rows(page) == [
        [
          ["1", "40", "40%", "200", "20%", "20.0 (11.0 to 30.0)", "more than its share"],
          ["2", "60", "60%", "800", "80%", "-20.0 (-30.0 to -11.0)", "less than its share"],
        ], [["A", "hidden", "hidden", "hidden", "hidden", "hidden", "hidden"]],
      ])
    #expect(
      page.all.contains {
        $0.text.hasPrefix("“1” more than its share (40% of the list, 20% of the people); “2” less")
      })
    #expect(page.all.contains { $0.text == "100 on the list, of 1,000 who are considered for it." })
    #expect(page.named("h2").first?.text == "Carers: Who cares")
  }

  @Test("the first page counts lists as counts.csv does, and names what was not made")
  func index() throws {
    let counts = """
      cohort,step,title,kind,level,pcn_code,removed,remaining,left_out
      carers,3,a,b,system,,0,1235,
      carers,3,a,b,pcn,U10001,0,*,
      carers,3,a,b,no-pcn,,0,10,

      """
    func list(_ name: String, without feeds: [LackingFeed] = []) throws -> SheetDescription {
      SheetDescription(
        name: try #require(FileName(name)), title: "Who & what", text: "", fields: [],
        undelivered: feeds, terms: nil)
    }
    let contents = ReleaseContents(
      title: "A <night>",
      networks: [
        .init(
          network: try #require(NetworkCode("U10001")), name: "North", practices: 2,
          isListed: true, workbooks: ["lists.xlsx"], remarks: 1),
        .init(
          network: try #require(NetworkCode("U10002")), name: nil, practices: 1, isListed: false,
          workbooks: [], remarks: 0),
      ],
      lists: [
        try list("priority"), try list("carers"),
        try list("flu", without: [LackingFeed("uptake", .noFile)]),
      ],
      pages: [ReleasedFile(path: "system/indicators.html", title: "Measures")],
      files: [ReleasedFile(path: "system/counts.csv", title: "Counts")],
      counts: ReleasedTable(Array(counts.utf8)), leftOut: ["M81009"], hasWarehouse: true)
    let page = try XMLElements(ReleaseIndex(of: contents, figures(table([]))).text)
    let tables = rows(page)
    #expect(
      tables[0] == [
        ["North (U10001)", "2", "page", "workbook", "1 remark"],
        ["U10002", "1", "page", "none", "nothing of its own"],
      ])
    #expect(tables[1].map { $0[2] } == ["-", "1,235", "not made"])
    #expect(tables[2] == [["counts.csv", "Counts"]])
    let missing = try #require(page.named("section").first { $0["id"] == "missing" }).text
    #expect(missing.contains("nothing was accepted of uptake"))
    #expect(missing.contains("U10002 has no lists") && missing.contains("practice M81009"))
    let files = page.all.filter { $0.within.contains("details") && $0.name == "li" }.map(\.text)
    #expect(files == ["Priority -", "Carers hidden", "Flu not made"])
    #expect(page.named("strong").map(\.text) == ["1 of 2", "2 of 3", "1,000", "3"])
    #expect(try #require(page.named("header").first).text.contains("A <night>"))
  }
}

import Expressions
import Model
import Tables
import Testing

@testable import Messages
@testable import Pages
@testable import ProgramRuns
@testable import Publishing

/// A network's page, by made-up files of a system.
@Suite("A network's page")
struct ProfilePageTests {
  private static let day = Day(number: 20_777)

  private let profile: ProfileDefinition = {
    var tenths = ProfileDefinition.Breakdown(column: "fit", title: "Fitness")
    tenths.order = ["well", "ill"]
    return ProfileDefinition(
      age: "band", sex: "sex", sides: ["f", "m"], people: [tenths],
      conditions: [.init(column: "gout", title: "Gout", isCondition: true)],
      deprivation: "fifth", inDetail: ["check"])
  }()

  private static let people = """
    level,pcn_code,by,value,sex,persons,left_out
    system,,all,,,1000,
    system,,band,0-39,f,300,
    system,,band,0-39,m,300,
    system,,band,40+,f,200,
    system,,band,40+,m,200,
    system,,fit,ill,,100,
    system,,fit,well,,900,
    system,,gout,true,,50,
    pcn,U10001,all,,,200,
    pcn,U10001,band,0-39,f,*,
    pcn,U10001,band,0-39,m,60,
    pcn,U10001,band,40+,f,*,
    pcn,U10001,band,40+,m,40,
    pcn,U10001,fit,ill,,20,
    pcn,U10001,fit,well,,180,
    pcn,U10001,gout,true,,*,

    """

  private static let check = """
    level,area,denominator,numerator,percent,percent_lower,percent_upper,target,against_target,left_out
    system,,500,300,60.0,56.0,64.0,75.0,worse,
    pcn,U10001,100,80,80.0,71.0,87.0,75.0,similar,
    pcn,U10002,400,220,55.0,50.0,60.0,75.0,worse,
    practice,M81001,50,45,90.0,79.0,96.0,75.0,better,
    practice,M81002,*,35,*,*,*,75.0,*,
    practice,M81003,200,120,60.0,53.0,67.0,75.0,worse,
    practice,M81004,200,100,50.0,43.0,57.0,75.0,worse,

    """

  private static let uptake = """
    indicator,level,pcn_code,by,value,denominator,numerator,percent,percent_lower,percent_upper,left_out
    check,system,,all,,500,300,60.0,56.0,64.0,
    check,system,,fifth,1,100,50,50.0,40.0,60.0,
    check,system,,fifth,2,100,55,55.0,45.0,64.0,
    check,system,,fifth,3,100,60,60.0,50.0,69.0,
    check,system,,fifth,4,100,65,65.0,55.0,74.0,
    check,system,,fifth,5,100,70,70.0,60.0,78.0,
    check,pcn,U10001,all,,500,300,60.0,56.0,64.0,
    check,pcn,U10001,fifth,1,100,40,40.0,31.0,50.0,
    check,pcn,U10001,fifth,2,100,50,50.0,40.0,60.0,
    check,pcn,U10001,fifth,3,100,60,60.0,50.0,69.0,
    check,pcn,U10001,fifth,4,100,70,70.0,60.0,78.0,
    check,pcn,U10001,fifth,5,100,80,80.0,71.0,87.0,
    check,pcn,U10001,fifth,,5,0,0.0,0.0,43.0,

    """

  private func figures(
    people: String = people, check: String = check, uptake: String = uptake,
    published: Double? = 0.75
  ) throws -> ReleasedFigures {
    let condition = CheckedExpression(column: "band", isOneOf: ["40+"])
    var definition = IndicatorDefinition(
      name: "check", title: "A check & more", source: "made up",
      kind: .persons(
        PersonProportion(denominator: condition, numerator: condition, by: ["fifth"])),
      campaign: nil, target: published)
    if published == nil { definition.statedBetterWay = .higher }
    var figures = ReleasedFigures(
      profile: profile, publish: PublishDefinition(),
      people: try #require(ReleasedTable(Array(people.utf8))), referenceDate: Self.day,
      countedOn: Self.day)
    figures.uptake = ReleasedTable(Array(uptake.utf8))
    figures.measures = [.init(definition, try #require(ReleasedTable(Array(check.utf8))))]
    return figures
  }

  private func page(
    _ figures: ReleasedFigures, name: String = "North", lists: [ListLine] = [],
    practices: [NetworkProfile.Practice] = [
      .init(code: "M81001", name: "Elm"), .init(code: "M81002", name: nil),
    ], earlier: [EarlierShare] = [], before: Day? = nil
  ) throws -> XMLElements {
    let network = try #require(NetworkCode("U10001"))
    let page = ProfilePage(
      of: NetworkProfile(
        network: network, name: name, practices: practices, lists: lists, remarks: [],
        earlier: ["check": earlier], before: before), figures, SharedFigures(figures))
    return try XMLElements(page.text)
  }

  /// The rows of the table with a caption, as texts.
  private func rows(_ caption: String, _ page: XMLElements, _ place: Int = 0) -> [[String]] {
    var tables: [[[String]]] = []
    var isWanted = false
    for element in page.all {
      switch element.name {
      case "table": isWanted = false
      case "caption" where element.text.hasPrefix(caption):
        isWanted = true
        tables.append([])
      case "tr" where isWanted && element.within.contains("tbody"):
        tables[tables.count - 1].append([])
      case "th" where isWanted && element.within.contains("tbody"),
        "td" where isWanted && element.within.contains("tbody"):
        tables[tables.count - 1][tables[tables.count - 1].count - 1].append(element.text)
      default: break
      }
    }
    return place < tables.count ? tables[place] : []
  }

  @Test("shares are of everybody where that is shown, and hidden where the count is")
  func shares() throws {
    let page = try page(figures())
    #expect(
      rows("Age and sex", page) == [
        ["0-39", "hidden", "hidden", "30%", "60", "30%", "30%"],
        ["40+", "hidden", "hidden", "20%", "40", "20%", "20%"],
      ])
    #expect(
      rows("Fitness", page) == [
        ["well", "180", "90%", "900", "90%"], ["ill", "20", "10%", "100", "10%"],
      ], "in the definition's order")
    #expect(rows("Long-term conditions", page) == [["Gout", "hidden", "hidden", "50", "5%"]])
  }

  @Test(
    "where the number of everybody is hidden, shares are of those who are shown, and the page says so"
  )
  func hiddenTotal() throws {
    let hidden = Self.people.replacing("pcn,U10001,all,,,200,", with: "pcn,U10001,all,,,*,")
    let page = try page(figures(people: hidden))
    #expect(page.all.contains { $0.text.contains("of the 100 people whose age and sex are shown") })
    // 60 of the 60 and 40 that are shown.
    #expect(rows("Age and sex", page)[0][4...5] == ["60", "60%"])
  }

  @Test(
    "a measure says its people, share, limits, and how it compares with system and target in words")
  func measure() throws {
    let page = try page(figures())
    let row = try #require(rows("Care and uptake", page).first)
    #expect(row[0] == "A check & more" && row[1] == "80 of 100")
    #expect(row[2] == "80% (95% limits 71% to 87%)")
    #expect(row[4] == " better than 60%" && row[5] == " similar to 75%")
    let text = try #require(page.named("desc").first { $0["id"] == "spine-check-text" }).text
    #expect(text.contains("80%") && text.contains("60%") && text.contains("2 networks"))
    let open = try self.page(figures(published: nil))
    #expect(rows("Care and uptake", open)[0][5] == "no target")
  }

  @Test(
    "the slope index is of the groups from the most deprived, and is not told where one is hidden")
  func slope() throws {
    let page = try page(figures())
    let note = try #require(page.all.first { $0.text.contains("slope index") }).text
    // 40 to 80 in five equal steps: 10 a group over five groups.
    #expect(note.contains("slope index 50.0 percentage points"))
    #expect(note.contains("Lower where people are more deprived"))
    // 50 to 70 in the system: 5 a group.
    #expect(
      page.all.contains { $0.text.hasPrefix("Whole system: Lower") && $0.text.contains("25.0") })
    #expect(
      rows("A check & more", page)[0] == ["1", "40", "100", "40%", "31%", "50%", "50%"])
    let hidden = Self.uptake.replacing(
      "U10001,fifth,3,100,60,60.0,50.0,69.0,", with: "U10001,fifth,3,100,*,*,*,*,")
    let without = try self.page(figures(uptake: hidden))
    #expect(
      !without.all.contains {
        $0.text.hasPrefix("Lower") && $0.text.contains("slope index")
      })
    #expect(without.all.contains { $0.text == "No index: 1 of 5 groups hidden." })
  }

  @Test("own practices are named, others are not, and a hidden one is in no chart")
  func practices() throws {
    let page = try page(figures())
    let table = rows("A check & more", page, 1)
    #expect(table.map { $0[0] } == ["Elm (M81001)", "M81002"])
    #expect(table[0][1...3] == ["45", "50", "90%"])
    #expect(table[1][1...3] == ["35", "hidden", "hidden"] && table[1][6] == "hidden")
    let labels = page.named("text").map(\.text)
    #expect(labels.contains("M81001"))
    #expect(!labels.contains("M81002") && !labels.contains("M81003"))
    #expect(!page.all.contains { $0.text.contains("M81004") })
  }

  @Test("a practice or a network called like a script is text")
  func escaped() throws {
    let name = "<script>alert(\"1\")</script>&"
    let page = try page(
      figures(), name: name, practices: [.init(code: "M81001", name: name)])
    #expect(page.named("script").isEmpty)
    #expect(try #require(page.named("h1").first).text.contains(name))
    #expect(rows("A check & more", page, 1)[0][0] == "\(name) (M81001)")
  }

  @Test(
    "a network that nothing is counted of, without practices and lists, has a page that says so")
  func nothing() throws {
    let only = try figures(
      people: "level,pcn_code,by,value,sex,persons,left_out\n",
      check: "level,area,denominator,numerator,percent,percent_lower,percent_upper,left_out\n")
    let page = try page(only, practices: [])
    let told = page.all.filter { $0["class"] == "nothing" }.map(\.text)
    #expect(told.contains("Nobody of this network is in tonight's figures."))
    #expect(told.contains("No lists are made for this network tonight: see below why."))
    #expect(told.contains("No practice has a figure."))
    #expect(rows("Care and uptake", page)[0][1...2] == ["none of none", "none"])
  }

  @Test(
    "a network all of whose figures are held back says so in every place, and has no bar and no mark of its own"
  )
  func allHidden() throws {
    func hidden(_ text: String, _ first: Int) -> String {
      text.split(separator: "\n").enumerated().map { index, line in
        guard index > 0 else { return String(line) }
        return line.split(separator: ",", omittingEmptySubsequences: false).enumerated().map {
          $0 < first || $1.isEmpty || $1 == "75.0" ? String($1) : "*"
        }.joined(separator: ",")
      }.joined(separator: "\n") + "\n"
    }
    let page = try page(figures(people: hidden(Self.people, 5), check: hidden(Self.check, 2)))
    for row in rows("Age and sex", page) { #expect(row.dropFirst().allSatisfy { $0 == "hidden" }) }
    #expect(rows("Care and uptake", page)[0][1...2] == ["hidden", "hidden"])
    #expect(
      page.all.contains {
        $0.text == "How many people there are is hidden, so there are no shares."
      })
    let drawn = page.all.filter { $0.within.contains("svg") }
    #expect(!drawn.contains { $0.name == "rect" && $0["fill"] == "#005eb8" })
    #expect(drawn.count { $0.name == "circle" } == 1, "that of the legend")
    #expect(!page.all.contains { $0.text == "*" && $0.name == "td" })
  }

  @Test("weeks are shown by their last night, a week without one is a gap, and a chart takes seven")
  func weeks() throws {
    func share(_ day: Int32, _ percent: Double?) -> EarlierShare {
      EarlierShare(day: Day(number: day), percent: percent)
    }
    // 20,777 is a Friday: 20,773 its Monday.
    #expect(weeklyShares([share(20_773, 1), share(20_777, 2)]).map(\.percent) == [2])
    #expect(weeklyShares([share(20_772, 1), share(20_773, 2)]).map(\.percent) == [1, 2])
    #expect(
      weeklyShares([share(20_763, 1), share(20_777, 2)]).map(\.percent) == [1, nil, 2])
    #expect(weeklyShares([]).isEmpty)
    let six = (1...6).reversed().map { share(20_777 - 7 * Int32($0), 70) }
    let page = try page(figures(), earlier: six, before: Day(number: 20_770))
    #expect(page.named("title").contains { $0["id"] == "trend-check-title" })
    #expect(rows("A check & more", page, 2).count == 7)
    let short = try self.page(figures(), earlier: Array(six.dropFirst()), before: nil)
    #expect(!short.named("title").contains { $0["id"] == "trend-check-title" })
    #expect(short.all.contains { $0.text == "A check & more: 6 weeks so far" })
    // What is new is held against the newest earlier night.
    #expect(rows("Since the last release", page) == [["A check & more", "70%", "80%"]])
    #expect(short.all.contains { $0.text == NothingToShow.news })
  }
}

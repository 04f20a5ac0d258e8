import Model
import Tables
import Testing

@testable import Messages
@testable import Pages
@testable import ProgramRuns
@testable import Publishing

/// The pages of the area's figures, by made-up files.
@Suite("Pages of the area's figures")
struct AreaPagesTests {
  private let definition: AreaFiguresDefinition = {
    var definition = AreaFiguresDefinition(name: "area", title: "An area")
    definition.listSizes = ListSizesOfArea(
      lists: ListSizeSource(feed: "sizes", practice: "code", patients: "patients"),
      residents: .init(feed: "residents", area: "district", title: "name", people: "people"),
      source: "made up")
    definition.contracts = ContractSource(
      feed: "returns", provider: "code", providerTitle: "name", service: "service",
      period: "period", eligible: "eligible", reached: "reached",
      services: [.init(service: "flu", title: "Flu", target: 0.75, source: "made up")],
      source: "made up")
    definition.members = MemberSource(
      feed: "members", title: "A network",
      by: ["sex", "band"].map { .init(column: $0, take: $0) }, source: "made up")
    definition.equality = EqualityOutcomes(
      title: "Outcomes", source: "made up",
      outcomes: [.init(outcome: "1", title: "Something", indicators: ["nothing-of-that-name"])])
    return definition
  }()

  private func figures(
    _ tables: [AreaTable: String], people: String = "system,,all,,,1000,\n"
  ) throws -> (ReleasedFigures, ReleasedAreaFigures) {
    let day = Day(number: 20_777)
    let text = "level,pcn_code,by,value,sex,persons,left_out\n\(people)"
    var figures = ReleasedFigures(
      profile: ProfileDefinition(age: "band", sex: "sex", sides: ["f", "m"]),
      publish: PublishDefinition(), people: try #require(ReleasedTable(Array(text.utf8))),
      referenceDate: day, countedOn: day)
    let area = ReleasedAreaFigures(
      definition,
      try tables.mapValues { try #require(ReleasedTable(Array($0.utf8))) })
    figures.area = area
    return (figures, area)
  }

  private func page(_ kind: AreaTable, _ table: String?) throws -> XMLElements {
    let (figures, area) = try figures(table.map { [kind: $0] } ?? [:])
    return try XMLElements(
      AreaPage(kind, figures, area, names: ["A1": "Abbey Surgery"]).text)
  }

  private func texts(_ page: XMLElements, _ name: String) -> [String] {
    page.all.filter { $0.name == name }.map(\.text)
  }

  @Test(
    "a page whose feed is not there says so, and which feeds it wants",
    arguments: [AreaTable.listSizes, .contracts])
  func nothing(_ kind: AreaTable) throws {
    let words = texts(try page(kind, nil), "p")
    let feeds = definition.tables.first { $0.table == kind }?.feeds ?? []
    #expect(words.contains(sentence(forNothingDeliveredOf: feeds)))
  }

  @Test("list sizes and residents are compared in words, and not where one is not known in full")
  func listSizes() throws {
    let head =
      "level,area,area_title,pcn_code,practices,practices_without,patients,residents,percent_of_residents\n"
    let rows = "practice,A1,,U10001,,,614000,,\npractice,A2,,U10001,,,934,,\n"
    let whole = try page(
      .listSizes,
      head + "system,,,,2,0,614934,595786,103.2139\n" + rows + "district,E1,Worcester,,,,,595786,\n"
    )
    #expect(
      texts(whole, "p").contains(
        "614,934 patients are registered with 2 practices; 595,786 people live in 1 district: 19,148 more patients than residents."
      ))
    #expect(texts(whole, "th").contains("Abbey Surgery (A1)"))
    let lacking = try page(
      .listSizes, head + "system,,,,3,1,614934,,\n" + rows + "practice,A3,,,,,,,\n")
    #expect(
      texts(lacking, "p").contains(
        "Patients and residents are not compared: of 1 of 3 practices no list size is published, and the number of residents is not known in full."
      ))
    #expect(texts(lacking, "td").contains("not published"))
  }

  @Test("who is below, for how long, by more than chance or not, and who returned nothing is said")
  func contracts() throws {
    let head =
      "service,level,area,area_title,period,providers,denominator,numerator,percent,percent_lower,percent_upper,target,against_target,periods_below\n"
    let found = try page(
      .contracts,
      head
        + """
        flu,whole,,,2026-01-01,3,300,190,63.0,58.0,68.0,75.0,worse,1
        flu,provider,A1,Abbey,2026-01-01,,100,50,50.0,40.0,60.0,75.0,worse,1
        flu,provider,A2,Brook,2026-01-01,,100,70,70.0,60.0,78.0,75.0,similar,1
        flu,provider,A3,Croft,2026-01-01,,100,70,70.0,60.0,78.0,75.0,similar,1
        flu,whole,,,2026-04-01,2,200,125,63.0,55.0,69.0,75.0,worse,2
        flu,provider,A1,Abbey,2026-04-01,,100,55,55.0,45.0,64.0,75.0,worse,2
        flu,provider,A2,Brook,2026-04-01,,100,*,*,*,*,75.0,*,*

        """)
    let words = texts(found, "p")
    #expect(words.contains("Below the target: Abbey (A1) for 2 periods."))
    #expect(words.contains("No return for the period from 1 April 2026: Croft (A3)."))
    #expect(texts(found, "td").contains("hidden") && texts(found, "td").contains("no return"))
    // Who returned nothing stands first, then who is hidden, then the others from the lowest share on.
    let names = texts(found, "th").filter { $0.hasSuffix(")") }
    #expect(names.prefix(3) == ["Croft (A3)", "Brook (A2)", "Abbey (A1)"])
  }

  @Test("more than twenty providers stand in three charts with one scale and one table")
  func manyProviders() throws {
    let head =
      "service,level,area,area_title,period,providers,denominator,numerator,percent,percent_lower,percent_upper,target,against_target,periods_below\n"
    let rows = (1...63).map { number in
      "flu,provider,A\(number),,2026-01-01,,100,\(number),\(number).0,\(max(number - 9, 0)).0,\(number + 9).0,75.0,worse,1"
    }
    let found = try page(.contracts, head + rows.joined(separator: "\n") + "\n")
    let charts = found.all.filter {
      $0.name == "svg" && $0["aria-labelledby"]?.contains("-chart-") == true
    }
    #expect(charts.count == 3 && Set(charts.compactMap { $0["viewBox"] }).count == 1)
    #expect(found.all.count { $0.name == "details" } == 1)
    #expect(
      texts(found, "figcaption").prefix(2) == [
        "1 January 2026, part 1 of 3", "1 January 2026, part 2 of 3",
      ])
  }

  private func members(_ people: String) throws -> [String] {
    let (figures, _) = try figures(
      [
        .members: """
        by,value,members,of_members,percent_of_members,percent_of_members_lower,percent_of_members_upper
        all,,100,100,100.0,96.0,100.0
        sex,f,80,100,80.0,71.0,87.0
        sex,m,20,100,20.0,13.0,29.0
        band,40+,*,100,*,*,*
        band,0-39,*,100,*,*,*

        """
      ], people: people)
    let page = RepresentativenessPage(figures, SystemPagesDefinition(), [])
    return texts(try XMLElements(page.text), "p")
  }

  @Test("members are held against everybody by group, a sex over all ages")
  func members() throws {
    let words = try members(
      """
      system,,all,,,1000,
      system,,band,0-39,f,250,
      system,,band,0-39,m,250,
      system,,band,40+,f,250,
      system,,band,40+,m,250,

      """)
    #expect(
      words.contains(
        "“f” more than its share (80% of the members, 50% of those registered); “m” less than its share (20% of the members, 50% of those registered)."
      ))
    #expect(words.contains(noMemberGroupCompared), "both ages are hidden")
  }

  @Test(
    "where the number of everybody is hidden, groups that are shown are held against each other")
  func shownGroups() throws {
    let words = try members(
      """
      system,,all,,,*,
      system,,band,0-39,f,100,
      system,,band,0-39,m,300,
      system,,band,0-39,x,*,

      """)
    #expect(words.contains(sharesOfShownGroups))
    #expect(
      words.contains(
        "“f” more than its share (80% of the members, 25% of those registered); “m” less than its share (20% of the members, 75% of those registered). 1 group hidden."
      ))
  }

  @Test("an outcome to which no figure speaks says so")
  func equality() throws {
    let (figures, _) = try figures([:])
    let page = RepresentativenessPage(figures, SystemPagesDefinition(), [])
    #expect(texts(try XMLElements(page.text), "td").contains(noFigureOfOutcome))
  }
}

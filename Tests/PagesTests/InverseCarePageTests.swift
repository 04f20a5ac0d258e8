import Expressions
import Model
import Tables
import Testing

@testable import Messages
@testable import Pages
@testable import ProgramRuns
@testable import Publishing

/// The page of care beside need, by made-up files of a system.
@Suite("Page of care beside need")
struct InverseCarePageTests {
  /// The rows of a measure whose shares by fifth are these, of 1,000 people each with limits of 3 points; nil is hidden.
  private func rows(_ name: String, _ shares: [Int?]) -> String {
    shares.enumerated().map { index, share in
      share.map {
        "\(name),fifth,\(index + 1),1000,\($0 * 10),\($0),\($0 - 3),\($0 + 3),50,system,similar,"
      } ?? "\(name),fifth,\(index + 1),1000,*,*,*,*,50,system,*,"
    }.joined(separator: "\n")
  }

  private static let places = """
    level,area,persons,places_before,places_after,percent_before,percent_before_lower,percent_before_upper,percent_after,percent_after_lower,percent_after_upper,left_out
    system,,5000,500,500,10,9,11,10,9,11,
    fifth,1,1000,100,200,10,8,12,20,18,23,
    fifth,2,1000,100,150,10,8,12,15,13,17,
    fifth,3,1000,100,100,10,8,12,10,8,12,
    fifth,4,1000,100,50,10,8,12,5,4,7,
    fifth,5,1000,100,10,10,8,12,1,0.5,1.8,
    fifth,,*,*,*,*,*,*,*,*,*,

    """

  private func page(
    need: [[Int?]], care: [[Int?]], places: String? = nil
  ) throws -> XMLElements {
    let condition = CheckedExpression(column: "band", isOneOf: ["40+"])
    let names =
      need.indices.map { "need-\($0)" } + care.indices.map { "care-\($0)" }
    let measures = try names.map { name in
      ReleasedFigures.Measure(
        IndicatorDefinition(
          name: name, title: "The \(name) & more", source: "made up",
          kind: .persons(PersonProportion(denominator: condition, numerator: condition, by: [])),
          campaign: nil, target: nil), try #require(ReleasedTable(Array("level\n".utf8))))
    }
    let people = "level,pcn_code,by,value,sex,persons,left_out\nsystem,,all,,,1000,\n"
    var publish = PublishDefinition()
    publish.systemPages = SystemPagesDefinition(
      groups: [.init(column: "fifth", title: "Fifths of the town")])
    var figures = ReleasedFigures(
      profile: ProfileDefinition(age: "band", sex: "sex", sides: ["f", "m"]), publish: publish,
      people: try #require(ReleasedTable(Array(people.utf8))),
      referenceDate: Day(number: 20_777), countedOn: Day(number: 20_777))
    figures.measures = measures
    let heading =
      "indicator,by,value,denominator,numerator,percent,percent_lower,percent_upper,benchmark,benchmark_of,compared,left_out"
    let table = ([heading] + zip(names, need + care).map { rows($0, $1) }).joined(separator: "\n")
    figures.inequalities = ReleasedTable(Array(table.utf8))
    figures.places = places.flatMap { ReleasedTable(Array($0.utf8)) }
    return try XMLElements(
      InverseCarePage(
        figures,
        InverseCareDefinition(
          column: "fifth", need: need.indices.map { "need-\($0)" },
          care: care.indices.map { "care-\($0)" })
      ).text)
  }

  /// The cells of each row of each table.
  private func cells(_ page: XMLElements) -> [[[String]]] {
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

  private let rising: [Int?] = [50, 45, 40, 35, 30]
  private let falling: [Int?] = [30, 35, 40, 45, 50]
  private let level: [Int?] = [40, 41, 40, 41, 40]

  @Test("each measure of care says in words how it goes with need, with slope and ends")
  func verdicts() throws {
    let page = try page(
      need: [rising, level], care: [falling, rising, level, [nil, 35, 40, nil, 50]],
      places: Self.places)
    let rows = try #require(cells(page).first)
    #expect(
      rows.map { $0.last?.trimmingPrefix(" ") } == [
        "diverges: care falls towards the most deprived, where need rises",
        "goes with need: care rises towards the most deprived, as need rises",
        "no difference beyond chance: care does not differ by more than chance, while need rises towards the most deprived",
        "not told: No index: 2 of 5 groups hidden.",
        "goes with need: care rises towards the most deprived, as need rises",
      ])
    #expect(Array(rows[0][0..<3]) == ["The care-0 & more", "30%", "50%"])
    // A line through 30 to 50 at 0.1 to 0.9 of the people: 25 points from end to end.
    #expect(rows[0][3].hasPrefix("25.0 (") && rows[0][4].hasPrefix("1.91 ("))
    #expect(Array(rows[3][1...4]) == ["hidden", "50%", "none", "none"])
    #expect(Array(rows[4][0..<3]) == [titleOfPlaces, "20%", "1%"])
    let need = try #require(page.named("section").first).text
    #expect(need.contains("Need rises towards the most deprived: The need-0 & more."))
    #expect(need.contains("No difference beyond chance: The need-1 & more."))
  }

  @Test("need, care and places stand by group, each with a chart and the table behind it")
  func groups() throws {
    let page = try page(need: [rising], care: [[nil, 35, 40, nil, 50]], places: Self.places)
    let rows = cells(page)[1]
    #expect(
      rows.map { Array($0.prefix(6)) } == [
        [
          "The need-0 & moreneed", "50%47% to 53%", "45%42% to 48%", "40%37% to 43%",
          "35%32% to 38%", "30%27% to 33%",
        ],
        [
          "The care-0 & morecare", "hidden", "35%32% to 38%", "40%37% to 43%", "hidden",
          "50%47% to 53%",
        ],
        [
          "\(titleOfPlaces)places", "20%18% to 23%", "15%13% to 17%", "10%8% to 12%",
          "5%4% to 7%", "1%0.5% to 1.8%",
        ],
      ])
    #expect(page.named("figure").count == 3)
    #expect(page.named("svg").count { $0["role"] == "img" } == 3)
    #expect(cells(page).count == 2 + 3)
    #expect(page.named("header").first?.text.contains("Fifths of the town") == true)
  }

  @Test("need that goes both ways, or none that is known, decides nothing; missing places are said")
  func undecided() throws {
    let mixed = try page(need: [rising, falling], care: [falling])
    #expect(
      cells(mixed)[0][0].last?.trimmingPrefix(" ")
        == "care differs, need does not point one way: care falls towards the most deprived, and need does not go one way"
    )
    #expect(mixed.all.contains { $0.text == placesNotByGroup })
    let unknown = try page(need: [[nil, nil, nil, nil, nil]], care: [falling])
    #expect(
      cells(unknown)[0][0].last?.trimmingPrefix(" ").hasPrefix("not told: no measure") == true)
    let nothing = try page(need: [], care: [])
    #expect(nothing.all.contains { $0.text == noInverseCare })
  }
}

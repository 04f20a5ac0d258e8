import Expressions
import Model
import Tables
import Testing

@testable import Messages
@testable import Pages
@testable import ProgramRuns
@testable import Publishing

/// The page of services, by a made-up file of a system.
@Suite("Page of services")
struct PathwaysPageTests {
  private static let table = """
    kind,service,title,by,value,persons,left_out
    listed,,,all,,1240,M81009
    listed,,,town,B & C,1200,M81009
    listed,,,town,A,0,M81009
    listed,,,town,,40,M81009
    pointed,,,all,,1200,M81009
    pointed,,,town,B & C,*,M81009
    pointed,,,town,A,0,M81009
    pointed,,,town,,*,M81009
    not-pointed,,,all,,40,M81009
    not-pointed,,,town,B & C,*,M81009
    not-pointed,,,town,A,0,M81009
    not-pointed,,,town,,*,M81009
    service,walks,Walks <daily>,all,,1200,M81009
    service,walks,Walks <daily>,town,B & C,1200,M81009
    service,walks,Walks <daily>,town,A,0,M81009
    service,walks,Walks <daily>,town,,0,M81009
    service,talks,Talks,all,,0,M81009
    service,talks,Talks,town,B & C,0,M81009
    service,talks,Talks,town,A,0,M81009
    service,talks,Talks,town,,0,M81009
    service,hub,Hub,all,,*,M81009
    service,hub,Hub,town,B & C,*,M81009
    service,hub,Hub,town,A,0,M81009
    service,hub,Hub,town,,*,M81009
    service,library,Library,all,,0,M81009
    service,library,Library,town,B & C,0,M81009
    service,library,Library,town,A,0,M81009
    service,library,Library,town,,0,M81009

    """

  private func page(_ table: String? = table, district: String? = "town") throws -> XMLElements {
    func service(
      _ name: String, _ title: String, _ needs: [String], _ audience: String?, _ places: String?,
      _ condition: Bool = false
    ) -> Service {
      Service(
        name: name, title: title, needs: needs,
        eligible: condition ? CheckedExpression(column: "band", isOneOf: ["40+"]) : nil,
        source: "report of \(name)", audience: audience, places: places)
    }
    let directory = PathwaysDefinition(
      name: "test", title: "Services of the town", source: "made up",
      services: [
        service("walks", "Walks <daily>", ["activity", "company"], "anybody", "the park"),
        service("talks", "Talks", ["company"], nil, nil),
        service("hub", "Hub", [], nil, "the hub", true),
        service("library", "Library", ["getting-online"], "readers", nil),
      ], titledNeeds: [.init(name: "company", title: "Feeling lonely")])
    let people = "level,pcn_code,by,value,sex,persons,left_out\nsystem,,all,,,1000,\n"
    var figures = ReleasedFigures(
      profile: ProfileDefinition(age: "band", sex: "sex", sides: ["f", "m"]),
      publish: PublishDefinition(), people: try #require(ReleasedTable(Array(people.utf8))),
      referenceDate: Day(number: 20_777), countedOn: Day(number: 20_777))
    figures.pathways = table.flatMap { ReleasedTable(Array($0.utf8)) }
    return try XMLElements(
      PathwaysPage(figures, directory, asked: ["activity", "company", "hub"], district: district)
        .text)
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

  @Test("services stand by need, titled ones first, with whom they are for, where, and how many")
  func needs() throws {
    let page = try page()
    #expect(
      rows(page).first == [
        ["Feeling lonely", "Walks <daily>", "anybody", "the park", "1,200", "report of walks"],
        ["Talks", "everybody", "not said", "nobody", "report of talks"],
        ["Activity", "Walks <daily>", "anybody", "the park", "1,200", "report of walks"],
        [
          "Getting onlineNo list asks for this need.", "Library", "readers", "not said",
          "nobody: no list asks for it", "report of library",
        ],
        [
          "Asked for by name", "Hub", "by a condition that the directory does not put into words",
          "the hub", "hidden", "report of hub",
        ],
      ])
    #expect(
      page.named("h3").map(\.text) == [
        "Feeling lonely", "Activity", "Getting online", "Asked for by name",
      ])
    let glance = page.all.filter { $0.name == "strong" && $0.within.last == "li" }.map(\.text)
    #expect(glance == ["1,240", "1,200", "40", "1"])
    let line = try #require(page.named("header").first).text
    #expect(line.contains("Services of the town. 4 services for 3 needs."))
  }

  @Test("each district in which somebody is on a list has a column; hidden is said, as is nobody")
  func districts() throws {
    let page = try page()
    #expect(
      rows(page)[1] == [
        ["On any list", "1,240", "1,200", "40"],
        ["Pointed to a service", "1,200", "hidden", "hidden"],
        ["Pointed to none", "40", "hidden", "hidden"],
        ["Walks <daily>", "1,200", "1,200", "0"], ["Talks", "0", "0", "0"],
        ["Hub", "hidden", "hidden", "hidden"], ["Library", "0", "0", "0"],
      ])
    #expect(page.named("thead").last?.text == "ServiceAll districtsB & Cnot known")
    #expect(page.all.contains { $0.text == sentence(forPracticeLeftOut: "M81009") })
  }

  @Test("without a column of districts it says so, and without a file that nobody is counted")
  func withoutFigures() throws {
    let alone = try page(
      Self.table.split(separator: "\n").filter { !$0.contains(",town,") }.joined(separator: "\n"),
      district: nil)
    #expect(rows(alone)[1].first == ["On any list", "1,240"])
    #expect(alone.all.contains { $0.text == lead(ofPointedByDistrict: false) })
    let nobody = try page(nil)
    #expect(nobody.all.contains { $0.text == noPathways })
    #expect(rows(nobody).count == 1 && rows(nobody)[0][0][4] == "none")
  }
}

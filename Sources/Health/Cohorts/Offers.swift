import Model
import Expressions
import Tables

/// What a cohort may offer: the asked-for names in order, each with the services that answer it.
struct Offers {
  /// One name that a cohort asks for.
  private struct Asked {
    /// Whom it is asked for; nil for everybody on the list.
    var when: CheckedExpression?
    /// The services that answer it, in the directory's order.
    var services: [Int]
  }

  private let asked: [Asked]
  /// How many of them are asked for everybody on the list: the pathway, which comes first.
  private let pathwayCount: Int
  private let services: [Service]
  /// What lists show: each text once.
  private let texts: [String]
  /// For each service its text.
  private let textOfService: [Int]

  /// Looks up what a cohort asks for; without a directory each name is a service that is for everybody.
  init(of cohort: CohortDefinition, in directory: PathwaysDefinition?) {
    let names =
      cohort.pathway.map { (name: $0, when: CheckedExpression?.none) }
      + cohort.alsoOffer.map { (name: $0.need, when: $0.when) }
    let directory =
      directory
      ?? PathwaysDefinition(
        name: "", title: "", source: "",
        services: names.map {
          Service(name: $0.name, title: $0.name, needs: [], eligible: nil, source: "")
        })
    asked = names.map { Asked(when: $0.when, services: directory.services(for: $0.name)) }
    pathwayCount = cohort.pathway.count
    services = directory.services
    var texts: [String] = []
    textOfService = directory.services.map { service in
      if let known = texts.firstIndex(of: service.title) { return known }
      texts.append(service.title)
      return texts.count - 1
    }
    self.texts = texts
  }

  /// All conditions that decide who is offered what.
  var expressions: [CheckedExpression] {
    asked.compactMap(\.when) + candidates.compactMap { services[$0].eligible }
  }

  /// A service by its position in the directory, and the rows of a table that are offered it.
  typealias Offered = (service: Int, rows: Bitmap)

  /// What each row of a table is offered, in the order in which it is: a service may come more than once, with other rows.
  ///
  /// For each name asked for it is the first service that is for the person; nobody is offered what is for others.
  ///
  /// - Missing: an unknown condition is no.
  func offered(on table: Table, parameters: Parameters) -> [Offered] {
    let everybody = Bitmap(repeating: true, count: table.rowCount)
    var eligible: [Int: Bitmap] = [:]
    for service in candidates {
      eligible[service] =
        services[service].eligible?.trueRows(on: table, parameters: parameters) ?? everybody
    }
    return asked.flatMap { asked in
      var open = asked.when?.trueRows(on: table, parameters: parameters) ?? everybody
      return asked.services.map { service in
        let rows = open & (eligible[service] ?? everybody)
        open = open.subtracting(rows)
        return (service, rows)
      }
    }
  }

  /// What some rows of a table are offered, joined by `; `, each text once.
  ///
  /// - Missing: where nothing is offered.
  func texts(_ offered: [Offered], ofRows rows: [Int32], rowCount: Int) -> TextColumn {
    var lists = ItemLists(rowCount: rowCount)
    for (service, rows) in offered { lists.add(textOfService[service], where: rows) }
    return lists.joined(texts, ofRows: rows)
  }

  /// What some rows of a table are offered, joined by `; `, each text once.
  ///
  /// - Missing: where nothing is offered; an unknown condition is no.
  func texts(on table: Table, rows: [Int32], parameters: Parameters) -> TextColumn {
    texts(
      offered(on: table, parameters: parameters), ofRows: rows, rowCount: table.rowCount)
  }

  /// Who is offered which service: a row a person and service, `person` and `service` (its name), by service in the directory's order.
  ///
  /// `persons` are the persons of the rows.
  func table(_ offered: [Offered], persons: [Int32]) -> Table {
    var rowsOfService: [Int: Bitmap] = [:]
    for (service, rows) in offered {
      rowsOfService[service] = rowsOfService[service].map { $0 | rows } ?? rows
    }
    var people: [Int64] = []
    var codes: [Int32] = []
    var names = TextDictionary()
    for (service, rows) in rowsOfService.sorted(by: { $0.key < $1.key }) {
      people += rows.setIndices.map { Int64(persons[$0]) }
      let code = names.insert(services[service].name)
      codes += [Int32](repeating: code, count: people.count - codes.count)
    }
    return Table([
      (OfferedColumn.person, .integer(FixedColumn(people))),
      (
        OfferedColumn.service,
        .text(TextColumn(codes: codes, dictionary: names))
      ),
    ])
  }

  /// How many of some rows of a table are offered nothing of the pathway, whatever else they are offered; none where
  /// the cohort has no pathway.
  ///
  /// - Missing: an unknown condition is no.
  func countWithoutService(on table: Table, rows: [Int32], parameters: Parameters) -> Int {
    guard pathwayCount > 0 else { return 0 }
    var served = Bitmap(repeating: false, count: table.rowCount)
    for service in Set(asked.prefix(pathwayCount).flatMap(\.services)) {
      guard let eligible = services[service].eligible else { return 0 }
      served = served | eligible.trueRows(on: table, parameters: parameters)
    }
    return rows.count { !served[Int($0)] }
  }

  /// The services that anything asked for may lead to, in the directory's order.
  private var candidates: [Int] {
    Set(asked.flatMap(\.services)).sorted()
  }
}

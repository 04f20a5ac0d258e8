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

  /// What some rows of a table are offered, joined by `; `, each text once.
  ///
  /// For each name asked for it is the first service that is for the person; nobody is offered what is for others.
  ///
  /// - Missing: where nothing is offered; an unknown condition is no.
  func texts(on table: Table, rows: [Int32], parameters: Parameters) -> TextColumn {
    let everybody = Bitmap(repeating: true, count: table.rowCount)
    var eligible: [Int: Bitmap] = [:]
    for service in candidates {
      eligible[service] =
        services[service].eligible?.trueRows(on: table, parameters: parameters) ?? everybody
    }
    var lists = ItemLists(rowCount: table.rowCount)
    for asked in asked {
      var open = asked.when?.trueRows(on: table, parameters: parameters) ?? everybody
      for service in asked.services {
        let offered = open & (eligible[service] ?? everybody)
        lists.add(textOfService[service], where: offered)
        open = open.subtracting(offered)
      }
    }
    return lists.joined(texts, ofRows: rows)
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

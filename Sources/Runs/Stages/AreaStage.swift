import Health
import Messages
import Model
import Tables

/// Works out the figures of the whole area from published files and returns.
///
/// - Tables: one a kind of figures, called as `AreaTable` says, of which no feed lacks; of contracts one a service, as `contractsTable`
///   says. Those of contracts and members are aggregates before disclosure control.
func performArea(
  _ definition: AreaFiguresDefinition, _ context: StageContext
) throws(RunFault) -> StageOutput {
  var output = StageOutput()
  for (table, feeds) in definition.tables {
    let lacking = try context.lacking(feeds)
    output.findings += found(.noAreaFigures(table.rawValue, without: lacking))
    guard lacking.isEmpty || table.canDoWithout(lacking, of: definition) else { continue }
    let lacks = Set(lacking.map(\.feed))
    switch table {
    case .listSizes:
      guard let source = definition.listSizes else { continue }
      output.add(table.rawValue, try areaListSizes(source, lacks, context))
    case .lifeExpectancy:
      guard let source = definition.lifeExpectancy else { continue }
      output.add(table.rawValue, lifeExpectancy(source, rows: try context.feed(source.feed)))
    case .projections:
      guard let source = definition.projections else { continue }
      output.add(
        table.rawValue,
        projections(
          source, people: try context.feed(source.feed),
          rates: try context.feed(source.rates.feed)))
    case .contracts:
      guard let source = definition.contracts else { continue }
      try addContracts(source, to: &output, context)
    case .experience:
      guard let source = definition.experience else { continue }
      output.add(table.rawValue, try areaExperience(source, lacks, context, &output.findings))
    case .members:
      guard let source = definition.members else { continue }
      output.tables += countMembers(source, rows: try context.feed(source.feed))
        .tables(named: table.rawValue)
    }
  }
  return output
}

extension AreaTable {
  /// Whether there are figures also where some feeds lack: list sizes without residents, and one of two feeds of what patients say.
  fileprivate func canDoWithout(
    _ lacking: [LackingFeed], of definition: AreaFiguresDefinition
  ) -> Bool {
    let names = lacking.map(\.feed)
    switch self {
    case .listSizes: return !names.contains(definition.listSizes?.lists.feed ?? "")
    case .experience: return definition.experience?.friendsAndFamily != nil && names.count == 1
    default: return false
    }
  }

  /// The name of the tables of a service's returns, by its place in the definition.
  static func contracts(ofService place: Int) -> String {
    "\(AreaTable.contracts.rawValue)-\(place)"
  }
}

private func areaListSizes(
  _ source: ListSizesOfArea, _ lacks: Set<String>, _ context: StageContext
) throws(RunFault) -> Table {
  var practices: [AreaPractice]?
  if let population = context.inputs[.population] {
    let table = try population.table("practices")
    practices = (0..<table.rowCount).compactMap { row in
      let status = PracticeStatus(rawValue: table.text(PracticeColumn.status, row))
      let network = table.text(PracticeColumn.network, row)
      return status == .unknown
        ? nil
        : AreaPractice(
          code: table.text(PracticeColumn.practice, row), network: network.isEmpty ? nil : network)
    }
  }
  var residents: ResidentRows?
  if let feed = source.residents?.feed, !lacks.contains(feed) {
    let extract = try context.input(StageName(.extract, feed)).record
    let checked = try context.input(StageName(.validate, feed)).record.facts?.checked
    let rejected = (checked?.rejected ?? 0) + (extract.facts?.extracted?.rejected ?? 0)
    residents = ResidentRows(try context.feed(feed), isWhole: rejected == 0)
  }
  return listSizes(
    source, sizes: try context.feed(source.lists.feed), residents: residents,
    practices: practices)
}

private func addContracts(
  _ source: ContractSource, to output: inout StageOutput, _ context: StageContext
) throws(RunFault) {
  let table = try context.feed(source.feed)
  for (place, service) in source.services.enumerated() {
    output.tables += contractReturns(source, of: service, rows: table)
      .tables(named: AreaTable.contracts(ofService: place))
  }
  let others = rows(of: table, notOf: source.services.map(\.service), in: source.service)
  output.findings += found(.rowsOfOthers(others, feed: source.feed, column: source.service))
}

private func areaExperience(
  _ source: ExperienceSource, _ lacks: Set<String>, _ context: StageContext,
  _ findings: inout [Finding]
) throws(RunFault) -> Table {
  let areas = source.areas.map(\.area)
  var tables: [Table?] = []
  for (feed, column) in [
    (source.feed, source.area),
    (source.friendsAndFamily?.feed, source.friendsAndFamily?.area ?? ""),
  ] {
    guard let feed, !lacks.contains(feed) else {
      tables.append(nil)
      continue
    }
    let table = try context.feed(feed)
    let others = rows(of: table, notOf: areas, in: column)
    findings += found(.rowsOfOthers(others, feed: feed, column: column))
    tables.append(table)
  }
  return experience(source, examples: tables[0], responses: tables[1])
}

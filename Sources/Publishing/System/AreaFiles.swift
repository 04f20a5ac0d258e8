public import Health
public import Model
public import Tables

extension AggregateFile {
  /// A file of the area's figures from a published source.
  public static func area(_ kind: AreaTable, _ table: Table, source: String) -> AggregateFile? {
    area(
      kind, AggregateTable(DisclosedTable.alreadyPublished(table, source: source)), source: source)
  }

  /// Providers' returns after disclosure control: `contracts.csv`.
  ///
  /// - Shape: the rows of each service under each other, with a column `service`; `periods_below` counts the periods in a row, up to the row's
  ///   own, whose share is shown and below the target.
  public static func contracts(
    _ source: ContractSource, _ services: [(service: ContractSource.Service, table: DisclosedTable)]
  ) -> AggregateFile? {
    AggregateTable.stacked(
      services.map { service, table in
        (
          label: service.service,
          table: AggregateTable(table).holdingReturns(against: service.target)
        )
      }, labelled: ContractColumn.service
    ).flatMap { area(.contracts, $0, source: source.source) }
  }

  /// Members after disclosure control: `members.csv`.
  public static func members(_ source: MemberSource, _ table: DisclosedTable) -> AggregateFile? {
    area(.members, AggregateTable(table), source: source.source)
  }

  private static func area(
    _ kind: AreaTable, _ table: AggregateTable, source: String
  ) -> AggregateFile? {
    guard let name = FileName(kind.rawValue) else { return nil }
    var file = AggregateFile(
      name: name, title: kind.title, description: "\(kind.says) Source: \(source)", table: table)
    // They are of the files of this night whatever day the persons' figures are of.
    file.countsPersons = false
    return file
  }
}

extension AreaTable {
  fileprivate var title: String {
    switch self {
    case .listSizes: "List sizes beside residents"
    case .lifeExpectancy: "Life expectancy at birth by deprivation"
    case .projections: "People with conditions in years to come"
    case .contracts: "Providers' uptake against what was agreed"
    case .experience: "What patients say, by area of care"
    case .members: "Members by group"
    }
  }

  fileprivate var says: String {
    switch self {
    case .listSizes:
      "Published list sizes of the area's practices, and the people who live in its districts."
    case .lifeExpectancy:
      "Life expectancy at birth by sex and deprivation, with the gap between the ends and the slope along all groups."
    case .projections:
      "The people of each sex and age band in years to come, times how many in a hundred have a condition today."
    case .contracts:
      "The eligible and the reached of each provider and period as returned, each share beside the target."
    case .experience:
      "Examples of what patients say, and responses to the Friends and Family Test."
    case .members: "Members by the groups by which pages hold them against the population."
    }
  }
}

extension AggregateTable {
  /// Providers' returns with the target, how each share compares with it, and for how many periods in a row it has been below.
  ///
  /// A period of which a provider returned nothing, or whose share is hidden, ends the row of periods: of it nobody can say.
  fileprivate func holdingReturns(against target: Double?) -> AggregateTable {
    let providers = published("area")
    let periods = published(ContractColumn.period).map { value -> Day? in
      if case .day(let day)? = value { day } else { nil }
    }
    let shares = published("percent")
    let known = Set(periods.compactMap(\.self)).sorted()
    var below: [Value?: (period: Int, count: Int64)] = [:]
    var counts = [Value?](repeating: nil, count: rowCount)
    for row in 0..<rowCount {
      guard let target, case .decimal(let share)? = shares[row],
        let place = known.firstIndex(where: { $0 == periods[row] })
      else { continue }
      let before = below[providers[row]]
      let isBelow = share < percent(ofShare: target)
      let count = isBelow ? (before?.period == place - 1 ? before?.count ?? 0 : 0) + 1 : 0
      below[providers[row]] = (place, count)
      counts[row] = .integer(count)
    }
    return holdingEachRow(against: target).appending(
      ContractColumn.below, Column(.integer, counts), hidden: hidden["percent"])
  }

  /// The same as `holding`, with its columns also where there is no target, so that services stand under each other.
  private func holdingEachRow(against target: Double?) -> AggregateTable {
    guard target == nil else { return holding(against: target, lowerThreshold: nil) }
    let nothing = [Value?](repeating: nil, count: rowCount)
    return appending("target", Column(.decimal, nothing))
      .appending("against_target", Column(.text, nothing))
  }
}

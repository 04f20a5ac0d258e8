import Messages
public import Model
public import Tables

/// What the list over all lists that count shows: `priority.csv`.
public struct PriorityListPlan: Sendable {
  /// What the list is.
  public let sheet: SheetDescription
  /// Its columns, and where each comes from.
  let fields: [ListField]
  /// What the columns of the person are called that every list shows.
  let vocabulary: PersonVocabulary
  /// How many people of each network it holds, at least; nil for all of the order.
  private let listed: Int?

  /// Plans the list; `titles` are those of the cohorts by their names, and `noticed` names the scores with a notice that it
  /// reads.
  public init?(
    of impact: ImpactDefinition, titles: [String: String], noticed: [String], sources: ListSources
  ) {
    guard let name = FileName("priority") else { return nil }
    let fields = PriorityColumn.allCases.compactMap { column in
      column.source(sources, titles: titles).map {
        ListField(field: column.field(sources.vocabulary), source: $0)
      }
    }
    self.fields = fields
    vocabulary = sources.vocabulary
    listed = impact.listed
    sheet = SheetDescription(
      name: name,
      title: "\(impact.title), version \(impact.version)"
        + (impact.listed.map { ", the first \(grouped($0))" } ?? ""),
      text: """
        \(whoIsListed(impact)) \
        Source of the rules: \(impact.source)
        """ + pointer(toNotices: noticed),
      fields: fields.map(\.field), undelivered: [], terms: impact.terms)
  }

  /// What the rows are made of, in a text: two lists of one text and of the same data have the same rows.
  public var recipe: String { listed.map { "\(fields.recipe) of \($0)" } ?? fields.recipe }

  /// The rows of the ranking that the list holds, in its order.
  ///
  /// `ranking` is as `rankByImpact` gives it.
  ///
  /// - Complexity: O(rows).
  public func rows(of ranking: Table) -> [Int32] {
    let rows = 0..<Int32(clamping: ranking.rowCount)
    guard let listed, case .integer(let ranks)? = ranking[MemberColumn.rank] else {
      return Array(rows)
    }
    let (places, flags) = (ranking[ImpactColumn.place], ranking[ImpactColumn.redFlags])
    return rows.filter { row in
      if ranks.values[Int(row)] <= listed { return true }
      if case .boolean(let places)? = places, places.bits[Int(row)] { return true }
      if case .text(let flags)? = flags, flags.text(at: Int(row))?.isEmpty == false { return true }
      return false
    }
  }

  /// The columns of the person that the list shows.
  public var personColumns: Set<String> { fields.personColumns.union([vocabulary.person]) }

  /// Makes the list of the people that `rankByImpact` gives.
  ///
  /// `open` is what the lists that count say.
  ///
  /// - Complexity: O(people) for each column.
  public func sheet(
    people: Table, open: OpenListTexts, persons: PersonTable, referenceDate: Day
  ) -> Sheet {
    sheet(
      rows: rows(people: people, open: open, persons: persons, referenceDate: referenceDate),
      networks: people[MemberColumn.network])
  }

  /// Makes the list's rows, as `sheet` takes them.
  ///
  /// - Complexity: O(people) for each column.
  public func rows(
    people: Table, open: OpenListTexts, persons: PersonTable, referenceDate: Day
  ) -> Table {
    ListRows(
      members: people, persons: persons.table, open: open, earlier: nil,
      person: vocabulary.person, referenceDate: referenceDate
    ).table(of: fields)
  }

  /// Puts the list together of its rows and of their networks.
  public func sheet(rows: Table, networks: Column?) -> Sheet {
    Sheet(sheet, table: rows, networks: networks)
  }
}

/// Who is on the list, in a sentence.
private func whoIsListed(_ impact: ImpactDefinition) -> String {
  let exception = exception(forOptOuts: impact.terms)
  guard let listed = impact.listed else {
    return "Everybody of this network who is on a list that counts\(exception)."
  }
  return """
    The first \(grouped(listed)) of this network's order, and below them everybody else with a red flag or one of this week's places. In the order \
    are all who are on a list that counts\(exception). Whoever comes later is on the cohorts' own lists.
    """
}

extension PriorityColumn {
  /// What the column must fulfil.
  fileprivate func field(_ vocabulary: PersonVocabulary) -> SheetField {
    if let column = ListColumn(rawValue: rawValue) { return listField(of: column, vocabulary) }
    return SheetField(rawValue, type, description)
  }

  /// Where the column comes from; nil where the population does not say what to show.
  fileprivate func source(_ sources: ListSources, titles: [String: String]) -> ListSource? {
    switch self {
    case .referenceDate: .referenceDate
    case .nhsNumber: .person(sources.vocabulary.person)
    case .practiceCode: .person(sources.vocabulary.practice)
    case .dateOfBirth: sources.vocabulary.birth.map { .person($0) }
    case .segment:
      sources.segment.map { .personInWords($0, sources.segmentTitles) } ?? .nothing(type)
    case .openLists: .listsInWords(rawValue, titles)
    case .reasons: .openReasons
    case .offers: .openOffers
    case .rank, .redFlags, .need, .gap, .equity, .priority, .equityReasons:
      .roundedMember(rawValue)
    case .thisWeek: .member(ImpactColumn.place)
    case .practiceName, .networkName, .age, .sex, .imdDecile, .informationNeed,
      .informationNeedReviewed, .preferredLanguage, .carer, .careHome:
      ListColumn(rawValue: rawValue).flatMap { sources.vocabulary.listed[$0] }.map { .person($0) }
    }
  }
}

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
    sheet = SheetDescription(
      name: name, title: "\(impact.title), version \(impact.version)",
      text: """
        Everybody of this network who is on a list that counts\(exception(forOptOuts: impact.terms)). \
        Source of the rules: \(impact.source)
        """ + pointer(toNotices: noticed),
      fields: fields.map(\.field), undelivered: [], terms: impact.terms)
  }

  /// What the rows are made of, in a text: two lists of one text and of the same data have the same rows.
  public var recipe: String { fields.recipe }

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

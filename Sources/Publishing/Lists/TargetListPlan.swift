import Messages
public import Model
public import Tables

/// What a cohort's list shows: its fields, and where each comes from.
public struct TargetListPlan: Sendable {
  /// What the list is.
  public private(set) var sheet: SheetDescription
  private let fields: [ListField]
  private let vocabulary: PersonVocabulary

  /// Plans the list of a cohort; nil for one whose name cannot name a file.
  ///
  /// `score` is the one that the list shows, `noticed` names those with a notice that it shows or reads, `undelivered` the
  /// feeds without which it was not made, `own` the columns that the cohort makes for its own list.
  public init?(
    of cohort: CohortDefinition, score: ScoreDefinition?, noticed: [String],
    undelivered: [LackingFeed], isOfFewNetworks: Bool = false, own: [PersonColumn] = [],
    sources: ListSources
  ) {
    guard let name = FileName(cohort.name) else { return nil }
    let fields = listFields(of: cohort, score: score, own: own, sources: sources)
    self.fields = fields
    vocabulary = sources.vocabulary
    sheet = SheetDescription(
      name: name, title: cohort.title,
      text: sentence(forListWithout: undelivered) + "Source of the rules: \(cohort.source)"
        + pointer(toNotices: noticed),
      fields: fields.map(\.field), undelivered: undelivered, terms: cohort.terms)
    sheet.isOfFewNetworks = isOfFewNetworks
  }

  /// What the rows are made of, in a text: two lists of one text and of the same data have the same rows.
  public var recipe: String { fields.recipe }

  /// The columns of the person that the list shows.
  public var personColumns: Set<String> { fields.personColumns.union([vocabulary.person]) }

  /// Makes the list.
  ///
  /// `members` are those of the cohort by network and rank, `alsoOn` what `ListMembership` says of them, `places` who has
  /// one of this week's places, and `earlier` has the
  /// keys of those who were on this list in the newest release of an earlier reference date. A list names people, so nothing in it is hidden
  /// or rounded.
  ///
  /// - Missing: `new` where no earlier list is known, `this_week` where there are no places, and of who is not in the order over all lists.
  /// - Complexity: O(persons on the list) for each column.
  public func sheet(
    members: Table, alsoOn: TextColumn, places: WeekPlaces?, earlier: Column?, persons: PersonTable,
    referenceDate: Day
  ) -> Sheet {
    let rows = ListRows(
      members: members, persons: persons.table, alsoOn: alsoOn, places: places,
      earlier: earlier,
      person: vocabulary.person, referenceDate: referenceDate)
    return Sheet(
      sheet, table: rows.table(of: fields), networks: members[MemberColumn.network])
  }
}

/// The fields of a list: those of every list in their order, and after the reasons what the cohort shows.
private func listFields(
  of cohort: CohortDefinition, score: ScoreDefinition?, own: [PersonColumn], sources: ListSources
) -> [ListField] {
  let ownFields = (cohort.actions?.shown ?? []).compactMap { name in
    own.first { $0.name == name }.map { ownField($0) }
  }
  return ListColumn.allCases.flatMap { column -> [ListField] in
    let source = listSource(of: column, cohort, score: score, sources)
    let field = source.map {
      ListField(field: listField(of: column, sources.vocabulary), source: $0)
    }
    let shown = column == .reasons ? cohort.shown.map { shownField($0, sources) } + ownFields : []
    return [field].compactMap { $0 } + shown
  }
}

/// Where a column of every list comes from; nil where the population does not say what to show.
private func listSource(
  of column: ListColumn, _ cohort: CohortDefinition, score: ScoreDefinition?, _ sources: ListSources
) -> ListSource? {
  func person(_ name: String?) -> ListSource {
    name.map { .person($0) } ?? .nothing(column.type)
  }
  switch column {
  case .referenceDate: return .referenceDate
  case .rank, .reasons, .pathway: return .member(column.rawValue)
  case .nhsNumber: return .person(sources.vocabulary.person)
  case .practiceCode: return .person(sources.vocabulary.practice)
  case .thisWeek: return .thisWeek
  case .dateOfBirth: return sources.vocabulary.birth.map { .person($0) }
  case .segment:
    return sources.segment.map { .personInWords($0, sources.segmentTitles) }
      ?? .nothing(column.type)
  case .riskBand: return person(score.map { ScoreColumn.band.name(of: $0.name) })
  case .score: return score.map { .score($0.name) } ?? .nothing(column.type)
  case .scoreVersion: return score.map { .scoreVersion($0) } ?? .nothing(column.type)
  case .lastDone: return person(cohort.lastDone)
  case .lastInvited: return person(cohort.lastInvited)
  case .lastDeclined: return person(cohort.lastDeclined)
  case .overdueOn: return person(cohort.overdueOn)
  case .alsoOn: return .alsoOn
  case .new: return .new
  case .practiceName, .networkName, .age, .sex, .imdDecile, .informationNeed,
    .informationNeedReviewed, .preferredLanguage, .carer, .careHome:
    return sources.vocabulary.listed[column].map { .person($0) }
  }
}

/// The field of a column that the cohort shows.
private func shownField(_ name: String, _ sources: ListSources) -> ListField {
  let column = sources.column(name)
  let description = FieldDescription(column.heading, meaning(of: column.origin))
  guard column.type == .decimal, let decimals = column.decimals else {
    return ListField(field: SheetField(name, column.type, description), source: .person(name))
  }
  return ListField(
    field: SheetField(name, decimals == 0 ? .integer : .decimal, description),
    source: .shownNumber(name, decimals: decimals))
}

/// The field of a column of what networks report of the list.
private func ownField(_ column: PersonColumn) -> ListField {
  ListField(
    field: SheetField(
      column.name, column.type,
      FieldDescription(column.heading, "Of what networks report of the people on this list.")),
    source: .member(column.name))
}

/// What a column of every list must fulfil.
func listField(of column: ListColumn, _ vocabulary: PersonVocabulary) -> SheetField {
  var field = SheetField(column.rawValue, column.type, column.description)
  switch column {
  case .referenceDate: field.isRequired = true
  case .rank:
    field.isRequired = true
    field.isUnique = true
    field.minimum = 1
  case .nhsNumber:
    field = SheetField(
      column.name(in: vocabulary), vocabulary.key.columnType, vocabulary.key.description)
    field.pattern = vocabulary.key.pattern
    field.isRequired = true
    field.isUnique = true
  case .practiceCode:
    field.isRequired = true
    field.pattern = "[A-Z][0-9]{5}"
  case .age: field.minimum = 0
  case .imdDecile:
    field.minimum = 1
    field.maximum = 10
  default: break
  }
  return field
}

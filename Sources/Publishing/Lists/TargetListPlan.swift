import Messages
public import Model
public import Tables

/// What a cohort's list shows: its fields, and where each comes from.
public struct TargetListPlan: Sendable {
  /// What the list is.
  public private(set) var sheet: SheetDescription
  /// Its columns, and where each comes from.
  let fields: [ListField]
  /// What the columns of the person are called that every list shows.
  let vocabulary: PersonVocabulary

  /// Plans the list of a cohort; nil for one whose name cannot name a file.
  ///
  /// `score` is the one that the list shows, `noticed` names those with a notice that it shows or reads, `undelivered` the
  /// feeds without which it was not made, `own` the columns that the cohort makes for its own list, `actedOnAs` the list that
  /// actions name where that is not the cohort's own.
  public init?(
    of cohort: CohortDefinition, score: ScoreDefinition?, noticed: [String],
    undelivered: [LackingFeed], isOfFewNetworks: Bool = false, own: [PersonColumn] = [],
    actedOnAs: String? = nil, sources: ListSources
  ) {
    self.init(
      of: cohort, named: cohort.name, title: cohort.title, opening: "",
      fields: listFields(of: cohort, score: score, own: own, sources: sources), noticed: noticed,
      undelivered: undelivered, sources: sources)
    sheet.isOfFewNetworks = isOfFewNetworks
    // Rows of an earlier list are of the cohort that made it, whatever the sheet is called.
    if cohort.actions != nil { sheet.actedOnAs = actedOnAs ?? cohort.name }
  }

  /// Plans the list of those who come onto a cohort's list soon, with the ending `-due-soon`.
  ///
  /// It has the columns of the list, but for what is only said of who is on it, and the day on which each person comes onto
  /// it.
  public init?(
    dueSoonOf cohort: CohortDefinition, score: ScoreDefinition?, noticed: [String],
    undelivered: [LackingFeed], sources: ListSources
  ) {
    self.init(
      of: cohort, named: "\(cohort.name)-\(CohortStep.Kind.dueSoon.rawValue)",
      title: title(ofDueSoon: cohort), opening: sentence(forDueSoon: cohort),
      fields: dueSoonFields(of: cohort, score: score, sources: sources), noticed: noticed,
      undelivered: undelivered, sources: sources)
    sheet.isBesideList = true
  }

  private init?(
    of cohort: CohortDefinition, named text: String, title: String, opening: String,
    fields: [ListField], noticed: [String], undelivered: [LackingFeed], sources: ListSources
  ) {
    guard let name = FileName(text) else { return nil }
    self.fields = fields
    vocabulary = sources.vocabulary
    sheet = SheetDescription(
      name: name, title: title,
      text: sentence(forListWithout: undelivered) + opening
        + "Source of the rules: \(cohort.source)"
        + pointer(toNotices: noticed),
      fields: fields.map(\.field), undelivered: undelivered, terms: cohort.terms)
  }

  /// What the rows are made of, in a text: two lists of one text and of the same data have the same rows.
  public var recipe: String { fields.recipe }

  /// The fields of the list, each with the columns of the person that its values come from; none for what is made of the list
  /// itself, such as the rank.
  public var origins: [(field: SheetField, personColumns: [String])] {
    fields.map { ($0.field, $0.personColumns) }
  }

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
    sheet(
      rows: rows(
        members: members, places: places, earlier: earlier, persons: persons,
        referenceDate: referenceDate),
      alsoOn: alsoOn, networks: members[MemberColumn.network])
  }

  /// Makes the list's rows but for what else its people are on, as `sheet` takes them.
  ///
  /// - Complexity: O(persons on the list) for each column.
  public func rows(
    members: Table, places: WeekPlaces?, earlier: Column?, persons: PersonTable, referenceDate: Day
  ) -> Table {
    ListRows(
      members: members, persons: persons.table, places: places, earlier: earlier,
      person: vocabulary.person, referenceDate: referenceDate
    ).table(of: fields.filter { $0.source != .alsoOn })
  }

  /// Puts the list together of its rows, of what else its people are on, and of the networks of its rows.
  public func sheet(rows: Table, alsoOn: TextColumn, networks: Column?) -> Sheet {
    let columns = fields.map { field -> (String, Column) in
      let name = field.field.name
      return (name, rows[name] ?? Column.text(alsoOn).safeInSpreadsheets)
    }
    return Sheet(sheet, table: Table(columns, rowCount: rows.rowCount), networks: networks)
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

/// The fields of the list of those who are due soon.
///
/// What a list says of a person holds of who is on it: here the reasons are what is waited for, and nobody is new or has one
/// of this week's places, and nothing that was reported of the list.
private func dueSoonFields(
  of cohort: CohortDefinition, score: ScoreDefinition?, sources: ListSources
) -> [ListField] {
  let without = [ListColumn.thisWeek, .new].map(\.rawValue)
  let all = listFields(of: cohort, score: score, own: [], sources: sources)
  return all.filter { !without.contains($0.field.name) }.flatMap { own -> [ListField] in
    var field = own.field
    switch ListColumn(rawValue: field.name) {
    case .rank:
      field.description = FieldDescription(
        "Rank", "The order in which people come onto the list, from 1.")
      var day = SheetField(
        MemberColumn.dueOn, .day,
        FieldDescription(
          "Due on", "The day from which on the person is on the list, if nothing else happens."))
      day.isRequired = true
      return [
        ListField(field: field, source: own.source),
        ListField(field: day, source: .member(MemberColumn.dueOn)),
      ]
    case .reasons:
      field.description = FieldDescription(
        "Reasons", "Why the person is not on the list yet, joined by a semicolon.")
    default: break
    }
    return [ListField(field: field, source: own.source)]
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
  var field = SheetField(name, column.type, description)
  field.unit = column.unit
  guard column.type == .decimal, let decimals = column.decimals else {
    return ListField(field: field, source: .person(name))
  }
  field.type = decimals == 0 ? .integer : .decimal
  return ListField(field: field, source: .shownNumber(name, decimals: decimals))
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

public import Model
import Tables

/// Carries out one step of the plan.
///
/// The step gets the columns that it declares and no others, so that a step that reads another one is found out at once.
///
/// - Throws: `missingColumn` where the step works with a column that it does not declare or that it was not given, or does
///   not make one that it declares; `missingFeed`; `noSeason`.
public func run(_ step: PersonStep, on input: StepInput) throws(StepFault) -> StepOutput {
  let persons = step.work.seen(try declaredColumns(of: step, input), step, input)
  for (campaign, user) in step.work.campaigns {
    _ = try input.parameters.parameters(of: campaign, usedBy: user)
  }
  let output = try perform(step, persons, input)
  if let made = output.columns?.table {
    for column in step.makes where made[column.name]?.type != column.type {
      throw .missingColumn(step: step.name, column: column.name)
    }
  }
  return output
}

extension PersonWork {
  /// The persons as the work may see them: of a practice whose delivery is not complete nothing is known that rests on it,
  /// and counts leave its patients out.
  ///
  /// Features and scores are made of everybody, so that everybody keeps a row; whoever reads them sees the gaps.
  fileprivate func seen(
    _ persons: PersonTable, _ step: PersonStep, _ input: StepInput
  ) -> PersonTable {
    switch self {
    case .population, .features, .score, .segments: persons
    case .cohort, .impact:
      persons.masking(input.incomplete, restsOn: step.restsOn, step.vocabulary)
    case .segmentCounts, .peopleCounts, .indicator:
      persons.complete(step.decidedBy, input.incomplete, step.vocabulary)
    }
  }
}

private func perform(
  _ step: PersonStep, _ persons: PersonTable, _ input: StepInput
) throws(StepFault) -> StepOutput {
  let parameters = input.parameters
  switch step.work {
  case .population(let definition):
    return .population(try population(definition, step, input))
  case .features(let set):
    var feeds: [String: FeedRows] = [:]
    for name in step.feeds { feeds[name] = try input.rows(of: name, for: step) }
    return .features(
      buildFeatures(
        set.features, persons: persons, person: step.vocabulary.person, feeds: feeds,
        eventRows: input.eventRows, reporting: step.reportedFeeds, parameters: parameters,
        given: input.given,
        partitionedBy: input.partitionRows))
  case .score(let definition):
    var result = computeScore(
      definition, persons: persons, parameters: parameters.plain, absent: input.absentColumns,
      partitionedBy: input.partitionRows)
    result.columns = input.given.over(result.columns)
    return .score(result)
  case .segments(let definition):
    return .segments(
      input.given.over(
        assignSegments(definition, persons: persons, parameters: parameters.plain)))
  case .segmentCounts(let definition):
    return .segmentCounts(countSegments(definition, persons: persons, classes: input.classes))
  case .peopleCounts(let definition):
    return .peopleCounts(countPeople(definition, persons: persons, classes: input.classes))
  case .cohort(let definition, let directory):
    return .cohort(try cohort(definition, directory, persons, step, input))
  case .impact(let definition):
    return .impact(
      rankByImpact(
        definition.flagging(without: input.absentColumns), lists: input.lists, persons: persons,
        vocabulary: step.vocabulary, classes: input.classes, parameters: parameters.plain))
  case .indicator(let definition, let proportion):
    let parameters = try parameters.parameters(
      of: definition.campaign, usedBy: definition.name)
    let isMade = input.lacking(step).isEmpty
    let counted = isMade ? persons : PersonTable(persons.table.gathered([]))
    return .indicator(
      measure(
        definition, proportion, persons: counted, vocabulary: step.vocabulary,
        classes: input.classes,
        parameters: parameters),
      parts: proportion.splits.isEmpty
        ? nil
        : measureParts(
          proportion, persons: counted, classes: input.classes, parameters: parameters),
      findings: expectationFindings(
        definition, proportion, persons: counted, parameters: parameters))
  }
}

private func cohort(
  _ definition: CohortDefinition, _ directory: PathwaysDefinition?, _ persons: PersonTable,
  _ step: PersonStep, _ input: StepInput
) throws(StepFault) -> CohortSelection {
  let own = try ownColumns(definition.actions, persons, step, input)
  var selection = selectCohort(
    definition.saying(without: input.absentColumns), directory: directory,
    persons: persons.beside(own),
    vocabulary: step.vocabulary,
    undelivered: input.lacking(step), incomplete: input.incomplete.of(step.decidedBy),
    readings: IncompleteReadings(input.incomplete, restsOn: step.restsOn), classes: input.classes,
    parameters: try input.parameters.parameters(
      of: definition.campaign, usedBy: definition.name))
  selection.own = own
  return selection
}

/// What networks report of the people on a cohort's list, as the columns of the list's own.
private func ownColumns(
  _ actions: ListActions?, _ persons: PersonTable, _ step: PersonStep, _ input: StepInput
) throws(StepFault) -> PersonTable? {
  guard let actions else { return nil }
  return ownColumns(
    actions, persons: persons, person: step.vocabulary.person,
    rows: try input.rows(of: actions.feed, for: step), eventRows: input.eventRows,
    parameters: input.parameters, given: input.given, partitionedBy: input.partitionRows)
}

private func population(
  _ definition: PopulationDefinition, _ step: PersonStep, _ input: StepInput
) throws(StepFault) -> Population {
  let registrations = try input.rows(of: definition.feed, for: step)
  var feeds: [String: Table] = [:]
  for name in step.feeds where name != definition.feed {
    feeds[name] = try input.rows(of: name, for: step).acceptedRows
  }
  return buildPopulation(
    definition, registrations: registrations.acceptedRows, places: registrations.acceptedPlaces,
    beside: registrations.otherRows, rejected: registrations.rejectedRows,
    unread: registrations.acceptedUnread, feeds: feeds,
    heldBack: input.heldBack, silent: input.silent,
    parameters: input.parameters.plain,
    knownUntil: input.parameters.knownUntil, earlier: input.earlier, given: input.given)
}

/// The columns that a step declares; they must be all that its work needs.
private func declaredColumns(
  of step: PersonStep, _ input: StepInput
) throws(StepFault) -> PersonTable {
  var table = Table(rowCount: input.persons.count)
  for name in step.reads {
    guard let column = input.persons.table[name] else {
      throw .missingColumn(step: step.name, column: name)
    }
    table.append(name, column)
  }
  for name in step.work.columns(step.vocabulary).sorted() where table[name] == nil {
    throw .missingColumn(step: step.name, column: name)
  }
  return PersonTable(table)
}

extension StepInput {
  /// The rows of a feed that a step declares.
  fileprivate func rows(of feed: String, for step: PersonStep) throws(StepFault) -> FeedRows {
    guard step.feeds.contains(feed), let rows = feeds[feed] else {
      throw .missingFeed(step: step.name, feed: feed)
    }
    return rows
  }
}

extension GivenValues {
  /// A step's columns with what is given of them set over.
  fileprivate func over(_ columns: PersonTable) -> PersonTable {
    PersonTable(
      Table(
        zip(columns.table.names, columns.table.columns).map { ($0, over($0, $1)) },
        rowCount: columns.count))
  }
}

import Definitions
import Expressions
import Health
import Parallel
import Tables

/// Holds person-level feeds against published figures.
///
/// - Tables: `practices`, `registers` with what disclosure control needs (see `PersonAggregate.tables`). Names: `heldBack`, the practices whose lists differ too much.
func performReconcile(
  _ definition: ReconciliationDefinition, _ people: PopulationDefinition, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let feeds = try referenceFeeds(context, except: people.feed)
  let result = reconcile(
    definition, population: people, registrations: try context.feed(people.feed), feeds: feeds,
    parameters: context.parameters.plain)
  var output = StageOutput()
  output.add("practices", result.practices)
  output.tables += result.registers.tables(named: "registers")
  output.findings = result.findings
  output.names["heldBack"] = result.heldBack
  return output
}

/// Works out who is in the population.
///
/// - Tables: `persons`, `practices`. Names: `absent`, the columns that no feed carried.
func performPopulation(_ definition: PopulationDefinition, _ context: StageContext)
  throws(RunFault) -> StageOutput
{
  var heldBack: [String] = []
  for name in context.stage.inputs {
    heldBack += try context.input(name).record.names["heldBack"] ?? []
  }
  let feeds = try referenceFeeds(context, except: definition.feed)
  let result = buildPopulation(
    definition, registrations: try context.feed(definition.feed),
    places: try context.places(of: definition.feed).filtered(
      try context.accepted(definition.feed)), feeds: feeds, heldBack: heldBack,
    parameters: context.parameters.plain)
  context.counter.add(result.persons.count)
  var output = StageOutput()
  output.add("persons", result.persons.table)
  output.add("practices", result.practices)
  output.rejects = result.rejects
  output.findings = result.findings
  output.figures["persons"] = Double(result.persons.count)
  output.names["practicesLeftOut"] = practicesLeftOut(result.practices)
  output.names["absent"] = try columnsWithoutFeed(definition, context)
  return output
}

/// The columns that are looked up in a feed of which nothing was delivered, and those derived from nothing else.
private func columnsWithoutFeed(
  _ definition: PopulationDefinition, _ context: StageContext
) throws(RunFault) -> [String] {
  let lacking = Set(try context.lacking(definition.lookups.map { $0.feed }).map { $0.feed })
  var missing = definition.lookups.filter { lacking.contains($0.feed) }.map { $0.name }
  for column in definition.columns where isAbsent(column.value, missing) {
    missing.append(column.name)
  }
  return missing
}

/// Whether a value reads something, and nothing that is there.
private func isAbsent(_ value: CheckedExpression, _ missing: [String]) -> Bool {
  !value.columns.isEmpty && value.columns.isSubset(of: missing)
}

/// The practices whose patients are on no list, with why.
///
/// A code that is not a practice's is counted and not shown: a cell in the wrong column may hold anything.
private func practicesLeftOut(_ practices: Table) -> [String] {
  var names: [String] = []
  var others = 0
  for row in 0..<practices.rowCount where practices.text("status", row) != "ok" {
    let code = practices.text("practice_code", row)
    if isPracticeCode(code.utf8) {
      let patients = grouped(practices.integer("patients", row))
      names.append("\(code) (\(reason(practices.text("status", row))), \(patients) patients)")
    } else {
      others += 1
    }
  }
  return names + (others > 0 ? ["\(others) codes that are no practice's"] : [])
}

/// Reduces events to one value a person.
///
/// - Tables: `persons`. Names: `absent`, the columns that no feed carried.
func performFeatures(
  _ definitions: [FeatureDefinition], keys: [String], _ context: StageContext
) throws(RunFault) -> StageOutput {
  var feeds: [String: Table] = [:]
  var accepted: [String: Bitmap] = [:]
  var lacking: [LackingFeed] = []
  for name in context.stage.inputs where name.phase == .extract {
    let input = try context.input(name)
    feeds[name.name] = try input.table(
      "rows", columns: keys + columns(of: definitions, in: name.name).filter { !keys.contains($0) })
    accepted[name.name] = try context.accepted(name.name)
    lacking += try context.lacking([name.name])
  }
  let result = buildFeatures(
    definitions, persons: try context.persons(), feeds: feeds,
    accepted: accepted, parameters: context.parameters.plain,
    campaigns: context.parameters.campaigns)
  context.counter.add(feeds.values.reduce(0) { $0 + $1.rowCount })
  var output = StageOutput()
  output.add("persons", result.columns.table)
  let missing = featuresWithoutFeed(
    definitions, Set(lacking.map { $0.feed }), after: try context.columnsWithoutFeed)
  output.findings = result.findings + absenceFindings(missing, lacking)
  output.names["absent"] = missing
  return output
}

private func reason(_ status: String) -> String {
  switch status {
  case "held-back": "its list differs too much from the published size"
  case "no-pcn": "in no PCN"
  default: "practice not known"
  }
}

/// The features that read no feed that was delivered, and those derived from nothing else.
///
/// `columns` are those of the population that no feed carried.
private func featuresWithoutFeed(
  _ features: [FeatureDefinition], _ absent: Set<String>, after columns: Set<String>
) -> [String] {
  var missing: [String] = []
  var known = Array(columns)
  for feature in features {
    let isMissing =
      switch feature.kind {
      case .reduced(let reduction): reduction.feeds.allSatisfy { absent.contains($0) }
      case .derived(let value): isAbsent(value, known)
      }
    guard isMissing else { continue }
    missing.append(feature.name)
    known.append(feature.name)
  }
  return missing
}

/// Says which features nobody can have, because the feeds that they read were not delivered.
private func absenceFindings(_ features: [String], _ lacking: [LackingFeed]) -> [Finding] {
  guard !features.isEmpty else { return [] }
  let feeds = lacking.map { words(for: $0) }.sorted()
  return [
    Finding(
      rule: Notes.featuresWithoutFeed, grade: .warning, feed: "features",
      says:
        "nothing was delivered of \(feeds.joined(separator: ", ")), so these are empty for everybody: "
        + features.joined(separator: ", "), count: features.count)
  ]
}

/// The columns of a feed that conditions and reductions of some features name.
private func columns(of features: [FeatureDefinition], in feed: String) -> [String] {
  var names: Set<String> = []
  for case .reduced(let reduction) in features.map({ $0.kind }) where reduction.feeds.contains(feed)
  {
    names.formUnion(reduction.condition?.columns ?? [])
    names.formUnion([reduction.value, reduction.by].compactMap { $0 })
  }
  return names.sorted()
}

/// Puts everybody into one segment.
///
/// - Tables: `persons`.
func performSegments(_ definition: SegmentationDefinition, _ context: StageContext)
  throws(RunFault) -> StageOutput
{
  let expressions = definition.segments.flatMap { $0.elements } + definition.overlays
  let persons = try context.persons(columns: columns(read: expressions.map { $0.when }))
  var output = StageOutput()
  output.add(
    "persons",
    assignSegments(definition, persons: persons, parameters: context.parameters.plain).table)
  context.counter.add(persons.count)
  return output
}

/// Scores everybody whom the score is for.
///
/// - Tables: `persons`. A finding names the terms that no feed carries.
func performScore(_ definition: ScoreDefinition, _ context: StageContext) throws(RunFault)
  -> StageOutput
{
  let persons = try context.persons(columns: columns(read: definition.expressions))
  let result = computeScore(
    definition, persons: persons, parameters: context.parameters.plain,
    absent: try context.columnsWithoutFeed)
  context.counter.add(persons.count)
  var output = StageOutput()
  output.add("persons", result.columns.table)
  if !result.notCarried.isEmpty {
    output.findings = [
      Finding(
        rule: Notes.termsNotCarried, grade: .warning, feed: definition.name,
        says:
          "no feed carries \(result.notCarried.joined(separator: ", ")), so the score leaves them out",
        count: result.notCarried.count)
    ]
  }
  return output
}

/// Selects and ranks a cohort.
///
/// - Tables: `members`, `attrition`, `status`, and `aggregate` with what disclosure control needs.
func performCohort(
  _ definition: CohortDefinition, _ directory: PathwaysDefinition?, _ context: StageContext
) throws(RunFault) -> StageOutput {
  let wanted = columns(read: expressions(of: definition, directory))
    .union([definition.lastDone].compactMap { $0 })
  let persons = try context.persons(columns: wanted)
  let undelivered = try context.lacking(definition.neededFeeds).map { words(for: $0) }
  let selection = selectCohort(
    definition, directory: directory, persons: persons, undelivered: undelivered,
    parameters: try context.parameters.parameters(
      of: definition.campaign, usedBy: definition.name))
  context.counter.add(persons.count)
  var output = StageOutput()
  output.add("members", withNumbers(selection.members, persons))
  output.add("attrition", selection.attrition)
  output.tables += selection.aggregate.tables(named: "aggregate")
  output.add("status", withNumbers(selection.status, persons))
  // No stage of this run reads it, and it may have a row for everybody.
  output.storedOnly = ["status"]
  output.figures = peopleByNetwork(selection.members)
  output.names["undelivered"] = undelivered
  output.findings = notMade("the list is empty", of: definition.name, without: undelivered)
  let unread = try rulesWithoutFeed(definition, context)
  if undelivered.isEmpty, !unread.isEmpty {
    output.names["unread"] = unread
    output.findings.append(
      Finding(
        rule: Notes.rulesWithoutFeed, grade: .warning, feed: definition.name,
        says: "rules of the list read what no feed carried: " + unread.joined(separator: ", "),
        count: unread.count))
  }
  output.findings += withoutService(definition, selection.withoutService)
  return output
}

/// Says that people on a list are offered none of its services.
private func withoutService(_ definition: CohortDefinition, _ people: Int) -> [Finding] {
  guard people > 0 else { return [] }
  return [
    Finding(
      rule: Notes.peopleWithoutService, grade: .warning, feed: definition.name,
      says: "people for whom no service of the list's pathway applies", count: people)
  ]
}

/// The columns that decide who is on a list and that no feed carried.
private func rulesWithoutFeed(
  _ definition: CohortDefinition, _ context: StageContext
) throws(RunFault) -> [String] {
  let absent = try context.columnsWithoutFeed
  let deciding = [definition.eligible] + definition.exclusions.map { $0.when }
  return deciding.reduce(into: Set<String>()) { $0.formUnion($1.columns) }
    .intersection(absent).sorted()
}

/// Says that something was not made because feeds were not delivered.
func notMade(_ what: String, of name: String, without feeds: [String]) -> [Finding] {
  guard !feeds.isEmpty else { return [] }
  return [
    Finding(
      rule: Notes.listNotMade, grade: .warning, feed: name,
      says: "\(what) because nothing was delivered of \(feeds.joined(separator: ", "))", count: 1)
  ]
}

/// Members with their NHS numbers, so that another night's list can be held against this one.
private func withNumbers(_ members: Table, _ persons: PersonTable) -> Table {
  guard case .integer(let rows)? = members["person"],
    let numbers = persons.table["nhs_number"]
  else { return members }
  var result = members
  result.append("nhs_number", numbers.gathered(rows.values.map { Int32($0) }))
  return result
}

private func peopleByNetwork(_ members: Table) -> [String: Double] {
  var people = ["members": Double(members.rowCount)]
  guard case .text(let networks)? = members["pcn_code"] else { return people }
  for code in networks.codes { people["pcn \(networks.dictionary[code])", default: 0] += 1 }
  return people
}

/// The columns that some expressions read, with those that every stage over persons needs.
func columns(read expressions: [CheckedExpression]) -> Set<String> {
  expressions.reduce(into: [
    "nhs_number", "practice_code", "practice_status", "pcn_code", "secondary_use",
  ]) {
    $0.formUnion($1.columns)
  }
}

/// The accepted rows of every feed that a stage reads but one.
private func referenceFeeds(_ context: StageContext, except person: String) throws(RunFault)
  -> [String: Table]
{
  var feeds: [String: Table] = [:]
  for name in context.stage.inputs where name.phase == .extract && name.name != person {
    feeds[name.name] = try context.feed(name.name)
  }
  return feeds
}

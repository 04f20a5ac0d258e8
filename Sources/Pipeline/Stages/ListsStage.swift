import Expressions
import Health
import Parallel
import Publishing
import Tables

/// Writes every PCN's folder: a list a cohort, the list over all of them, and the data package.
///
/// Each list is a part of the output. One that is made of the same as in an earlier output is taken over: nothing of it
/// is worked out, written or hashed again.
func performLists(_ work: ListsWork, _ context: StageContext) throws(RunFault) -> StageOutput {
  let notices = work.scores.compactMap { ScoreNotice(of: $0) }
  let persons = try context.persons(columns: columns(shownIn: work))
  let parts = ListParts(of: work, networks: try networks(context), context)
  var cohorts: [SelectedCohort] = []
  for cohort in work.cohorts { cohorts.append(try whoIsOn(cohort, work, notices, context)) }
  context.counter.add(cohorts.reduce(0) { $0 + $1.members.rowCount })
  let membership = ListMembership(of: cohorts, personCount: persons.count)
  let lists = try parallelMap(Array(cohorts.enumerated())) { index, cohort throws(RunFault) in
    try list(
      of: cohort, alsoOn: membership.others(of: cohort.people, onList: index), persons, parts,
      context)
  }
  let priority = try work.impact.map { impact throws(RunFault) in
    try list(overAll: impact, persons, noticed: noticed(by: impact, notices), parts, context)
  }
  let remarks = try listRemarks(work.cohorts, context)
  let heldBack = try heldBackPractices(context)
  let folders = parallelMap(parts.networks) { network in
    networkFolder(
      network, lists: lists.compactMap { $0.table }, priority: priority?.table, notices: notices,
      remarks: (heldBack[network.text] ?? []).map { heldBackRemark($0) } + remarks,
      referenceDate: context.parameters.referenceDate)
  }
  var output = StageOutput()
  output.files = folders.flatMap { outputFiles($0) }
  for list in lists { output.add(list.part) }
  if let priority { output.add(priority.part) }
  return output
}

/// A cohort and who is on its list, without ranks and reasons.
private func whoIsOn(
  _ cohort: CohortDefinition, _ work: ListsWork, _ notices: [ScoreNotice], _ context: StageContext
) throws(RunFault) -> SelectedCohort {
  let result = try context.input(StageName(cohort: cohort.name))
  var selected = SelectedCohort(
    definition: cohort, scores: work.scores, noticed: noticed(by: cohort, work, notices),
    members: try result.table("members", columns: ["person"]), earlier: nil)
  selected.undelivered = result.record.names["undelivered"] ?? []
  return selected
}

/// A cohort's list, made or taken over.
private func list(
  of cohort: SelectedCohort, alsoOn: TextColumn, _ persons: PersonTable, _ parts: ListParts,
  _ context: StageContext
) throws(RunFault) -> (table: TargetList?, part: MadePart) {
  let key = try parts.key(of: cohort, alsoOn: alsoOn)
  let part = MadePart(name: cohort.name, key: key, taken: parts.find(cohort.name, key: key))
  var cohort = cohort
  if let taken = part.taken {
    cohort.byteCounts = parts.byteCounts(of: taken)
  } else {
    let stage = StageName(cohort: cohort.name)
    cohort.members = try context.input(stage).table("members")
    cohort.earlier = try earlierMembers(of: stage, context)
  }
  let table = targetList(
    of: cohort, alsoOn: alsoOn, persons: persons, sources: parts.sources,
    referenceDate: context.parameters.referenceDate)
  return (table, part)
}

/// The list over all lists, made or taken over.
private func list(
  overAll impact: ImpactDefinition, _ persons: PersonTable, noticed: [String], _ parts: ListParts,
  _ context: StageContext
) throws(RunFault) -> (table: PriorityList?, part: MadePart) {
  let key = try parts.key(of: impact)
  let part = MadePart(name: priorityPart, key: key, taken: parts.find(priorityPart, key: key))
  let people = try context.input(StageName(impact: impact.name))
    .table("people", columns: part.taken == nil ? nil : ["person"])
  let table = priorityList(
    of: impact, people: people, persons: persons, sources: parts.sources, noticed: noticed,
    byteCounts: part.taken.map { parts.byteCounts(of: $0) },
    referenceDate: context.parameters.referenceDate)
  return (table, part)
}

/// What every network should know of some lists: rules that read what no feed carried.
private func listRemarks(
  _ cohorts: [CohortDefinition], _ context: StageContext
) throws(RunFault) -> [String] {
  var remarks: [String] = []
  for cohort in cohorts {
    let unread = try context.input(StageName(cohort: cohort.name)).record.names["unread"] ?? []
    if !unread.isEmpty {
      remarks.append(
        "\(cohort.name): check before acting. Rules of this list read what no feed carried tonight: "
          + unread.joined(separator: ", ") + ".")
    }
  }
  return remarks
}

/// The practices of each network that are on no list tonight because their extract was held back, by code.
private func heldBackPractices(_ context: StageContext) throws(RunFault) -> [String: [String]] {
  let practices = try context.input(StageName(.transform, "population")).table("practices")
  var codes: [String: [String]] = [:]
  for row in 0..<practices.rowCount where practices.text("status", row) == "held-back" {
    codes[practices.text("pcn_code", row), default: []].append(practices.text("practice_code", row))
  }
  return codes.mapValues { $0.sorted() }
}

private func heldBackRemark(_ practice: String) -> String {
  "\(practice): none of this practice's patients are on tonight's lists, because its extract differs too much from its "
    + "published list size. Use its last list, or ask the data team."
}

/// The scores with a notice that a list shows or reads.
private func noticed(by cohort: CohortDefinition, _ work: ListsWork, _ notices: [ScoreNotice])
  -> [String]
{
  let read = Set(expressions(of: cohort, work.directory).flatMap { $0.columns })
    .union([cohort.score.map { columnName(of: $0) }].compactMap { $0 })
  return notices.filter { $0.isRead(byColumns: read) }.map { $0.score }
}

/// The scores with a notice that the list over all lists reads.
private func noticed(by impact: ImpactDefinition, _ notices: [ScoreNotice]) -> [String] {
  let read = Set(expressions(of: impact).flatMap { $0.columns })
  return notices.filter { $0.isRead(byColumns: read) }.map { $0.score }
}

private func columns(shownIn work: ListsWork) -> Set<String> {
  var names: Set<String> = [
    "nhs_number", "practice_code", "pcn_code", "age", "sex", "imd_decile", "information_need",
    "preferred_language", "carer", "care_home",
  ]
  for score in work.scores {
    names.insert(columnName(of: score.name))
    names.insert(columnName(of: score.name) + "_band")
    names.insert(columnName(of: score.name) + "_origin")
  }
  if let segmentation = work.segmentation { names.insert(columnName(of: segmentation.name)) }
  for cohort in work.cohorts {
    names.formUnion([cohort.lastDone, cohort.lastOutcome].compactMap { $0 })
  }
  return names
}

/// The PCNs that have patients, by code: each gets a folder, also where nobody is due.
private func networks(_ context: StageContext) throws(RunFault) -> [NetworkCode] {
  let practices = try context.input(StageName(.transform, "population")).table("practices")
  let codes = Set(
    (0..<practices.rowCount).filter { practices.text("status", $0) == "ok" }
      .map { practices.text("pcn_code", $0) })
  return codes.compactMap { NetworkCode($0) }.sorted()
}

/// Who was on a list in the newest release of an earlier reference date; nil where there is none.
private func earlierMembers(of stage: StageName, _ context: StageContext) throws(RunFault)
  -> [Identifier]?
{
  guard let earlier = context.stage.earlier.first(where: { $0.stage == stage }) else { return nil }
  guard let members = context.store.members(of: stage, earlier.fingerprint) else {
    throw .storeUnreadable(path: context.store.folder(of: stage, earlier.fingerprint))
  }
  return members.map { Identifier(number: $0) }
}

import Expressions
import Health
import Parallel
import Publishing
import Tables

/// Writes every PCN's folder: a list a cohort, the list over all of them, and the data package.
func performLists(_ work: ListsWork, _ context: StageContext) throws(RunFault) -> StageOutput {
  let notices = work.scores.compactMap { ScoreNotice(of: $0) }
  var cohorts: [SelectedCohort] = []
  for cohort in work.cohorts {
    let stage = StageName(cohort: cohort.name)
    let result = try context.input(stage)
    var selected = SelectedCohort(
      definition: cohort, scores: work.scores, noticed: noticed(by: cohort, work, notices),
      members: try result.table("members"), earlier: try earlierMembers(of: stage, context))
    selected.undelivered = result.record.names["undelivered"] ?? []
    cohorts.append(selected)
  }
  let persons = try context.persons(columns: columns(shownIn: work))
  let referenceDate = context.parameters.referenceDate
  let sources = ListSources(
    person: "nhs_number", practice: "practice_code",
    segment: work.segmentation.map { columnName(of: $0.name) })
  let lists = targetLists(
    of: cohorts, persons: persons, sources: sources, referenceDate: referenceDate)
  let priority = try work.impact.flatMap { impact throws(RunFault) in
    priorityList(
      of: impact, people: try context.input(StageName(impact: impact.name)).table("people"),
      persons: persons, sources: sources, noticed: noticed(by: impact, notices),
      referenceDate: referenceDate)
  }
  let folders = parallelMap(try networks(context)) { network in
    networkFolder(
      network, lists: lists, priority: priority, notices: notices, referenceDate: referenceDate)
  }
  context.counter.add(cohorts.reduce(0) { $0 + $1.members.rowCount })
  var output = StageOutput()
  output.files = folders.flatMap { outputFiles($0) }
  return output
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

/// Writes the system's aggregates, after disclosure control, and what was wrong with the data.
func performSystem(_ work: SystemWork, _ context: StageContext) throws(RunFault) -> StageOutput {
  var files = try cohortFiles(work, context)
  if let impact = work.impact {
    let aggregate = try PersonAggregate(
      named: "audit", of: context.input(StageName(impact: impact.name)))
    let table = AggregateTable(disclose(aggregate, rule: work.publish.disclosure))
    files += [AggregateFile.impactEquity(impact, table)].compactMap { $0 }
  }
  for segmentation in work.segmentations {
    files += try segmentFile(segmentation, work, context).map { [$0] } ?? []
  }
  for indicator in work.indicators { files += try indicatorFiles(indicator, work, context) }
  files += try registerFile(work, context).map { [$0] } ?? []
  files += [
    AggregateFile.dataQuality(
      try findings(context), rule: work.hasPersons ? work.publish.disclosure : nil)
  ].compactMap { $0 }
  // Definitions refuse names that meet; this keeps a figure from being lost should they not.
  guard Set(files.map { $0.name }).count == files.count else {
    throw .ourMistake("two files of the system folder have one name")
  }
  let folder = systemFolder(files, referenceDate: context.parameters.referenceDate)
  var output = StageOutput()
  output.files = outputFiles(folder)
  return output
}

/// How each cohort came about, who is on each list, and who has what they offer.
///
/// The three come out of one disclosure of each cohort, so that none gives away what another hides.
private func cohortFiles(_ work: SystemWork, _ context: StageContext) throws(RunFault)
  -> [AggregateFile]
{
  var attritions: [(name: String, table: AggregateTable)] = []
  var careGaps: [(name: String, table: AggregateTable)] = []
  for cohort in work.cohorts {
    let result = try context.input(StageName(cohort: cohort.name))
    let aggregate = try PersonAggregate(named: "aggregate", of: result)
    let table = AggregateTable(disclose(aggregate, rule: work.publish.disclosure))
    let steps = table.selecting(where: "kind", is: careGapKind, false)
    attritions.append((cohort.name, steps.selecting(attritionColumns)))
    guard !aggregate.percentages.isEmpty else { continue }
    let rates = aggregate.percentages.flatMap { percentage in
      ["", "_lower", "_upper"].map { percentage.name + $0 }
    }
    let gaps = table.selecting(where: "kind", is: careGapKind)
    careGaps.append((cohort.name, gaps.selecting(careGapColumns + rates)))
  }
  return [
    AggregateFile.attrition(attritions), AggregateFile.counts(attritions),
    AggregateFile.careGaps(careGaps),
  ].compactMap { $0 }
}

private func outputFiles(_ folder: FolderContents) -> [OutputFile] {
  folder.files.map { OutputFile(path: "\(folder.name)/\($0.name)", bytes: $0.bytes) }
}

/// The column that a segmentation or a score makes.
func columnName(of definition: String) -> String {
  String(definition.map { $0 == "-" ? "_" : $0 })
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
  let members = try context.store.table(
    "members", of: stage, earlier.fingerprint, columns: ["nhs_number"])
  guard case .identifier(let numbers)? = members["nhs_number"] else { return nil }
  return numbers.values.map { Identifier(number: $0) }
}

private func segmentFile(
  _ segmentation: SegmentationDefinition, _ work: SystemWork, _ context: StageContext
) throws(RunFault) -> AggregateFile? {
  guard let name = FileName("segments-\(segmentation.name)") else { return nil }
  let persons = try context.persons(
    columns: Set(
      segmentation.overlays.map {
        "\(columnName(of: segmentation.name))_\(columnName(of: $0.name))"
      } + ["practice_status", "pcn_code", "secondary_use", columnName(of: segmentation.name)]))
  let aggregate = countSegments(segmentation, persons: persons)
  return AggregateFile(
    name: name, title: "\(segmentation.title), version \(segmentation.version)",
    description:
      "Persons in each segment and each overlay, of all and of each network. Source: \(segmentation.source)",
    table: AggregateTable(disclose(aggregate, rule: work.publish.disclosure)))
}

private func indicatorFiles(
  _ indicator: IndicatorDefinition, _ work: SystemWork, _ context: StageContext
) throws(RunFault) -> [AggregateFile] {
  let result = try context.input(StageName(.transform, "indicator-\(indicator.name)"))
  switch indicator.kind {
  case .persons(let proportion):
    let aggregate = try PersonAggregate(named: "figures", of: result)
    var table = disclose(aggregate, rule: work.publish.disclosure)
    if proportion.expected != nil { table = table.largestFirst(by: "gap", within: "level") }
    return aggregateFile(indicator.name, indicator, AggregateTable(table))
  case .published:
    var files: [AggregateFile] = []
    for (table, suffix) in [
      ("figures", ""), ("unmatched", "-unmatched"), ("unallocated", "-unallocated"),
    ] {
      let disclosed = DisclosedTable.alreadyPublished(
        try result.table(table), source: indicator.source)
      files += aggregateFile(indicator.name + suffix, indicator, AggregateTable(disclosed))
    }
    return files
  }
}

private func aggregateFile(
  _ name: String, _ indicator: IndicatorDefinition, _ table: AggregateTable
) -> [AggregateFile] {
  guard let file = FileName(name) else { return [] }
  return [
    AggregateFile(
      name: file, title: indicator.title, description: "Source: \(indicator.source)", table: table)
  ]
}

/// Computed registers beside published ones; nil where nothing was held against published figures.
private func registerFile(_ work: SystemWork, _ context: StageContext) throws(RunFault)
  -> AggregateFile?
{
  guard let result = context.inputs[StageName(.validate, "published-figures")] else { return nil }
  let aggregate = try PersonAggregate(named: "registers", of: result)
  guard aggregate.table.rowCount > 0 else { return nil }
  return AggregateFile.registers(disclose(aggregate, rule: work.publish.disclosure))
}

/// What was found by the stages that this one reads, in their order.
private func findings(_ context: StageContext) throws(RunFault) -> [Finding] {
  var findings: [Finding] = []
  for name in context.stage.inputs {
    findings += try context.input(name).record.findings.map { $0.finding }
  }
  return findings
}

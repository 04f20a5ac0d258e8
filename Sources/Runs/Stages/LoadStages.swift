import Messages
import Model
import Expressions
import Health
import Parallel
import Publishing
import Tables

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
  let registers = try disclosedRegisters(work, context)
  files += registers.flatMap { AggregateFile.registers($0) }.map { [$0] } ?? []
  files += [
    AggregateFile.dataQuality(
      try findings(context, registers: registers?.findings ?? []),
      rule: work.hasPersons ? work.publish.disclosure : nil)
  ].compactMap { $0 }
  // Definitions refuse names that meet; this keeps a figure from being lost should they not.
  guard Set(files.map { $0.name }).count == files.count else {
    throw .ourMistake("two files of the system folder have one name")
  }
  let folder = systemFolder(
    files, terms: work.publish.outputs[.aggregates], referenceDate: context.parameters.referenceDate
  )
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

func outputFiles(_ folder: FolderContents) -> [OutputFile] {
  folder.files.map { OutputFile(path: "\(folder.name)/\($0.name)", bytes: $0.bytes) }
}

private func segmentFile(
  _ segmentation: SegmentationDefinition, _ work: SystemWork, _ context: StageContext
) throws(RunFault) -> AggregateFile? {
  guard let name = FileName("segments-\(segmentation.name)") else { return nil }
  let aggregate = try PersonAggregate(
    named: "counts", of: context.input(StageName(counts: segmentation.name)))
  return AggregateFile(
    name: name, title: "\(segmentation.title), version \(segmentation.version)",
    description:
      "Persons in each segment and each overlay, of all and of each network. Source: \(segmentation.source)",
    table: AggregateTable(disclose(aggregate, rule: work.publish.disclosure)))
}

private func indicatorFiles(
  _ indicator: IndicatorDefinition, _ work: SystemWork, _ context: StageContext
) throws(RunFault) -> [AggregateFile] {
  let result = try context.input(StageName(indicator: indicator.name))
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
private func disclosedRegisters(_ work: SystemWork, _ context: StageContext) throws(RunFault)
  -> DisclosedRegisters?
{
  guard let source = work.registers, let result = context.inputs[.publishedFigures] else {
    return nil
  }
  let aggregate = try PersonAggregate(named: "registers", of: result)
  guard aggregate.table.rowCount > 0 else { return nil }
  return discloseRegisters(aggregate, source, rule: work.publish.disclosure)
}

/// What was found by the stages that this one reads, in their order; of registers what may be published.
private func findings(_ context: StageContext, registers: [Finding]) throws(RunFault) -> [Finding] {
  var records: [StageRecord] = []
  for name in context.stage.inputs {
    var record = try context.input(name).record
    if name == .publishedFigures {
      record.findings =
        record.findings.filter { !registerRules.contains($0.rule) }
        + registers.map { FindingEntry($0) }
    }
    records.append(record)
  }
  // Who is offered nothing is counted over everybody on a list, also over whoever may not be in aggregates.
  return findings(of: records).filter { $0.rule != Notes.peopleWithoutService }.map { $0.finding }
}

/// What some stages found, in their order: of the files of features together, so that it does not matter which of them
/// reads a feed.
func findings(of records: [StageRecord]) -> [FindingEntry] {
  var findings: [FindingEntry] = []
  var place: Int?
  let features = records.filter { $0.stage.isFeatures }
  for record in records {
    if record.stage.isFeatures {
      place = place ?? findings.count
    } else {
      findings += record.findings
    }
  }
  let ofFeeds = features.flatMap { $0.findings }.sorted { $0.feed < $1.feed }
  let absences = absenceFindings(of: features).map { FindingEntry($0) }
  findings.insert(contentsOf: ofFeeds + absences, at: place ?? findings.count)
  return findings
}

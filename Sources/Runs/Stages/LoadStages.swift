import Messages
import Model
import Expressions
import Health
import Parallel
import Publishing
import Tables

/// Writes the system's aggregates, after disclosure control, and what was wrong with the data.
func performSystem(_ work: SystemWork, _ context: StageContext) throws(RunFault) -> StageOutput {
  var figures = try context.shared.figures { () throws(RunFault) in
    try tonightsFigures(work, context)
  }
  if let before = context.earlierRecord {
    figures = try figures.keeping(
      figuresOf: StageResult(record: before, store: context.store, memory: nil),
      work.publish)
  }
  let folder = systemFolder(
    figures.files + qualityFile(figures, work),
    pages: work.pages + (work.publish.centralMetrics == nil ? [] : CentralMetrics.files),
    terms: work.publish.outputs[.aggregates],
    referenceDate: context.parameters.referenceDate, countedOn: figures.day)
  var output = StageOutput()
  output.files = outputFiles(folder)
  if let library = work.publish.centralMetrics {
    let metrics = CentralMetrics(
      library, work.publish, work.indicators, figures.files,
      referenceDate: context.parameters.referenceDate, countedOn: figures.day)
    output.files += outputFiles(metrics.folder)
  }
  for (name, table) in figures.tables { output.add(name, table) }
  return output
}

/// The files of the system folder as its stage wrote them.
func systemFiles(
  _ work: SystemWork, _ context: StageContext
) throws(RunFault) -> [AggregateFile] {
  let tonights = try context.shared.figures { () throws(RunFault) in
    try tonightsFigures(work, context)
  }
  let figures = try tonights.published(by: context.input(.system), work.publish)
  return figures.files + qualityFile(figures, work)
}

private func qualityFile(_ figures: CountedFigures, _ work: SystemWork) -> [AggregateFile] {
  let rule = work.hasPersons ? work.publish.disclosure : nil
  return [AggregateFile.dataQuality(figures.findings, rule: rule)].compactMap { $0 }
}

/// The figures as they would be counted tonight.
private func tonightsFigures(
  _ work: SystemWork, _ context: StageContext
) throws(RunFault) -> CountedFigures {
  let disclosed = try DisclosedAggregates(of: work, context)
  var files = try cohortFiles(work, disclosed, context)
  if let impact = work.impact, let audit = disclosed[StageName(impact: impact.name)] {
    let leftOut = try context.practicesLeftOut(
      ofLists: distinct(impact.benefits.map(\.cohort)))
    let table = AggregateTable(audit).naming(leftOut)
    files += [AggregateFile.impactEquity(impact, table)].compactMap { $0 }.map {
      $0.naming(leftOut)
    }
  }
  for segmentation in work.segmentations {
    files += try segmentFile(segmentation, disclosed, context).map { [$0] } ?? []
  }
  if let people = disclosed[.people] {
    let leftOut = try context.practicesLeftOut(of: .people)
    files += [AggregateFile.people(AggregateTable(people).naming(leftOut))].compactMap { $0 }.map {
      $0.naming(leftOut)
    }
  }
  for indicator in work.indicators { files += try indicatorFiles(indicator, disclosed, context) }
  files += try partsFiles(work, disclosed, context)
  files += try areaFiles(work, context)
  files += try pathwaysFile(work, disclosed, context).map { [$0] } ?? []
  let registers = try disclosedRegisters(work, context)
  files += registers.flatMap { AggregateFile.registers($0) }.map { [$0] } ?? []
  // Definitions refuse names that meet; this keeps a figure from being lost should they not.
  guard Set(files.map { $0.name }).count == files.count else {
    throw .ourMistake("two files of the system folder have one name")
  }
  return CountedFigures(
    files,
    QualityFindings(
      try findings(context, registers: registers?.findings ?? []), ofPersons: work.hasPersons),
    meaning: work.meaning, on: context.parameters.referenceDate)
}

/// The aggregates of a release by the stages that made them, after one disclosure of them all, so that none gives away what another
/// hides.
private struct DisclosedAggregates {
  private var aggregates: [(stage: StageName, aggregate: PersonAggregate)] = []
  private var tables: [StageName: DisclosedTable] = [:]
  /// Where the second aggregate of a stage stands, of its parts.
  private var partPlaces: [StageName: Int] = [:]
  /// The tables of these, by stage.
  private(set) var parts: [StageName: DisclosedTable] = [:]

  init(of work: SystemWork, _ context: StageContext) throws(RunFault) {
    for cohort in work.cohorts {
      try add("aggregate", of: StageName(cohort: cohort.name), context)
    }
    if let impact = work.impact { try add("audit", of: StageName(impact: impact.name), context) }
    for segmentation in work.segmentations {
      try add("counts", of: StageName(counts: segmentation.name), context)
    }
    if work.publish.profile != nil { try add("counts", of: .people, context) }
    for indicator in work.indicators {
      guard case .persons = indicator.kind else { continue }
      try add("figures", of: StageName(indicator: indicator.name), context)
    }
    let split =
      work.cohorts.filter { !$0.comparedBy.isEmpty }.map { StageName(cohort: $0.name) }
      + work.indicators.filter(\.isSplit).map { StageName(indicator: $0.name) }
    for stage in split {
      partPlaces[stage] = aggregates.count
      try add("parts", of: stage, context)
    }
    if work.directory != nil { try add("counts", of: .pathways, context) }
    let disclosed = discloseTogether(aggregates.map(\.aggregate), rule: work.publish.disclosure)
    for (index, ((stage, _), table)) in zip(aggregates, disclosed).enumerated() {
      if partPlaces[stage] == index { parts[stage] = table } else { tables[stage] = table }
    }
  }

  private mutating func add(
    _ name: String, of stage: StageName, _ context: StageContext
  ) throws(RunFault) {
    aggregates.append((stage, try PersonAggregate(named: name, of: context.input(stage))))
  }

  /// The table of a stage; nil where it makes none from persons.
  subscript(stage: StageName) -> DisclosedTable? { tables[stage] }

  /// The percentages of a stage's table.
  func percentages(of stage: StageName) -> [String] {
    aggregates.first { $0.stage == stage }?.aggregate.percentages.map(\.name) ?? []
  }
}

/// How each cohort came about, who is on each list, and who has what they offer.
private func cohortFiles(
  _ work: SystemWork, _ disclosed: DisclosedAggregates, _ context: StageContext
) throws(RunFault) -> [AggregateFile] {
  var attritions: [(name: String, table: AggregateTable)] = []
  var careGaps: [(name: String, table: AggregateTable)] = []
  var dueSoon: [(name: String, table: AggregateTable)] = []
  for cohort in work.cohorts {
    let stage = StageName(cohort: cohort.name)
    guard let counts = disclosed[stage] else { continue }
    let leftOut = try context.practicesLeftOut(ofLists: [cohort.name])
    let table = AggregateTable(counts)
    let isSoon = CohortStep.Kind.dueSoon.rawValue
    let steps = table.selecting(where: "kind", is: careGapKind, false)
      .selecting(where: "kind", is: isSoon, false)
    attritions.append((cohort.name, steps.selecting(attritionColumns).naming(leftOut)))
    if cohort.statesDueDays {
      let soon = table.selecting(where: "kind", is: isSoon).selecting(dueSoonColumns)
      dueSoon.append((cohort.name, soon.naming(leftOut)))
    }
    let percentages = disclosed.percentages(of: stage)
    guard !percentages.isEmpty else { continue }
    let rates = percentages.flatMap { name in ["", "_lower", "_upper"].map { name + $0 } }
    let gaps = table.selecting(where: "kind", is: careGapKind)
    careGaps.append((cohort.name, gaps.selecting(careGapColumns + rates).naming(leftOut)))
  }
  let leftOut = try context.practicesLeftOut(ofLists: work.cohorts.map(\.name))
  return [
    AggregateFile.attrition(attritions), AggregateFile.counts(attritions),
    AggregateFile.careGaps(careGaps), AggregateFile.dueSoon(dueSoon),
  ].compactMap { $0 }.map { $0.naming(leftOut) }
}

extension AggregateFile {
  /// The same file with the practices that its figures leave out.
  fileprivate func naming(_ leftOut: LeftOutPractices) -> AggregateFile {
    var file = self
    file.leftOut = leftOut
    return file
  }
}

extension StageContext {
  /// The practices that the figures of a stage leave out: those without a complete delivery of a feed that decides, and
  /// those of which nobody came.
  fileprivate func practicesLeftOut(of stage: StageName) throws(RunFault) -> LeftOutPractices {
    let lacking = try input(stage).record.facts?.leftOutFor ?? IncompleteFeeds()
    return try practicesLeftOut(
      lacking.causes { LeftOutCause.feed($0) }, statuses: [.notDelivered])
  }

  /// The practices that one or several lists leave out: besides those, the ones that are held back.
  fileprivate func practicesLeftOut(ofLists lists: [String]) throws(RunFault) -> LeftOutPractices {
    var causes: [String: [LeftOutCause]] = [:]
    for list in lists {
      let lacking =
        try input(StageName(cohort: list)).record.facts?.uncountedFor ?? IncompleteFeeds()
      let ofList = lacking.causes { feed in
        lists.count == 1 ? LeftOutCause.feed(feed) : .list(list, feed: feed)
      }
      causes.merge(ofList) { $0 + $1 }
    }
    return try practicesLeftOut(causes, statuses: [.notDelivered, .heldBack])
  }

  private func practicesLeftOut(
    _ causes: [String: [LeftOutCause]], statuses: Set<PracticeStatus>
  ) throws(RunFault) -> LeftOutPractices {
    // Published figures alone have no population.
    guard let population = inputs[.population] else { return LeftOutPractices() }
    let practices = try population.table("practices")
    var causes = causes
    var networks: [String: String] = [:]
    for row in 0..<practices.rowCount {
      let code = practices.text(PracticeColumn.practice, row)
      networks[code] = practices.text(PracticeColumn.network, row)
      if let status = PracticeStatus(rawValue: practices.text(PracticeColumn.status, row)),
        statuses.contains(status)
      {
        causes[code] = [.practice(status)]
      }
    }
    return LeftOutPractices(
      causes.map {
        LeftOutPractices.Practice(code: $0.key, network: networks[$0.key], why: $0.value)
      })
  }
}

extension IncompleteFeeds {
  /// For each practice a cause a feed that it lacks.
  fileprivate func causes(_ cause: (String) -> LeftOutCause) -> [String: [LeftOutCause]] {
    var causes: [String: [LeftOutCause]] = [:]
    for feed in feeds {
      for practice in practices(lacking: feed) { causes[practice, default: []].append(cause(feed)) }
    }
    return causes
  }
}

func outputFiles(_ folder: FolderContents) -> [OutputFile] {
  folder.files.map { OutputFile(path: "\(folder.name)/\($0.name)", bytes: $0.bytes) }
}

private func segmentFile(
  _ segmentation: SegmentationDefinition, _ disclosed: DisclosedAggregates, _ context: StageContext
) throws(RunFault) -> AggregateFile? {
  let stage = StageName(counts: segmentation.name)
  guard let name = FileName("segments-\(segmentation.name)"), let counts = disclosed[stage] else {
    return nil
  }
  let leftOut = try context.practicesLeftOut(of: stage)
  var file = AggregateFile(
    name: name, title: "\(segmentation.title), version \(segmentation.version)",
    description:
      "Persons in each segment and each overlay, of all and of each network. Source: \(segmentation.source)",
    table: AggregateTable(counts).naming(leftOut)
  ).naming(leftOut)
  file.stack = .segments(segmentation.name)
  return file
}

private func indicatorFiles(
  _ indicator: IndicatorDefinition, _ disclosed: DisclosedAggregates, _ context: StageContext
) throws(RunFault) -> [AggregateFile] {
  let stage = StageName(indicator: indicator.name)
  let result = try context.input(stage)
  switch indicator.kind {
  case .persons(let proportion):
    guard var table = disclosed[stage] else { return [] }
    if proportion.expected != nil { table = table.largestFirst(by: "gap", within: "level") }
    let leftOut = try context.practicesLeftOut(of: stage)
    let held = AggregateTable(table)
      .holding(against: indicator.target, lowerThreshold: indicator.lowerThreshold)
    return aggregateFile("", indicator, held.naming(leftOut))
      .map { $0.naming(leftOut) }
  case .published:
    var files: [AggregateFile] = []
    let leftOut = LeftOutPractices(
      (result.record.facts?.figuresLeftOut?.practices ?? []).map {
        LeftOutPractices.Practice(code: $0, network: nil, why: [.figure])
      })
    for (table, suffix) in [
      ("figures", ""), ("unmatched", "-unmatched"), ("unallocated", "-unallocated"),
    ] {
      let disclosed = DisclosedTable.alreadyPublished(
        try result.table(table), source: indicator.source)
      let held = AggregateTable(disclosed)
        .holding(against: indicator.target, lowerThreshold: indicator.lowerThreshold)
      files += aggregateFile(suffix, indicator, held)
        .map { suffix.isEmpty ? $0.naming(leftOut) : $0 }
    }
    for index in files.indices { files[index].countsPersons = false }
    return files
  }
}

/// Indicators by the values of the columns by which pages show them: in each network by deprivation, and in the system by groups and
/// districts.
private func partsFiles(
  _ work: SystemWork, _ disclosed: DisclosedAggregates, _ context: StageContext
) throws(RunFault) -> [AggregateFile] {
  var parts: [IndicatorParts] = []
  for indicator in work.indicators {
    let stage = StageName(indicator: indicator.name)
    guard let table = disclosed.parts[stage] else { continue }
    parts.append(
      IndicatorParts(
        indicator, AggregateTable(table).naming(try context.practicesLeftOut(of: stage))))
  }
  let pages = work.publish.systemPages
  let wanted = (pages?.indicators ?? []) + (pages?.inverseCare?.indicators ?? [])
  let shown = parts.filter { wanted.contains($0.definition.name) }
  return [
    AggregateFile.uptakeByDeprivation(parts),
    pages.flatMap {
      AggregateFile.inequalities(
        shown, by: $0.groups.map(\.column) + [$0.inverseCare?.column].compactMap { $0 })
    },
    pages?.district.flatMap { AggregateFile.districts(parts, by: $0) },
    try representationFile(work, disclosed, context),
  ].compactMap { $0 }
}

/// People who are pointed to services; nil without a directory.
private func pathwaysFile(
  _ work: SystemWork, _ disclosed: DisclosedAggregates, _ context: StageContext
) throws(RunFault) -> AggregateFile? {
  guard let directory = work.directory, let counts = disclosed[.pathways] else { return nil }
  let leftOut = try context.practicesLeftOut(ofLists: work.cohorts.map(\.name))
  return AggregateFile.pathways(directory, AggregateTable(counts).naming(leftOut))?.naming(leftOut)
}

/// Lists beside the people who are considered for them; nil where pages compare none.
private func representationFile(
  _ work: SystemWork, _ disclosed: DisclosedAggregates, _ context: StageContext
) throws(RunFault) -> AggregateFile? {
  var lists: [(name: String, table: AggregateTable)] = []
  for cohort in work.cohorts {
    guard let table = disclosed.parts[StageName(cohort: cohort.name)] else { continue }
    let leftOut = try context.practicesLeftOut(ofLists: [cohort.name])
    lists.append((cohort.name, AggregateTable(table).besideShares.naming(leftOut)))
  }
  return AggregateFile.representativeness(lists)
}

/// The area's figures from published files and returns; those for which nothing was delivered are not there.
private func areaFiles(
  _ work: SystemWork, _ context: StageContext
) throws(RunFault) -> [AggregateFile] {
  guard let area = work.area else { return [] }
  let result = try context.input(.area)
  let made = Set(result.record.tables.map(\.name))
  var files: [AggregateFile?] = []
  for (table, source) in [
    (AreaTable.listSizes, area.listSizes?.source),
    (.lifeExpectancy, area.lifeExpectancy?.source), (.projections, area.projections?.source),
    (.experience, area.experience?.source),
  ] {
    guard let source, made.contains(table.rawValue) else { continue }
    files.append(.area(table, try result.table(table.rawValue), source: source))
  }
  if let source = area.contracts {
    var services: [(service: ContractSource.Service, aggregate: PersonAggregate)] = []
    for (place, service) in source.services.enumerated() {
      let name = AreaTable.contracts(ofService: place)
      guard made.contains(name) else { continue }
      services.append((service, try PersonAggregate(named: name, of: result)))
    }
    let disclosed = discloseTogether(services.map(\.aggregate), rule: work.publish.disclosure)
    files.append(
      .contracts(source, zip(services, disclosed).map { (service: $0.service, table: $1) }))
  }
  if let source = area.members, made.contains(AreaTable.members.rawValue) {
    let members = try PersonAggregate(named: AreaTable.members.rawValue, of: result)
    files.append(.members(source, disclose(members, rule: work.publish.disclosure)))
  }
  return files.compactMap { $0 }
}

extension IndicatorDefinition {
  fileprivate var isSplit: Bool {
    if case .persons(let proportion) = kind { !proportion.splits.isEmpty } else { false }
  }
}

private func aggregateFile(
  _ suffix: String, _ indicator: IndicatorDefinition, _ table: AggregateTable
) -> [AggregateFile] {
  guard let name = FileName(indicator.name + suffix) else { return [] }
  var file = AggregateFile(
    name: name, title: indicator.title, description: "Source: \(indicator.source)", table: table)
  file.stack = .indicators(indicator.name, suffix: suffix)
  return [file]
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
  // Who is offered nothing is counted over everybody on a list, also over whoever may not be in aggregates; so are actions.
  let ofEverybody = ActionRule.all + [Notes.peopleWithoutService]
  return findings(of: records).filter { !ofEverybody.contains($0.rule) }.map { $0.finding }
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

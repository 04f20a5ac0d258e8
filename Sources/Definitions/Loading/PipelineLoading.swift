import Expressions
import Formats
import Model
import Tables

/// A pipeline on its way from its files to definitions: what is read first is known to what comes later.
struct PipelineLoading {
  var files = Files()
  /// The person plan, once all definitions are read without a mistake; nil where there are no persons.
  private(set) var plan: PersonPlan?
  private var known = Known()
  private var columns = PersonColumns()
  /// Whether the pipeline names a population.
  private var hasPersons = false
  /// The names of scores and of sets of segments; nil where one could not be read.
  private var scoreNames: Set<String>? = []
  private var segmentationNames: Set<String>? = []
  /// The definitions whose tests are read at the end, when all that they may name is known.
  private var tested: [TestedFile] = []
  /// The names of cohorts; nil where one could not be read.
  private var cohortNames: Set<String>? = []
  /// The cohorts that take no actions.
  private var withoutActions: Set<String> = []
  /// What cohorts say of the features of actions, by cohort.
  private var ownActions: [String: YAMLNode] = [:]
  /// The columns of the person with those of a list's own; nil where the pipeline has no actions.
  private var ownColumns: PersonColumns?
  /// What the terms of outputs are held against.
  private var outputPersons = OutputPersons()
  /// Where the publishing file states the terms of outputs; nil where it does not, which its shape tells.
  private var outputsNode: YAMLNode?
  /// Where the publishing file says what leaves under pseudonyms; nil where nothing does.
  private var pseudonymisedNode: YAMLNode?
  /// Where the area's figures name the groups of members, which the publishing file makes known.
  private var memberGroups: YAMLNode?

  /// Reads everything; nil only where the pipeline's own file cannot be read.
  mutating func load(at path: String) -> PipelineDefinition? {
    guard let root = files.read(.pipeline, at: path) else { return nil }
    let campaigns = loadCampaigns(root)
    let feeds = loadFeeds(root)
    let alternatives = (root["one_of"]?.elements ?? []).map { set in
      set.elements.compactMap { known.feed($0, &files.mistakes)?.name }
    }
    let reconciliation = loadReconciliation(root)
    let population = loadPopulation(root)
    let features = loadFeatures(root)
    // Segments may read scores.
    var scores = loadScores(root)
    readAnswers(root, &scores, areAllKnown: scoreNames != nil, &files.mistakes)
    let segmentations = loadSegmentations(root)
    let pathways = loadPathways(root)
    let cohorts = loadCohorts(root, offers: pathways?.value.offers)
    let impact = loadImpact(root)
    let actions = loadActions(root, feeds)
    let indicators = loadIndicators(root)
    let area = loadArea(root, indicators)
    var pipeline = PipelineDefinition(
      name: root.text("pipeline"), title: root.text("title"), file: path,
      referenceDate: Day(iso: root.text("reference_date")), input: root["input"]?.text,
      campaigns: campaigns, feeds: feeds, alternatives: alternatives,
      reconciliation: reconciliation, population: population,
      features: features, segmentations: segmentations, scores: scores, cohorts: cohorts,
      pathways: pathways, impact: impact, indicators: indicators,
      publish: loadPublishing(root, feeds, indicators, actions?.actions.value.ofEachList))
    pipeline.area = area
    apply(actions, to: &pipeline)
    pipeline.expectation = readNightExpectation(root["expect"], known, &files.mistakes)
    checkOutputs(of: pipeline, root)
    pipeline.applyOutputs()
    pipeline.applyPages()
    checkMemberGroups(of: pipeline)
    // What a score's file tests of estimates is not so where they are switched off.
    let switchedOff = scores.filter(\.value.models.isEmpty).map(\.file)
    pipeline.tests = loadTests(
      root, population: population?.value.feed, actions: actions?.actions.value.ofEachList
    )
    .filter { !switchedOff.contains($0.file) }
    checkPlan(of: pipeline, root)
    return pipeline
  }

  /// Whatever the definitions' own checks let through, no step of the plan may read what no step before it makes.
  private mutating func checkPlan(of pipeline: PipelineDefinition, _ root: YAMLNode) {
    guard files.mistakes.isEmpty else { return }
    do throws(StepFault) {
      let made = try pipeline.personPlan()
      plan = made
      if let made {
        HistoryCheck(pipeline, made).report(in: tested, &files.mistakes)
        checkPseudonymised(pipeline, made)
      }
    } catch {
      let reason: DefinitionMistake.Reason =
        switch error {
        case .missingColumn(let step, let column):
          .unknownReference(kind: "column that \(step) could read", name: column, nearest: nil)
        case .missingFeed(let step, let feed):
          .unknownReference(kind: "feed that \(step) could read", name: feed, nearest: nil)
        case .noSeason(let campaign, _, _):
          .unknownReference(kind: "campaign", name: campaign, nearest: nil)
        }
      files.mistakes.add(reason, at: root.firstKey)
    }
  }

  /// Nothing that tells who a person is stands beside a pseudonym.
  private mutating func checkPseudonymised(_ pipeline: PipelineDefinition, _ plan: PersonPlan) {
    guard let node = pseudonymisedNode else { return }
    let free = Dictionary(
      uniqueKeysWithValues: pipeline.feeds.map { ($0.value.contract.name, $0.value.freeTexts) })
    if plan.vocabulary.birth == nil {
      files.mistakes.add(
        .expected(
          "a population that names its day of birth ('birth:'), so that it is known not to leave"),
        at: node.firstKey)
    }
    for node in node["columns"]?.elements ?? [] {
      guard let column = plan.columns.first(where: { $0.name == node.text }) else { continue }
      guard
        let identity = plan.identity(of: column, isFree: { free[$0]?.contains($1) ?? false })
      else { continue }
      files.mistakes.add(
        .expected("a column that does not tell who it is: '\(column.name)' is \(identity)"),
        at: node)
    }
  }

  /// Whatever leaves the program says what it is for.
  private mutating func checkOutputs(of pipeline: PipelineDefinition, _ root: YAMLNode) {
    let stated = pipeline.publish.value.outputs
    // Terms that are there and could not be read are told where they stand.
    guard let node = outputsNode else { return }
    for kind in pipeline.outputKinds
    where stated[kind] == nil && node.entry(kind.rawValue) == nil && kind != .aggregates {
      files.mistakes.add(.missingTerms(output: kind.rawValue), at: node.firstKey)
    }
  }

  private mutating func loadCampaigns(_ root: YAMLNode) -> [Campaign] {
    guard let node = root["campaigns"] else { return [] }
    guard let file = files.read(.campaigns, namedBy: node) else {
      known.lacksCampaigns = true
      return []
    }
    let campaigns = readCampaigns(file, &files.mistakes)
    for campaign in campaigns { known.campaigns[campaign.name] = campaign.parameterTypes }
    return campaigns
  }

  private mutating func loadFeeds(_ root: YAMLNode) -> [Defined<FeedDefinition>] {
    var names: Set<String> = []
    var read: [(YAMLNode, KnownFeed)] = []
    defer {
      for (root, feed) in read { checkOtherFeeds(of: root, feed, known, &files.mistakes) }
    }
    return (root["feeds"]?.elements ?? []).compactMap { node in
      guard let file = files.read(.feed, namedBy: node) else {
        known.lacksFeeds = true
        return nil
      }
      let (feed, knownFeed) = readFeed(file, &files)
      read.append((file, knownFeed))
      checkUnique(file["feed"], kind: "feed", among: &names, &files.mistakes)
      // A feed that has another's name or none may be the one that somebody else names.
      let isNew = known.feeds[knownFeed.name] == nil
      if isNew { known.feeds[knownFeed.name] = knownFeed }
      if !isNew || knownFeed.name.isEmpty { known.lacksFeeds = true }
      return feed
    }
  }

  private mutating func loadReconciliation(_ root: YAMLNode) -> Defined<ReconciliationDefinition>? {
    guard let node = root["reconcile"], let file = files.read(.reconciliation, namedBy: node) else {
      return nil
    }
    return defined(readReconciliation(file, known, &files.mistakes), file, .reconciliation)
  }

  private mutating func loadPopulation(_ root: YAMLNode) -> Defined<PopulationDefinition>? {
    guard let node = root["population"] else {
      // These are about persons.
      let keys = [
        "reconcile", "features", "segments", "scores", "cohorts", "pathways", "impact", "actions",
      ]
      if let entry = root.entries.first(where: { keys.contains($0.name) }) {
        files.mistakes.add(.missingKey("population"), at: entry.key)
        outputPersons = OutputPersons(isThere: true, optOuts: nil)
      }
      columns.markIncomplete()
      return nil
    }
    hasPersons = true
    outputPersons = OutputPersons(isThere: true, optOuts: nil)
    guard let file = files.read(.population, namedBy: node) else {
      columns.markIncomplete()
      return nil
    }
    tested.append(TestedFile(kind: .population, root: file))
    let population = readPopulation(file, known, &columns, &files.mistakes)
    checkKeys(of: file, known, &files.mistakes)
    // A condition with a mistake is told where it stands.
    outputPersons.optOuts = Set(
      OptOut.allCases.filter { file["opt_outs"]?.entry($0.rawValue) != nil })
    return population.map { defined($0, file, .population) }
  }

  private mutating func loadFeatures(_ root: YAMLNode) -> [Defined<FeatureSet>] {
    var names: Set<String> = []
    return (root["features"]?.elements ?? []).compactMap { node in
      guard let file = files.read(.features, namedBy: node) else {
        columns.markIncomplete()
        return nil
      }
      tested.append(TestedFile(kind: .features, root: file))
      let name = baseName(ofPath: files.mistakes.path(of: file))
      if !names.insert(name).inserted {
        files.mistakes.add(.duplicateName(kind: "file of features", name: name), at: node)
      }
      let features = readFeatures(file, known, &columns, &files.mistakes)
      var set = defined(FeatureSet(name: name, features: features), file, .features)
      for entry in file["features"]?.entries ?? [] {
        set.parts[entry.name] = canonical(entry.value, .mapping(.feature))
      }
      return set
    }
  }

  private mutating func loadSegmentations(_ root: YAMLNode) -> [Defined<SegmentationDefinition>] {
    var names: Set<String> = []
    return (root["segments"]?.elements ?? []).compactMap { node in
      guard let file = files.read(.segmentation, namedBy: node) else {
        columns.markIncomplete()
        segmentationNames = nil
        return nil
      }
      tested.append(TestedFile(kind: .segmentation, root: file))
      checkUnique(file["segments"], kind: "segmentation", among: &names, &files.mistakes)
      segmentationNames?.insert(file.text("segments"))
      return defined(readSegmentation(file, &columns, &files.mistakes), file, .segmentation)
    }
  }

  private mutating func loadScores(_ root: YAMLNode) -> [Defined<ScoreDefinition>] {
    var names: Set<String> = []
    return (root["scores"]?.elements ?? []).compactMap { node in
      guard let file = files.read(.score, namedBy: node) else {
        columns.markIncomplete()
        scoreNames = nil
        return nil
      }
      tested.append(TestedFile(kind: .score, root: file))
      checkUnique(file["score"], kind: "score", among: &names, &files.mistakes)
      scoreNames?.insert(file.text("score"))
      return defined(readScore(file, &columns, &files.mistakes), file, .score)
    }
  }

  private mutating func loadPathways(_ root: YAMLNode) -> Defined<PathwaysDefinition>? {
    guard let node = root["pathways"], let file = files.read(.pathways, namedBy: node) else {
      return nil
    }
    return defined(readPathways(file, columns, &files.mistakes), file, .pathways)
  }

  /// `offers` are the names of the directory's services and needs; nil where there is none.
  private mutating func loadCohorts(_ root: YAMLNode, offers: Set<String>?)
    -> [Defined<CohortDefinition>]
  {
    var names: Set<String> = []
    return (root["cohorts"]?.elements ?? []).compactMap { node in
      guard let file = files.read(.cohort, namedBy: node) else {
        cohortNames = nil
        return nil
      }
      tested.append(TestedFile(kind: .cohort, root: file))
      checkUnique(file["cohort"], kind: "cohort", among: &names, &files.mistakes)
      let name = file.text("cohort")
      if name == priorityListName || listEndings.contains(where: { name.hasSuffix($0) }),
        let node = file["cohort"]
      {
        files.mistakes.add(.duplicateName(kind: "list", name: name), at: node)
      }
      if !isName(file.text("cohort")) { cohortNames = nil }
      cohortNames?.insert(file.text("cohort"))
      var cohort = readCohort(
        file, known, columns, scores: scoreNames, offers: offers, &files.mistakes)
      if file.text("actions") == "false" { withoutActions.insert(file.text("cohort")) }
      if let node = file["actions"], !node.entries.isEmpty {
        ownActions[file.text("cohort")] = node
      }
      cohort?.terms = readTerms(file["output"], outputPersons, &files.mistakes)
      return cohort.map { defined($0, file, .cohort) }
    }
  }

  private mutating func loadImpact(_ root: YAMLNode) -> Defined<ImpactDefinition>? {
    guard let node = root["impact"], let file = files.read(.impact, namedBy: node) else {
      return nil
    }
    tested.append(TestedFile(kind: .impact, root: file))
    return readImpact(file, columns, cohorts: cohortNames, &files.mistakes).map {
      defined($0, file, .impact)
    }
  }

  private mutating func loadActions(
    _ root: YAMLNode, _ feeds: [Defined<FeedDefinition>]
  ) -> (root: YAMLNode, actions: Defined<ActionsDefinition>)? {
    guard let node = root["actions"], let file = files.read(.actions, namedBy: node) else {
      return nil
    }
    let read = readActions(file, known, columns, feeds: feeds.map(\.value), &files.mistakes)
    guard let read else { return nil }
    ownColumns = read.columns
    return (file, defined(read.definition, file, .actions))
  }

  /// Gives every list that takes actions what is made of them; rows that name no such list are rejected.
  private mutating func apply(
    _ read: (root: YAMLNode, actions: Defined<ActionsDefinition>)?,
    to pipeline: inout PipelineDefinition
  ) {
    guard let (root, actions) = read else { return }
    let ofEachList = actions.value.ofEachList
    var names: [String] = []
    for index in pipeline.cohorts.indices {
      let name = pipeline.cohorts[index].value.name
      guard !withoutActions.contains(name) else { continue }
      names.append(name)
      let ofThisList = ownActions[name].map {
        readOwnActions($0, ofEachList, ownColumns ?? columns, &files.mistakes)
      }
      if let days = redFlagDays(
        pipeline.impact?.value.redFlags ?? [], list: name, at: root.firstKey, columns)
      {
        pipeline.cohorts[index].value.actions = (ofThisList ?? ofEachList).of(
          list: name, redFlagDays: days)
      }
    }
    pipeline.actions = actions
    guard !names.isEmpty,
      let feed = pipeline.feeds.firstIndex(where: { $0.value.contract.name == ofEachList.feed })
    else { return }
    let rule = RowRule(
      name: "list-that-takes-actions",
      holds: CheckedExpression(column: ofEachList.list, isOneOf: names), grade: .record,
      says: "the list is none of this pipeline that takes actions")
    pipeline.feeds[feed].value.rules.rules.append(rule)
    pipeline.feeds[feed].canonical += "\n\(rule.holds.text)"
  }

  private mutating func loadIndicators(_ root: YAMLNode) -> [Defined<IndicatorDefinition>] {
    // An indicator's name is a file's in the system folder, where these stand too.
    var names = Set((segmentationNames ?? []).map { "segments-\($0)" })
      .union(AreaTable.allCases.map(\.rawValue))
      .union([
        "attrition", "care-gaps", "counts", "data-quality", "datapackage", "districts", "due-soon",
        "impact-equity", "indicators", "inequalities", "pathways", "population",
        "register-reconciliation",
        "representativeness",
        "uptake-by-deprivation",
      ])
    return (root["indicators"]?.elements ?? []).compactMap { node in
      guard let file = files.read(.indicator, namedBy: node) else { return nil }
      checkUnique(
        file["indicator"], kind: "file of the system folder", among: &names, &files.mistakes)
      return readIndicator(file, known, hasPersons ? columns : nil, &files.mistakes).map {
        defined($0, file, .indicator)
      }
    }
  }

  /// Members are held against people who are counted by the same column.
  private mutating func checkMemberGroups(of pipeline: PipelineDefinition) {
    guard let node = memberGroups, let profile = pipeline.publish.value.profile else { return }
    let counted = [profile.age, profile.sex] + (profile.people + profile.ofSystem).map(\.column)
    for node in node.elements.compactMap({ $0["column"] }) {
      guard let name = node.text, !counted.contains(name) else { continue }
      files.mistakes.add(
        .unknownReference(
          kind: "column by which pages count people", name: name,
          nearest: nearestWord(to: name, in: counted)), at: node)
    }
  }

  private mutating func loadArea(
    _ root: YAMLNode, _ indicators: [Defined<IndicatorDefinition>]
  ) -> Defined<AreaFiguresDefinition>? {
    guard let node = root["area"], let file = files.read(.areaFigures, namedBy: node) else {
      return nil
    }
    memberGroups = file["members"]?["by"]
    let sources = AreaSources(known: known, profile: profileSources(root, indicators))
    return defined(readAreaFigures(file, sources, &files.mistakes), file, .areaFigures)
  }

  /// What pages are held against.
  private func profileSources(
    _ root: YAMLNode, _ indicators: [Defined<IndicatorDefinition>]
  ) -> ProfileSources {
    let areAllIndicators = indicators.count == root["indicators"]?.elements.count ?? 0
    return ProfileSources(
      lists: cohortNames, haveLists: root["cohorts"] != nil, columns: columns,
      indicators: areAllIndicators ? indicators.map(\.value) : nil)
  }

  private mutating func loadPublishing(
    _ root: YAMLNode, _ feeds: [Defined<FeedDefinition>],
    _ indicators: [Defined<IndicatorDefinition>], _ actions: ListActions?
  ) -> Defined<PublishDefinition> {
    guard let node = root["publish"], let file = files.read(.publishing, namedBy: node) else {
      return Defined(PublishDefinition(), file: files.mistakes.path(of: root), canonical: "{}")
    }
    let feed = feeds.first { $0.value.contract.name == actions?.feed }?.value
    let lists = WorkbookLists(
      areThere: root["cohorts"] != nil,
      actions: feed.map { feed in
        let ofLists = [feed.rules.key, actions?.list, actions?.practice].compactMap { $0 }
        return (feed, Set(ofLists))
      }, namesActions: root["actions"] != nil)
    let definition = readPublishing(
      file, segmentations: segmentationNames, outputPersons, lists,
      profileSources(root, indicators), &files.mistakes)
    outputsNode = file["outputs"]
    pseudonymisedNode = file["pseudonymised"]
    return defined(definition, file, .publishing)
  }

  private mutating func loadTests(
    _ root: YAMLNode, population: String?, actions: ListActions?
  ) -> [DefinitionTests] {
    let names = TestNames(
      known: known, columns: columns, ownColumns: ownColumns, actions: actions,
      population: population.flatMap { known.feeds[$0] },
      on: Day(iso: root.text("tests_on")), saysOn: root.entry("tests_on") != nil)
    // What tests name may be wrong only because of a mistake elsewhere, which is told first.
    let isElsewhere = files.mistakes.contains { place in !tested.contains { $0.covers(place) } }
    var mistakes = files.mistakes
    let tests = tested.map { readTests($0, names, &mistakes) }
    if !isElsewhere { files.mistakes = mistakes }
    return tests
  }

  /// A definition together with its file and its canonical text.
  private func defined<Definition: Hashable & Sendable>(
    _ definition: Definition, _ root: YAMLNode, _ kind: DefinitionKind
  ) -> Defined<Definition> {
    let text = canonical(root, .mapping(kind))
    return Defined(definition, file: files.mistakes.path(of: root), canonical: text)
  }
}

/// A file's name without its folder and its ending.
func baseName(ofPath path: String) -> String {
  let name = path.split(separator: "/").last ?? ""
  return String(name.prefix { $0 != "." })
}

/// The list over all lists: no cohort may have its name, which is a file's in every network's folder.
private let priorityListName = "priority"

/// With what the names of the files end that stand beside a list: no cohort may be called like one.
private let listEndings = ["-due-soon", "-last-good"]

extension FeedDefinition {
  /// The columns in which any text may stand: those that are no codes, and what is worked out from these and may be any text.
  fileprivate var freeTexts: Set<String> {
    let delivered = Set(contract.columns.filter { $0.type == .text }.map(\.name))
    return rules.computed.reduce(into: delivered) { free, column in
      let isFree =
        column.value.type == .text && column.value.knownTexts == nil
        && !column.value.columns.isDisjoint(with: free)
      if isFree { free.insert(column.name) } else { free.remove(column.name) }
    }
  }
}

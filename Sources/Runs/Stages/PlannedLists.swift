import Messages
import Expressions
import Health
import Model
import Parallel
import Publishing
import Tables

/// The lists of a night before they are made: what each is, and the hash of all that it is made of.
struct PlannedLists: Sendable {
  /// One cohort's list.
  struct CohortList: Sendable {
    let cohort: CohortDefinition
    let plan: TargetListPlan
    /// For each row of the list its person's row in the person table.
    let people: [Int32]
    /// The stage that made it.
    let stage: StageName
    /// The table of its rows.
    let table: String
  }

  /// The texts that go with the scores.
  let notices: [ScoreNotice]
  let work: ListsWork
  let context: StageContext
  let lists: [CohortList]
  let priority: PriorityListPlan?
  let personCount: Int
  /// The practices whose delivery of a feed is not complete.
  private let incomplete: IncompleteFeeds
  /// What else people are on.
  private let membership: ListMembership
  /// Stand for the lists that people are on, by set of lists; none where no keys are asked for.
  private let marks: [UInt64]
  /// Who has one of this week's places; nil where there are none to be had.
  private let places: WeekPlaces?

  /// Plans every list, and reads who is on it; without keys only rows that are chosen can be made.
  init(of work: ListsWork, _ context: StageContext, withKeys: Bool = true) throws(RunFault) {
    let notices = work.scores.compactMap { ScoreNotice(of: $0) }
    let sources = ListSources(
      work.plan.vocabulary, segmentation: work.segmentation, columns: work.plan.columns)
    var lists: [CohortList] = []
    for cohort in work.cohorts {
      let result = try context.input(StageName(cohort: cohort.name))
      let members = try result.table("members", columns: [MemberColumn.person])
      let plan = TargetListPlan(
        of: cohort, score: work.scores.first { $0.name == cohort.score },
        noticed: work.noticed(by: cohort, notices),
        undelivered: result.record.facts?.lacking ?? [], own: work.ownColumns(of: cohort),
        sources: sources)
      guard let plan else { throw .ourMistake("the cohort '\(cohort.name)' can name no file") }
      lists.append(
        CohortList(
          cohort: cohort, plan: plan, people: peopleColumn(of: members),
          stage: StageName(cohort: cohort.name), table: membersTable))
    }
    personCount =
      try context.input(.population).record.tables.first { $0.name == personsTable }?.rows ?? 0
    let personCount = personCount
    let membership = ListMembership(
      of: lists.map { (name: $0.cohort.title, people: $0.people) }, personCount: personCount)
    for cohort in work.cohorts {
      let list = try CohortList(dueSoonOf: cohort, work, notices, sources, context)
      if let list { lists.append(list) }
    }
    for cohort in work.cohorts {
      let list = try CohortList(lastGoodOf: cohort, work, notices, sources, context)
      if let list { lists.append(list) }
    }
    self.membership = membership
    marks =
      withKeys
      ? membership.marks(
        work.cohorts.map { UInt64(Fingerprint.hash($0.title).prefix(16), radix: 16) ?? 0 }) : []
    priority = work.impact.flatMap { impact in
      PriorityListPlan(
        of: impact,
        titles: Dictionary(work.cohorts.map { ($0.name, $0.title) }) { first, _ in first },
        noticed: work.noticed(by: impact, notices), sources: sources)
    }
    places = try work.impact.map { impact throws(RunFault) in
      try context.places(in: impact, among: personCount)
    }
    incomplete = try context.incompleteFeeds()
    context.counter.add(lists.reduce(0) { $0 + $1.people.count })
    self.notices = notices
    self.work = work
    self.context = context
    self.lists = lists
  }

  /// What the sheets are, in their order.
  var sheets: [SheetDescription] {
    lists.map { $0.plan.sheet } + [priority?.sheet].compactMap { $0 }
  }

  /// The hash of all that a sheet's rows are made of.
  ///
  /// Of a cohort's list those are its own stage, whose fingerprint holds its definition, the columns which it shows, what else its people
  /// are on, who was on it before, what is shown of whom, the reference date and the version of the code. Titles, sources and notices
  /// stand in other files, which are always made.
  func key(of sheet: FileName) throws(RunFault) -> String {
    if let priority, priority.sheet.name == sheet, let impact = work.impact {
      let stage = StageName(impact: impact.name)
      let record = try context.input(stage).record
      var inputs = try keys(of: priority.personColumns)
      inputs[stage.description] = record.parts?[impactPart] ?? record.fingerprint.hash
      for cohort in work.cohorts where impact.benefit(of: cohort.name) != nil {
        let list = StageName(cohort: cohort.name)
        inputs[list.description] = try context.input(list).record.fingerprint.hash
        inputs["title \(list)"] = Fingerprint.hash(cohort.title)
      }
      return context.key(definition: priority.recipe, inputs: inputs)
    }
    guard let index = lists.firstIndex(where: { $0.plan.sheet.name == sheet }) else {
      throw .ourMistake("no list is called '\(sheet.text)'")
    }
    let list = lists[index]
    let stage = list.stage
    var inputs = try keys(of: list.plan.personColumns)
    inputs[stage.description] = try context.input(stage).record.fingerprint.hash
    if list.table != lastGoodTable {
      inputs["also on"] = Fingerprint.hash(of: membership.marks(marks, of: list.people))
    }
    if let places = places(ofList: index) {
      inputs["this week"] = Fingerprint.hash(of: places.placed.gathered(list.people))
      inputs["ranked"] = Fingerprint.hash(of: places.ranked.gathered(list.people))
    }
    if list.table != dueSoonTable,
      let before = context.stage.earlier.first(where: { $0.stage == stage })
    {
      inputs["earlier \(stage)"] = before.fingerprint
    }
    return context.key(definition: list.plan.recipe, inputs: inputs)
  }

  /// Some of the sheets with their rows, by name.
  func made(_ wanted: Set<FileName>) throws(RunFault) -> [FileName: Sheet] {
    let making = lists.indices.filter { wanted.contains(lists[$0].plan.sheet.name) }
    let columns = making.reduce(into: Set<String>()) { $0.formUnion(lists[$1].plan.personColumns) }
    guard !wanted.isEmpty else { return [:] }
    let persons = try persons(showing: columns)
    // The list over all lists is the longest where its length is not stated, so it is begun first, beside the others.
    let overAll = priority.map { wanted.contains($0.sheet.name) } ?? false
    let made = try parallelMap((overAll ? [nil] : []) + making.map(Optional.some)) {
      index throws(RunFault) in
      guard let index else { return try sheetOverAll(persons) }
      return try sheet(index, persons)
    }
    return Dictionary(
      uniqueKeysWithValues: made.compactMap(\.self).map { ($0.description.name, $0) })
  }

  /// The list over all lists; nil where there is none.
  private func sheetOverAll(_ persons: PersonTable) throws(RunFault) -> Sheet? {
    guard let priority, let impact = work.impact else { return nil }
    let people = try people(of: priority, impact)
    return priority.sheet(
      rows: try rows(of: priority, impact, people, persons),
      networks: people[MemberColumn.network])
  }

  /// The rows of a list but for what else its people are on, made once for all that want them.
  func rows(ofList index: Int, _ members: Table, _ persons: PersonTable) throws(RunFault) -> Table {
    let plan = lists[index].plan
    return try context.shared.rows(of: plan.sheet.name.text) { () throws(RunFault) in
      plan.rows(
        members: members, places: places(ofList: index), earlier: try earlierMembers(ofList: index),
        persons: persons, referenceDate: context.parameters.referenceDate)
    }
  }

  /// The people of the list over all lists, as the ranking gives them.
  func people(
    of priority: PriorityListPlan, _ impact: ImpactDefinition
  ) throws(RunFault) -> Table {
    let ranking = try context.input(StageName(impact: impact.name)).table("people")
    let rows = priority.rows(of: ranking)
    return rows.count == ranking.rowCount ? ranking : ranking.gathered(rows)
  }

  /// The rows of the list over all lists, made once for all that want them.
  func rows(
    of priority: PriorityListPlan, _ impact: ImpactDefinition, _ people: Table,
    _ persons: PersonTable
  ) throws(RunFault) -> Table {
    try context.shared.rows(of: priority.sheet.name.text) { () throws(RunFault) in
      priority.rows(
        people: people, open: try openListTexts(impact), persons: persons,
        referenceDate: context.parameters.referenceDate)
    }
  }

  private func sheet(_ index: Int, _ persons: PersonTable) throws(RunFault) -> Sheet {
    let list = lists[index]
    let members = try context.input(list.stage).table(list.table)
    return list.plan.sheet(
      rows: try rows(ofList: index, members, persons),
      alsoOn: others(of: list.people, of: list, at: index, membership),
      networks: members[MemberColumn.network])
  }

  /// All lists as workbooks show them: of those beside a list only how many people are on them.
  func shown() throws(RunFault) -> [ShownSheet] {
    let columns = lists.reduce(into: Set<String>()) { $0.formUnion($1.plan.personColumns) }
    let persons = try persons(showing: columns)
    var sheets = try parallelMap(Array(lists.indices)) { index throws(RunFault) in
      try shownSheet(index, persons)
    }
    if let priority, let impact = work.impact {
      let people = try people(of: priority, impact)
      let shown = try shownRows(of: priority, people, persons)
      let sheet = priority.sheet(
        people: people.picked(shown.rows), open: try openListTexts(impact), persons: persons,
        referenceDate: context.parameters.referenceDate)
      sheets.append(ShownSheet(sheet, people: shown))
    }
    return sheets
  }

  /// How many people are on each list, those beside a list among them, and on the list over all lists.
  func counted() throws(RunFault) -> [(sheet: SheetDescription, people: ShownRows)] {
    let persons = try persons(showing: [])
    var counted = try parallelMap(Array(lists.indices)) { index throws(RunFault) in
      let list = lists[index]
      let members = try context.input(list.stage).table(
        list.table, columns: [MemberColumn.network])
      return (sheet: list.plan.sheet, people: try shownRows(ofList: index, members, persons))
    }
    if let priority, let impact = work.impact {
      let people = try people(of: priority, impact)
      counted.append((priority.sheet, try shownRows(of: priority, people, persons)))
    }
    return counted
  }

  /// The rows of a list that workbooks show, counted once for all that want them.
  private func shownRows(
    ofList index: Int, _ members: Table, _ persons: PersonTable
  ) throws(RunFault) -> ShownRows {
    let list = lists[index]
    return try context.shared.shown(of: list.plan.sheet.name.text) { () throws(RunFault) in
      ShownRows(
        of: .init(
          networks: members[MemberColumn.network], people: list.people,
          places: places(ofList: index), earlier: try earlierMembers(ofList: index)),
        work.workbook, persons: persons, vocabulary: work.plan.vocabulary)
    }
  }

  /// The rows of the list over all lists that workbooks show, counted once for all that want them.
  private func shownRows(
    of priority: PriorityListPlan, _ people: Table, _ persons: PersonTable
  ) throws(RunFault) -> ShownRows {
    try context.shared.shown(of: priority.sheet.name.text) {
      ShownRows(
        of: .init(
          networks: people[MemberColumn.network], people: peopleColumn(of: people), places: places,
          earlier: nil), work.workbook, persons: persons, vocabulary: work.plan.vocabulary)
    }
  }

  private func shownSheet(_ index: Int, _ persons: PersonTable) throws(RunFault) -> ShownSheet {
    let list = lists[index]
    let members = try context.input(list.stage).table(list.table)
    let (places, earlier) = (places(ofList: index), try earlierMembers(ofList: index))
    let shown = try shownRows(ofList: index, members, persons)
    let rows = list.plan.sheet.isBesideList ? [] : shown.rows
    let people = rows.map { list.people[Int($0)] }
    let sheet = list.plan.sheet(
      members: members.picked(rows), alsoOn: others(of: people, of: list, at: index, membership),
      places: places, earlier: earlier, persons: persons,
      referenceDate: context.parameters.referenceDate)
    return ShownSheet(sheet, people: shown)
  }

  /// The persons with some columns and those of the list over all lists, without what is not known of their practice.
  func persons(showing columns: Set<String>) throws(RunFault) -> PersonTable {
    let vocabulary = work.plan.vocabulary
    return try context.persons(
      columns: columns.union(priority?.personColumns ?? []).union([vocabulary.practice])
    ).masking(incomplete, restsOn: work.plan.restsOn, vocabulary)
  }

  /// The places of tonight's lists; rows that were taken over from an earlier list have none, nor has who is due soon.
  func places(ofList index: Int) -> WeekPlaces? {
    lists[index].table == membersTable ? places : nil
  }

  /// What the lists that count say.
  func openListTexts(_ impact: ImpactDefinition) throws(RunFault) -> OpenListTexts {
    try context.shared.openLists { () throws(RunFault) in try madeOpenListTexts(impact) }
  }

  private func madeOpenListTexts(_ impact: ImpactDefinition) throws(RunFault) -> OpenListTexts {
    var open: [OpenListTexts.List] = []
    for list in lists
    where list.table == membersTable && impact.benefit(of: list.cohort.name) != nil {
      let members = try context.input(list.stage).table(
        list.table, columns: [MemberColumn.reasons, MemberColumn.pathway])
      open.append(
        OpenListTexts.List(
          title: list.cohort.title, people: list.people,
          reasons: members.texts(MemberColumn.reasons),
          offers: members.texts(MemberColumn.pathway)))
    }
    return OpenListTexts(of: open, personCount: personCount)
  }

  /// The hashes of all that some columns of the person are made of, by the stages that make them.
  private func keys(of columns: Set<String>) throws(RunFault) -> [String: String] {
    let makers = try planned { () throws(StepFault) in
      try work.plan.makers(of: columns, for: "lists")
    }
    var keys: [String: String] = [:]
    for maker in makers {
      let stage = StageName(of: maker)
      keys[stage.description] = try context.key(ofColumns: columns, madeBy: stage)
    }
    let read = columns.reduce(into: FeedsRead()) {
      $0.formUnion(work.plan.restsOn[$1] ?? [])
    }
    let lacking = incomplete.of(read)
    if !lacking.isEmpty { keys["incomplete"] = Fingerprint.hash("\(lacking.recipe)") }
    return keys
  }

  /// Who was on a list in the newest release of an earlier reference date; nil where there is none, and of rows that were taken over
  /// or are beside a list.
  func earlierMembers(ofList index: Int) throws(RunFault) -> Column? {
    let stage = lists[index].stage
    guard lists[index].table == membersTable,
      let earlier = context.stage.earlier.first(where: { $0.stage == stage })
    else { return nil }
    guard let members = context.store.members(of: stage, earlier.fingerprint) else {
      throw .storeUnreadable(path: context.store.folder(of: stage, earlier.fingerprint))
    }
    return members
  }
}

/// What else some people of a list are on; rows that were taken over from an earlier list say nothing of tonight's.
private func others(
  of people: [Int32], of list: PlannedLists.CohortList, at index: Int, _ membership: ListMembership
) -> TextColumn {
  guard list.table == lastGoodTable else { return membership.others(of: people, onList: index) }
  return TextColumn(
    codes: [Int32](repeating: 0, count: people.count),
    present: Bitmap(repeating: false, count: people.count), dictionary: TextDictionary([""]))
}

extension PlannedLists.CohortList {
  /// The list of those who come onto a list soon; nil where the cohort does not state when people are due.
  fileprivate init?(
    dueSoonOf cohort: CohortDefinition, _ work: ListsWork, _ notices: [ScoreNotice],
    _ sources: ListSources, _ context: StageContext
  ) throws(RunFault) {
    guard cohort.statesDueDays else { return nil }
    let stage = StageName(cohort: cohort.name)
    let result = try context.input(stage)
    let plan = TargetListPlan(
      dueSoonOf: cohort, score: work.scores.first { $0.name == cohort.score },
      noticed: work.noticed(by: cohort, notices),
      undelivered: result.record.facts?.lacking ?? [], sources: sources)
    guard let plan else { throw .ourMistake("the cohort '\(cohort.name)' can name no file") }
    let soon = try result.table(dueSoonTable, columns: [MemberColumn.person])
    self.init(
      cohort: cohort, plan: plan, people: peopleColumn(of: soon), stage: stage,
      table: dueSoonTable)
  }

  /// The list of rows that are taken over from an earlier one, for practices without a complete delivery; nil where there are
  /// none.
  fileprivate init?(
    lastGoodOf cohort: CohortDefinition, _ work: ListsWork, _ notices: [ScoreNotice],
    _ sources: ListSources, _ context: StageContext
  ) throws(RunFault) {
    let stage = StageName(cohort: cohort.name)
    let result = try context.input(stage)
    guard let entry = result.record.tables.first(where: { $0.name == lastGoodTable }),
      entry.rows > 0
    else { return nil }
    let members = try result.table(lastGoodTable, columns: [MemberColumn.person])
    var earlier = cohort
    earlier.name += "-\(lastGoodTable)"
    earlier.title += ": the last complete rows of practices whose delivery is not complete"
    let plan = TargetListPlan(
      of: earlier, score: work.scores.first { $0.name == cohort.score },
      noticed: work.noticed(by: cohort, notices), undelivered: [], isOfFewNetworks: true,
      own: work.ownColumns(of: cohort), actedOnAs: cohort.name, sources: sources)
    guard let plan else { return nil }
    self.init(
      cohort: earlier, plan: plan, people: peopleColumn(of: members), stage: stage,
      table: lastGoodTable)
  }
}

extension IncompleteFeeds {
  /// All that it says, in a text.
  fileprivate var recipe: String {
    parts.map { part in
      let names = [
        part.feed, part.measure.column ?? "", part.measure.code ?? "", "\(part.isWithRows)",
      ]
      return (names + (practices[part] ?? [])).joined(separator: " ")
    }.joined(separator: "\n")
  }
}

extension Table {
  /// A few of its rows, without the texts of all others, each of which would be put into words.
  fileprivate func picked(_ rows: [Int32]) -> Table {
    let picked = gathered(rows)
    return Table(
      zip(picked.names, picked.columns).map { name, column in
        guard case .text(let texts) = column else { return (name, column) }
        return (name, .text(texts.compacted))
      }, rowCount: rows.count)
  }

  /// A column of texts of a table of members.
  fileprivate func texts(_ name: String) -> TextColumn {
    guard case .text(let column)? = self[name] else {
      preconditionFailure("members have their reasons and what they are offered")
    }
    return column
  }
}

extension StageContext {
  /// Who is in the order of an impact definition, and who has one of this week's places.
  fileprivate func places(
    in impact: ImpactDefinition, among personCount: Int
  ) throws(RunFault) -> WeekPlaces {
    let people = try input(StageName(impact: impact.name)).table(
      "people", columns: [MemberColumn.person, ImpactColumn.place])
    var places = WeekPlaces(
      ranked: Bitmap(repeating: false, count: personCount),
      placed: Bitmap(repeating: false, count: personCount))
    guard case .boolean(let hasPlace)? = people[ImpactColumn.place] else {
      throw .ourMistake("the ranking says nobody's place")
    }
    for (row, person) in peopleColumn(of: people).enumerated() {
      places.ranked[Int(person)] = true
      places.placed[Int(person)] = hasPlace.bits[row]
    }
    return places
  }

  /// The practices whose delivery of a feed is not complete, of all feeds.
  func incompleteFeeds() throws(RunFault) -> IncompleteFeeds {
    var incomplete = IncompleteFeeds()
    for name in stage.inputs where name.isCompleteness {
      incomplete.formUnion(try input(name).record.facts?.incomplete ?? IncompleteFeeds())
    }
    return incomplete
  }
}

extension ListsWork {
  /// The columns that a cohort makes for its own list.
  fileprivate func ownColumns(of cohort: CohortDefinition) -> [PersonColumn] {
    plan[PersonPlan.name(ofCohort: cohort.name)]?.ownColumns ?? []
  }

  /// The scores with a notice that a list shows or reads.
  fileprivate func noticed(by cohort: CohortDefinition, _ notices: [ScoreNotice]) -> [String] {
    let read = Set(cohort.expressions(offering: directory).flatMap { $0.columns })
      .union([cohort.score.map { ScoreColumn.score.name(of: $0) }].compactMap { $0 })
      .union(cohort.shown)
    return notices.filter { $0.isRead(byColumns: read) }.map { $0.score }
  }

  /// The scores with a notice that the list over all lists reads.
  fileprivate func noticed(by impact: ImpactDefinition, _ notices: [ScoreNotice]) -> [String] {
    let read = PersonWork.impact(impact).expressions.reduce(into: Set<String>()) {
      $0.formUnion($1.expression.columns)
    }
    return notices.filter { $0.isRead(byColumns: read) }.map { $0.score }
  }
}

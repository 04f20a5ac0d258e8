import Definitions
import Formats
import Health
import Messages
import Model
import Parallel
import Tables

/// Holds a night against what is expected of it and against the last release: what is missing, old, doubtful or far from
/// before, which lists it touches, and what is done about it.
///
/// The stages' own facts say what came of the delivery; this is where they are held against other nights, so that a stage
/// stays a function of its inputs.
struct DeliveryReview {
  let preparation: Preparation
  let results: [StageName: StageResult]
  /// The newest release of the pipeline up to tonight's reference date; nil for none.
  let before: RunEntry?
  /// The runs before.
  let ledger: Ledger
  /// Tonight's run as the ledger is to have it.
  let entry: RunEntry
  /// Why the change of a list is right, by list.
  let accepted: [String: String]
  /// What is expected of the night.
  var expectation: NightExpectation

  private var pipeline: PipelineDefinition { preparation.pipeline }
  private var day: String { preparation.parameters.referenceDate.description }

  /// Everything to be said, in the order in which it is found out.
  var notes: [DeliveryNote] {
    let practices = practices
    return files + feeds + sameFeeds + practices + sameDay(practices) + lookups + lists
      + networkLists(practices) + registers + figures + seasons + olderDay + staleExceptions
  }

  // MARK: Other releases

  /// What tonight leaves out and a release of the same reference date has: a second run of a day is made to mend it, and its
  /// release would take the place of the better one, also as the one that the next night is held against.
  private func sameDay(_ tonight: [DeliveryNote]) -> [DeliveryNote] {
    guard let before, before.referenceDate == day else { return [] }
    let lost = tonight.leftOutParts.subtracting((before.delivery ?? []).leftOutParts)
      .filter { before.patients?[$0.practice] ?? 0 > 0 }
    return lost.isEmpty
      ? [] : [DeliveryNote(.refused, .lessThanSameDay(lost.sorted(), run: before.id))]
  }

  /// A reference date before that of the newest release, which people have open.
  private var olderDay: [DeliveryNote] {
    guard
      let newest = ledger.newestFirst.first(where: {
        $0.isReleased && $0.pipeline == entry.pipeline
      }), newest.referenceDate > day
    else { return [] }
    return [
      DeliveryNote(.warning, .olderThanCurrent(day: newest.referenceDate, run: newest.id))
    ]
  }

  // MARK: Files

  private var files: [DeliveryNote] {
    let unread = preparation.files.unread
    return (unread.isEmpty ? [] : [DeliveryNote(.warning, .unreadFiles(unread))])
      + preparation.files.copies.map {
        DeliveryNote(.warning, .sameContent(feed: $0.feed, files: $0.left, kept: $0.kept))
      }
  }

  // MARK: Feeds

  private var feeds: [DeliveryNote] {
    var notes: [DeliveryNote] = []
    var old: [DeliveryNote.OldFeed] = []
    var tooOld: [DeliveryNote.OldFeed] = []
    for feed in pipeline.feeds.map(\.value) {
      let name = feed.contract.name
      guard !isExcepted(name),
        let facts = results[StageName(.validate, name)]?.record.facts?.checked
      else { continue }
      notes += amounts(of: feed, facts)
      notes += values(of: feed, facts)
      if !facts.rejectedFiles.isEmpty {
        notes.append(
          DeliveryNote(
            .warning, .rejectedFiles(feed: name, facts.rejectedFiles), lists: lists(reading: name)))
      }
      guard feed.rules.grain != .reference, facts.accepted > 0, let age = age(of: feed, facts)
      else { continue }
      // That nobody registers for some days says nothing.
      guard feed.rules.grain == .event else {
        notes += [wentBack(feed, age)].compactMap { $0 }
        continue
      }
      if age.days > feed.rules.expectation.refuseAfterDays,
        facts.accepted >= FeedExpectation.rowsToRefuse
      {
        tooOld.append(age)
      } else if let note = wentBack(feed, age) {
        notes.append(note)
      } else if age.days > feed.rules.expectation.warnAfterDays {
        old.append(age)
      }
    }
    for (feeds, grade) in [(tooOld, DeliveryNote.Grade.refused), (old, .warning)]
    where !feeds.isEmpty {
      notes.append(
        DeliveryNote(
          grade, .oldFeeds(feeds), lists: distinctLists(feeds.flatMap { lists(reading: $0.feed) })))
    }
    return notes
  }

  private func age(of feed: FeedDefinition, _ facts: StageFacts.Checked) -> DeliveryNote.OldFeed? {
    guard let column = feed.eventDay, let newest = facts.newest[column], let day = Day(iso: newest)
    else { return nil }
    let days = Int(preparation.parameters.referenceDate.number - day.number)
    return DeliveryNote.OldFeed(feed: feed.contract.name, newest: newest, days: max(days, 0))
  }

  /// A feed whose newest event is older than in the release before: by a few days it is corrected, by more it is another
  /// delivery.
  private func wentBack(_ feed: FeedDefinition, _ age: DeliveryNote.OldFeed) -> DeliveryNote? {
    guard let before, let earlier = earlier(age.feed)?.newestEvent,
      let newest = Day(iso: age.newest), let last = Day(iso: earlier)
    else { return nil }
    let days = Int(last.number - newest.number)
    guard days > daysOfCorrection else { return nil }
    return DeliveryNote(
      days > feed.rules.expectation.refuseAfterDays ? .refused : .warning,
      .wentBack(feed: age.feed, newest: age.newest, before: earlier, run: before.id),
      lists: lists(reading: age.feed))
  }

  private func amounts(of feed: FeedDefinition, _ facts: StageFacts.Checked) -> [DeliveryNote] {
    let name = feed.contract.name
    let lists = lists(reading: name)
    if facts.accepted == 0, facts.leftOut > 0, facts.leftOut == facts.rows - facts.rejected {
      return [DeliveryNote(.warning, .nothingUsed(feed: name, rows: facts.leftOut), lists: lists)]
    }
    guard let before, let earlier = earlier(name), let rows = earlier.accepted, rows > 0 else {
      guard before == nil, facts.accepted == 0, !lists.isEmpty, feed.rules.grain == .event else {
        return []
      }
      return [DeliveryNote(.warning, .lacking(LackingFeed(name, why(name, facts))), lists: lists)]
    }
    if facts.accepted == 0 {
      return [
        DeliveryNote(
          lists.isEmpty ? .warning : .refused,
          .notDelivered(LackingFeed(name, why(name, facts)), run: before.id), lists: lists)
      ]
    }
    // Practices that lack rows are named of their own.
    let named = results[StageName(completenessOf: name)]?.record.facts?.completeness
    guard named.map({ $0.incomplete.isEmpty && $0.doubtful.isEmpty && $0.swollen.isEmpty }) ?? true
    else { return [] }
    // Of a published file every row counts, also one that is only a part of a figure.
    let isEvent = feed.rules.grain == .event
    let (now, last) = isEvent ? (facts.accepted, rows) : (facts.rows, earlier.rows)
    let more = name == pipeline.population?.value.feed ? now - peopleBack : now
    if more - last >= 10, Double(more) > mostGrowth(of: feed) * Double(last) {
      return [
        DeliveryNote(
          .warning, .moreRows(feed: name, rows: now, before: last, run: before.id), lists: lists)
      ]
    }
    let share =
      switch feed.rules.grain {
      case .event: feed.rules.expectation.warnBelow
      case .person: personFall
      case .reference: 1.0
      }
    guard last - now >= (isEvent ? 5 : 1), Double(now) < share * Double(last) else { return [] }
    return [
      DeliveryNote(
        .warning, .fewerRows(feed: name, rows: now, before: last, run: before.id), lists: lists)
    ]
  }

  /// By how much a feed may grow against the release before without a word: practices of a feed of events are looked at one
  /// by one, so that of the whole only what is nobody's is left.
  private func mostGrowth(of feed: FeedDefinition) -> Double {
    switch feed.rules.grain {
    case .event: feed.rules.expectation.holdAbove
    case .person: 1 / personFall
    case .reference: referenceGrowth
    }
  }

  /// Why nothing of a feed counts.
  private func why(_ feed: String, _ facts: StageFacts.Checked) -> LackingFeed.Why {
    if facts.rows > 0 { return .noAcceptedRows }
    let files = results[StageName(.extract, feed)]?.record.facts?.extracted?.files ?? []
    return files.isEmpty ? .noFile : .noRows
  }

  /// The columns and codes that a feed of persons has far fewer values of than before: a column that came empty, or a code
  /// that a supplier no longer sends, leaves as many rows as ever.
  private func values(of feed: FeedDefinition, _ facts: StageFacts.Checked) -> [DeliveryNote] {
    let name = feed.contract.name
    guard feed.rules.grain != .reference, facts.accepted > 0, let before,
      let earlier = earlier(name), let rows = earlier.accepted, rows > 0
    else { return [] }
    let share = min(1, Double(facts.accepted) / Double(rows))
    var changes: [DeliveryNote.ValueChange] = []
    func hold(_ column: String, _ code: String?, _ last: Int, _ now: Int) {
      guard last >= fewestValues, Double(now) < 0.5 * share * Double(last) else { return }
      changes.append(DeliveryNote.ValueChange(column: column, code: code, before: last, now: now))
    }
    for (column, last) in (earlier.filled ?? [:]).sorted(by: { $0.key < $1.key }) {
      // A column that the contract no longer has is a change of the definitions.
      if let now = facts.filled[column] { hold(column, nil, last, now) }
    }
    let emptied = Set(changes.map(\.column))
    for (column, codes) in (earlier.codes ?? [:]).sorted(by: { $0.key < $1.key })
    where !emptied.contains(column) && facts.filled[column] != nil {
      for (code, last) in codes.sorted(by: { $0.key < $1.key }) {
        hold(column, code, last, facts.codes[column]?[code] ?? 0)
      }
    }
    guard !changes.isEmpty else { return [] }
    let isGone = changes.contains { change in
      Double(change.now) < goneShare * Double(change.before)
        && wasUsual(name, change, since: before)
    }
    return [
      DeliveryNote(
        isGone ? .refused : .warning,
        .fewerValues(feed: name, changes, run: before.id), lists: lists(reading: name))
    ]
  }

  /// Whether what is missing was there in another release than the last alone.
  ///
  /// What came with one night and goes with the next may have been the mistake. Where there is no other release, what the last
  /// one had is usual.
  private func wasUsual(
    _ feed: String, _ change: DeliveryNote.ValueChange, since last: RunEntry
  ) -> Bool {
    let runs = ledger.newestFirst.lazy.filter {
      $0.isReleased && $0.pipeline == last.pipeline && $0.referenceDate < last.referenceDate
    }
    let counts = Array(
      runs.compactMap { run -> Int? in
        guard let entry = run.feeds.first(where: { $0.feed == feed }), entry.accepted ?? 0 > 0,
          let filled = entry.filled?[change.column]
        else { return nil }
        return change.code.map { entry.codes?[change.column]?[$0] ?? 0 } ?? filled
      }.prefix(releasesOfUsual))
    return counts.isEmpty || counts.contains { $0 >= fewestValues }
  }

  private func isUndelivered(_ feed: String) -> Bool {
    results[StageName(.validate, feed)]?.record.facts?.checked?.accepted == 0
      && earlier(feed)?.accepted ?? 0 > 0
  }

  private func earlier(_ feed: String) -> RunEntry.FeedEntry? {
    before?.feeds.first { $0.feed == feed }
  }

  func isExcepted(_ feed: String) -> Bool { expectation.isExcepted(feed, on: day) }

  /// The lists that rest on a feed, in the order of the pipeline.
  func lists(reading feed: String) -> [String] {
    // Everything rests on who is registered.
    feed == pipeline.population?.value.feed
      ? pipeline.cohorts.map { $0.value.name } : preparation.plan?.lists(restingOn: feed) ?? []
  }

  func distinctLists(_ names: [String]) -> [String] {
    let wanted = Set(names)
    return pipeline.cohorts.map { $0.value.name }.filter { wanted.contains($0) }
  }

  // MARK: Practices

  var practices: [DeliveryNote] {
    guard let population = results[.population]?.record.facts else { return [] }
    let registered = population.patients
    let people = population.persons ?? 0
    var leftOut = population.leftOut ?? PracticesLeftOut()
    let silent = silentPractices(registered, leftOut)
    var notes: [DeliveryNote] = []
    if !silent.isEmpty { notes.append(DeliveryNote(.heldBack, .silentPractices(silent))) }
    let rejected = practicesBeyondLimit
    if let feed = pipeline.population?.value.feed, !rejected.isEmpty {
      notes.append(DeliveryNote(.heldBack, .rejectedPractices(feed: feed, rejected)))
    }
    leftOut.practices.removeAll {
      $0.status == .notDelivered || exceptedPractices.contains($0.code)
    }
    // Whoever is left out for rows that cannot be read is told of above.
    var others = leftOut
    others.practices.removeAll { practice in rejected.contains { $0.code == practice.code } }
    if !others.practices.isEmpty || others.otherCodes > 0 {
      notes.append(DeliveryNote(.heldBack, .leftOut(others)))
    }
    let unlisted = Set(leftOut.practices.map(\.code))
    notes += fewerPatients(registered, apart: unlisted)
    notes += morePatients(registered, apart: unlisted)
    notes += networksGone
    let withoutSize = practicesWithoutListSize.filter {
      !unlisted.contains($0) && !exceptedPractices.contains($0)
    }
    if !withoutSize.isEmpty { notes.append(DeliveryNote(.warning, .withoutListSize(withoutSize))) }
    // Of a practice with nobody registered, and of which nobody knows how many there should be, its rejected rows say it.
    let unnamed = rejected.filter { practice in
      registered[practice.code] == nil && !silent.contains { $0.code == practice.code }
    }
    let missing =
      max(0, silent.reduce(0) { $0 + ($1.patients ?? 0) } - movedPeople(registered))
      + unnamed.reduce(0) { $0 + $1.rejected }
    let without = missing + leftOut.practices.reduce(0) { $0 + $1.patients }
    if Double(without) > expectation.heldBackLimit * Double(people + missing) {
      notes.append(
        DeliveryNote(
          .refused,
          .tooManyLeftOut(
            people: without, of: people + missing, limit: expectation.heldBackLimit)))
    }
    for feed in pipeline.feeds.map(\.value.contract.name) {
      notes += completeness(of: feed, people: people)
    }
    return notes
  }

  /// The practices that have nobody tonight: those that the published list sizes name, those of the release before, and
  /// those whose patients are taken over from a release before that.
  private func silentPractices(
    _ registered: [String: Int], _ leftOut: PracticesLeftOut
  ) -> [DeliveryNote.SilentPractice] {
    var silent = results[.publishedFigures]?.record.facts?.silent ?? []
    let known = Set(silent.map(\.code))
    var last = before?.patients ?? [:]
    for practice in leftOut.practices where practice.status == .notDelivered {
      last[practice.code] = max(last[practice.code] ?? 0, practice.patients)
    }
    for (code, patients) in last.sorted(by: { $0.key < $1.key })
    where registered[code] == nil && !known.contains(code) && patients > 0 {
      // One that has closed is missed only where its patients came with no other.
      let nowhere = results[.population]?.record.facts?.closedAndNowhere[code]
      if closedSince.contains(code), nowhere == nil { continue }
      silent.append(DeliveryNote.SilentPractice(code: code, patients: nowhere ?? patients))
    }
    return silent.filter { !exceptedPractices.contains($0.code) }.sorted { $0.code < $1.code }
  }

  /// How many people have come to practices with more patients than in the release before, or than published: whoever moved
  /// there from a practice that has nobody now, without a word on its succession, is counted there and not missing.
  private func movedPeople(_ registered: [String: Int]) -> Int {
    let published = results[.publishedFigures]?.record.facts?.grown ?? [:]
    return registered.reduce(0) { moved, practice in
      let last = before?.patients.map { $0[practice.key] ?? 0 } ?? practice.value
      return moved
        + max(growth(from: last, to: practice.value), published[practice.key] ?? 0)
    }
  }

  /// The practices that are held back since too many of their registrations were rejected or cannot be read.
  private var practicesBeyondLimit: [DeliveryNote.RejectedPractice] {
    guard let feed = pipeline.population?.value.feed else { return [] }
    let facts = results[StageName(.validate, feed)]?.record.facts?.checked
    return (facts?.practicesBeyondLimit ?? []).filter { !exceptedPractices.contains($0.code) }
  }

  private var closedSince: [String] { results[.population]?.record.facts?.closedSince ?? [] }

  /// Practices with far fewer patients than in the release before, though not so few that they are held back.
  private func fewerPatients(_ registered: [String: Int], apart: Set<String>) -> [DeliveryNote] {
    guard let before else { return [] }
    let changes = (before.patients ?? [:]).sorted { $0.key < $1.key }.compactMap { code, last in
      let now = registered[code] ?? 0
      return now > 0 && last - now >= 10 && Double(now) < personFall * Double(last)
        && !apart.contains(code) && !exceptedPractices.contains(code)
        ? DeliveryNote.CountChange(name: code, before: last, now: now) : nil
    }
    return changes.isEmpty
      ? [] : [DeliveryNote(.warning, .fewerPatients(changes, run: before.id))]
  }

  /// The practices that the last release left out: what it had of them is not what they are.
  private var leftOutBefore: Set<String> {
    let facts = before?.stages.first { $0.stage == .population }
      .flatMap { preparation.store.record(of: .population, $0.fingerprint)?.facts }
    return Set((facts?.leftOut?.practices ?? []).map(\.code))
  }

  /// How many people are back with the practices that the last release left out.
  private var peopleBack: Int {
    let registered = results[.population]?.record.facts?.patients ?? [:]
    return leftOutBefore.reduce(0) { back, code in
      back + max(0, (registered[code] ?? 0) - (before?.patients?[code] ?? 0))
    }
  }

  /// Practices with far more patients than in the release before, though not so many that they are held back.
  private func morePatients(_ registered: [String: Int], apart: Set<String>) -> [DeliveryNote] {
    guard let before else { return [] }
    // Whoever was with a practice that has closed is with others now.
    let moved = closedSince.reduce(0) { $0 + (before.patients?[$1] ?? 0) }
    let back = leftOutBefore
    let changes = (before.patients ?? [:]).sorted { $0.key < $1.key }.compactMap { code, last in
      let now = registered[code] ?? 0
      return last > 0 && !back.contains(code) && now - last - moved >= 20
        && Double(now - moved) > personGrowth * Double(last)
        && !apart.contains(code) && !exceptedPractices.contains(code)
        ? DeliveryNote.CountChange(name: code, before: last, now: now) : nil
    }
    return changes.isEmpty ? [] : [DeliveryNote(.warning, .morePatients(changes, run: before.id))]
  }

  /// Networks that had people on lists in the release before and have nobody on any tonight; of one whose practices have all
  /// gone to others or closed nobody is expected.
  private var networksGone: [DeliveryNote] {
    guard let before, !entry.lists.isEmpty else { return [] }
    func people(_ lists: [RunEntry.ListEntry]) -> [String: Int] {
      lists.reduce(into: [:]) { $0.merge($1.people) { $0 + $1 } }
    }
    let now = people(entry.lists)
    let left = Set(results[.population]?.record.facts?.networksLeft ?? [])
    let gone = people(before.lists).filter {
      $0.value > 0 && now[$0.key] ?? 0 == 0 && !left.contains($0.key)
    }
    guard !gone.isEmpty else { return [] }
    let changes = gone.sorted { $0.key < $1.key }.map {
      DeliveryNote.CountChange(name: $0.key, before: $0.value, now: 0)
    }
    return [DeliveryNote(.refused, .networksGone(changes, run: before.id))]
  }

  /// The practices that the comparison with published list sizes could not hold against anything.
  private var practicesWithoutListSize: [String] {
    results[.publishedFigures]?.record.facts?.withoutListSize ?? []
  }

  /// The practices of which it is known that they are different in every feed.
  private var exceptedPractices: Set<String> {
    Set(expectation.exceptions.filter { day <= $0.until && $0.feed == nil }.compactMap(\.practice))
  }

  private func completeness(of feed: String, people: Int) -> [DeliveryNote] {
    let facts = results[StageName(completenessOf: feed)]?.record.facts?.completeness
    // A feed that did not come at all is told of its own.
    guard var facts, !isUndelivered(feed) else { return [] }
    // What is known to be different is left out all the same, and nobody need be told again.
    let known = Set(
      expectation.exceptions.filter { $0.applies(to: feed, on: day) }.compactMap(\.practice))
    facts.incomplete.removeAll { known.contains($0.code) }
    facts.doubtful.removeAll { known.contains($0) }
    facts.swollen.removeAll { known.contains($0) }
    var notes: [DeliveryNote] = []
    if !facts.incomplete.isEmpty {
      let patients = facts.incomplete.reduce(0) { $0 + $1.patients }
      let isTooMany = Double(patients) > expectation.heldBackLimit * Double(people)
      notes.append(
        DeliveryNote(
          isTooMany ? .refused : .heldBack,
          .incomplete(feed: feed, facts.incomplete, patients: people), lists: lists(reading: feed)))
    }
    if !facts.doubtful.isEmpty {
      notes.append(
        DeliveryNote(
          .warning, .doubtful(feed: feed, practices: facts.doubtful), lists: lists(reading: feed)))
    }
    if !facts.swollen.isEmpty {
      notes.append(
        DeliveryNote(
          .warning, .swollen(feed: feed, practices: facts.swollen), lists: lists(reading: feed)))
    }
    return notes
  }

  // MARK: Look-ups

  private var lookups: [DeliveryNote] {
    let matches = results[.population]?.record.facts?.lookups ?? []
    let delivered = Set(entry.feeds.filter { $0.rows > 0 }.map(\.feed))
    return matches.compactMap { match in
      guard match.keyed > 0, delivered.contains(match.feed), !isExcepted(match.feed) else {
        return nil
      }
      let share = Double(match.matched) / Double(match.keyed)
      guard share < expectation.matchedWarning else { return nil }
      let isTooFew = share < expectation.matchedLimit && match.keyed >= fewestPeople
      return DeliveryNote(
        isTooFew ? .refused : .warning,
        .unmatched(
          lookup: match.lookup, feed: match.feed, matched: match.matched, keyed: match.keyed),
        lists: lists(reading: match.feed))
    }
  }

  // MARK: Seasons

  /// Campaigns that definitions use and that soon have no season.
  private var seasons: [DeliveryNote] {
    let date = preparation.parameters.referenceDate
    let used = Set(
      (preparation.plan?.steps ?? []).flatMap { $0.work.campaigns.map(\.campaign) })
    return pipeline.campaigns.filter { used.contains($0.name) }.compactMap { campaign in
      campaign.firstDayWithoutSeason(from: date, within: Campaign.daysAhead).map { first in
        DeliveryNote(
          .warning,
          .seasonMissing(
            campaign: campaign.name, from: first.description, days: Int(first.number - date.number))
        )
      }
    }
  }

  // MARK: Registers

  /// Registers of practices that are far from what is expected by age and sex, and were not so in the last release: of a
  /// practice of few kinds of people that is known by then.
  private var registers: [DeliveryNote] {
    guard let feed = pipeline.reconciliation?.value.registers?.entries, !isExcepted(feed) else {
      return []
    }
    let known = Set(
      (earlierFacts(.publishedFigures)?.unexpectedRegisters ?? []).map {
        "\($0.practice) \($0.register)"
      })
    let excepted = Set(
      expectation.exceptions.filter { $0.applies(to: feed, on: day) }.compactMap(\.practice))
    let counts = (results[.publishedFigures]?.record.facts?.unexpectedRegisters ?? []).filter {
      !known.contains("\($0.practice) \($0.register)") && !excepted.contains($0.practice)
    }
    guard !counts.isEmpty else { return [] }
    return [
      DeliveryNote(
        .warning,
        .unexpectedRegisters(
          feed: feed,
          counts.map {
            DeliveryNote.UnexpectedCount(
              practice: $0.practice, name: $0.register, now: $0.computed, expected: $0.expected)
          }), lists: lists(reading: feed))
    ]
  }

  /// What a stage said in the newest release of an earlier reference date; nil where there is none, or the store has lost it.
  private func earlierFacts(_ stage: StageName) -> StageFacts? {
    ledger.newestRelease(of: entry.pipeline, before: preparation.parameters.referenceDate)?
      .stages.first { $0.stage == stage }
      .flatMap { preparation.store.record(of: stage, $0.fingerprint)?.facts }
  }

  // MARK: Figures

  /// Published figures that are left out, since they cannot be right.
  private var figures: [DeliveryNote] {
    pipeline.indicators.map(\.value.name).compactMap { indicator in
      results[StageName(indicator: indicator)]?.record.facts?.figuresLeftOut.map {
        DeliveryNote(
          .heldBack,
          .figuresLeftOut(indicator: indicator, practices: $0.practices, count: $0.count))
      }
    }
  }

  // MARK: Lists

  private var lists: [DeliveryNote] {
    var inVain = Set(accepted.keys)
    guard let before else { return acceptedInVain(inVain) }
    var changed: [DeliveryNote.CountChange] = []
    var notes: [DeliveryNote] = []
    for list in entry.lists {
      guard let last = before.lists.first(where: { $0.cohort == list.cohort })?.total,
        isSameDefinition(list.cohort, before)
      else { continue }
      guard isChanged(from: last, to: list.total) else { continue }
      let change = DeliveryNote.CountChange(name: list.cohort, before: last, now: list.total)
      if let because = accepted[list.cohort] {
        inVain.remove(list.cohort)
        notes.append(DeliveryNote(.warning, .listChangeAccepted(change, because: because)))
      } else {
        changed.append(change)
      }
    }
    notes += acceptedInVain(inVain)
    guard !changed.isEmpty else { return notes }
    return notes + [DeliveryNote(.refused, .listsChanged(changed, run: before.id))]
  }

  /// Lists of one network that changed by much though they did not in all together: a column or a code of one practice that
  /// came empty or wrong is too little of the feed to be seen there.
  ///
  /// Where another practice is left out than in the release before, its own people come or go with it.
  private func networkLists(_ practices: [DeliveryNote]) -> [DeliveryNote] {
    guard let before, practices.leftOutParts == (before.delivery ?? []).leftOutParts else {
      return []
    }
    var changes: [DeliveryNote.CountChange] = []
    for list in entry.lists {
      guard let last = before.lists.first(where: { $0.cohort == list.cohort }),
        !isChanged(from: last.total, to: list.total), isSameDefinition(list.cohort, before)
      else { continue }
      for (network, people) in last.people.sorted(by: { $0.key < $1.key }) {
        let now = list.people[network] ?? 0
        guard abs(now - people) >= fewestInNetwork,
          Double(abs(now - people)) > networkListChange * Double(people)
        else { continue }
        changes.append(
          DeliveryNote.CountChange(name: "\(list.cohort) of \(network)", before: people, now: now))
      }
    }
    guard !changes.isEmpty else { return [] }
    return [DeliveryNote(.warning, .networkListsChanged(changes, run: before.id))]
  }

  /// Whether a list of all networks changed by more than the pipeline's limits.
  private func isChanged(from last: Int, to now: Int) -> Bool {
    let size = abs(now - last)
    return size >= expectation.listChangePeople
      && Double(size) > expectation.listChangeLimit * Double(max(last, 1))
  }

  private func acceptedInVain(_ lists: Set<String>) -> [DeliveryNote] {
    // A list that was not made says nothing.
    guard !lists.isEmpty, !entry.lists.isEmpty else { return [] }
    return [DeliveryNote(.warning, .acceptedInVain(lists.sorted()))]
  }

  /// Whether a list was made by the same definition and in the same season: another one may well have other people on it.
  ///
  /// Where the store has lost what it was made by, nobody knows, and nothing is held against it.
  private func isSameDefinition(_ cohort: String, _ before: RunEntry) -> Bool {
    let stage = StageName(cohort: cohort)
    guard let fingerprint = results[stage]?.record.fingerprint,
      let entry = before.stages.first(where: { $0.stage == stage }),
      let earlier = preparation.store.record(of: stage, entry.fingerprint)?.fingerprint
    else { return false }
    let today = RunParameters.referenceDateName
    return fingerprint.version == earlier.version && fingerprint.definition == earlier.definition
      && fingerprint.parameters.filter { $0.key != today }
        == earlier.parameters.filter { $0.key != today }
  }
}

/// By more than this share of the release before a list of one network is told, where it is that of so many people or more.
///
/// Source: project choice; a night moves some of a hundred, and a practice is half of a small network.
private let networkListChange = 0.4
private let fewestInNetwork = 10

extension [DeliveryNote] {
  /// What all of them say is left out.
  fileprivate var leftOutParts: Set<DeliveryNote.LeftOutPart> {
    reduce(into: []) { $0.formUnion($1.leftOutParts) }
  }
}

/// Below this share of the registrations that were there before it is said; practices are held against list sizes besides.
private let personFall = 0.95
/// Above this share of what was there before, or of what was published, people have come from another practice.
private let personRise = 1.05

/// How many people have come to a practice; nobody where it grew as lists do.
func growth(from before: Int, to now: Int) -> Int {
  Double(now) > personRise * Double(before) ? now - before : 0
}

/// Above this multiple of the patients of the release before it is said of a practice: nobody moves so many in a night.
private let personGrowth = 1.1
/// Above this multiple of the rows of the release before it is said of a reference feed.
private let referenceGrowth = 1.5
/// Below this share of what was there before a column or a code is gone, whatever a few rows still have.
private let goneShare = 0.02
/// Of so many releases before the last one any may say what is usual.
private let releasesOfUsual = 3
/// Of fewer values nobody is the rule.
private let fewestValues = 20
/// By so many days the newest event of a feed may go back: a slip that was put right.
private let daysOfCorrection = 7
/// Of fewer people with a key a look-up refuses nothing.
private let fewestPeople = 100

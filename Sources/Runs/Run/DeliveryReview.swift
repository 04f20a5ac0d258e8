import Definitions
import Formats
import Health
import Messages
import Model
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
  var before: RunEntry?
  /// The runs before.
  let ledger: Ledger
  /// Tonight's run as the ledger is to have it.
  let entry: RunEntry
  /// Why the change of a list is right, by list.
  var accepted: [String: String]
  /// What is expected of the night.
  var expectation: NightExpectation

  var pipeline: PipelineDefinition { preparation.pipeline }
  var day: String { preparation.parameters.referenceDate.description }

  /// Everything to be said, in the order in which it is found out.
  ///
  /// A second run of a day is held against the first one and against the release of the day before: what the first one had lost
  /// already would be no loss.
  var notes: [DeliveryNote] {
    guard let before, before.referenceDate == day,
      let earlier = ledger.newestRelease(
        of: entry.pipeline, before: preparation.parameters.referenceDate)
    else { return ownNotes + staleExceptions }
    var other = self
    other.before = earlier
    // What somebody accepted for this date stays so.
    other.accepted.merge(before.accepted ?? [:]) { own, _ in own }
    return ownNotes.joined(with: other.ownNotes) + other.staleExceptions
  }

  private var ownNotes: [DeliveryNote] {
    let practices = practices
    let lists = lists
    return preparation.lostOutputs + files + feeds + histories + sameFeeds + practices
      + sameDay(practices) + lookups + lists
      + listParts(apart: lists) + lostActions + wronglyListed
      + registers + figures + seasons + olderDay
  }

  // MARK: Other releases

  /// A reference date before that of the newest release, which people have open.
  private var olderDay: [DeliveryNote] {
    guard
      let newest = ledger.newestFirst.first(where: {
        $0.isInForce && $0.pipeline == entry.pipeline
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
      notes += values(of: feed)
      if !facts.rejectedFiles.isEmpty {
        notes.append(
          DeliveryNote(
            .warning, .rejectedFiles(feed: name, facts.rejectedFiles), lists: lists(reading: name)))
      }
      if feed.rules.grain == .reference { notes += [olderReference(feed, facts)].compactMap { $0 } }
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
    // Of a few rows the newest may have gone with one person.
    let isTooFar =
      days > feed.rules.expectation.refuseAfterDays
      && results[StageName(.validate, age.feed)]?.record.facts?.checked?.accepted ?? 0
        >= FeedExpectation.rowsToRefuse
    return DeliveryNote(
      isTooFar ? .refused : .warning,
      .wentBack(feed: age.feed, newest: age.newest, before: earlier, run: before.id),
      lists: lists(reading: age.feed))
  }

  /// A reference feed whose newest day is older than in the release before: sizes, memberships or areas of an older file.
  private func olderReference(
    _ feed: FeedDefinition, _ facts: StageFacts.Checked
  ) -> DeliveryNote? {
    let name = feed.contract.name
    guard let before, let earlier = self.earlier(name)?.newest, let last = Day(iso: earlier),
      let newest = facts.newest.values.filter({ $0 <= day }).max(), let now = Day(iso: newest),
      Int(last.number - now.number) > daysOfCorrection
    else { return nil }
    return DeliveryNote(
      .warning, .wentBack(feed: name, newest: newest, before: earlier, run: before.id),
      lists: lists(reading: name))
  }

  private func amounts(of feed: FeedDefinition, _ facts: StageFacts.Checked) -> [DeliveryNote] {
    let name = feed.contract.name
    let lists = lists(reading: name)
    if facts.accepted == 0, facts.leftOut > 0, facts.leftOut == facts.rows - facts.rejected {
      return [DeliveryNote(.warning, .nothingUsed(feed: name, rows: facts.leftOut), lists: lists)]
    }
    guard let before, let earlier = earlier(name), let rows = earlier.accepted, rows > 0 else {
      // Networks need not report anything.
      guard before == nil, facts.accepted == 0, !lists.isEmpty, feed.rules.grain == .event,
        name != pipeline.actions?.value.ofEachList.feed
      else { return [] }
      return [DeliveryNote(.warning, .lacking(LackingFeed(name, why(name, facts))), lists: lists)]
    }
    // Where every action was taken back there is none left, and the feed came all the same.
    let isTakenBack =
      name == pipeline.actions?.value.ofEachList.feed && facts.replaced > 0
    if facts.accepted == 0, !isTakenBack {
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
    let less = name == pipeline.population?.value.feed ? now + peopleKnownToLack : now
    guard last - less >= (isEvent ? 5 : 1), Double(less) < share * Double(last) else { return [] }
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
  private func fewerValues(of name: String) -> [DeliveryNote.ValueChange] {
    guard let earlier = earlier(name), let rows = earlier.accepted, rows > 0,
      let facts = results[StageName(.validate, name)]?.record.facts?.checked, facts.accepted > 0,
      !isExcepted(name)
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
    return changes
  }

  /// Those of them that are gone, for which a night is refused: no practice lacks them of its own.
  func columnsGone(from feed: String) -> [DeliveryNote.ValueChange] {
    fewerValues(of: feed).filter { isGone($0, from: feed) }
  }

  private func isGone(_ change: DeliveryNote.ValueChange, from feed: String) -> Bool {
    guard let before else { return false }
    return Double(change.now) < goneShare * Double(change.before)
      && wasUsual(feed, change, since: before)
  }

  private func values(of feed: FeedDefinition) -> [DeliveryNote] {
    let name = feed.contract.name
    guard feed.rules.grain != .reference, let before else { return [] }
    let changes = fewerValues(of: name)
    guard !changes.isEmpty else { return [] }
    return [
      DeliveryNote(
        changes.contains { isGone($0, from: name) } ? .refused : .warning,
        .fewerValues(feed: name, changes, run: before.id),
        lists: lists(
          reading: changes.map {
            FeedPart(name, ExpectedMeasure(column: $0.column, code: $0.code))
          }))
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
      $0.isInForce && $0.pipeline == last.pipeline && $0.referenceDate < last.referenceDate
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

  func isUndelivered(_ feed: String) -> Bool {
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
      ? pipeline.cohorts.map { $0.value.name } : lists(reading: [FeedPart(feed)])
  }

  /// The lists that rest on any of some parts of feeds, in the order of the pipeline.
  func lists(reading parts: some Sequence<FeedPart>) -> [String] {
    distinctLists(Set(parts).flatMap { preparation.plan?.lists(restingOn: $0) ?? [] })
  }

  /// The lists that rest on what is looked up for people.
  private func lists(lookingUp lookup: String) -> [String] {
    guard let feed = pipeline.population?.value.feed else { return [] }
    return lists(reading: [FeedPart(feed, ExpectedMeasure(column: lookup))])
  }

  func distinctLists(_ names: [String]) -> [String] {
    let wanted = Set(names)
    return pipeline.cohorts.map { $0.value.name }.filter { wanted.contains($0) }
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
        lists: lists(lookingUp: match.lookup))
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
    func key(_ count: UnexpectedCount) -> String { "\(count.practice) \(count.name)" }
    let known = Set((earlierFacts(.publishedFigures)?.unexpectedRegisters ?? []).map(key))
    let excepted = Set(
      expectation.exceptions.filter { $0.applies(to: feed, on: day) }.compactMap(\.practice))
    // Whose patients are on no list is told of that, and what else is odd of it touches none.
    let unlisted = Set(
      (results[.population]?.record.facts?.leftOut?.practices ?? []).map(\.code))
    let counts = (results[.publishedFigures]?.record.facts?.unexpectedRegisters ?? []).filter {
      !known.contains(key($0)) && !excepted.contains($0.practice)
        && !unlisted.contains($0.practice)
    }
    guard !counts.isEmpty else { return [] }
    return [
      DeliveryNote(
        .warning, .unexpectedRegisters(feed: feed, counts), lists: lists(reading: feed))
    ]
  }

  /// What a stage said in the newest release of an earlier reference date; nil where there is none, or the store has lost it.
  private func earlierFacts(_ stage: StageName) -> StageFacts? {
    record(
      of: stage,
      in: ledger.newestRelease(
        of: entry.pipeline, before: preparation.parameters.referenceDate))?.facts
  }

  /// The record of a stage's output in a release; nil where it had none, or the store has lost it.
  func record(of stage: StageName, in release: RunEntry?) -> StageRecord? {
    release?.stages.first { $0.stage == stage }
      .flatMap { preparation.store.record(of: stage, $0.fingerprint) }
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
}

/// Below this share of the registrations that were there before it is said; practices are held against list sizes besides.
let personFall = 0.95
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

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
  /// Tonight's run as the ledger is to have it.
  let entry: RunEntry
  /// Why the change of a list is right, by list.
  let accepted: [String: String]

  private var pipeline: PipelineDefinition { preparation.pipeline }
  private var expectation: NightExpectation { pipeline.expectation }
  private var day: String { preparation.parameters.referenceDate.description }

  /// Everything to be said, in the order in which it is found out.
  var notes: [DeliveryNote] {
    files + feeds + practices + lookups + lists + seasons
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
      if !facts.rejectedFiles.isEmpty {
        notes.append(
          DeliveryNote(
            .warning, .rejectedFiles(feed: name, facts.rejectedFiles), lists: lists(reading: name)))
      }
      guard feed.rules.grain == .event, facts.accepted > 0, let age = age(of: feed, facts) else {
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
      return []
    }
    if facts.accepted == 0 {
      let why: LackingFeed.Why =
        facts.rows > 0
        ? .noAcceptedRows
        : results[StageName(.extract, name)]?.record.facts?.extracted?.files.isEmpty ?? true
          ? .noFile : .noRows
      return [
        DeliveryNote(
          lists.isEmpty ? .warning : .refused,
          .notDelivered(LackingFeed(name, why), run: before.id), lists: lists)
      ]
    }
    // Practices that lack rows are named of their own.
    let named = results[StageName(completenessOf: name)]?.record.facts?.completeness
    guard named.map({ $0.incomplete.isEmpty && $0.doubtful.isEmpty }) ?? true else { return [] }
    // Of a published file every row counts, also one that is only a part of a figure.
    let isEvent = feed.rules.grain == .event
    let (now, last) = isEvent ? (facts.accepted, rows) : (facts.rows, earlier.rows)
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

  private func isUndelivered(_ feed: String) -> Bool {
    results[StageName(.validate, feed)]?.record.facts?.checked?.accepted == 0
      && earlier(feed)?.accepted ?? 0 > 0
  }

  private func earlier(_ feed: String) -> RunEntry.FeedEntry? {
    before?.feeds.first { $0.feed == feed }
  }

  private func isExcepted(_ feed: String) -> Bool {
    expectation.exceptions.contains { $0.practice == nil && $0.applies(to: feed, on: day) }
  }

  /// The lists that rest on a feed, in the order of the pipeline.
  private func lists(reading feed: String) -> [String] {
    preparation.plan?.lists(restingOn: feed) ?? []
  }

  private func distinctLists(_ names: [String]) -> [String] {
    let wanted = Set(names)
    return pipeline.cohorts.map { $0.value.name }.filter { wanted.contains($0) }
  }

  // MARK: Practices

  private var practices: [DeliveryNote] {
    guard let population = results[.population]?.record.facts else { return [] }
    let registered = population.patients
    let people = population.persons ?? 0
    let silent = silentPractices(registered)
    var notes: [DeliveryNote] = []
    if !silent.isEmpty { notes.append(DeliveryNote(.heldBack, .silentPractices(silent))) }
    var leftOut = population.leftOut ?? PracticesLeftOut()
    leftOut.practices.removeAll { exceptedPractices.contains($0.code) }
    if !leftOut.practices.isEmpty || leftOut.otherCodes > 0 {
      notes.append(DeliveryNote(.heldBack, .leftOut(leftOut)))
    }
    let unlisted = Set(leftOut.practices.map(\.code))
    let withoutSize = practicesWithoutListSize.filter {
      !unlisted.contains($0) && !exceptedPractices.contains($0)
    }
    if !withoutSize.isEmpty { notes.append(DeliveryNote(.warning, .withoutListSize(withoutSize))) }
    let missing = silent.reduce(0) { $0 + ($1.patients ?? 0) }
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

  /// The practices that have nobody tonight: those that the published list sizes name, and those of the release before.
  private func silentPractices(_ registered: [String: Int]) -> [DeliveryNote.SilentPractice] {
    var silent = results[reconciliationStage]?.record.facts?.silent ?? []
    let known = Set(silent.map(\.code))
    for (code, patients) in (before?.patients ?? [:]).sorted(by: { $0.key < $1.key })
    where registered[code] == nil && !known.contains(code) && patients > 0 {
      silent.append(DeliveryNote.SilentPractice(code: code, patients: patients))
    }
    return silent.filter { !exceptedPractices.contains($0.code) }.sorted { $0.code < $1.code }
  }

  /// The practices that the comparison with published list sizes could not hold against anything.
  private var practicesWithoutListSize: [String] {
    let findings = results[reconciliationStage]?.record.findings ?? []
    return findings.filter { $0.rule == "list-size-unknown" }.flatMap(\.organisations)
  }

  /// The practices of which it is known that they are different in every feed.
  private var exceptedPractices: Set<String> {
    Set(expectation.exceptions.filter { day <= $0.until && $0.feed == nil }.compactMap(\.practice))
  }

  private func completeness(of feed: String, people: Int) -> [DeliveryNote] {
    let facts = results[StageName(completenessOf: feed)]?.record.facts?.completeness
    // A feed that did not come at all is told of its own.
    guard let facts, !isUndelivered(feed) else { return [] }
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

  // MARK: Lists

  private var lists: [DeliveryNote] {
    guard let before else { return [] }
    var changed: [DeliveryNote.ListChange] = []
    var notes: [DeliveryNote] = []
    for list in entry.lists {
      guard let last = before.lists.first(where: { $0.cohort == list.cohort })?.total,
        isSameDefinition(list.cohort, before)
      else { continue }
      let size = abs(list.total - last)
      guard size >= expectation.listChangePeople,
        Double(size) > expectation.listChangeLimit * Double(max(last, 1))
      else { continue }
      let change = DeliveryNote.ListChange(list: list.cohort, before: last, now: list.total)
      if let because = accepted[list.cohort] {
        notes.append(DeliveryNote(.warning, .listChangeAccepted(change, because: because)))
      } else {
        changed.append(change)
      }
    }
    guard !changed.isEmpty else { return notes }
    return notes + [DeliveryNote(.refused, .listsChanged(changed, run: before.id))]
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

/// Below this share of the registrations that were there before it is said; practices are held against list sizes besides.
private let personFall = 0.95
/// By so many days the newest event of a feed may go back: a slip that was put right.
private let daysOfCorrection = 7
/// Of fewer people with a key a look-up refuses nothing.
private let fewestPeople = 100
/// The stage that holds feeds against published figures.
let reconciliationStage = StageName(.validate, "published-figures")

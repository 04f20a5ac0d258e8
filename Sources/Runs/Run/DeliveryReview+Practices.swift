import Definitions
import Formats
import Messages
import Model

/// Practices of which nobody, too few or too many came, and what they are left out of.
extension DeliveryReview {
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
    let changed = results[.population]?.record.facts?.otherPeople ?? []
    if !changed.isEmpty {
      let isAll = changed.contains { $0.practice.isEmpty }
      notes.append(DeliveryNote(isAll ? .refused : .heldBack, .otherPeople(changed)))
    }
    let otherValues = results[.population]?.record.facts?.changedPeople ?? []
    if !otherValues.isEmpty { notes.append(DeliveryNote(.heldBack, .changedPeople(otherValues))) }
    let told = results[.population]?.record.facts?.changedValues ?? []
    if !told.isEmpty { notes.append(DeliveryNote(.warning, .changedValues(told))) }
    // Whoever is left out for rows that cannot be read, or for being others, is told of above.
    var others = leftOut
    others.practices.removeAll { practice in
      rejected.contains { $0.code == practice.code }
        || (changed + otherValues).contains { $0.practice == practice.code }
    }
    if !others.practices.isEmpty || others.otherCodes > 0 {
      notes.append(DeliveryNote(.heldBack, .leftOut(others)))
    }
    let unlisted = Set(leftOut.practices.map(\.code))
    notes += fewerPatients(registered, apart: unlisted)
    notes += morePatients(registered, apart: unlisted)
    notes += networksGone + networksWithoutLists + movedNetworks
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
    if !notes.contains(where: { $0.grade == .refused }) {
      notes += listsLackingTooMany(
        registered, leftOut: unlisted, missing: missing, people: people)
    }
    return notes
  }

  /// Lists that would be without more people than may be left out for all causes together: some for one feed, some for another.
  private func listsLackingTooMany(
    _ registered: [String: Int], leftOut: Set<String>, missing: Int, people: Int
  ) -> [DeliveryNote] {
    var lacking: [DeliveryNote.LackingList] = []
    for cohort in pipeline.cohorts.map(\.value.name) {
      guard let facts = results[StageName(cohort: cohort)]?.record.facts else { continue }
      let incomplete = facts.leftOutFor ?? IncompleteFeeds()
      var practices: Set<String> = []
      for feed in incomplete.feeds {
        practices.formUnion(
          incomplete.practices(lacking: feed).subtracting(exceptedPractices(of: feed)))
      }
      // Of one cause it is told with that.
      guard !practices.isEmpty else { continue }
      let without = practices.union(leftOut).reduce(missing) { $0 + (registered[$1] ?? 0) }
      guard Double(without) > expectation.heldBackLimit * Double(people + missing) else { continue }
      lacking.append(DeliveryNote.LackingList(name: cohort, people: without, of: people + missing))
    }
    guard !lacking.isEmpty else { return [] }
    return [
      DeliveryNote(
        .refused, .listsLackingTooMany(lacking, limit: expectation.heldBackLimit))
    ]
  }

  /// The practices of which it is known that they are different in a feed.
  private func exceptedPractices(of feed: String) -> Set<String> {
    Set(expectation.exceptions.filter { $0.applies(to: feed, on: day) }.compactMap(\.practice))
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
    let leftOut = record(of: .population, in: before)?.facts?.leftOut
    return Set((leftOut?.practices ?? []).map(\.code))
  }

  /// How many people are back with the practices that the last release left out.
  var peopleBack: Int {
    let registered = results[.population]?.record.facts?.patients ?? [:]
    return leftOutBefore.reduce(0) { back, code in
      back + max(0, (registered[code] ?? 0) - (before?.patients?[code] ?? 0))
    }
  }

  /// How many fewer people there are with practices of which it is known that they are different.
  var peopleKnownToLack: Int {
    let registered = results[.population]?.record.facts?.patients ?? [:]
    return exceptedPractices.reduce(0) { lacking, code in
      lacking + max(0, (before?.patients?[code] ?? 0) - (registered[code] ?? 0))
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

  /// Practices whose patients are shown to another network than in the release before: it is right once, and a slip in a code would
  /// show them to the wrong one.
  private var movedNetworks: [DeliveryNote] {
    let moved = (results[.population]?.record.facts?.movedNetworks ?? [:]).filter {
      !exceptedPractices.contains($0.key) && $0.value.count == 2
    }
    guard !moved.isEmpty else { return [] }
    return [
      DeliveryNote(
        .warning,
        .movedNetworks(
          moved.sorted { $0.key < $1.key }.map {
            DeliveryNote.MovedPractice(code: $0.key, before: $0.value[0], now: $0.value[1])
          }))
    ]
  }

  /// Networks of which nobody is on a list and nobody was: on a first night nothing else misses them.
  private var networksWithoutLists: [DeliveryNote] {
    let gone = networksGone.flatMap { note -> [String] in
      if case .networksGone(let networks, _) = note.what { networks.map(\.name) } else { [] }
    }
    let networks = (results[.population]?.record.facts?.networksWithoutLists ?? [:]).filter {
      !gone.contains($0.key) && !exceptedPractices.isSuperset(of: $0.value)
    }.keys.sorted()
    return networks.isEmpty ? [] : [DeliveryNote(.heldBack, .networksWithoutLists(networks))]
  }

  /// The practices that the comparison with published list sizes could not hold against anything.
  private var practicesWithoutListSize: [String] {
    results[.publishedFigures]?.record.facts?.withoutListSize ?? []
  }

  /// The practices of which it is known that they are different in every feed, or in that of registrations, on which everything
  /// rests.
  var exceptedPractices: Set<String> {
    let people = pipeline.population?.value.feed
    return Set(
      expectation.exceptions.filter { day <= $0.until && ($0.feed == nil || $0.feed == people) }
        .compactMap(\.practice))
  }

  /// The practices of which a feed did not come whole.
  private func completeness(of feed: String, people: Int) -> [DeliveryNote] {
    let facts = results[StageName(completenessOf: feed)]?.record.facts?.completeness
    // A feed that did not come at all is told of its own.
    guard var facts, !isUndelivered(feed) else { return [] }
    // What is known to be different is left out all the same, and nobody need be told again.
    let known = exceptedPractices(of: feed)
    facts.incomplete.removeAll { known.contains($0.code) }
    facts.doubtful.removeAll { known.contains($0) }
    facts.swollen.removeAll { known.contains($0) }
    facts.unexpected.removeAll { known.contains($0.practice) }
    facts.leaveOut(columnsGone(from: feed))
    var notes: [DeliveryNote] = []
    if !facts.incomplete.isEmpty {
      let patients = facts.incomplete.reduce(0) { $0 + $1.patients }
      let isTooMany = Double(patients) > expectation.heldBackLimit * Double(people)
      notes.append(
        DeliveryNote(
          isTooMany ? .refused : .heldBack,
          .incomplete(feed: feed, facts.incomplete, patients: people),
          lists: lists(reading: facts.incomplete.flatMap { $0.parts(of: feed) })))
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
    if !facts.unexpected.isEmpty {
      notes.append(
        DeliveryNote(
          .warning, .unexpectedValues(feed: feed, facts.unexpected),
          lists: lists(
            reading: facts.unexpected.filter { $0.isUnread != true }.map { $0.part(of: feed) })))
    }
    return notes
  }

  /// What tonight leaves out and a release of the same reference date has: a second run of a day is made to mend it, and its
  /// release would take the place of the better one, also as the one that the next night is held against.
  func sameDay(_ tonight: [DeliveryNote]) -> [DeliveryNote] {
    guard let before, before.referenceDate == day else { return [] }
    let lost = tonight.leftOutParts.subtracting((before.delivery ?? []).leftOutParts)
      .filter { before.patients?[$0.practice] ?? 0 > 0 }
    return lost.isEmpty
      ? [] : [DeliveryNote(.refused, .lessThanSameDay(lost.sorted(), run: before.id))]
  }
}

extension StageFacts.Completeness {
  /// Takes out the columns and codes that the whole feed has not, of which that is told, and the practices of which nothing else is
  /// to be said.
  fileprivate mutating func leaveOut(_ gone: [DeliveryNote.ValueChange]) {
    func isGone(_ count: UnexpectedCount) -> Bool {
      gone.contains { $0.column == count.name && ($0.code == nil || $0.code == count.code) }
    }
    incomplete.removeAll { practice in
      let values = practice.values ?? []
      return !values.isEmpty && values.allSatisfy(isGone)
    }
    unexpected.removeAll(where: isGone)
  }
}

extension [DeliveryNote] {
  /// What all of them say is left out.
  var leftOutParts: Set<DeliveryNote.LeftOutPart> {
    reduce(into: []) { $0.formUnion($1.leftOutParts) }
  }
}

/// Above this share of what was there before, or of what was published, people have come from another practice.
private let personRise = 1.05

/// How many people have come to a practice; nobody where it grew as lists do.
func growth(from before: Int, to now: Int) -> Int {
  Double(now) > personRise * Double(before) ? now - before : 0
}

/// Above this multiple of the patients of the release before it is said of a practice: nobody moves so many in a night.
private let personGrowth = 1.1

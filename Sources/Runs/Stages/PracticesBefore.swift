import Messages
import Model
import Health
import Tables

/// What is known of the practices of the newest release.
struct PracticesBefore {
  /// The record of its population.
  let record: StageRecord
  /// Its practices: see `PracticeColumn`.
  let practices: Table
  /// Its reference date.
  let day: Day
}

extension StageContext {
  /// The practices of the newest release's population; nil where there is none, or nothing can be read of it.
  var practicesBefore: PracticesBefore? {
    guard let record = earlierRecord, let day = record.referenceDate,
      // What was before and cannot be read is not known.
      let practices = try? store.table("practices", of: record)
    else { return nil }
    return PracticesBefore(record: record, practices: practices, day: day)
  }

  /// The population of the newest release where practices are not in tonight's, or not whole; nil where all are, or nothing
  /// is known of it.
  func earlierPopulation(
    _ before: PracticesBefore, beside tonight: Population, heldBack: Bool
  ) -> EarlierPopulation? {
    guard
      heldBack || EarlierPopulation.isNeeded(before.practices, tonight: tonight.practices),
      let persons = try? store.table(personsTable, of: before.record)
    else { return nil }
    return EarlierPopulation(persons: persons, practices: before.practices, day: before.day)
  }

  /// The practices whose people are others than in the newest release; nil where nothing can be said of it.
  func otherPeople(
    than before: PracticesBefore, _ tonight: Population, _ vocabulary: PersonVocabulary,
    _ released: Set<String>?
  ) -> OtherPeople? {
    guard let released,
      let persons = try? store.table(
        personsTable, of: before.record,
        columns: [vocabulary.person, vocabulary.practice, PersonVocabulary.practiceStatus])
    else { return nil }
    let held = before.record.tables.contains { $0.name == OtherPeople.table }
    return OtherPeople(
      than: persons, held: held ? try? store.table(OtherPeople.table, of: before.record) : nil,
      tonight: tonight, vocabulary: vocabulary, released: released)
  }
}

extension StageContext {
  /// The practices many of whose people have other values than in the newest release; nil where nothing can be said of it, or where the
  /// feed of registrations is read in another way than it was.
  func changedPeople(
    since before: PracticesBefore, _ tonight: Population, _ definition: PopulationDefinition,
    _ released: Set<String>?
  ) throws(RunFault) -> ChangedPeople? {
    guard let released,
      before.record.facts?.registrationsDefinition
        == (try self.definition(ofFeed: definition.feed)),
      let made = before.record.tables.first(where: { $0.name == personsTable })?.columns
    else { return nil }
    let apart = Set([definition.person, definition.practice, definition.latestBy])
    let columns = try rows(of: definition.feed, columns: nil).names.filter {
      made.contains($0) && !apart.contains($0)
    }
    let names = [definition.person, PersonVocabulary.practiceStatus] + columns
    guard !columns.isEmpty,
      let persons = try? store.table(personsTable, of: before.record, columns: distinct(names))
    else { return nil }
    let held = before.record.tables.contains { $0.name == ChangedPeople.table }
    return ChangedPeople(
      since: persons, held: held ? try? store.table(ChangedPeople.table, of: before.record) : nil,
      tonight: tonight, columns: columns,
      fixed: Set([definition.birth, definition.listed[.sex]].compactMap { $0 }),
      vocabulary: definition.vocabulary, released: released)
  }

  /// What says how a feed is read and checked, as a hash.
  func definition(ofFeed feed: String) throws(RunFault) -> String {
    let read = try input(StageName(.extract, feed)).record.fingerprint.definition
    return read + (try input(StageName(.validate, feed)).record.fingerprint.definition)
  }
}

extension StageOutput {
  /// Adds what is known of practices many of whose people have other values, with those that they had.
  mutating func add(_ changed: ChangedPeople?) {
    guard let changed else { return }
    if changed.known.rowCount > 0 { add(ChangedPeople.table, changed.known) }
    func counts(_ changes: [ChangedPeople.Change]) -> [UnexpectedCount] {
      changes.map {
        UnexpectedCount(
          practice: $0.practice, name: $0.column, now: $0.changed, expected: $0.people)
      }
    }
    facts.changedPeople = counts(changed.heldBack)
    facts.changedValues = counts(changed.told)
  }

  /// Adds what is known of practices whose people are others, with who they were.
  mutating func add(_ others: OtherPeople?) {
    guard let others else { return }
    if others.known.rowCount > 0 { add(OtherPeople.table, others.known) }
    let counts = others.practices.map {
      UnexpectedCount(practice: $0.name, name: "", now: $0.found, expected: $0.people)
    }
    let all = others.all.map {
      UnexpectedCount(practice: "", name: "", now: $0.found, expected: $0.people)
    }
    facts.otherPeople = all.map { [$0] } ?? counts
  }
}

/// Notes which practices of the newest release have nobody tonight since they have closed or were merged, and which of its
/// networks have none left since all have done so or are in another network.
func notePracticesClosed(
  since tonight: Population, _ last: PracticesBefore, earlier: EarlierPopulation?,
  of vocabulary: PersonVocabulary, in facts: inout StageFacts
) {
  let before = last.practices
  var networks: [String: String] = [:]
  for row in 0..<tonight.practices.rowCount {
    let isListed =
      tonight.practices.text(PracticeColumn.status, row) == PracticeStatus.ok.rawValue
    networks[tonight.practices.text(PracticeColumn.practice, row)] =
      isListed ? tonight.practices.text(PracticeColumn.network, row) : ""
  }
  var left: Set<String> = []
  var missed: Set<String> = []
  var moved: [String: [String]] = [:]
  for row in 0..<before.rowCount {
    let code = before.text(PracticeColumn.practice, row)
    let network = before.text(PracticeColumn.network, row)
    let isClosed = networks[code] == nil && tonight.closed.contains(code)
    if isClosed { facts.closedSince.append(code) }
    // One that was on no list then is missed on none now.
    guard before.text(PracticeColumn.status, row) == PracticeStatus.ok.rawValue else { continue }
    let now = networks[code] ?? ""
    if !isClosed, !now.isEmpty, now != network { moved[code] = [network, now] }
    if isClosed || (!now.isEmpty && now != network) {
      left.insert(network)
    } else {
      missed.insert(network)
    }
  }
  facts.movedNetworks = moved
  facts.networksBefore = networksBefore(tonight, last.record, before)
  facts.networksLeft = left.subtracting(missed).filter { !$0.isEmpty }.sorted()
  // Where a practice has nobody tonight the earlier persons were read for their last lists.
  guard !facts.closedSince.isEmpty, let earlier else { return }
  let nowhere = patientsNowhere(
    earlier: earlier.persons, tonight: tonight.persons.table, practices: Set(facts.closedSince),
    vocabulary: vocabulary)
  for row in 0..<before.rowCount {
    let code = before.text(PracticeColumn.practice, row)
    let patients = before.integer(PracticeColumn.patients, row)
    guard let lost = nowhere[code], lost >= fewestNowhere,
      Double(lost) > shareNowhere * Double(patients)
    else { continue }
    facts.closedAndNowhere[code] = lost
  }
}

/// The network of the newest release, or the last one before that, of each practice that is in none tonight.
private func networksBefore(
  _ tonight: Population, _ earlier: StageRecord, _ practices: Table
) -> [String: String] {
  var networks = earlier.facts?.networksBefore ?? [:]
  for row in 0..<practices.rowCount {
    let network = practices.text(PracticeColumn.network, row)
    if !network.isEmpty { networks[practices.text(PracticeColumn.practice, row)] = network }
  }
  let without = (0..<tonight.practices.rowCount).filter {
    tonight.practices.text(PracticeColumn.status, $0) == PracticeStatus.noPCN.rawValue
  }.map { tonight.practices.text(PracticeColumn.practice, $0) }
  return networks.filter { without.contains($0.key) }
}

/// Of fewer patients of a closed practice it is not said that they are registered nowhere, nor of a smaller share of them.
///
/// Source: project choice; some die, move away or register late when a practice closes.
private let fewestNowhere = 5
private let shareNowhere = 0.2

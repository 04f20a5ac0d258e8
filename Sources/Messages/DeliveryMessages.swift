import Formats
import Model

/// One line for each note, worst first: what is wrong, where, what was done about it, which lists it touches and what to do.
///
/// - Shape: notes of one grade stay in their order; a long row of names is cut, and says how many more there are.
package func sentences(for notes: [DeliveryNote]) -> [String] {
  DeliveryNote.Grade.allCases.flatMap { grade in
    notes.filter { $0.grade == grade }.map { "\(word(for: grade)): \(sentence(for: $0))" }
  }
}

/// What a line of the summary begins with.
private func word(for grade: DeliveryNote.Grade) -> String {
  switch grade {
  case .refused: "refused"
  case .heldBack: "held back"
  case .warning: "warning"
  case .note: "note"
  }
}

/// What a note says, in one line without its grade.
package func sentence(for note: DeliveryNote) -> String {
  let lists =
    note.lists.isEmpty
    ? "" : "; lists that read it: \(some(note.lists.map { $0 }, most: 6))"
  return said(note.what, note.grade) + lists + remedy(for: note)
}

private func said(_ what: DeliveryNote.What, _ grade: DeliveryNote.Grade) -> String {
  switch what {
  case .unreadFiles(let files): unread(files)
  case .sameContent(let feed, let files, let kept):
    "\(feed): \(some(files.map { "'\($0)'" })) has the same content as '\(kept)' and was not read a second time"
  case .oldFeeds(let feeds):
    "nothing new for long: "
      + some(feeds.map { "\($0.feed) (newest \($0.newest), \(grouped($0.days)) days)" }, most: 8)
  case .wentBack(let feed, let newest, let before, let run):
    "\(feed): the newest event is of \(newest), and was of \(before) in run \(run): is it an older delivery?"
  case .shortHistory(let feed, let since, let stated):
    "\(feed): the oldest events are of \(since), and its contract says that it reaches back \(stated): what was before counts as never"
  case .sameFiles(let feeds):
    "byte for byte the same for long: "
      + some(feeds.map { "\($0.feed) (since \($0.since), \(grouped($0.days)) days)" }, most: 8)
  case .sameCounts(let feed, let day):
    "\(feed): its files are new, and all of its counts are those of \(day): was an older delivery sent again?"
  case .moreRows(let feed, let rows, let before, let run):
    "\(feed): \(grouped(rows)) rows, and \(grouped(before)) in run \(run): was something delivered twice?"
  case .fewerRows(let feed, let rows, let before, let run):
    "\(feed): \(grouped(rows)) rows, and \(grouped(before)) in run \(run): was the delivery cut short?"
  case .fewerValues(let feed, let changes, let run):
    "\(feed) has far fewer values than in run \(run): "
      + some(
        changes.map {
          "\($0.column)\($0.code.map { " '\($0)'" } ?? "") \(grouped($0.before)) -> \(grouped($0.now))"
        }, most: 6)
  case .lacking(let feed): "nothing was delivered of \(feed)"
  case .fewerPatients(let practices, let run):
    "far fewer patients than in run \(run): \(some(practices.map(words)))"
  case .morePatients(let practices, let run):
    "far more patients than in run \(run): \(some(practices.map(words))): are another practice's among them?"
  case .otherPeople(let practices):
    "other people than in the last release: "
      + some(
        practices.map {
          "\($0.practice.isEmpty ? "" : $0.practice + " ")\(grouped($0.now)) of \(grouped($0.expected)) are found again"
        })
      + ": were their numbers or pseudonyms made with another key?"
  case .changedPeople(let changes):
    "other values than in the last release, of people who were known: \(some(changes.map(changedWords), most: 6)): were columns or rows exchanged?"
  case .changedValues(let changes):
    "many people have other values than in the last release: \(some(changes.map(changedWords), most: 6))"
  case .closedPractices(let practices):
    some(practices.map { "\($0.code): \(grouped($0.patients)) \($0.says)" })
  case .networksGone(let networks, let run):
    "nobody is on any list of \(some(networks.map { "\($0.name) (\(grouped($0.before)) people in run \(run))" }))"
  case .movedNetworks(let practices):
    "practices whose lists go to another network than before, by tonight's memberships: "
      + some(practices.map { "\($0.code) (\($0.before) -> \($0.now))" }, most: 8)
  case .networksWithoutLists(let networks):
    "nobody of any practice of \(some(networks)) is on a list: the folder has NOTICES.txt, which says so, and no lists"
  case .notDelivered(let feed, let run): "\(feed) was not delivered, and was in run \(run)"
  case .nothingUsed(let feed, let rows):
    "\(feed): all \(grouped(rows)) rows are left out by 'only': is it another kind of file?"
  case .unmatched(let lookup, let feed, let matched, let keyed):
    "\(lookup) was found in \(feed) for \(grouped(matched)) of \(grouped(keyed)) people (\(percent(Double(matched) / Double(max(keyed, 1))))): "
      + "are the areas or codes of another year?"
  case .rejectedFiles(let feed, let files):
    "\(feed): "
      + some(
        files.map { "\(grouped($0.rejected)) of \(grouped($0.rows)) rows of '\($0.name)' rejected" }
      )
  case .rejectedPractices(let feed, let practices):
    "\(feed): \(some(practices.map { "\($0.code) (\($0.why.rawValue): \(grouped($0.rejected)) of \(grouped($0.rows)) rejected)" })): its patients are on no list"
  case .incomplete(let feed, let practices, let patients):
    "\(feed) \(practices.allSatisfy { $0.why.isSurplus } ? "has too much" : "is not complete") for \(some(practices.map(words))), "
      + "\(percent(share(practices.reduce(0) { $0 + $1.patients }, of: patients))) of all people: "
      + (grade == .refused
        ? "more than may be left out"
        : "they are on no list of which it decides, and nothing is said of them that rests on it")
  case .doubtful(let feed, let practices):
    "\(feed): fewer rows than before of \(some(practices))"
  case .unexpectedRegisters(let feed, let counts):
    "\(feed): far from what is expected by age and sex: "
      + some(
        counts.map {
          "\($0.practice) \($0.name) \(grouped($0.now)) instead of about \(grouped($0.expected))"
        })
  case .unexpectedValues(let feed, let counts):
    "\(feed): far from what is expected, though as many rows: "
      + some(counts.map { "\($0.practice) \(words($0))" }, most: 8)
  case .figuresLeftOut(let indicator, let practices, let count):
    "\(indicator): \(counted(count, "published figure")) of \(some(practices)) many times what was or is to be expected, and in no sum: "
      + "ask who published them"
  case .swollen(let feed, let practices):
    "\(feed): more rows than before of \(some(practices)): was something delivered twice?"
  case .lessThanSameDay(let parts, let run):
    "run \(run) of this reference date has what this one would leave out: "
      + some(
        parts.map {
          [$0.feed.map { "\($0) of" }, $0.practice].compactMap { $0 }.joined(separator: " ")
        })
  case .olderThanCurrent(let day, let run):
    "what was current was of \(day) (run \(run)); this older day is what is opened from now on, until a run of a later day"
  case .lostOutputs(let stages, let run):
    "what run \(run) kept cannot be read back from the store, of \(some(stages, most: 8)): tonight is held against no earlier night there, and "
      + "what is missing or odd since then is not told"
  case .lostFigures(let run):
    "the published figures of run \(run) cannot be read back from the store: they are counted anew before their time, and who holds both "
      + "against each other may see who came or went"
  case .silentPractices(let practices):
    "nobody is registered in the delivery with \(some(practices.map(words))), who should have patients: they are on no list"
  case .seasonMissing(let campaign, let day, let days):
    "campaign '\(campaign)' has no season from \(day) on, in \(counted(days, "day")), and nights are refused then: add it to the campaigns"
  case .withoutListSize(let practices):
    "no one published list size of \(some(practices)): nobody knows whether all their patients were delivered"
  case .leftOut(let leftOut): "patients on no list: \(some(sentences(for: leftOut), most: 12))"
  case .tooManyLeftOut(let people, let all, let limit):
    "\(grouped(people)) of \(grouped(all)) people (\(percent(share(people, of: all)))) would be on no list, more than the limit of \(percent(limit))"
  case .listsLackingTooMany(let lists, let limit):
    "of all people so many would be left out, for one cause or another, of "
      + some(
        lists.map {
          "\($0.name) (\(grouped($0.people)) of \(grouped($0.of)), \(percent(share($0.people, of: $0.of))))"
        })
      + ", more than the limit of \(percent(limit))"
  case .listsChanged(let lists, let run):
    "\(counted(lists.count, "list")) changed by much against run \(run), by the same definition: "
      + some(lists.map(words), most: 8)
  case .actionsLost(let feed, let lists, let run):
    "\(feed): people are on lists again whom an action took off them in run \(run), since there is no row of them any more: "
      + some(
        lists.map { "\($0.name) (\(grouped($0.before - $0.now)) of \(grouped($0.before)))" },
        most: 8)
  case .wronglyListed(let lists):
    "networks say that people do not belong on lists: "
      + some(lists.map { "\($0.name) (\(grouped($0.now - $0.before)) more)" }, most: 8)
  case .unexpectedParts(let parts):
    "practices whose part of a list is far from what was there before, by the same definition: "
      + some(
        parts.map {
          "\($0.practice) \($0.name) \(grouped($0.now)) instead of about \(grouped($0.expected))"
        }, most: 8)
  case .listChangeAccepted(let list, let because):
    "\(words(list)) people, accepted: \(visible(because))"
  case .acceptedInVain(let lists):
    "accepted, though nothing refuses \(lists.count == 1 ? "it" : "them"): \(some(lists))"
  case .staleExceptions(let cause, let exceptions):
    "\(words(cause)): \(some(exceptions.map(words)))"
  case .ofOtherVersion(let kind):
    "'\(visible(kind))', a note of another version of phm, which this one cannot say"
  }
}

private func remedy(for note: DeliveryNote) -> String {
  switch (note.what, note.grade) {
  case (.acceptedInVain, _): "; leave --accept out, since it would hide a real change"
  case (.shortHistory, _):
    "; ask the supplier for what was before, or state under the feed's 'history' how far it does reach back"
  case (.sameFiles, _): "; ask the supplier for today's delivery"
  case (.listsChanged(let lists, _), .refused):
    "; look at them, and where one is right run again with --accept '\(lists.first?.name ?? "")=why'"
  case (.actionsLost, _):
    "; ask the network for all its actions, or state the feed under 'except' in the pipeline's 'expect', with why and until when"
  case (.wronglyListed, _):
    "; 'wrongly-listed.csv' beside the run's rejected rows names them and the rules that listed them"
  case (.lacking, _):
    "; where it never comes, state it under 'except' in the pipeline's 'expect'"
  case (.incomplete, .refused), (.oldFeeds, .refused), (.wentBack, .refused),
    (.notDelivered, .refused), (.fewerValues, .refused):
    "; ask the supplier, or state it under 'except' in the pipeline's 'expect', with why and until when"
  case (.closedPractices, _):
    "; ask the supplier, or state the practice under 'except' in the pipeline's 'expect', with why and until when"
  case (.otherPeople, _), (.changedPeople, _):
    "; ask the supplier, or state it under 'except' in the pipeline's 'expect', with the feed of registrations, why and until when"
  case (.lessThanSameDay, _):
    "; deliver it again, or state it under 'except' in the pipeline's 'expect', with why and until when"
  case (.networksGone, _), (.networksWithoutLists, _), (.movedNetworks, _):
    "; ask the supplier, or whoever maintains the membership of networks"
  case (.tooManyLeftOut, _), (.listsLackingTooMany, _), (.unmatched, .refused):
    "; ask the supplier, or change the limit in the pipeline's 'expect'"
  case (.silentPractices, _), (.incomplete, .heldBack), (.rejectedFiles, _),
    (.rejectedPractices, _):
    "; ask the supplier or the practice"
  default: ""
  }
}

private func words(_ cause: DeliveryNote.StaleExceptionCause) -> String {
  switch cause {
  case .ended:
    "exceptions under 'except' whose last day is over; take them out, or state a later one"
  case .unknownPractice:
    "exceptions under 'except' of practices of which nothing is known; is the code right?"
  case .notNeeded:
    "exceptions under 'except' that tonight did not need; take them out where that stays so"
  }
}

private func words(_ exception: DeliveryNote.StatedException) -> String {
  [exception.practice, exception.feed.map { "of \($0)" }, "until \(exception.until)"]
    .compactMap { $0 }.joined(separator: " ")
}

private func unread(_ files: [DeliveryNote.UnreadFile]) -> String {
  "no feed reads "
    + some(
      files.map { file in
        "'\(visible(file.name))'"
          + (file.isUnfinished
            ? " (a copy that is not finished)"
            : file.nearest.map { " (nearest: '\($0)')" } ?? "")
      }) + "; rename or remove it, or name it under 'ignore' in the pipeline's 'expect'"
}

private func words(_ practice: DeliveryNote.SilentPractice) -> String {
  practice.code + (practice.patients.map { " (0 of \(grouped($0)) patients)" } ?? "")
}

private func words(_ change: DeliveryNote.CountChange) -> String {
  "\(change.name) \(grouped(change.before)) -> \(grouped(change.now))"
}

private func words(_ practice: IncompletePractice) -> String {
  let values = (practice.values ?? []).map(words)
  return
    "\(practice.code) (\(practice.why.rawValue)\(values.isEmpty ? "" : ": \(some(values, most: 4))"), "
    + "\(grouped(practice.patients)) patients)"
}

private func words(_ count: UnexpectedCount) -> String {
  "\(column(of: count)) \(grouped(count.now)) instead of about \(grouped(count.expected))"
}

private func column(of count: UnexpectedCount) -> String {
  count.name + (count.code.map { " '\(visible($0))'" } ?? "")
    + (count.band.map { " of \($0)" } ?? "")
}

private func share(_ part: Int, of all: Int) -> Double { Double(part) / Double(max(all, 1)) }

/// Some of many names, and how many more there are.
package func some(_ names: [String], most: Int = 5) -> String {
  names.prefix(most).joined(separator: ", ")
    + (names.count > most ? " and \(grouped(names.count - most)) more" : "")
}

/// Why practices are not in figures.
package func sentence(
  forLeftOutOfFigures practices: [(practice: String, why: [LeftOutCause])]
) -> String {
  if practices.allSatisfy({ $0.why == [.figure] }) {
    return "Not counted, since they cannot be right: figures of "
      + practices.map(\.practice).joined(separator: ", ") + "; 'left_out' says in which rows."
  }
  return "Not counted, since nothing or too little came of them: "
    + practices.map { practice, why in
      "\(practice) (\(why.map(words).joined(separator: ", ")))"
    }.joined(separator: ", ") + "."
}

private func words(_ cause: LeftOutCause) -> String {
  switch cause {
  case .feed(let feed): feed
  case .list(let list, let feed): "\(list): \(feed)"
  case .practice(let status): reason(status)
  case .figure: "a figure that cannot be right"
  }
}

/// What a network should know of its practices whose delivery of a feed is not complete.
package func remark(
  forIncomplete practice: IncompletePractice, feed: String, lists: [String], lastGood: String?
) -> String {
  let why = practice.why
  let values = some((practice.values ?? []).map(column), most: 4)
  return
    "\(practice.code): what tonight's lists know of this practice from the feed '\(feed)' \(why.isSurplus ? "cannot be right" : "is not complete") "
    + "(\(why.rawValue)\(values.isEmpty ? "" : ": \(values)")). "
    + (lists.isEmpty
      ? ""
      : "Its patients are not on: \(lists.joined(separator: ", ")). "
        + (lastGood.map {
          "The files that end in '\($0)' have the last rows that were complete, with their date. "
        } ?? "")
        + "A ranking over all lists counts them without these lists. ")
    + "On its other lists nothing is said that rests on this feed."
}

private func changedWords(_ change: UnexpectedCount) -> String {
  "\(change.practice) '\(change.name)' of \(grouped(change.now)) of \(grouped(change.expected))"
}

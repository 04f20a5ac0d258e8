import Formats
package import Model
package import Tables

/// Why a feed stops a run.
func sentence(for refusal: Refusal) -> String {
  switch refusal {
  case .brokenRule(let feed, let says, let rows): "\(feed): \(says) (\(rows) rows)"
  case .rejectedRows(let feed, let rejected, let read, let limit, let rules):
    "\(feed): \(grouped(rejected)) of \(grouped(read)) rows rejected "
      + "(\(percent(Double(rejected) / Double(read)))), more than the limit of \(percent(limit)): "
      + rules.map { "\($0.rule) \($0.rows)" }.joined(separator: ", ")
  case .repeatedDelivery(let feed, let older, let newer, let shared, let rows):
    "\(feed): '\(older)' and '\(newer)' are deliveries of two days, and \(grouped(shared)) of \(grouped(rows)) rows of the older "
      + "one are in the newer too: move the older one out of the input folder"
  case .futureRows(let feed, let future, let rejected, let read, let limit):
    "\(feed): \(grouped(future)) of \(grouped(read)) rows lie after the day of the run"
      + (rejected > 0 ? " and \(grouped(rejected)) are rejected" : "")
      + " (\(percent(Double(future + rejected) / Double(read)))), more than the limit of \(percent(limit))"
  case .unreadableValues(let feed, let column, let unreadable, let filled, let limit):
    "\(feed): \(grouped(unreadable)) of \(grouped(filled)) values of column '\(column)' cannot be read "
      + "(\(percent(Double(unreadable) / Double(filled)))), more than the limit of \(percent(limit))"
  }
}

/// The finding that a note is; nil where there is nothing to note.
package func finding(for note: RunNote) -> Finding? {
  switch note {
  case .emptyList(let list, let feeds):
    notMade("the list is empty", of: list, without: feeds)
  case .noFigures(let indicator, let feeds):
    notMade("there are no figures", of: indicator, without: feeds)
  case .unreadColumns(let columns, let list):
    warning(
      Notes.rulesWithoutFeed, list, columns.count,
      "rules of the list read what no feed carried: " + columns.joined(separator: ", "))
  case .peopleWithoutService(let people, let list):
    warning(
      Notes.peopleWithoutService, list, people,
      "people for whom no service of the list's pathway applies")
  case .termsNotCarried(let terms, let score):
    warning(
      Notes.termsNotCarried, score, terms.count,
      "no feed carries \(terms.joined(separator: ", ")), so the score leaves them out")
  case .emptyFeatures(let features, let feeds):
    warning(
      Notes.featuresWithoutFeed, "features", features.count,
      nothingDelivered(of: feeds) + ", so these are empty for everybody: "
        + features.joined(separator: ", "))
  case .noAreaFigures(let table, let feeds):
    notMade(
      "there are no figures, or not all", of: table, without: feeds, Notes.areaFiguresNotMade)
  case .rowsOfOthers(let rows, let feed, let column):
    warning(
      Notes.rowsOfOthers, feed, rows,
      "rows whose \(column) no definition names: they are in no figures")
  case .needNotKnown(let people, let ranking):
    warning(
      Notes.needNotKnown, ranking, people,
      "the need is not known: it counts as the smallest of all with an open gap")
  }
}

/// What the ledger and the summary say of the practices whose patients are on no list.
package func sentences(for leftOut: PracticesLeftOut) -> [String] {
  leftOut.practices.map { practice in
    "\(practice.code) (\(reason(practice.status)), \(grouped(practice.patients)) patients)"
  } + (leftOut.otherCodes > 0 ? ["\(leftOut.otherCodes) codes that are no practice's"] : [])
}

/// What a list's description says first where it was not made, with the blank after it; empty where nothing is lacking.
package func sentence(forListWithout feeds: [LackingFeed]) -> String {
  feeds.isEmpty ? "" : "This list was not made, because \(nothingDelivered(of: feeds)). "
}

/// What the list of those who are due soon is called.
package func title(ofDueSoon cohort: CohortDefinition) -> String {
  "\(cohort.title): within \(cohort.dueSoon.days) days"
}

/// What the description of the list of those who are due soon says first, with the blank after it.
package func sentence(forDueSoon cohort: CohortDefinition) -> String {
  "Who is not on the list '\(cohort.name)' and comes onto it within \(cohort.dueSoon.days) days, if nothing else happens. "
}

/// Where the notices of scores stand that go with a list, with the blank before it; empty where there are none.
package func pointer(toNotices scores: [String]) -> String {
  guard !scores.isEmpty else { return "" }
  return " The notice of \(scores.joined(separator: " and ")) in NOTICES.txt applies to this list."
}

/// What a network should know of a list that was not made.
package func remark(forList list: String, without feeds: [LackingFeed]) -> String {
  "\(list): not made, because \(nothingDelivered(of: feeds)). Empty does not mean that nobody is due."
}

/// What a network should know of a list whose rules read columns for which nothing was delivered.
package func remark(forList list: String, unreadColumns columns: [String]) -> String {
  "\(list): check before acting. Nothing was delivered tonight for what this list asks of a person, and counts as not so: "
    + columns.joined(separator: ", ") + "."
}

/// What a network should know of a list that nobody of it is on.
package func remark(forEmptyList list: String, because text: String) -> String {
  "\(list): nobody is on this list tonight. \(text)"
}

/// What a network should know of codes of a practice that the code list does not have.
package func remark(forUnknown codes: UnknownCodes, feed: String) -> String {
  "\(codes.practice): \(counted(codes.rows, "row")) of '\(feed)' \(codes.rows == 1 ? "has" : "have") a code under \(codes.column) that nobody here "
    + "knows yet, and \(codes.rows == 1 ? "counts" : "count") as nothing: somebody on a list may have had what it stands for. Look into the record before calling."
}

/// What a network should know of its own actions that were rejected: how many, and why.
package func remark(forRejectedActions reasons: [String: Int]) -> String {
  let rows = reasons.values.reduce(0, +)
  let why = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    .map { "\($0.key) (\(grouped($0.value)))" }
  return
    "\(counted(rows, "action")) that this network reported \(rows == 1 ? "was" : "were") not taken, so \(rows == 1 ? "its person is" : "their people are") "
    + "on the lists as before: \(why.joined(separator: "; ")). Correct the rows in the sheet and send it again."
}

/// A column of the person in words for somebody who does not write definitions: its title, or its name without underscores.
package func words(forColumn name: String, title: String?) -> String {
  if let title { return "'\(title)'" }
  let words = name.utf8.split(separator: 0x5F).map { String(Substring($0)) }
  return "'\((words.first == "is" ? Array(words.dropFirst()) : words).joined(separator: " "))'"
}

/// What an explanation says where rules read columns for which nothing was delivered in its run.
package func sentence(forUnreadColumns columns: [String]) -> String {
  "check before acting: rules of this list read what no feed carried in that run, so it counts as nothing found: "
    + columns.joined(separator: ", ")
}

/// What a network should know of a practice that is held back; `lastGood` is how the files with its last rows end, and of
/// which day these are.
package func remark(
  forHeldBack practice: String, lastGood: (ending: String, day: Day)?
) -> String {
  "\(practice): none of this practice's patients are on tonight's lists, because its extract differs too much from its "
    + "published list size, has other people than before, other dates of birth or sexes of the same people, or cannot be read. \(pointer(toLastGood: lastGood))"
}

/// What a network should know of a practice of which nobody is in the delivery.
package func remark(
  forNotDelivered practice: String, lastGood: (ending: String, day: Day)?
) -> String {
  "\(practice): nobody of this practice was in tonight's delivery, so none of its patients is on any list tonight. "
    + pointer(toLastGood: lastGood)
}

/// What a network should know of whom no practice has a list tonight.
package func remarkForNetworkWithoutLists() -> String {
  "None of this network's practices has anybody on a list tonight, so there is no list in this folder: that is not to say that nobody is due."
}

/// What a network should know of a practice that was in it and is in none, or in several, tonight.
package func remark(forWithoutNetwork practice: String) -> String {
  "\(practice): none of this practice's patients are on tonight's lists, because the practice was in this network and is in "
    + "none, or in several, by tonight's memberships. Use its last list, or ask the data team."
}

private func pointer(toLastGood lastGood: (ending: String, day: Day)?) -> String {
  guard let (ending, day) = lastGood else {
    return "Use its last list, or ask the data team."
  }
  return
    "The files that end in '\(ending)' have its last complete rows of \(day), without whoever is known by "
    + "now to have died, moved, opted out or be done; a list without such a file has nobody left of them."
}

func reason(_ status: PracticeStatus) -> String {
  switch status {
  case .heldBack: "its list differs too much from the published size"
  case .noPCN: "in no PCN on the day, or in several"
  case .notDelivered: "nobody of it was delivered"
  case .unknown, .ok: "practice not known"
  }
}

private func notMade(
  _ what: String, of name: String, without feeds: [LackingFeed], _ rule: String = Notes.listNotMade
) -> Finding? {
  guard !feeds.isEmpty else { return nil }
  return warning(rule, name, 1, "\(what) because \(nothingDelivered(of: feeds))")
}

private func nothingDelivered(of feeds: [LackingFeed]) -> String {
  feeds.isEmpty
    ? "nothing was delivered for what they are worked out from"
    : "nothing was delivered of " + feeds.map { $0.description }.joined(separator: ", ")
}

private func warning(_ rule: String, _ about: String, _ count: Int, _ says: String) -> Finding? {
  guard count > 0 else { return nil }
  return Finding(rule: rule, grade: .warning, feed: about, says: says, count: count)
}

/// What became of the rows, practices or the run that a finding of a grade is about.
package func verdict(of grade: Grade) -> String {
  switch grade {
  case .warning: "used"
  case .record: "rows rejected"
  case .practice: "practices held back"
  case .feed: "run stopped"
  }
}

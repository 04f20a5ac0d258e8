import Expressions
import Model
import Tables

/// Reads a cohort.
///
/// `scores` are the names of the scores that a list may show, nil where one could not be read; `offers` those of the
/// directory's services and needs, nil where there is no directory to hold them against.
func readCohort(
  _ root: YAMLNode, _ known: Known, _ columns: PersonColumns, scores: Set<String>?,
  offers: Set<String>?, _ mistakes: inout Mistakes
) -> CohortDefinition? {
  let campaign = known.parameters(ofCampaign: root["campaign"], &mistakes)
  var names = columns.names.with(campaign ?? [:])
  if campaign == nil { names.isIncomplete = true }
  if let node = root["score"], let name = node.text, let scores, !scores.contains(name) {
    let nearest = nearestWord(to: name, in: scores)
    mistakes.add(.unknownReference(kind: "score", name: name, nearest: nearest), at: node)
  }
  columns.column(root["last_done"], .day, &mistakes)
  columns.column(root["last_invited"], .day, &mistakes)
  columns.column(root["last_declined"], .day, &mistakes)
  columns.column(root["overdue_on"], .day, &mistakes)
  let shown = readShown(root, columns, &mistakes)
  let eligible = checkExpression(root["eligible"], in: names, .condition, &mistakes)
  let exclusions = readExclusions(root, names, &mistakes)
  let neededFeeds = (root["needs_feeds"]?.elements ?? []).compactMap {
    known.feed($0, &mistakes)?.name
  }
  let declined = checkExpression(root["declined"], in: names, .condition, &mistakes)
  let alsoOffer = readOffers(root, names, offers, &mistakes)
  let rank = (root["rank"]?.elements ?? []).compactMap {
    readRank($0, names, scores: scores ?? [], &mistakes)
  }
  let dueSoon = readDueSoon(root, names, &mistakes)
  let reasons = (root["reasons"]?.elements ?? []).compactMap { node in
    checkExpression(node["when"], in: names, .condition, &mistakes).map {
      Reason(when: $0, says: node.text("says"))
    }
  }
  guard let eligible else { return nil }
  var cohort = CohortDefinition(
    name: root.text("cohort"), title: root.text("title"), source: root.text("source"),
    campaign: root["campaign"]?.text, eligible: eligible, exclusions: exclusions, rank: rank,
    reasons: reasons, pathway: root.texts("pathway"), target: readDecimal(root.text("target")),
    score: root["score"]?.text, lastDone: root["last_done"]?.text,
    lastInvited: root["last_invited"]?.text, lastDeclined: root["last_declined"]?.text,
    overdueOn: root["overdue_on"]?.text, declined: declined, alsoOffer: alsoOffer,
    neededFeeds: neededFeeds,
    shown: shown, dueSoon: dueSoon)
  cohort.ifEmpty = root["if_empty"]?.text
  return cohort
}

/// Reads who is due soon: nobody, unless a day is stated on which somebody comes onto the list.
private func readDueSoon(
  _ root: YAMLNode, _ names: Names, _ mistakes: inout Mistakes
) -> DueSoonRule {
  var rule = DueSoonRule()
  guard let node = root["due_soon"], case .mapping = node.content else { return rule }
  if let days = readWholeNumber(node.text("within_days")) {
    if days > DueSoonRule.mostDays {
      mistakes.add(
        .expected("at most \(DueSoonRule.mostDays) days"), at: node["within_days"] ?? node)
    } else {
      rule.days = days
    }
  }
  rule.eligibleFrom = checkExpression(node["eligible_from"], in: names, .day, &mistakes)
  rule.eligibleUntil = checkExpression(node["eligible_until"], in: names, .day, &mistakes)
  let statesDay =
    node["eligible_from"] != nil
    || (root["exclude"]?.elements ?? []).contains { $0["until"] != nil }
  if !statesDay {
    mistakes.add(.expected("an 'eligible_from', or an exclusion with 'until'"), at: node.firstKey)
  }
  return rule
}

/// Reads the columns of the person that a list shows; none may be called as a column that every list has.
private func readShown(
  _ root: YAMLNode, _ columns: PersonColumns, _ mistakes: inout Mistakes
) -> [String] {
  var taken = Set(ListColumn.allCases.map(\.rawValue))
  for node in root["show"]?.elements ?? [] {
    // Of one column one mistake: a name that is taken need not be a column of the person.
    if let name = node.text, !taken.insert(name).inserted {
      mistakes.add(.alreadyShown(name), at: node)
    } else if columns.column(node, .any, &mistakes)?.isPersonKey == true {
      mistakes.add(.alreadyShown(node.text ?? ""), at: node)
    }
  }
  return root.texts("show")
}

/// Reads the exclusions: those with a status come last, because they take people off the list and leave them in the
/// denominator.
private func readExclusions(
  _ root: YAMLNode, _ names: Names, _ mistakes: inout Mistakes
) -> [Exclusion] {
  var hasStatus = false
  return (root["exclude"]?.elements ?? []).compactMap { node in
    if node["status"] != nil {
      hasStatus = true
    } else if hasStatus, case .mapping = node.content {
      mistakes.add(
        .expected("every exclusion without 'status' before the first one with it"),
        at: node.firstKey)
    }
    let until = checkExpression(node["until"], in: names, .day, &mistakes)
    return checkExpression(node["when"], in: names, .condition, &mistakes).map {
      Exclusion(
        because: node.text("because"), when: $0, status: GapStatus(rawValue: node.text("status")),
        until: until)
    }
  }
}

/// Reads the needs seen on the way, and checks that whatever is offered stands in the directory.
private func readOffers(
  _ root: YAMLNode, _ names: Names, _ offers: Set<String>?, _ mistakes: inout Mistakes
) -> [AlsoOffer] {
  for node in root["pathway"]?.elements ?? [] { checkOffer(node, offers, &mistakes) }
  return (root["also_offer"]?.elements ?? []).compactMap { node in
    checkOffer(node["need"], offers, &mistakes)
    return checkExpression(node["when"], in: names, .condition, &mistakes).map {
      AlsoOffer(need: node.text("need"), when: $0)
    }
  }
}

private func checkOffer(_ node: YAMLNode?, _ offers: Set<String>?, _ mistakes: inout Mistakes) {
  guard let node, let name = node.text, !name.isEmpty, let offers, !offers.contains(name) else {
    return
  }
  let nearest = nearestWord(to: name, in: offers)
  mistakes.add(.unknownReference(kind: "service or need", name: name, nearest: nearest), at: node)
}

/// Reads `expression [asc | desc] [nulls first | nulls last]`.
///
/// - Missing: missing values come last where nothing is said, in either direction. Of a score by itself that is a mistake:
///   who was never measured is not who has the lowest risk.
private func readRank(
  _ node: YAMLNode, _ names: Names, scores: Set<String>, _ mistakes: inout Mistakes
) -> RankTerm? {
  guard let text = node.text else { return nil }
  var rest = Substring(text)
  var nullsFirst = false
  if let shorter = rest.dropping(words: ["nulls", "first"]) {
    (rest, nullsFirst) = (shorter, true)
  } else if let shorter = rest.dropping(words: ["nulls", "last"]) {
    rest = shorter
  }
  var isDescending = false
  if let shorter = rest.dropping(words: ["desc"]) {
    (rest, isDescending) = (shorter, true)
  } else if let shorter = rest.dropping(words: ["asc"]) {
    rest = shorter
  }
  while rest.last?.isWhitespace == true { rest.removeLast() }
  if rest.isEmpty, !text.isEmpty {
    mistakes.add(.expected("an expression to order by"), at: node)
    return nil
  }
  let column = String(rest)
  if !nullsFirst, scores.contains(where: { ScoreColumn.score.name(of: $0) == column }) {
    mistakes.add(.unscoredLast(column), at: node)
  }
  return checkExpression(column, of: node, in: names, .order, &mistakes).map {
    RankTerm(value: $0, isDescending: isDescending, nullsFirst: nullsFirst)
  }
}

extension Substring {
  /// What is left before the words with which a text ends, in either case; nil where it ends otherwise.
  fileprivate func dropping(words: [String]) -> Substring? {
    var rest = self
    for word in words.reversed() {
      while let last = rest.last, last.isWhitespace { rest.removeLast() }
      guard rest.lowercased().hasSuffix(word) else { return nil }
      rest = rest.dropLast(word.count)
      // A word stands alone: `deadline_asc` does not end in `asc`.
      if let before = rest.last, !before.isWhitespace && before != ")" { return nil }
    }
    return rest
  }
}

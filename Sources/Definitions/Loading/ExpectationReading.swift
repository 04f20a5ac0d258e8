import Formats
import Model

/// Reads what is expected of a feed; what it does not say is as everywhere.
func readFeedExpectation(_ node: YAMLNode?, _ mistakes: inout Mistakes) -> FeedExpectation {
  var expectation = FeedExpectation()
  guard let node else { return expectation }
  if let days = readWholeNumber(node.text("warn_after_days")) { expectation.warnAfterDays = days }
  if let days = readWholeNumber(node.text("refuse_after_days")) {
    expectation.refuseAfterDays = days
  }
  if let share = readDecimal(node.text("warn_below")) { expectation.warnBelow = share }
  if let share = readDecimal(node.text("hold_below")) { expectation.holdBelow = share }
  if let multiple = readDecimal(node.text("warn_above")) { expectation.warnAbove = multiple }
  if let multiple = readDecimal(node.text("hold_above")) { expectation.holdAbove = multiple }
  if expectation.warnAbove < 1 || expectation.holdAbove < expectation.warnAbove {
    mistakes.add(
      .expected("warn_above of at least 1, and hold_above that is not below it"), at: node.firstKey)
  }
  if expectation.holdBelow > expectation.warnBelow, expectation.holdBelow <= 1 {
    mistakes.add(.expected("hold_below that is not above warn_below"), at: node.firstKey)
  }
  if expectation.refuseAfterDays < expectation.warnAfterDays {
    mistakes.add(
      .expected("refuse_after_days that is not below warn_after_days"), at: node.firstKey)
  }
  return expectation
}

/// Reads what is expected of a night; what it does not say is as everywhere.
func readNightExpectation(
  _ node: YAMLNode?, _ known: Known, _ mistakes: inout Mistakes
) -> NightExpectation {
  var expectation = NightExpectation()
  guard let node else { return expectation }
  if let share = readDecimal(node.text("held_back")) { expectation.heldBackLimit = share }
  if let share = readDecimal(node.text("matched_warning")) { expectation.matchedWarning = share }
  if let share = readDecimal(node.text("matched_limit")) { expectation.matchedLimit = share }
  if let share = readDecimal(node.text("list_change")) { expectation.listChangeLimit = share }
  if let people = readWholeNumber(node.text("list_change_people")) {
    expectation.listChangePeople = people
  }
  if expectation.matchedLimit > expectation.matchedWarning {
    mistakes.add(.expected("matched_limit that is not above matched_warning"), at: node.firstKey)
  }
  expectation.ignored = node.texts("ignore")
  for exception in node["except"]?.elements ?? [] {
    if let feed = exception["feed"] { _ = known.feed(feed, &mistakes) }
    if exception["practice"] == nil, exception["feed"] == nil {
      mistakes.add(.expected("a practice, a feed or both"), at: exception.firstKey)
    }
    expectation.exceptions.append(
      PracticeException(
        practice: exception["practice"]?.text.map { organisationCode($0) },
        feed: exception["feed"]?.text,
        reason: exception.text("reason"), until: exception.text("until")))
  }
  return expectation
}

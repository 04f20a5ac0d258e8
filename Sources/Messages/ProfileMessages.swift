package import Model
package import Tables

// What stands on a network's page beside its figures.

/// The parts of a network's page, in their order.
package enum ProfilePart: String, CaseIterable {
  case people = "Who lives here"
  case need = "What they need"
  case measures = "Care and uptake"
  case inequality = "Uptake by deprivation"
  case practices = "How practices differ"
  case trend = "Over time"
  case registers = "Registers beside what is expected"
  case lists = "The lists"
  case quality = "What to know of tonight's data"
  case news = "Since the last release"
  case reading = "How to read this page"

  /// Its name in links.
  package var anchor: String { "\(self)" }
}

/// What a network's page is called.
package func title(ofProfileOf name: String) -> String { "\(name): who lives here and what is due" }

/// What the file holds, where a data package names it.
package let titleOfProfileFile = "Who lives here and what is due, as a page to read and to print"

/// For what a page holds, below its title.
package func line(forProfileOn day: Day, countedOn: Day, practices: Int) -> String {
  let figures =
    countedOn == day
    ? ""
    : " Figures of people and uptake are of \(inWords(countedOn)), lists and their counts of this day."
  return "Reference date \(inWords(day)). \(counted(practices, "practice")).\(figures)"
}

/// What a page says in the place of a hidden figure.
package let hiddenFigure = "hidden"

/// What it says where there is none.
package let noFigure = "none"

/// How figures are hidden and rounded.
package func sentence(forDisclosure rule: DisclosureRule) -> String {
  let rounded = rule.roundsTo > 1 ? " Others are rounded to the nearest \(rule.roundsTo)." : ""
  guard rule.hidesUpTo > 0 else { return "Counts of people are not hidden.\(rounded)" }
  return
    "“\(hiddenFigure)” stands for fewer than \(rule.hidesUpTo + 1) people, or for a number from which so few could be worked out; 0 is shown.\(rounded) Percentages and limits are of the rounded numbers, so they may not add up."
}

/// Who is counted in the figures and not on the lists, or the other way round.
package func sentence(forPeopleCounted terms: OutputTerms?) -> String {
  guard let leftOut = terms?.leavesOut.inOrder, !leftOut.isEmpty else {
    return "Figures count everybody who is registered."
  }
  return
    "Figures leave out people with a \(leftOut.map(\.title).joined(separator: " or ")) and those of whom it is not known. Lists may keep them, and their counts are exact, as the files are."
}

/// Of how many people shares are.
package func sentence(forBase people: Int?, isOfShown: Bool) -> String {
  guard let people else {
    return "How many people there are is \(hiddenFigure), so there are no shares."
  }
  return isOfShown
    ? "Shares are of the \(grouped(people)) people whose age and sex are shown, since the number of everybody is \(hiddenFigure)."
    : "Shares are of \(grouped(people)) people."
}

/// The practices whose people are in none of some figures.
package func sentence(forPracticesLeftOut codes: [String]) -> String {
  codes.isEmpty ? "" : "Without the people of \(codes.joined(separator: ", ")): see below."
}

/// What a page says of a share.
package func said(percent: Double) -> String {
  percent == percent.rounded() ? "\(Int(percent))%" : "\(decimal(percent, places: 1))%"
}

/// A share with its limits.
package func said(percent: Double, lower: Double, upper: Double) -> String {
  "\(said(percent: percent)) (95% limits \(said(percent: lower)) to \(said(percent: upper)))"
}

/// What the pyramid shows.
package func description(ofPyramidOf bands: Int, hidden: Int, largest: String?) -> String {
  let most = largest.map { " The largest group here is \($0)." } ?? ""
  let hiding = hidden > 0 ? " \(counted(hidden, "group")) hidden." : ""
  return
    "People of \(bands) age bands by sex in percent of everybody: bars for this network, a line for the whole system.\(most)\(hiding)"
}

/// What bars show.
package func description(ofBars title: String, first: String?, hidden: Int) -> String {
  let most = first.map { " The longest bar is \($0)." } ?? ""
  let hiding = hidden > 0 ? " \(hidden) hidden." : ""
  return
    "\(title), in percent of people: bars for this network, a dark mark for the whole system.\(most)\(hiding)"
}

/// What a row of the spine chart shows.
package func description(
  ofSpine value: String, system: String, networks: Int, target: String?, compared: String
) -> String {
  let aim = target.map { ", the target \($0)" } ?? ""
  return
    "This network \(value), the system \(system), \(counted(networks, "network")) in the bar\(aim): \(compared)."
}

/// What an equity plot shows.
package func description(ofEquity first: String, last: String, slope: String?) -> String {
  "In the most deprived group \(first), in the least deprived \(last). \(slope ?? "No line is drawn.")"
}

/// The indices of inequality, in a sentence.
package func sentence(
  forSlope slope: (value: Double, lower: Double, upper: Double),
  relative: (value: Double, lower: Double, upper: Double)?
) -> String {
  let points = decimal(slope.value, places: 1)
  let lower = decimal(slope.lower, places: 1)
  let upper = decimal(slope.upper, places: 1)
  let isKnown = slope.lower > 0 || slope.upper < 0
  let way =
    !isKnown
    ? "No difference by deprivation that chance could not make"
    : slope.value > 0
      ? "Lower where people are more deprived" : "Higher where people are more deprived"
  let ratio = relative.map {
    " Relative index \(decimal($0.value, places: 2)) (\(decimal($0.lower, places: 2)) to \(decimal($0.upper, places: 2)))."
  }
  return
    "\(way): slope index \(points) percentage points from the most to the least deprived end (95% limits \(lower) to \(upper)).\(ratio ?? "")"
}

/// Why there is no index of inequality.
package func sentence(forNoSlope hidden: Int, groups: Int) -> String {
  hidden > 0
    ? "No index: \(hidden) of \(counted(groups, "group")) hidden."
    : groups < 5
      ? "No index: it takes 5 groups, and there are \(groups)."
      : "No index: a group has none or all of its people reached."
}

/// What a funnel plot shows.
package func description(ofFunnel own: Int, others: Int, outside: [String]) -> String {
  let signals =
    outside.isEmpty
    ? "All of this network's lie within the 95% limits."
    : "Beyond the limits: \(outside.joined(separator: "; "))."
  return
    "\(counted(own, "practice")) of this network and \(others) of others by how many people should be reached. \(signals)"
}

/// How the limits of a funnel are made.
package func sentence(forFunnelOf units: Int, isWidened: Bool, phi: Double?, hidden: Int) -> String
{
  let wide =
    isWidened
    ? "Practices differ more than chance makes them (factor \(decimal(phi ?? 1, places: 1))), so the limits are widened by it."
    : "The limits are those of chance alone."
  let hiding = hidden > 0 ? " \(counted(hidden, "practice")) hidden." : ""
  return
    "\(wide) Limits 95% (broken) and 99.8% around the average of \(counted(units, "practice")).\(hiding)"
}

/// Why there is no funnel plot.
package func sentence(forNoFunnel hidden: Int) -> String {
  hidden > 0
    ? "No practice has a figure that is shown; \(hidden) hidden."
    : "No practice has a figure."
}

/// Where a practice lies in a funnel, by the words of its mark.
package func inWords(funnelMark mark: String) -> String {
  switch mark {
  case "High (0.001)": "above the 99.8% limit"
  case "High (0.025)": "above the 95% limit"
  case "Low (0.001)": "below the 99.8% limit"
  case "Low (0.025)": "below the 95% limit"
  default: "within the limits"
  }
}

/// What a control chart shows.
package func description(
  ofTrend weeks: Int, last: String, mean: String, variation: String, isProvisional: Bool
) -> String {
  let limits = isProvisional ? " Limits of fewer than 12 weeks are provisional." : ""
  return
    "\(counted(weeks, "week")), the last \(last), the mean \(mean): \(variation) in the last week.\(limits)"
}

/// Why there is no control chart yet.
package func sentence(forShortTrend weeks: Int) -> String {
  weeks == 0 ? "no week with a figure that is shown" : "\(counted(weeks, "week")) so far"
}

/// What the page says of a part for which there is nothing.
package enum NothingToShow {
  package static let people = "Nobody of this network is in tonight's figures."
  package static let shares = "No share is shown."
  package static let measures = "No measure is worked out tonight."
  package static let inDetail = "No measure is shown in detail: profile.in_detail names none."
  package static let deprivation = "Measures are not split by deprivation."
  package static let registers = "No register is held against published numbers tonight."
  package static let lists = "No lists are made for this network tonight: see below why."
  package static let quality = "Nothing is missing of this network's practices tonight."
  package static let news =
    "There is no release of an earlier day that this page knows of, so it cannot say what is new."
  package static let noChange = "No measure whose figures are shown on both days has changed."
}

/// The list over all lists, in the table of lists.
package func sentence(forListNotMade feeds: [LackingFeed]) -> String {
  "Not made: without \(feeds.map(\.feed).joined(separator: ", "))."
}

/// What a register is like in a network's practices.
package func said(registerPassed passed: Int, of evaluated: Int, hidden: Int) -> String {
  let hiding = hidden > 0 ? "; \(hidden) hidden" : ""
  return evaluated == 0 ? "none compared\(hiding)" : "\(passed) of \(evaluated)\(hiding)"
}

/// What the bars and marks of people mean.
package let legendOfPeople = "Bars: this network. Line or dark mark: the whole system. *: hidden."

/// Those whom the pyramid does not show.
package func sentence(forOutsidePyramid people: Int, hiddenGroups: Int) -> String {
  let hiding = hiddenGroups > 0 ? "; \(counted(hiddenGroups, "group")) hidden" : ""
  return
    "Not drawn, since age or sex is another or not known: \(people == 0 && hiddenGroups > 0 ? "\(counted(hiddenGroups, "group")) hidden" : "\(grouped(people)) people\(hiding)")."
}

/// What a breakdown says of those without a value.
package let notKnownValue = "not known"

/// What conditions are called together.
package let conditionsTitle = "Long-term conditions"

/// What the measures are.
package let leadOfMeasures =
  "Each measure among the networks of the system, from 0% to 100%: the mark is this network, the line through it its 95% limits."

/// What the rest of a spine's drawing means.
package let legendOfSpine =
  "light bar: all networks; dark bar: the middle half of them; long line: the whole system"

/// The headings of a spine chart.
package enum SpineHeading: String, CaseIterable {
  case measure = "Measure"
  case people = "People"
  case share = "Share"
  case chart = "Among networks, 0% to 100%"
  case system = "Against the system"
  case target = "Against the target"
}

/// How a share compares, with what it is held against.
package func said(comparison: String, with benchmark: String) -> String {
  switch comparison {
  case "better", "worse", "higher", "lower": "\(comparison) than \(benchmark)"
  case "similar": "similar to \(benchmark)"
  default: "\(comparison); \(benchmark)"
  }
}

/// What is said where nothing is aimed at.
package let noTarget = "no target"

/// A numerator of its denominator.
package func said(part: String, of whole: String, isOfExpected: Bool) -> String {
  part == whole && part == hiddenFigure
    ? part
    : isOfExpected ? "\(part), expected \(whole)" : "\(part) of \(whole)"
}

/// How deprivation is shown.
package let leadOfInequality =
  "This network, from the most deprived to the least deprived: bars are as wide as the groups are large, thin lines are 95% limits, broken lines are the slope index."

/// The indices of the whole system.
package func sentence(forSystemSlope sentence: String) -> String { "Whole system: \(sentence)" }

/// Both ends of deprivation.
package enum EquityEnd {
  package static let both = (first: "most deprived", last: "least deprived")
}

/// The headings of shares by deprivation.
package enum EquityHeading: String, CaseIterable {
  case group = "Group, 1 the most deprived"
  case reached = "Reached"
  case people = "Of people"
  case share = "Share"
  case lower = "Lower 95% limit"
  case upper = "Upper 95% limit"
  case system = "System"
}

/// How practices are shown.
package let leadOfPractices =
  "Each circle is a practice of the system: filled with its code where it is this network's, empty where it is another's."

/// Which practices lie beyond the limits.
package func sentence(forPracticesOutside outside: [String]) -> String {
  "Beyond the limits: \(outside.joined(separator: "; "))."
}

/// The headings of practices.
package enum PracticeHeading: String, CaseIterable {
  case practice = "Practice"
  case reached = "Reached"
  case people = "Of people"
  case share = "Share"
  case lower = "Lower 95% limit"
  case upper = "Upper 95% limit"
  case place = "Among all practices"
}

/// How the trend is shown.
package func leadOfTrend(from weeks: Int) -> String {
  "This network, the last night of each week; a chart is drawn from \(weeks) weeks on. Circles lie within what chance makes; diamonds are part of a signal. Broken lines are process limits, the line between them the mean."
}

/// What the limits say of the target.
package func sentence(forAssurance word: String) -> String { "Against the target: \(word)." }

/// The headings of a trend.
package enum TrendHeading: String, CaseIterable {
  case week = "Night"
  case share = "Share"
  case signal = "Signal"
}

/// How registers are shown.
package let leadOfRegisters =
  "Registers by the entries that were delivered, beside how many are expected by the people's age and sex, and beside the published numbers of practices."

/// Registers beside what is expected.
package let expectedTitle = "Registers beside the number expected"

/// Registers beside what is published.
package let registersTitle = "Registers beside published numbers"

/// The headings of registers.
package enum RegisterHeading: String, CaseIterable {
  case register = "Register"
  case near = "Practices near their published number"
  case differing = "Practices that differ"
  case computed = "System, computed"
  case published = "System, published"
}

/// A practice whose register differs.
package func said(practice: String, computed: String, published: String) -> String {
  "\(practice): \(computed), published \(published)"
}

/// How lists are shown.
package let leadOfLists =
  "People of this network on each list tonight, exactly as its files have them. New: was not on it on the earlier day. This week: has one of this week's places. Due soon: comes onto it by time alone."

/// The headings of lists.
package enum ListHeading: String, CaseIterable {
  case list = "List"
  case title = "Who is on it"
  case people = "People"
  case new = "New"
  case thisWeek = "This week"
  case dueSoon = "Due soon"
  case before = "On the earlier day"
}

/// What rules found that names practices.
package let findingsTitle = "What rules found that names practices of this network"

/// The headings of findings.
package enum FindingHeading: String, CaseIterable {
  case says = "What"
  case feed = "Feed"
  case count = "How often, all practices together"
  case practices = "Practices"
}

/// Since when there is news.
package func leadOfNews(since day: Day) -> String {
  "Held against the release of \(inWords(day)). Shares are rounded, so a change of a few people may not show."
}

/// The headings of news.
package enum NewsHeading {
  package static let measure = "Measure"
  package static let lists = "Lists whose number of people has changed"
  package static let list = "List"
  package static let new = "New"
}

/// How to read the page.
package let readingSentences = [
  "“Better” and “worse” mean that both 95% limits lie on one side of what a share is held against; “similar” that it lies between them. Where nobody says which way is better the words are “higher” and “lower”.",
  "Limits of shares are Wilson's, those of what is expected exact or Byar's. The range of networks is over those whose share is shown.",
  "Every figure of people but the counts of this network's own lists stands in a file of the system's folder too, hidden and rounded as it is here.",
]

/// What the figures may be used for.
package let termsTitle = "What the figures may be used for"

/// Where the figures come from.
package let sourcesTitle = "Where the measures come from"

/// The words below the first figures of a page.
package enum GlanceWords {
  package static let people = "people counted"
  package static let shown = "people whose age and sex are shown"
  package static let worse = "measures shown are worse than their target, or than the system"
  package static let better = "measures shown are better than their target, or than the system"
  package static let called = "people with a place this week"
  package static let lists = "lists with somebody on them"
  package static let remarks = "things to know of tonight's data"
}

/// What opens the table behind a chart.
package let numbersBehindChart = "The numbers"

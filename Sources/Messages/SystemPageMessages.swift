package import Tables

// What stands on the pages of the whole system beside their figures.

/// What a release's first page is called.
package func title(ofReleaseOf day: Day) -> String { "Release of \(inWords(day))" }

/// What a release holds, below its title.
package func line(
  forReleaseOf pipeline: String, networks: Int, lists: Int, on day: Day, countedOn: Day
) -> String {
  let figures = countedOn == day ? "" : " Figures of people are of \(inWords(countedOn))."
  return "\(pipeline). \(counted(networks, "network")), \(counted(lists, "list")).\(figures)"
}

/// The parts of a release's first page, in their order.
package enum ReleasePart: String, CaseIterable {
  case system = "The whole system"
  case networks = "The networks"
  case lists = "The lists"
  case missing = "What was not made, and why"
  case tables = "The tables"
  case reading = "How to read this page"

  /// Its name in links.
  package var anchor: String { "\(self)" }
}

/// The words below the first figures of a release's first page.
package enum ReleaseGlance {
  package static let networks = "networks with lists"
  package static let lists = "lists with somebody on them"
  package static let people = "people counted"
  package static let missing = "things not made, or made without somebody"
}

/// What the pages of the whole system are about.
package let leadOfSystemPages =
  "Pages for a browser and for paper, made of the tables below and of nothing else."

/// The headings of the networks of a release.
package enum ReleasedNetworkHeading: String, CaseIterable {
  case network = "Network"
  case practices = "Practices"
  case page = "Page"
  case workbook = "Workbook"
  case notices = "What to know"
}

/// What the networks' table shows.
package let leadOfReleasedNetworks =
  "Each network's folder has its page, its workbooks, a file a list, and NOTICES.txt with what to know of tonight."

/// What the counts of lists are.
package let leadOfReleasedLists =
  "People of the whole system on each list as counts.csv has them: after disclosure control and without those who are in no figures. The lists' files keep them and are exact."

/// The headings of the lists of a release.
package enum ReleasedListHeading: String, CaseIterable {
  case list = "List"
  case title = "Who is on it"
  case people = "People"
}

/// What opens a network's lists.
package func summary(forListsOf network: String, count: Int) -> String {
  "\(network): \(counted(count, "list"))"
}

/// A network's files of a release.
package enum ReleasedFileWords {
  package static let page = "page"
  package static let workbook = "workbook"
  package static func notices(_ count: Int) -> String {
    count == 0 ? "nothing of its own" : counted(count, "remark")
  }
  package static let none = "none"
}

/// The headings of the tables of a release.
package enum ReleasedTableHeading: String, CaseIterable {
  case file = "File"
  case title = "What it holds"
}

/// What the tables are.
package let leadOfReleasedTables =
  "Files of the folder system, as CSV; what their columns mean and where the figures come from stands in datapackage.json."

/// What a release has for analysts.
package let sentenceForWarehouse =
  "All of this as one file for the data team's analysts: warehouse.sqlite. It names people."

/// What there is for secondary use.
package let sentenceForPseudonyms =
  "Persons under pseudonyms, for secondary use under terms of their own: pseudonymised/persons.arrow. Not for networks."

/// A list that was not made.
package func sentence(forList list: String, notMadeWithout feeds: [String]) -> String {
  "\(list) was not made in any network: nothing was accepted of \(feeds.joined(separator: ", "))."
}

/// A network that has no lists.
package func sentence(forNetworkWithoutLists network: String) -> String {
  "\(network) has no lists: none of its practices' registrations can be used tonight. Its NOTICES.txt says why."
}

/// A practice whose people are not in some figures.
package func sentence(forPracticeLeftOut practice: String) -> String {
  "The people of practice \(practice) are not in all figures: the column left_out names it where they are missing, and datapackage.json and its network's NOTICES.txt say why."
}

/// Where nothing is missing.
package let nothingLeftOut = "Everything was made, with everybody in it."

/// How to read a release's first page.
package let releaseReading = [
  "Links lead to files beside this page, so that it works where the release's folder was copied to.",
  "Whoever may not read a network's folder gets an error from its links: this page names files, and shows of people only what the tables of the whole system show.",
]

/// What stands for nobody in particular.
package let leadOfIndicators =
  "Each measure in each network: the share, how it compares by its 95% limits, and in which quarter of the networks it lies."

/// The page of the measures of all networks.
package let titleOfIndicators = "Measures of all networks"

/// What a system's page is about, below its title.
package func line(forSystemOn day: Day, networks: Int) -> String {
  "Figures of \(inWords(day)). \(counted(networks, "network"))."
}

/// The captions of the tables of measures by network.
package func caption(
  ofMeasures title: String, from first: Int, to last: Int, of networks: Int, on day: Day
) -> String {
  let part = last - first + 1 < networks ? ", networks \(first) to \(last) of \(networks)" : ""
  return "\(title)\(part), \(inWords(day))"
}

/// The headings of measures by network, before the networks.
package enum RugHeading {
  package static let measure = "Measure"
  package static let system = "System"
}

/// What is aimed at, below the system's own share.
package func sentence(forTarget target: Double?) -> String {
  target.map { "target \(said(percent: $0))" } ?? noTarget
}

/// In which quarter of the networks a share lies.
package func said(quarter: Int) -> String { "quarter \(quarter)" }

/// What the quarters are.
package let legendOfQuarters = [
  "quarter 1, the lowest shares", "quarter 2", "quarter 3", "quarter 4, the highest shares",
]

/// What a network's share does over weeks.
package func said(variation: String) -> String { "weeks: \(variation)" }

/// How measures by network are to be read.
package func sentences(forRugFrom weeks: Int) -> [String] {
  [
    "“Better” and “worse” mean that both 95% limits lie on one side of the target where there is one, and else of the system; “similar” that it lies between them.",
    "Quarters rank the networks whose share is shown, the same share the same quarter; there are none for fewer than four. A quarter says nothing of chance: the words beside it do.",
    "“Weeks” is what a control chart of the last night of each week says, from \(weeks) weeks on: improvement, concern, common cause, or higher and lower where neither is better. The network's page has the chart.",
  ]
}

/// Where fewer weeks are known than a chart takes.
package func sentence(forNoWeeks weeks: Int) -> String {
  "No network has \(weeks) weeks with a share that is shown yet, so nothing is said of weeks."
}

/// Where the page of measures has none.
package let noMeasures = "No measure of people is worked out tonight."

/// The link from a page to the first one.
package let backToRelease = "All of this release"

/// What the pages of the whole system may be read by.
package let systemConfidentiality =
  "Counts after disclosure control, for use within the integrated care system."

/// What the pages of the whole system are called, where a data package names them.
package enum SystemPageTitle {
  package static let indicators =
    "Measures of all networks: share, comparison and quarter of each measure in each network"
  package static let inequalities =
    "Health inequalities: measures by groups of people, and how far these lie apart"
  package static let representativeness =
    "Representativeness: lists beside the people who are considered for them"
  package static let districts =
    "Measures by district of residence: which are worse and which better"
}

/// What a folder's data package is.
package let titleOfDataPackage =
  "What the columns of these files mean, where their figures come from, and what they may be used for"

/// The statement on health inequalities.
package let titleOfInequalities = "Health inequalities"

/// For what it holds, below its title.
package func line(forInequalitiesOn day: Day, measures: Int) -> String {
  "Figures of \(inWords(day)). \(counted(measures, "measure")) in the whole system, by groups of people."
}

/// How far groups lie apart.
package let titleOfGaps = "How far groups lie apart"

/// What the gaps are.
package let leadOfGaps =
  "The highest share less the lowest, in percentage points, between groups that are named and shown. The more groups there are and the fewer people are in them, the further chance alone takes the ends apart: see the limits."

/// The headings of the gaps before the groups.
package enum GapHeading {
  package static let share = "Everybody"
}

/// How far the ends of some groups lie apart.
package func sentence(
  forGap gap: (value: Double, lower: Double, upper: Double),
  highest: (name: String, share: String), lowest: (name: String, share: String), hidden: Int
) -> String {
  let hiding = hidden > 0 ? "; \(counted(hidden, "group")) hidden" : ""
  return
    "\(decimal(gap.value, places: 1)) points (95% limits \(decimal(gap.lower, places: 1)) to \(decimal(gap.upper, places: 1))): \(highest.name) \(highest.share), \(lowest.name) \(lowest.share)\(hiding)"
}

/// Where all groups that are shown have the same share.
package func sentence(forSameShare share: String, hidden: Int) -> String {
  let hiding = hidden > 0 ? "; \(counted(hidden, "group")) hidden" : ""
  return "no gap: all that are shown \(share)\(hiding)"
}

/// Why there is no gap.
package func sentence(forNoGap hidden: Int, shown: Int) -> String {
  hidden > 0
    ? "no gap: \(counted(hidden, "group")) hidden, \(shown) shown" : "no gap: \(shown) shown"
}

/// What shares are held against.
package func sentence(forBenchmark share: String, isTarget: Bool) -> String {
  isTarget ? "target \(share)" : "system \(share)"
}

/// A measure of everybody.
package func sentence(
  forMeasure people: (numerator: String, denominator: String), share: String, benchmark: String
) -> String {
  "Everybody: \(share), \(people.numerator) of \(people.denominator). Groups are held against the \(benchmark)."
}

/// What a chart of groups shows.
package func description(ofGroups title: String, gap: String, benchmark: String) -> String {
  "\(title) in percent by group with 95% limits; the dark line is the \(benchmark). Highest to lowest: \(gap)."
}

/// The headings of groups.
package enum GroupHeading: String, CaseIterable {
  case group = "Group"
  case reached = "Reached"
  case people = "Of people"
  case share = "Share"
  case lower = "Lower 95% limit"
  case upper = "Upper 95% limit"
  case compared = "Against the benchmark"
}

/// How to read the statement.
package let inequalityReading = [
  "“Better” and “worse” mean that both 95% limits of a group lie on one side of the target, or of the whole system where there is no target; “similar” that it lies between them. Where nobody says which way is better the words are “higher” and “lower”.",
  "Limits of shares are Wilson's; those of a gap Newcombe's (method 10), as of two groups that were chosen before. The slope index compares both ends of deprivation over all groups and their sizes.",
  "Groups are not adjusted for each other: ethnic groups differ in age, and so may what they need.",
]

/// Measures by district.
package let titleOfDistricts = "Measures by district of residence"

/// For what it holds, below its title.
package func line(forDistrictsOn day: Day, districts: Int) -> String {
  "Figures of \(inWords(day)). Districts: \(districts)."
}

/// What stands out by district.
package let titleOfOutcomes = "Worse and better, district by district"

/// What stands out, and by what.
package let leadOfOutcomes =
  "Measures both of whose 95% limits lie on one side of the target, or of the whole system where there is no target."

/// The headings of what stands out.
package enum OutcomeHeading: String, CaseIterable {
  case district = "District"
  case compared = "Measures compared"
  case worse = "Worse"
  case better = "Better"
}

/// What the table of districts shows.
package let leadOfDistricts =
  "The share of the people who live in a district, its 95% limits, and how it compares."

/// Where nobody's district is known.
package let noDistricts = "No measure is worked out by district tonight."

/// How to read districts.
package let districtReading = [
  "People are counted where they live, by the small area of their address; networks' people are counted where they are registered. “not known” are people whose small area is missing or in no district of the file.",
  "With many measures some lie beyond their limits by chance: of 40 that are the same everywhere, about two in each district.",
]

/// The limits of a share in a cell.
package func said(lower: Double, upper: Double) -> String {
  "\(said(percent: lower)) to \(said(percent: upper))"
}

/// Lists beside the people whom they are drawn from.
package let titleOfRepresentativeness = "Representativeness of lists"

/// For what it holds, below its title.
package func line(forRepresentativenessOn day: Day, lists: Int) -> String {
  "Figures of \(inWords(day)). \(counted(lists, "list")) beside the people who are considered for them."
}

/// What districts are called among other groups.
package let titleOfDistrictGroup = "District of residence"

/// A list and those whom it is drawn from.
package func sentence(forList listed: String, of people: String) -> String {
  "\(listed) on the list, of \(people) who are considered for it."
}

/// A group whose share of a list is not its share of the people.
package func sentence(
  forGroup group: String, isMore: Bool, ofList list: String, ofPeople people: String
) -> String {
  "“\(group)” \(isMore ? "more" : "less") than its share (\(list) of the list, \(people) of the people)"
}

/// The groups whose shares differ.
package func sentence(forApart groups: [String], hidden: Int) -> String {
  let hiding = hidden > 0 ? " \(counted(hidden, "group")) hidden." : ""
  return groups.isEmpty
    ? "No group that is shown differs by more than chance.\(hiding)"
    : "\(groups.joined(separator: "; ")).\(hiding)"
}

/// What a chart of a list's groups shows.
package func description(ofRepresentation words: String) -> String {
  "Each group's share of the list in percent with its 95% limits; the dark line is its share of the people who are considered. \(words)"
}

/// The headings of a list's groups.
package enum RepresentationHeading: String, CaseIterable {
  case group = "Group"
  case listed = "On the list"
  case ofList = "Of the list"
  case people = "Considered"
  case ofPeople = "Of those considered"
  case difference = "Points apart (95% limits)"
  case compared = "Than its share"
}

/// How a group's share of a list compares with its share of the people.
package func said(representation comparison: String) -> String {
  switch comparison {
  case "higher": "more"
  case "lower": "less"
  default: "similar"
  }
}

/// A difference in percentage points with its limits.
package func said(points: Double, lower: Double, upper: Double) -> String {
  "\(decimal(points, places: 1)) (\(decimal(lower, places: 1)) to \(decimal(upper, places: 1)))"
}

/// Where there is no list to compare.
package let noListsToCompare = "No list is counted by groups tonight."

/// How to read lists beside people.
package let representationReading = [
  "Considered are those whom the list's step “eligible” leaves, such as everybody of 65 and over: the list has those of them who are due. A group that is more of the list than of them has more still to be done, or is offered it less.",
  "The limits are Wilson's of the share of the list; the people who are considered are all there are. “More” and “less” mean that both limits lie on one side of the group's share of the people.",
]

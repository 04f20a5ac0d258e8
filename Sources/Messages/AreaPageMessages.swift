package import Tables

// What stands on the pages of the whole area's figures from published files and returns.

/// What the pages are called where a data package and the first page name them.
package enum AreaPageTitle {
  package static let listSizes = "List sizes beside the people who live here"
  package static let lifeExpectancy = "Life expectancy by deprivation, and the gap between its ends"
  package static let projections = "People with conditions in years to come"
  package static let contracts = "Contracts: providers' uptake against what was agreed"
  package static let experience = "What patients say, beside the measures of the same care"
}

/// What a page is about, below its title.
package func line(forArea title: String, on day: Day) -> String {
  "\(title). From the files of \(inWords(day))."
}

/// Where nothing was delivered for a page.
package func sentence(forNothingDeliveredOf feeds: [String]) -> String {
  "This page has no figures tonight: nothing was accepted of \(feeds.joined(separator: " or ")). data-quality.csv says why."
}

/// Where a part of a page has nothing, since a feed lacks.
package func sentence(forPartWithout feed: String) -> String {
  "Nothing was accepted of \(feed) tonight, so this is not shown."
}

/// The source of a page's figures.
package func sentence(forSource source: String) -> String { "Source: \(source)" }

/// The parts of pages of the area's figures.
package enum AreaPart {
  package static let networks = "By network"
  package static let practices = "By practice"
  package static let districts = "Residents by district"
  package static let numbers = "Conditions"
  package static let deprivation = "By deprivation"
  package static let practiceSizes = "Published list sizes of practices, the largest first"
  package static let networkSizes = "Published list sizes of networks"
  package static let told = "What people told"
  package static let test = "Friends and Family Test"
}

// MARK: List sizes

/// The words below the first figures of list sizes.
package enum ListSizeGlance {
  package static let patients = "registered patients"
  package static let residents = "residents"
  package static let percent = "patients for each 100 residents"
  package static func practices(_ practices: Int) -> String {
    "on the smallest and largest list of \(counted(practices, "practice"))"
  }
}

/// How many more or fewer are registered than live here.
package func sentence(forPatients patients: Int, of practices: Int, residents: Int, districts: Int)
  -> String
{
  let more = patients - residents
  let apart =
    more == 0
    ? "as many"
    : "\(grouped(Int(more.magnitude))) \(more > 0 ? "more" : "fewer") patients than residents"
  return
    "\(grouped(patients)) patients are registered with \(counted(practices, "practice")); \(grouped(residents)) people live in \(districts) district\(districts == 1 ? "" : "s"): \(apart)."
}

/// Why list sizes and residents are not compared.
package func sentence(forListSizesNotCompared without: Int, of practices: Int, residentsKnown: Bool)
  -> String
{
  var reasons: [String] = []
  if without > 0 {
    reasons.append("of \(without) of \(counted(practices, "practice")) no list size is published")
  }
  if !residentsKnown { reasons.append("the number of residents is not known in full") }
  return "Patients and residents are not compared: \(reasons.joined(separator: ", and "))."
}

/// The headings of practices' list sizes.
package enum ListSizeHeading: String, CaseIterable {
  case practice = "Practice"
  case network = "Network"
  case patients = "Patients"
  case ofMedian = "Of the middle practice's"
}

/// The headings of networks' list sizes.
package enum NetworkSizeHeading: String, CaseIterable {
  case network = "Network"
  case practices = "Practices"
  case patients = "Patients"
}

/// The headings of residents.
package enum ResidentHeading: String, CaseIterable {
  case district = "District"
  case residents = "Residents"
  case registered = "Registered here and living there"
}

/// Where a practice has no published list size.
package let notPublished = "not published"

/// What the chart of networks' list sizes shows.
package func description(ofNetworkSizes largest: String, smallest: String) -> String {
  "Patients of each network as published: bars from zero. The largest is \(largest), the smallest \(smallest)."
}

/// How to read list sizes.
package let listSizeReading = [
  "Patients are counted where they are registered, residents where they live. People from over the border register here and some who live here register elsewhere; lists also carry people who have left and not been taken off, and people who are not yet in estimates of residents.",
  "People who are registered here and live in a district are counted from tonight's records, after disclosure control; those whose address is in no district of the file, and those who live elsewhere, are in none of these.",
  "A network's sum is of its practices whose size is published. Practices that are in no network count in the whole alone.",
]

// MARK: Life expectancy

/// The words of a group of deprivation.
package func name(ofDeprivationGroup group: String, isFirst: Bool, isLast: Bool) -> String {
  "\(group)\(isFirst ? " (most deprived)" : isLast ? " (least deprived)" : "")"
}

/// Years with their limits.
package func said(years: Double, lower: Double, upper: Double) -> String {
  "\(decimal(years, places: 1)) years (95% limits \(decimal(lower, places: 1)) to \(decimal(upper, places: 1)))"
}

/// Years alone.
package func said(years: Double) -> String { "\(decimal(years, places: 1)) years" }

/// The gap between the ends of deprivation.
package func sentence(
  forLifeGap gap: (value: Double, lower: Double, upper: Double), sex: String
) -> String {
  let isMore = gap.value >= 0
  let years = decimal(gap.value.magnitude, places: 1)
  let chance =
    gap.lower <= 0 && gap.upper >= 0
    ? " That may be chance: the limits lie on both sides of zero." : ""
  return
    "\(sex): life expectancy at birth is \(years) years \(isMore ? "lower" : "higher") in the most deprived group than in the least (95% limits \(decimal(isMore ? gap.lower : -gap.upper, places: 1)) to \(decimal(isMore ? gap.upper : -gap.lower, places: 1))).\(chance)"
}

/// The slope along all groups.
package func sentence(forLifeSlope slope: (value: Double, lower: Double, upper: Double)) -> String {
  "Along the line through all groups, by their sizes: \(decimal(slope.value, places: 1)) years from one end to the other (\(decimal(slope.lower, places: 1)) to \(decimal(slope.upper, places: 1))), the slope index of inequality."
}

/// Where there is no gap.
package func sentence(forNoLifeGap sex: String, because why: String) -> String {
  "\(sex): the gap is not known, since \(why)."
}

/// What the chart of life expectancy shows.
package func description(ofLifeExpectancy sex: String, gap: String) -> String {
  "Life expectancy at birth of \(sex) by deprivation with 95% limits, in years; the dark line is all groups together. \(gap)"
}

/// The headings of life expectancy.
package enum LifeHeading: String, CaseIterable {
  case group = "Deprivation"
  case years = "Years"
  case lower = "Lower 95% limit"
  case upper = "Upper 95% limit"
  case people = "Person-years"
  case deaths = "Deaths"
  case compared = "Than all groups together"
}

/// How to read life expectancy.
package let lifeReading = [
  "“Better” and “worse” mean that both 95% limits of a group lie above or below all groups together, the dark line; “similar” that it lies between them.",
  "How long somebody who is born now would live at today's death rates of each age: it describes today's deaths, and is no forecast for anybody.",
  "From an abridged life table of 20 age bands (Chiang) with the last band's variance after Silcocks; there is none for 5,000 person-years or fewer, and none is shown whose limits are more than 20 years apart.",
]

/// All groups together.
package let allGroups = "All"

// MARK: Projections

/// What all people of the ages that are counted are called.
package let everybodyOfThoseAges = "Everybody of these ages"

/// Which ages are counted.
package func sentence(forAges ages: [String]) -> String {
  "People of these age bands: \(ages.joined(separator: ", "))."
}

/// A change in percent.
package func said(change percent: Double) -> String {
  "\(percent < 0 ? "−" : "+")\(decimal(percent.magnitude, places: 0))%"
}

/// What the chart of projections shows.
package func description(ofProjections most: String, to year: Int) -> String {
  "By how much there are more people with each condition in \(year), in percent. The largest change is \(most)."
}

/// The headings of projections before the years.
package enum ProjectionHeading {
  package static let condition = "Condition"
  package static let change = "Change"
}

/// How to read projections.
package let projectionReading = [
  "The people of each sex and age band in a year to come, times how many in a hundred of them have the condition today. What changes is how many people there are of each age: prevention, treatment and what people live with are held as they are.",
  "One person may have several conditions: they are not added up.",
]

// MARK: Contracts

/// What was agreed of a service.
package func sentence(forAgreed target: Double?, source: String) -> String {
  target.map { "Agreed: \(said(percent: $0)). \(source)" } ?? "No target was agreed."
}

/// How a whole period went.
package func sentence(
  forPeriod period: Day, share: String, reached: String, eligible: String, providers: Int
) -> String {
  "Period from \(inWords(period)): \(share), \(reached) of \(eligible) people, by the returns of \(counted(providers, "provider"))."
}

/// Providers that are below, and for how long.
package func sentence(forBelow providers: [(name: String, periods: Int, isWorse: Bool)]) -> String {
  providers.isEmpty
    ? "No provider whose share is shown is below the target."
    : "Below the target: "
      + providers.map {
        "\($0.name) for \(counted($0.periods, "period"))\($0.isWorse ? "" : " (by no more than chance)")"
      }.joined(separator: "; ") + "."
}

/// Providers without a return.
package func sentence(forNoReturn providers: [String], of period: Day) -> String {
  providers.isEmpty
    ? "" : "No return for the period from \(inWords(period)): \(providers.joined(separator: "; "))."
}

/// How long a provider has been below.
package func said(periodsBelow count: Int) -> String {
  count == 0 ? "not below" : "below for \(counted(count, "period"))"
}

/// Where a provider returned nothing.
package let noReturn = "no return"

/// The headings of a provider's newest return.
package enum ContractHeading: String, CaseIterable {
  case provider = "Provider"
  case reached = "Reached"
  case eligible = "Of eligible"
  case share = "Share"
  case compared = "Against the target"
  case below = "For how long"
}

/// What the chart of providers shows.
package func description(ofProviders title: String, below: String) -> String {
  "\(title): each provider's share of the newest period in percent with its 95% limits; the dark line is the target. \(below)"
}

/// What one of several charts of providers is called.
package func partTitle(ofProviders period: String, part: Int, of parts: Int) -> String {
  parts < 2 ? period : "\(period), part \(part) of \(parts)"
}

/// The periods of a service.
package let allPeriods = "All periods"

/// How to read contracts.
package let contractReading = [
  "Below means that the share is below the target; worse, that its upper 95% limit is, so that it is more than chance. Periods are counted back without a gap: one without a return, or whose share is hidden, ends the count.",
  "Providers that returned nothing stand first, then those whose share is hidden, then the others from the lowest share on.",
  "Counts are as providers returned them, after disclosure control: limits are Wilson's.",
]

/// Where no service has a return.
package let noReturns = "No provider returned anything of this service."

// MARK: Experience

/// The headings of what patients say.
package enum ExperienceHeading: String, CaseIterable {
  case area = "Area of care"
  case examples = "Examples"
  case positive = "Positive"
  case negative = "Negative"
  case share = "Positive of all"
  case responses = "Responses"
  case good = "Very good or good"
  case poor = "Poor or very poor"
}

/// The measures beside what patients say.
package enum CareMeasureHeading: String, CaseIterable {
  case area = "Area of care"
  case said = "Patients: positive of all"
  case measures = "Measures of the same care"
}

/// Where no measure speaks of an area of care.
package let noMeasureOfCare = "no measure here speaks of it"

/// What the chart of what patients say shows.
package func description(ofExperience share: String, lowest: String?) -> String {
  "\(share) by area of care in percent, with 95% limits."
    + (lowest.map { " The lowest is \($0)." } ?? "")
}

/// How to read what patients say.
package let experienceReading = [
  "Examples are what people told, sorted into positive and negative; others are neither. They are not drawn at random: who is content tells less, and a few examples say little. The limits are Wilson's.",
  "The Friends and Family Test asks for one answer from very good to very poor; shares are of all responses, “don't know” too.",
  "Measures stand beside what patients say of the same care; that they do does not make one the cause of the other.",
]

// MARK: Members and equality

/// The groups by age and by sex.
package enum MemberGroupTitle {
  package static let age = "Age"
  package static let sex = "Sex"
}

/// Members beside the population.
package func sentence(forMembers members: String) -> String {
  "\(members) members, beside everybody who is registered."
}

/// The headings of members' groups.
package enum MemberHeading: String, CaseIterable {
  case group = "Group"
  case members = "Members"
  case ofMembers = "Of the members"
  case people = "Registered"
  case ofPeople = "Of those registered"
  case compared = "Than its share"
}

/// What a chart of members shows.
package func description(ofMembers words: String) -> String {
  "Each group's share of the members in percent with its 95% limits; the dark line is its share of everybody who is registered. \(words)"
}

/// A group whose share of the members is not its share of the people.
package func sentence(
  forGroup group: String, isMore: Bool, ofMembers share: String, ofPeople people: String
) -> String {
  "“\(group)” \(isMore ? "more" : "less") than its share (\(share) of the members, \(people) of those registered)"
}

/// The headings of outcomes for equality.
package enum EqualityHeading: String, CaseIterable {
  case outcome = "Outcome"
  case figures = "Figures of this release that speak to it"
}

/// Where nothing speaks to an outcome.
package let noFigureOfOutcome = "none: it asks for evidence from elsewhere"

/// A figure that speaks to an outcome.
package func sentence(forFigure title: String, share: String, gaps: [String]) -> String {
  "\(title): \(share)" + (gaps.isEmpty ? "" : "; gap by \(gaps.joined(separator: "; by "))")
}

/// Why groups of members are not compared.
package let notComparedMembers = "not compared"

/// Where no group can be compared.
package let noMemberGroupCompared =
  "No group is compared: of each, how many are members or how many are registered is hidden."

/// What shares are of where the number of everybody is hidden.
package let sharesOfShownGroups =
  "The number of everybody is hidden: shares are of those in groups that are shown."

/// How to read members.
package let memberReading = [
  "Members are held against everybody who is registered and may be counted, group by group. “More” and “less” mean that both 95% limits (Wilson's) of the members' share lie on one side of the group's share of the people; those of whom the value is not known are a group of their own."
]

package import Tables

// What stands on the page of care beside need.

/// The page of care beside need.
package let titleOfInverseCare = "Where care and need diverge"

/// The same where a data package names it.
package let titleOfInverseCareFile =
  "Where care and need diverge: need, uptake and this week's places by deprivation"

/// For what it holds, below its title.
package func line(forInverseCareOn day: Day, by groups: String, need: Int, care: Int) -> String {
  "\(counted(need, "measure")) of need and \(care) of care in the whole system. \(groups). Figures of \(inWords(day))."
}

/// The parts of the page, in their order.
package enum InverseCarePart: String, CaseIterable {
  case verdicts = "Care beside need"
  case groups = "Need, care and places by group"
  case need = "Need"
  case care = "Care"

  /// Its name in links.
  package var anchor: String { "inverse-\(self)" }
}

/// What groups of deprivation are called where nobody names them.
package let titleOfDeprivationGroups = "By deprivation"

/// What this week's places are called among care.
package let titleOfPlaces = "This week's places, of people with an open gap"

/// What need does, in a sentence of its own; `rising` and so on are measures by their titles.
package func sentence(
  forNeedRising rising: [String], falling: [String], level: [String], notKnown: [String]
) -> String {
  [
    ("Need rises towards the most deprived", rising),
    ("Need falls towards the most deprived", falling),
    ("No difference beyond chance", level), ("Not known, since too little is shown", notKnown),
  ].filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: "; "))." }
    .joined(separator: " ")
}

/// The headings of care beside need.
package enum CareHeading: String, CaseIterable {
  case measure = "Measure of care"
  case first = "Most deprived"
  case last = "Least deprived"
  case slope = "Slope index, points (95% limits)"
  case relative = "Relative index (95% limits)"
  case verdict = "Beside need"
}

/// The headings of need, care and places by group, around the groups.
package enum CareGroupHeading {
  package static let measure = "Measure"
  package static let slope = "Slope index, points"
  package static let relative = "Relative index"
  /// A group of deprivation, of which the first is the most and the last the least deprived.
  package static func group(_ value: String, isFirst: Bool, isLast: Bool) -> String {
    isFirst ? "\(value), most deprived" : isLast ? "\(value), least deprived" : value
  }
}

/// What a row is about.
package enum CareKind: String {
  case need
  case care
  case places
}

/// Why a measure of care is told as it is; nil is one that does not go one way.
package func sentence(forCareRising careRises: Bool?, needRises: Bool?) -> String {
  let care = careRises.map { "care \($0 ? "rises" : "falls") towards the most deprived" }
  let need = needRises.map { "need \($0 ? "rises" : "falls")" }
  switch (care, need) {
  case (let care?, let need?):
    return careRises == needRises ? "\(care), as \(need)" : "\(care), where \(need)"
  case (let care?, nil): return "\(care), and need does not go one way"
  case (nil, let need?):
    return "care does not differ by more than chance, while \(need) towards the most deprived"
  case (nil, nil): return "care does not differ by more than chance, and need does not go one way"
  }
}

/// Why a measure of care is not told.
package func sentence(forNotTold why: String, needIsKnown: Bool) -> String {
  needIsKnown ? why : "no measure of need has an index. \(why)"
}

/// What is shown by group.
package let leadOfCareGroups =
  "The share in each group with its 95% limits, and the indices over all groups."

/// What charts of need and care show.
package let leadOfCareCharts =
  "Each bar is a group, as wide as its share of the people; the broken line is the slope index."

/// What places are, before the link to their table.
package let sourceOfPlaces =
  "Places are those that the week's capacity gives to people with an open gap, with equity weights and strata:"

/// Where places are not counted by the groups.
package let placesNotByGroup =
  "This week's places are not counted by these groups: the impact definition does not audit the column."

/// Where nothing is counted by the groups.
package let noInverseCare = "No measure of need or care is counted by these groups tonight."

/// An index with its limits.
package func said(index: Double, lower: Double, upper: Double, places: Int) -> String {
  "\(decimal(index, places: places)) (\(decimal(lower, places: places)) to \(decimal(upper, places: places)))"
}

/// How to read care beside need.
package let inverseCareReading = [
  "The inverse care law says that good care tends to be least available where need is greatest (Hart JT, Lancet 1971; 297: 405-412). This page holds care beside need by deprivation to see whether that is so here.",
  "Rule: a measure rises or falls towards the most deprived where both 95% limits of its slope index lie on one side of 0. Need rises where some of its measures rise and none falls, and falls the other way round. Care “diverges” where it falls and need rises, or rises and need falls; it “goes with need” where both go the same way; “no difference beyond chance” where 0 lies within the limits of care.",
  "The slope index is the share at the least deprived end less that at the most deprived end, by a line through all groups as wide as their people; the relative index is the one over the other. Both and their limits are as in PHEindicatormethods (phe_sii), worked out of the shares that are shown; there is none where a group is hidden, has none or all of its people reached, or where there are fewer than five groups.",
  "Shares are not standardised by age: where the most deprived are younger, need that comes with age looks smaller than it is. A measure of a narrow range of ages suffers less from that. Of twenty measures that are the same everywhere about one differs by chance.",
]

package import Model

extension StageName {
  /// The stage of a step of the person plan.
  package init(of step: PersonStep) {
    self.init(.transform, step.name)
  }

  /// The stage of a cohort.
  package init(cohort: String) {
    self.init(.transform, PersonPlan.name(ofCohort: cohort))
  }

  /// The stage of an impact definition.
  package init(impact: String) {
    self.init(.transform, PersonPlan.name(ofImpact: impact))
  }

  /// The stage that counts who is in a set's segments.
  init(counts set: String) {
    self.init(.transform, PersonPlan.name(ofCounts: set))
  }

  /// The stage of an indicator.
  init(indicator: String) {
    self.init(.transform, PersonPlan.name(ofIndicator: indicator))
  }

  /// The stage that says how complete a feed is, practice by practice.
  init(completenessOf feed: String) {
    self.init(.transform, StageName.completeness + feed)
  }

  private static let completeness = "completeness-"

  /// Whether it is the stage that says how complete a feed is.
  package var isCompleteness: Bool { isStep(StageName.completeness) }

  /// The stage that holds practices' parts of lists against what is expected.
  static let listParts = StageName(.transform, "parts-of-lists")

  /// The stage of the area's figures from published files and returns.
  static let area = StageName(.transform, "area")

  /// The stage that counts who is pointed to which service.
  static let pathways = StageName(.transform, "pathways")

  /// The stage of the population.
  static let population = StageName(.transform, PersonPlan.population)

  /// The stage that writes every network's folder.
  static let lists = StageName(.load, "lists")
  /// The stage that writes networks' and practices' workbooks.
  static let workbooks = StageName(.load, "workbooks")
  /// The stage that writes networks' pages.
  static let pages = StageName(.load, "pages")
  /// The stage that counts people for networks' pages.
  static let people = StageName(.transform, PersonPlan.people)
  /// The stage that writes the system's folder.
  static let system = StageName(.load, "system")
  /// The stage that writes persons under pseudonyms.
  static let pseudonymised = StageName(.load, HandingOver.pseudonymisedFolder)
  /// The stage that writes all of a release as one file for analysts.
  static let warehouse = StageName(.load, "warehouse")

  /// Whether it is the stage of a cohort.
  package var isCohort: Bool { isStep(PersonPlan.name(ofCohort: "")) }
  /// Whether it is the stage of a file of features.
  package var isFeatures: Bool { isStep(PersonPlan.featuresPrefix) }
  /// The name under which commands know all files of features together.
  package static let allFeatures = StageName(.transform, "features")
  /// The stage that holds feeds against published figures.
  static let publishedFigures = StageName(.validate, "published-figures")

  /// Whether it is the stage of an indicator.
  var isIndicator: Bool { isStep(PersonPlan.name(ofIndicator: "")) }
  /// Whether it is the stage of an impact definition.
  package var isImpact: Bool { isStep(PersonPlan.name(ofImpact: "")) }
  /// The cohort whose stage it is.
  package var cohort: String { String(name.dropFirst(PersonPlan.name(ofCohort: "").count)) }

  private func isStep(_ prefix: String) -> Bool { phase == .transform && name.hasPrefix(prefix) }
}

public import Expressions

/// What the pipeline makes of what networks report of the people on their lists, the same for every list.
public struct ActionsDefinition: Hashable, Sendable {
  /// The definition's name.
  public var name: String
  /// One line that says what it is.
  public var title: String
  /// Where its rules come from.
  public var source: String
  /// What is made of each list.
  public var ofEachList: ListActions

  /// Makes a definition.
  public init(name: String, title: String, source: String, ofEachList: ListActions) {
    self.name = name
    self.title = title
    self.source = source
    self.ofEachList = ofEachList
  }
}

/// What a network reported of the people on one list, and what follows from it.
///
/// It has features of its own: they read the rows that name the list, are made where the list is, and nothing else sees them.
public struct ListActions: Hashable, Sendable {
  /// The feed of actions.
  public var feed: String
  /// Its column that names the list.
  public var list: String
  /// Its column of the day of an action.
  public var day: String
  /// Its column of the practice that the person was listed for; nil where it has none.
  public var practice: String?
  /// The values that the list's own rules read, in order; each may read columns of the person and those before it.
  public var features: [FeatureDefinition]
  /// Who is taken off the list for a time, step by step; unknown counts as no.
  public var closings: [Exclusion]
  /// What is said of a person on the list, after the cohort's own reasons.
  public var reasons: [Reason]
  /// The own features that the list shows.
  public var shown: [String]
  /// Who is said to be wrongly listed; nil where nothing says so.
  public var wronglyListed: CheckedExpression?
  /// For how many days after its day an action is held against who is on the list.
  public var auditDays: Int

  /// Makes it.
  public init(
    feed: String, list: String, day: String, practice: String?, features: [FeatureDefinition],
    closings: [Exclusion], reasons: [Reason], shown: [String], wronglyListed: CheckedExpression?,
    auditDays: Int
  ) {
    self.feed = feed
    self.list = list
    self.day = day
    self.practice = practice
    self.features = features
    self.closings = closings
    self.reasons = reasons
    self.shown = shown
    self.wronglyListed = wronglyListed
    self.auditDays = auditDays
  }

  /// The own column that says for how many days an action may take the person off the list, because of red flags; missing
  /// for who has none.
  public static let redFlagDays = "red_flag_days"

  /// The columns of the person that it reads, without its own.
  public var personColumns: Set<String> {
    let conditions =
      closings.map(\.when) + reasons.map(\.when) + [wronglyListed].compactMap { $0 }
    return features.reduce(into: Set(conditions.flatMap(\.columns))) {
      $0.formUnion($1.personColumns)
    }.subtracting(features.map(\.name))
  }

  /// The same for one list: its features read the rows of that list alone.
  ///
  /// `redFlagDays` is the value of the own column of that name, which comes before all others.
  public func of(list name: String, redFlagDays: CheckedExpression) -> ListActions {
    var own = self
    own.features = [
      FeatureDefinition(name: ListActions.redFlagDays, kind: .derived(redFlagDays))
    ]
    own.features += features.map { feature in
      guard case .reduced(var reduction) = feature.kind else { return feature }
      var feature = feature
      reduction.condition = CheckedExpression(
        column: list, isOneOf: [name], and: reduction.condition)
      feature.kind = .reduced(reduction)
      return feature
    }
    return own
  }
}

extension CohortDefinition {
  /// What is said about a person on the list: the cohort's own reasons, and those that come of actions.
  public var allReasons: [Reason] { reasons + (actions?.reasons ?? []) }
}

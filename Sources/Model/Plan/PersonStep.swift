public import Expressions

/// One step of the plan: what it does, which columns and feeds it reads, and which columns it makes.
///
/// An engine gives a step the columns that it reads, and no others.
public struct PersonStep: Hashable, Sendable {
  /// The step's name, such as `features-medicines` or `cohort-nhs-health-check`: its stage is `transform/<name>`.
  public var name: String
  /// What it does.
  public var work: PersonWork
  /// The columns of the person that it reads, by name.
  public var reads: [String]
  /// The columns that it adds to the person; none for a step that makes something else of persons.
  public var makes: [PersonColumn]
  /// The feeds whose accepted rows it reads.
  public var feeds: [String]
  /// The column of the person's number in each of these feeds that has one, by feed.
  public var keys: [String: String]
  /// The feeds without which what it makes would be wrong.
  public var neededFeeds: [String]
  /// The steps whose members it reads, by name.
  public var lists: [String]
  /// The feeds of events that no step before it reads: it says of how many events nobody is in the population.
  public var reportedFeeds: [String]
  /// What each column which it reads rests on; a column that rests on nothing that can be missing is not named.
  public var restsOn: [String: FeedsRead]
  /// What decides whom it counts or lists: a practice without any of it is left out.
  public var decidedBy: FeedsRead
  /// The columns that a cohort makes for its own list alone, of what networks report; none for other steps.
  public var ownColumns: [PersonColumn]
  /// The columns that it reads of which half of a feed is proof: they can only come true, or later, when more events come.
  public var growing: Set<String>
  /// The columns that it reads which rest on no event.
  public var constant: Set<String>
  /// What the columns of the person are called.
  public var vocabulary: PersonVocabulary
}

/// What a step does: a definition, and what else decides its outcome.
public enum PersonWork: Hashable, Sendable {
  /// Who is in the population.
  case population(PopulationDefinition)
  /// Values reduced from events or worked out from other values.
  case features(FeatureSet)
  /// A score.
  case score(ScoreDefinition)
  /// A set of segments.
  case segments(SegmentationDefinition)
  /// How many persons are in each segment.
  case segmentCounts(SegmentationDefinition)
  /// How many persons are in each part of what networks' pages say of their people.
  case peopleCounts(ProfileDefinition)
  /// A cohort, and the directory that says what it may offer.
  case cohort(CohortDefinition, PathwaysDefinition?)
  /// Who is reached first over all lists.
  case impact(ImpactDefinition)
  /// An indicator of persons.
  case indicator(IndicatorDefinition, PersonProportion)
}

extension PersonWork {
  /// An expression, and the campaign whose season it may read.
  public struct SeasonalExpression: Hashable, Sendable {
    /// The expression.
    public var expression: CheckedExpression
    /// The campaign; nil for none.
    public var campaign: String?
    /// The definition that it stands in.
    public var user: String
  }

  /// Every expression that is evaluated on persons or their events.
  public var expressions: [SeasonalExpression] {
    func all(
      _ expressions: [CheckedExpression], _ campaign: String?, _ user: String
    ) -> [SeasonalExpression] {
      expressions.map { SeasonalExpression(expression: $0, campaign: campaign, user: user) }
    }
    switch self {
    case .population(let people):
      return all(
        [people.registered] + [people.secondaryUse].compactMap { $0 } + people.columns.map(\.value)
          + OptOut.allCases.compactMap { people.optOuts[$0] },
        nil, people.name)
    case .features(let set):
      return set.features.flatMap {
        all([$0.expression].compactMap { $0 }, $0.campaign, $0.name)
      }
    case .score(let score): return all(score.expressions, nil, score.name)
    case .segments(let set): return all(set.flags.map(\.when), nil, set.name)
    case .segmentCounts, .peopleCounts: return []
    case .cohort(let cohort, let directory):
      return all(cohort.expressions(offering: directory), cohort.campaign, cohort.name)
    case .impact(let impact):
      return all(impact.expressions, nil, impact.name)
    case .indicator(let indicator, let proportion):
      return all(proportion.expressions, indicator.campaign, indicator.name)
    }
  }

  /// The campaigns that the definitions name, each with the definition that does.
  public var campaigns: [(campaign: String, user: String)] {
    switch self {
    case .features(let set):
      set.features.compactMap { feature in feature.campaign.map { ($0, feature.name) } }
    case .cohort(let cohort, _): cohort.campaign.map { [($0, cohort.name)] } ?? []
    case .indicator(let indicator, _): indicator.campaign.map { [($0, indicator.name)] } ?? []
    default: []
    }
  }

  /// The columns of the person that the work cannot do without, by name.
  ///
  /// It is worked out from the definitions alone; a step declares them in `reads`, and an engine holds the one against
  /// the other.
  public func columns(_ vocabulary: PersonVocabulary) -> Set<String> {
    let network = PersonVocabulary.network
    let countable = PersonVocabulary.secondaryUse
    switch self {
    case .population: return []
    case .features(let set):
      let read = set.features.reduce(into: Set<String>()) { $0.formUnion($1.personColumns) }
      let own = read.subtracting(set.features.map(\.name))
      let isReduced = set.features.contains { if case .reduced = $0.kind { true } else { false } }
      return isReduced ? own.union([vocabulary.person]) : own
    case .score(let score):
      return score.personColumns.union(score.tiers?.within == .pcn ? [network] : [])
    case .segments: return columnsOfExpressions
    case .segmentCounts(let set):
      return Set([set.column] + set.overlays.map { set.column(of: $0.name) })
        .union([vocabulary.practice, network, countable])
    case .peopleCounts(let profile):
      return profile.columns.union([vocabulary.practice, network, countable])
    case .cohort(let cohort, _):
      return columnsOfExpressions.union([cohort.lastDone].compactMap { $0 })
        .union([
          vocabulary.person, vocabulary.practice, PersonVocabulary.practiceStatus, network,
          countable,
        ])
        .union(cohort.leavesOut.map(\.column))
        .union(cohort.comparedBy)
        .union(cohort.actions?.personColumns ?? [])
    case .impact(let impact):
      return columnsOfExpressions.union([impact.strata].compactMap { $0 }).union(impact.audit)
        .union([vocabulary.person, vocabulary.practice, network, countable])
        .union(impact.leavesOut.map(\.column))
    case .indicator(_, let proportion):
      return columnsOfExpressions.union(proportion.by + proportion.splits.map(\.column))
        .union([vocabulary.practice, network, countable])
    }
  }

  private var columnsOfExpressions: Set<String> {
    expressions.reduce(into: []) { $0.formUnion($1.expression.columns) }
  }
}

import Model
public import Tables

/// What came of a step of the plan.
public enum StepOutput: Sendable {
  /// Who is in the population.
  case population(Population)
  /// Features, with what was found of their feeds.
  case features(FeatureResult)
  /// A score.
  case score(ScoreResult)
  /// A set of segments.
  case segments(PersonTable)
  /// How many persons are in each segment.
  case segmentCounts(PersonAggregate)
  /// How many persons are in each part of what networks' pages say of their people.
  case peopleCounts(PersonAggregate)
  /// A cohort.
  case cohort(CohortSelection)
  /// Who is reached first over all lists.
  case impact(ImpactResult)
  /// The figures of an indicator, those of its parts where pages show them, and of how many persons nothing could be expected.
  case indicator(PersonAggregate, parts: PersonAggregate?, findings: [Finding])

  /// The columns that the step adds to the person; nil for a step that makes something else.
  public var columns: PersonTable? {
    switch self {
    case .population(let population): population.persons
    case .features(let result): result.columns
    case .score(let result): result.columns
    case .segments(let columns): columns
    case .segmentCounts, .peopleCounts, .cohort, .impact, .indicator: nil
    }
  }
}

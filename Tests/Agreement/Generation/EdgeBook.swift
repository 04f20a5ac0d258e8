import Definitions
import Expressions
import Health
import Model
import ReferenceEngine
import Tables

/// A reduction with what decides about its events.
struct EventRecipe {
  /// The feeds.
  var feeds: [String]
  /// The edges of the condition, and of what is done with the result, by the event's column.
  var edges: [String: [Edge]]
}

/// Every edge of a pipeline's definitions: of the columns of the person, and of the events behind each feature.
struct EdgeBook {
  /// The edges of the person's columns.
  private(set) var person: [String: [Edge]] = [:]
  /// The features' events.
  private(set) var recipes: [EventRecipe] = []

  init(_ pipeline: PipelineDefinition, _ population: PopulationDefinition, on day: Day) {
    let plain = Parameters(["reference_date": .day(day)])
    let campaigns = seasonParameters(pipeline.campaigns, on: day)
    for (expression, campaign) in conditions(of: pipeline, population) {
      add(Edge.all(in: expression.root, parameters(of: campaign, plain, campaigns)))
    }
    for cohort in pipeline.cohorts.map(\.value) {
      addDueDays(of: cohort, parameters(of: cohort.campaign, plain, campaigns))
    }
    for actions in pipeline.cohorts.compactMap(\.value.actions) {
      for closing in actions.closings { add(Edge.all(in: closing.when.root, plain)) }
      for reason in actions.reasons { add(Edge.all(in: reason.when.root, plain)) }
      for feature in actions.features.reversed() { add(feature, plain) }
    }
    // From the last to the first: what is asked of a derived column is asked of those that it is made of.
    for feature in pipeline.features.flatMap(\.value.features).reversed() {
      add(feature, parameters(of: feature.campaign, plain, campaigns))
    }
    for column in population.columns.reversed() { derive(column.name, column.value, plain) }
  }

  private mutating func add(_ edges: [Edge]) {
    for edge in edges { person[edge.column, default: []].append(edge) }
  }

  /// Somebody is due soon from the day after the reference date until the last of the days that count.
  private mutating func addDueDays(of cohort: CohortDefinition, _ parameters: Parameters) {
    let today = Expression.parameter("reference_date", .day)
    let last = Interval(Int32(cohort.dueSoon.days), .day)
    for day in cohort.dueDays {
      add(Edge.all(in: day.root, parameters))
      for against in [today, .shifted(today, by: last)] {
        add(Edge.inside(day.root, against: against, parameters))
      }
    }
  }

  private mutating func add(_ feature: FeatureDefinition, _ parameters: Parameters) {
    switch feature.kind {
    case .derived(let value): derive(feature.name, value, parameters)
    case .reduced(let reduction): addRecipe(feature.name, reduction, parameters)
    }
  }

  private mutating func derive(
    _ name: String, _ value: CheckedExpression, _ parameters: Parameters
  ) {
    add(Edge.all(in: value.root, parameters))
    for edge in person[name] ?? [] {
      add(Edge.inside(value.root, against: edge.against, edge.parameters))
    }
  }

  private mutating func addRecipe(
    _ name: String, _ reduction: Reduction, _ parameters: Parameters
  ) {
    var edges: [String: [Edge]] = [:]
    for edge in reduction.condition.map({ Edge.all(in: $0.root, parameters) }) ?? [] {
      if edge.column.hasPrefix("person.") {
        var ofPerson = edge
        ofPerson.column = String(edge.column.dropFirst("person.".count))
        add([ofPerson])
      } else {
        edges[edge.column, default: []].append(edge)
      }
    }
    if let value = reduction.value { edges[value, default: []] += person[name] ?? [] }
    recipes.append(EventRecipe(feeds: reduction.feeds, edges: edges))
  }

  /// Every expression over persons but the features' own, with the campaign that it is read in.
  private func conditions(
    of pipeline: PipelineDefinition, _ population: PopulationDefinition
  ) -> [(CheckedExpression, String?)] {
    var found: [(CheckedExpression, String?)] = [(population.registered, nil)]
    found += [population.secondaryUse].compactMap { $0 }.map { ($0, nil) }
    found += OptOut.allCases.compactMap { population.optOuts[$0] }.map { ($0, nil) }
    for segmentation in pipeline.segmentations.map(\.value) {
      let elements = segmentation.segments.flatMap(\.elements) + segmentation.overlays
      found += elements.map { ($0.when, nil) }
    }
    for score in pipeline.scores.map(\.value) {
      found += score.expressions.map { ($0, nil) }
    }
    found += offers(of: pipeline)
    for indicator in pipeline.indicators.map(\.value) {
      guard case .persons(let proportion) = indicator.kind else { continue }
      found += proportion.expressions.map { ($0, indicator.campaign) }
    }
    return found
  }

  /// The conditions of lists, of the services that they offer, and of who is reached first.
  private func offers(of pipeline: PipelineDefinition) -> [(CheckedExpression, String?)] {
    var found: [(CheckedExpression, String?)] = []
    for cohort in pipeline.cohorts.map(\.value) {
      let read =
        [cohort.eligible] + cohort.exclusions.map(\.when) + cohort.rank.map(\.value)
        + cohort.reasons.map(\.when) + cohort.alsoOffer.map(\.when)
        + [cohort.declined].compactMap { $0 }
      found += read.map { ($0, cohort.campaign) }
    }
    let services = pipeline.pathways?.value.services ?? []
    found += services.compactMap(\.eligible).map { ($0, nil) }
    if let impact = pipeline.impact?.value {
      found += ([impact.need] + impact.equity.map(\.when)).map { ($0, nil) }
    }
    return found
  }
}

package import Definitions
package import Expressions
package import Model
package import Tables

/// All that a pipeline's definitions say of persons, worked out by the reference engine.
package struct ReferenceRun {
  /// Everybody in the population with every column.
  package private(set) var persons: [Row]
  /// The lists, by cohort.
  package private(set) var cohorts: [String: ReferenceCohort] = [:]
  /// The segments' counts, by segmentation.
  package private(set) var segmentCounts: [String: [Row]] = [:]
  /// Who lives where, as networks' pages say it; nil where the pipeline has no such pages.
  package private(set) var people: [Row]?
  /// Who is reached first over all lists; nil where the pipeline has no such list.
  package private(set) var impact: ReferenceImpact?
  /// The figures of the indicators made from persons, by indicator.
  package private(set) var indicators: [String: [Row]] = [:]
  /// The figures of the parts of their networks, by indicator; none of those that are not split so.
  package private(set) var indicatorParts: [String: [Row]] = [:]

  /// Works a pipeline out, in the order in which definitions may read each other.
  package init(
    _ pipeline: PipelineDefinition, population: PopulationDefinition,
    feeds: [String: ReferenceFeed], heldBack: Set<String>,
    lacks: [ReferenceLack] = [], on referenceDate: Day
  ) {
    let plain = Parameters(["reference_date": .day(referenceDate)])
    let campaigns = seasonParameters(pipeline.campaigns, on: referenceDate)
    persons = referencePopulation(
      population, registrations: feeds[population.feed]?.rows ?? [],
      others: feeds[population.feed]?.others ?? [], feeds: feeds,
      heldBack: heldBack, parameters: plain)
    persons = withReferenceFeatures(
      pipeline.features.flatMap(\.value.features), persons: persons, feeds: feeds,
      parameters: plain,
      campaigns: campaigns)
    for score in pipeline.scores.map(\.value) {
      let columns = referenceScore(score, persons: persons, parameters: plain)
      for index in persons.indices { persons[index].merge(columns[index]) { $1 } }
    }
    for segmentation in pipeline.segmentations.map(\.value) {
      for index in persons.indices {
        let columns = referenceSegment(segmentation, person: persons[index], parameters: plain)
        persons[index].merge(columns) { $1 }
      }
    }
    let completeness = ReferenceCompleteness(
      lacks: lacks, sources: referenceSources(of: pipeline), registrations: population.feed,
      registering: population.registered.columns.union([population.death].compactMap { $0 }),
      practice: population.practice)
    let known = persons.map { completeness.known(of: $0) }
    for cohort in pipeline.cohorts.map(\.value) {
      cohorts[cohort.name] = referenceCohort(
        cohort, directory: pipeline.pathways?.value,
        persons: withReferenceFeatures(
          cohort.actions?.features ?? [], persons: known, feeds: feeds, parameters: plain,
          campaigns: campaigns), number: population.person,
        completeness: completeness,
        parameters: parameters(of: cohort.campaign, plain, campaigns))
    }
    impact = pipeline.impact.map { definition in
      let lists = pipeline.cohorts.map { cohort in
        let members = cohorts[cohort.value.name]?.members ?? []
        return (
          cohort: cohort.value.name,
          people: members.compactMap { member -> Int? in
            guard case .integer(let position)? = member["person"] else { return nil }
            return Int(position)
          }
        )
      }
      return referenceImpact(
        definition.value, lists: lists, persons: known, number: population.person,
        parameters: plain)
    }
    for segmentation in pipeline.segmentations.map(\.value) {
      segmentCounts[segmentation.name] = referenceSegmentCounts(
        segmentation,
        persons: persons.filter { person in
          !completeness.leavesOut(
            person,
            decidedBy: [segmentation.column, PersonVocabulary.secondaryUse]
              + segmentation.overlays.map { segmentation.column(of: $0.name) })
        })
    }
    people = pipeline.publish.value.profile.map { profile in
      referencePeople(
        profile,
        persons: persons.filter { person in
          !completeness.leavesOut(
            person, decidedBy: profile.columns.sorted() + [PersonVocabulary.secondaryUse])
        })
    }
    for indicator in pipeline.indicators.map(\.value) {
      guard case .persons(let proportion) = indicator.kind else { continue }
      let counted = persons.filter { person in
        !completeness.leavesOut(
          person,
          decidedBy: proportion.expressions.flatMap(\.columns) + proportion.by
            + proportion.splits.map(\.column) + [PersonVocabulary.secondaryUse])
      }
      if !proportion.splits.isEmpty {
        indicatorParts[indicator.name] = referenceParts(
          proportion, persons: counted,
          parameters: parameters(of: indicator.campaign, plain, campaigns))
      }
      indicators[indicator.name] = referenceIndicator(
        proportion, persons: counted, practice: population.practice,
        identifiers: [population.person],
        parameters: parameters(of: indicator.campaign, plain, campaigns))
    }
  }
}

/// The parameters of a definition: those of its campaign where it names one, none of them out of season.
package func parameters(
  of campaign: String?, _ plain: Parameters, _ campaigns: [String: Parameters]
) -> Parameters {
  campaign.map { campaigns[$0] ?? plain } ?? plain
}

/// What expressions of each campaign may read on a day; no entry where the campaign has no season then.
///
/// What is read of the season before has `last_` before its name, and is missing where there was none.
package func seasonParameters(_ campaigns: [Campaign], on day: Day) -> [String: Parameters] {
  var result: [String: Parameters] = [:]
  for campaign in campaigns {
    let season = campaign.seasons.first {
      $0.from.number <= day.number && day.number < $0.before.number
    }
    guard let season else { continue }
    var parameters = Parameters(values(of: season))
    parameters.values["reference_date"] = .day(day)
    let before = campaign.seasons.filter { $0.before.number <= season.from.number }
      .max { $0.from.number < $1.from.number }
    let last = before.map { values(of: $0) } ?? [:]
    for name in values(of: season).keys {
      parameters.values["last_" + name] = last[name]
      if last[name] == nil { parameters.missing.insert("last_" + name) }
    }
    result[campaign.name] = parameters
  }
  return result
}

/// A season's name, its first and last day and its own days.
private func values(of season: Season) -> [String: Value] {
  var values: [String: Value] = season.days.mapValues { .day($0) }
  values["season"] = .text(season.name)
  values["season_start"] = .day(season.from)
  values["season_end"] = .day(Day(number: season.before.number - 1))
  return values
}

public import Messages
import Model
import Definitions
import Health

/// What a pipeline's definitions hold.
public struct DefinitionSummary: Sendable {
  /// The pipeline's name.
  public var pipeline: String
  /// How many definitions of each kind there are, in the order of a run.
  public var counts: [(kind: String, count: Int)]
  /// What is no mistake and may be meant otherwise.
  public var notes: [DefinitionNote]
}

/// Reads every definition of a pipeline, without data.
///
/// - Throws: `definitions` with every mistake.
public func checkPipeline(at path: String) throws(RunFault) -> DefinitionSummary {
  do {
    let pipeline = try loadPipeline(at: path)
    return DefinitionSummary(
      pipeline: pipeline.name,
      counts: [
        ("feeds", pipeline.feeds.count),
        ("features", pipeline.features.reduce(0) { $0 + $1.value.features.count }),
        ("segmentations", pipeline.segmentations.count), ("scores", pipeline.scores.count),
        ("cohorts", pipeline.cohorts.count), ("indicators", pipeline.indicators.count),
        ("campaigns", pipeline.campaigns.count),
      ], notes: notes(on: pipeline))
  } catch {
    throw .definitions(error)
  }
}

private func notes(on pipeline: PipelineDefinition) -> [DefinitionNote] {
  var notes: [DefinitionNote] = []
  // A plan that cannot be made is a mistake that was told already.
  let unread = (try? pipeline.unreadFeeds()) ?? []
  if !unread.isEmpty { notes.append(.unreadFeeds(unread)) }
  let unstated = (try? pipeline.feedsWithoutHistory()) ?? []
  if !unstated.isEmpty { notes.append(.unstatedHistory(unstated)) }
  notes += ((try? pipeline.listsBeyondHistory()) ?? []).map {
    .beyondHistory(feeds: $0.feeds, reaches: $0.reaches.text, lists: $0.lists)
  }
  if let impact = pipeline.impact?.value {
    let others = pipeline.cohorts.map { $0.value.name }.filter { impact.benefit(of: $0) == nil }
    if !others.isEmpty {
      notes.append(.cohortsWithoutBenefit(impact: impact.name, cohorts: others))
    }
  }
  return notes
}

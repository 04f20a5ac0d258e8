import Expressions
import Model

/// Reads how far back a feed of events reaches; nil where it does not say.
func readHistory(
  _ root: YAMLNode, _ grain: FeedRules.Grain, _ mistakes: inout Mistakes
) -> History? {
  guard let entry = root.entry("history") else { return nil }
  if grain != .event {
    mistakes.add(.expected("grain: event where 'history' is given"), at: entry.key)
  }
  guard let text = entry.value.text, !text.isEmpty else { return nil }
  if let history = History(text) { return history }
  mistakes.add(
    .expected("a time such as '5 years', '18 months' or '90 days', or 'whole life'"),
    at: entry.value)
  return nil
}

/// Definitions held against how far back their feeds reach.
struct HistoryCheck {
  private let looks: LooksBack
  private let pipeline: PipelineDefinition

  init(_ pipeline: PipelineDefinition, _ plan: PersonPlan) {
    self.pipeline = pipeline
    looks = pipeline.looksBack(plan)
  }

  /// Reports times written into features, cohorts and scores that go further back than the feeds reach.
  ///
  /// What looks back a whole life means no more than the feed says, and is noted of its lists: a check that was never done may
  /// have been done before.
  func report(in files: [TestedFile], _ mistakes: inout Mistakes) {
    for file in files {
      switch file.kind {
      case .features: reportFeatures(file.root, &mistakes)
      case .cohort:
        guard
          let cohort = pipeline.cohorts.first(where: { $0.value.name == file.root.text("cohort") })?
            .value
        else { continue }
        report(cohort.eligible, at: file.root["eligible"], &mistakes)
        for (node, exclusion) in zip(file.root["exclude"]?.elements ?? [], cohort.exclusions) {
          report(exclusion.when, at: node["when"], &mistakes)
        }
        for (node, reason) in zip(file.root["reasons"]?.elements ?? [], cohort.reasons) {
          report(reason.when, at: node["when"], &mistakes)
        }
      default: break
      }
    }
  }

  private func reportFeatures(_ root: YAMLNode, _ mistakes: inout Mistakes) {
    let features = pipeline.features.flatMap(\.value.features)
    for entry in root["features"]?.entries ?? [] {
      guard let feature = features.first(where: { $0.name == entry.name }) else { continue }
      switch feature.kind {
      case .derived(let value): report(value, at: entry.value["derive"], &mistakes)
      case .reduced(let reduction):
        let time = looks.events(reduction)
        guard time != .wholeLife else { continue }
        report([reduction.feeds: time], at: entry.value["where"], &mistakes)
      }
    }
  }

  private func report(
    _ expression: CheckedExpression, at node: YAMLNode?, _ mistakes: inout Mistakes
  ) {
    report(looks.written(expression.root), at: node, &mistakes)
  }

  private func report(_ looks: LookBack, at node: YAMLNode?, _ mistakes: inout Mistakes) {
    guard let node else { return }
    for (feeds, time) in looks.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    where time != .wholeLife {
      guard let reach = pipeline.history(of: feeds), time > reach else { continue }
      mistakes.add(
        .looksFurtherBack(
          feeds: feeds.joined(separator: " and "), reaches: reach.text, looks: time.text),
        at: node)
    }
  }
}

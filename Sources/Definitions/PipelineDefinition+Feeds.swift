import Formats
public import Model

extension PipelineDefinition {
  /// The feeds that nothing reads: neither a step of the person plan, nor the comparison with published figures, nor an
  /// indicator; in the order of the pipeline.
  ///
  /// - Throws: what `personPlan` throws.
  public func unreadFeeds() throws(StepFault) -> [String] {
    var read = Set(try personPlan()?.steps.flatMap { $0.feeds } ?? [])
    if let figures = reconciliation?.value {
      read.formUnion(
        [figures.listSizes?.feed, figures.registers?.feed, figures.registers?.entries]
          .compactMap { $0 })
    }
    for feed in feeds { read.formUnion(feed.value.rules.known.map(\.feed)) }
    for indicator in indicators {
      guard case .published(let proportion) = indicator.value.kind else { continue }
      read.formUnion(
        [
          proportion.feed, proportion.geography, proportion.listSizes?.feed,
          proportion.deprivation?.feed,
        ].compactMap { $0 })
    }
    read.formUnion(area?.value.feeds ?? [])
    return feeds.map { $0.value.contract.name }.filter { !read.contains($0) }
  }
}

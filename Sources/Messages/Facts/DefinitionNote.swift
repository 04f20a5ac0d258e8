/// Something in a pipeline's definitions that is no mistake and may be meant otherwise.
public enum DefinitionNote: Hashable, Sendable {
  /// Feeds of the pipeline that nothing reads.
  case unreadFeeds([String])
  /// Cohorts that the impact definition does not name, so that nobody is put first for being on their lists.
  case cohortsWithoutBenefit(impact: String, cohorts: [String])
}

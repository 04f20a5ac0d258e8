/// Something in a pipeline's definitions that is no mistake and may be meant otherwise.
public enum DefinitionNote: Hashable, Sendable {
  /// Feeds of the pipeline that nothing reads.
  case unreadFeeds([String])
  /// Feeds of events that do not say how far back they reach.
  case unstatedHistory([String])
  /// Lists that ask what was ever or never of feeds, read as one, that reach back so far.
  case beyondHistory(feeds: [String], reaches: String, lists: [String])
  /// Cohorts that the impact definition does not name, so that nobody is put first for being on their lists.
  case cohortsWithoutBenefit(impact: String, cohorts: [String])
}

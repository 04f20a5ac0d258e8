/// How a run ended.
package enum RunEnding: Hashable, Sendable {
  /// It published; the release is its own, or an earlier run's from which nothing differs.
  case published(release: String, isOwn: Bool)
  /// It published, and something that came after failed.
  case publishedThenFailed(ExitCode?)
  /// It published, and its release was taken back for an earlier one.
  case withdrawn(at: String)
  /// Single stages were run, and nothing was to be published.
  case stagesOnly
  /// Nothing was published.
  case failed(ExitCode?)
}

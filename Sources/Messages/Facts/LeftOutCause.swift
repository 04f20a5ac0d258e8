public import Model

/// Why figures do not count a practice's patients.
public enum LeftOutCause: Hashable, Sendable {
  /// Its part of a feed that decides is not complete.
  case feed(String)
  /// Its part of a feed that decides one of the lists of a file is not complete.
  case list(String, feed: String)
  /// Nobody of it is on any list.
  case practice(PracticeStatus)
  /// A published figure of it cannot be right.
  case figure
}

/// What is expected of a feed of events each night, and how far from it a night may be.
public struct FeedExpectation: Hashable, Sendable {
  /// How many days the newest event may lie before the reference date without a word.
  ///
  /// Source: project choice: a weekly extract that came late once.
  public var warnAfterDays = 14
  /// How many days it may lie before the reference date at all, in a feed of at least `rowsToRefuse` rows.
  ///
  /// Source: project choice: the most that a quarterly extract can be behind.
  public var refuseAfterDays = 92
  /// The share of the rows a patient that were there before, below which a practice is named.
  ///
  /// Source: project choice: in a feed that accumulates a tenth does not go overnight.
  public var warnBelow = 0.9
  /// The share below which a practice is left out of whatever reads the feed.
  ///
  /// Source: project choice.
  public var holdBelow = 0.75
  /// The multiple of the rows a patient that were there before, above which a practice is named.
  ///
  /// Only rows of days until the last release count: what is new tonight may be a season's first clinic.
  ///
  /// Source: project choice: what was there grows by late entries alone.
  public var warnAbove = 1.25
  /// The multiple above which a practice is left out of whatever reads the feed.
  ///
  /// Source: project choice: a delivery that holds everything twice is above it.
  public var holdAbove = 1.5
  /// Fewer rows say nothing of how old a feed is: a rare event may be old.
  public static let rowsToRefuse = 1_000

  /// What is expected where a definition does not say otherwise.
  public init() {}
}

/// What is expected of a whole night, and how far from it a night may be before it is refused.
public struct NightExpectation: Hashable, Sendable {
  /// The share of all people who may be left out of whatever reads one feed, or of all lists, because their practices'
  /// deliveries are not complete.
  ///
  /// Source: project choice: more is a fault of the delivery and not of a practice.
  public var heldBackLimit = 0.2
  /// The share of the persons with a key of whom a look-up must find the value, below which it is said.
  ///
  /// Source: project choice: few live in an area that the index does not know.
  public var matchedWarning = 0.9
  /// The share below which the night is refused.
  ///
  /// Source: project choice.
  public var matchedLimit = 0.5
  /// The share by which a list may grow or shrink against the last release of an earlier day, by the same definition,
  /// before somebody has to accept it.
  ///
  /// Source: project choice.
  public var listChangeLimit = 0.5
  /// Lists that change by fewer people are never refused.
  ///
  /// Source: project choice.
  public var listChangePeople = 50
  /// The patterns of names of files in the input folder that are no feed's.
  public var ignored: [String] = []
  /// Practices that are known to be different.
  public var exceptions: [PracticeException] = []

  /// What is expected where a pipeline does not say otherwise.
  public init() {}

  /// The practices whose patients stay on lists though their number is far from the published one, on a day: those with an
  /// exception of the feed of list sizes.
  public func released(from feed: String, on day: String) -> Set<String> {
    Set(exceptions.filter { $0.feed == feed && day <= $0.until }.compactMap(\.practice))
  }

  /// Whether a feed as a whole is known to be different on a day, written as `yyyy-MM-dd`.
  public func isExcepted(_ feed: String, on day: String) -> Bool {
    exceptions.contains { $0.practice == nil && $0.applies(to: feed, on: day) }
  }
}

/// A practice that is known not to deliver as the others do, and until when.
public struct PracticeException: Hashable, Sendable {
  /// The practice's code; nil for all practices.
  public var practice: String?
  /// The feed; nil for all.
  public var feed: String?
  /// Why it is different.
  public var reason: String
  /// The last reference date on which it is.
  public var until: String

  /// States an exception.
  public init(practice: String?, feed: String?, reason: String, until: String) {
    self.practice = practice
    self.feed = feed
    self.reason = reason
    self.until = until
  }

  /// Whether it applies to a feed on a day, written as `yyyy-MM-dd`.
  public func applies(to feed: String, on day: String) -> Bool {
    (self.feed ?? feed) == feed && day <= until
  }
}

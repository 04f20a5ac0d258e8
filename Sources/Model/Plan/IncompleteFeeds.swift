/// The practices whose delivery of a feed is not complete, by feed: nothing may be said of their patients that rests on it.
public struct IncompleteFeeds: Hashable, Sendable, Codable {
  /// The practices' codes by feed, ascending bytewise; a feed without such a practice is not named.
  public private(set) var practices: [String: [String]]

  /// Every feed is complete.
  public init() {
    practices = [:]
  }

  /// Names practices by feed.
  public init(_ practices: [String: some Sequence<String>]) {
    self.practices = [:]
    for (feed, codes) in practices { add(feed, codes) }
  }

  /// Whether every feed is complete.
  public var isEmpty: Bool { practices.isEmpty }

  /// Adds practices to those of a feed.
  public mutating func add(_ feed: String, _ codes: some Sequence<String>) {
    let all = Set(practices[feed] ?? []).union(codes)
    guard !all.isEmpty else { return }
    practices[feed] = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Adds what another one names.
  public mutating func formUnion(_ other: IncompleteFeeds) {
    for (feed, codes) in other.practices { add(feed, codes) }
  }

  /// The same of some feeds alone.
  public func of(_ feeds: some Sequence<String>) -> IncompleteFeeds {
    let wanted = Set(feeds)
    return IncompleteFeeds(practices.filter { wanted.contains($0.key) })
  }

  /// The practices that lack any of these feeds.
  public var allPractices: Set<String> {
    practices.values.reduce(into: []) { $0.formUnion($1) }
  }

  /// The feeds, ascending bytewise.
  public var feeds: [String] {
    practices.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

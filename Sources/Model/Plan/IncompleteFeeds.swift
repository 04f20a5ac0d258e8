/// The practices whose delivery of a feed is not complete, by what they lack of it: nothing may be said of their patients
/// that rests on that.
public struct IncompleteFeeds: Hashable, Sendable {
  /// The practices' codes by what they lack, ascending bytewise; a part that nobody lacks is not named.
  public private(set) var practices: [FeedPart: [String]]

  /// Every feed is complete.
  public init() {
    practices = [:]
  }

  /// Names practices that lack the rows of feeds, by feed.
  public init(_ practices: [String: some Sequence<String>]) {
    self.practices = [:]
    for (feed, codes) in practices { add(FeedPart(feed), codes) }
  }

  /// Names practices by what they lack.
  public init(_ practices: [FeedPart: some Sequence<String>]) {
    self.practices = [:]
    for (part, codes) in practices { add(part, codes) }
  }

  /// Whether every feed is complete.
  public var isEmpty: Bool { practices.isEmpty }

  /// Adds practices to those that lack a part of a feed.
  public mutating func add(_ part: FeedPart, _ codes: some Sequence<String>) {
    let all = Set(practices[part] ?? []).union(codes)
    guard !all.isEmpty else { return }
    practices[part] = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Adds what another one names.
  public mutating func formUnion(_ other: IncompleteFeeds) {
    for (part, codes) in other.practices { add(part, codes) }
  }

  /// The same of what is read alone.
  public func of(_ read: FeedsRead) -> IncompleteFeeds {
    IncompleteFeeds(practices.filter { read.reads($0.key) })
  }

  /// The practices that lack any of it.
  public var allPractices: Set<String> {
    practices.values.reduce(into: []) { $0.formUnion($1) }
  }

  /// The practices that lack anything of a feed.
  public func practices(lacking feed: String) -> Set<String> {
    practices.reduce(into: []) { if $1.key.feed == feed { $0.formUnion($1.value) } }
  }

  /// The feeds, ascending bytewise.
  public var feeds: [String] {
    Set(practices.keys.map(\.feed)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What is lacking, in the order of the feeds and their columns.
  public var parts: [FeedPart] { practices.keys.sorted { $0.isBefore($1) } }
}

extension IncompleteFeeds: Codable {
  private enum CodingKeys: String, CodingKey {
    case practices, parts
  }

  /// A part with the practices that lack it.
  private struct Entry: Codable {
    var part: FeedPart
    var practices: [String]
  }

  /// Reads what was written, also by a version that knew whole feeds alone.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try container.decode([String: [String]].self, forKey: .practices))
    for entry in try container.decodeIfPresent([Entry].self, forKey: .parts) ?? [] {
      add(entry.part, entry.practices)
    }
  }

  /// Writes the practices without rows by feed, and beside them those without a column or a code.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var feeds: [String: [String]] = [:]
    var entries: [Entry] = []
    for part in parts {
      let codes = practices[part] ?? []
      if part.measure == .rows {
        feeds[part.feed] = codes
      } else {
        entries.append(Entry(part: part, practices: codes))
      }
    }
    try container.encode(feeds, forKey: .practices)
    if !entries.isEmpty { try container.encode(entries, forKey: .parts) }
  }
}

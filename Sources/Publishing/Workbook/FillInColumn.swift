public import Formats

/// What is filled in on the sheets, and the feed as whose rows it comes back.
public struct ReturnedActions: Hashable, Sendable {
  /// The feed.
  public let feed: String
  /// Its column of the person's key.
  public let key: String
  /// Its column that names the list.
  public let list: String
  /// Its column of the practice; nil where it has none.
  public let practice: String?
  /// Its columns that are filled in.
  public let fillIn: [FillInColumn]

  /// Names the feed and its columns.
  public init(
    feed: String, key: String, list: String, practice: String?, fillIn: [FillInColumn]
  ) {
    self.feed = feed
    self.key = key
    self.list = list
    self.practice = practice
    self.fillIn = fillIn
  }
}

/// A column of the feed of actions that people fill in on a sheet.
public struct FillInColumn: Hashable, Sendable {
  /// What may stand in it.
  public enum Kind: Hashable, Sendable {
    /// One of some codes, each with what it stands for.
    case choice([Choice])
    /// A day.
    case day
    /// Any text.
    case text
  }

  /// A code to choose, and what it stands for.
  public struct Choice: Hashable, Sendable {
    /// The code, as the feed has it.
    public var code: String
    /// What it stands for.
    public var meaning: String
  }

  /// The feed's column.
  public let name: String
  /// What may stand in it.
  public let kind: Kind

  /// Takes a column of the feed; `order` names the codes that come first, in their order.
  public init(_ column: ColumnContract, order: [String]) {
    name = column.name
    switch column.type {
    case .code(let list):
      let first = order.filter { list.meanings[$0] != nil }
      let others = list.meanings.keys.filter { !first.contains($0) }.sorted()
      kind = .choice(
        (first + others).map { Choice(code: $0, meaning: list.meanings[$0] ?? $0) })
    case .day: kind = .day
    default: kind = .text
    }
  }
}

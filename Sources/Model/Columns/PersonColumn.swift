public import Expressions
public import Tables

/// One column of the person table: its name, its type, and how its values come about.
public struct PersonColumn: Hashable, Sendable {
  /// The name that conditions write.
  public var name: String
  /// The type of its values.
  public var type: ColumnType
  /// How its values come about.
  public var origin: ColumnOrigin
  /// Whether a person may have no value; a column that never misses one says so.
  public var mayBeMissing: Bool
  /// What people call it; nil where its definition does not say.
  public var title: String?
  /// The unit of its numbers, such as `mmHg`; nil for none.
  public var unit: String?
  /// With how many decimals its numbers are shown; nil for as many as they have.
  public var decimals: Int?

  /// Makes a column.
  public init(
    _ name: String, _ type: ColumnType, _ origin: ColumnOrigin, mayBeMissing: Bool = true,
    title: String? = nil, unit: String? = nil, decimals: Int? = nil
  ) {
    self.name = name
    self.type = type
    self.origin = origin
    self.mayBeMissing = mayBeMissing
    self.title = title
    self.unit = unit
    self.decimals = decimals
  }

  /// What stands above the column for people: its title, or its name as words; and the unit where it has one.
  public var heading: String {
    let words = title ?? PersonColumn.words(of: name)
    return unit.map { "\(words) (\($0))" } ?? words
  }

  private static func words(of name: String) -> String {
    let spaced = String(name.map { $0 == "_" ? " " : $0 })
    return (spaced.first.map { $0.uppercased() } ?? "") + spaced.dropFirst()
  }
}

/// How the values of a column of the person table come about.
public enum ColumnOrigin: Hashable, Sendable {
  /// As the feed of registrations delivers it.
  case delivered(feed: String)
  /// Whether the practice has a list tonight, and if not why.
  case practiceStatus(networkFeeds: [String])
  /// The practice's network on the reference date.
  case network(networkFeeds: [String])
  /// Whether the person may be counted in aggregates: has none of these opt-outs, and fulfils the condition where there is one.
  case secondaryUse(feed: String, CheckedExpression?, leavesOut: [OptOut])
  /// Whether the person has an opt-out.
  case optOut(OptOut, CheckedExpression)
  /// Taken from a reference feed by a key.
  case lookedUp(Lookup)
  /// Worked out from other columns of the same person.
  case derived(CheckedExpression)
  /// Reduced from events.
  case reduced(Reduction)
  /// Made by a score.
  case score(name: String, title: String, ScoreColumn)
  /// The segment that a set puts the person into.
  case segment(set: String, title: String)
  /// Whether an element or an overlay of a set of segments applies.
  case element(set: String, title: String, element: String)

  /// The columns of the person that the values are worked out from, other than those of the same step's own working.
  public var reads: Set<String> {
    switch self {
    case .lookedUp(let lookup): [lookup.on]
    case .derived(let value), .optOut(_, let value): value.columns
    default: []
    }
  }
}

import Expressions
import Tables

/// A part of a feed that a practice may not have delivered: all of its rows, the values of a column, or the rows of a code.
public struct FeedPart: Hashable, Sendable, Codable {
  /// The feed.
  public var feed: String
  /// What of it.
  public var measure: ExpectedMeasure
  /// Whether the rows of a code are not there, which else have another code now.
  public var isWithRows = false

  /// Names a part; all rows where nothing else is said.
  public init(_ feed: String, _ measure: ExpectedMeasure = .rows, isWithRows: Bool = false) {
    self.feed = feed
    self.measure = measure
    self.isWithRows = isWithRows
  }

  /// By feed, then rows first, then columns by name, each before its codes.
  func isBefore(_ other: FeedPart) -> Bool {
    if feed != other.feed { return feed < other.feed }
    return measure == other.measure
      ? !isWithRows && other.isWithRows : measure.isBefore(other.measure)
  }
}

extension UnexpectedCount {
  /// The part of a feed that the count is of.
  public func part(of feed: String) -> FeedPart {
    FeedPart(
      feed, ExpectedMeasure(column: name, code: code), isWithRows: isWithRows ?? false)
  }
}

/// What is read of some feeds: which columns, and which of their codes.
public struct FeedReading: Hashable, Sendable {
  /// The feeds, which are read as one, as `uptake` and `vaccinations` are.
  public var feeds: [String]
  /// The columns that are read, with those of their codes that are.
  public var columns: [String: CodesRead]

  /// Reads columns of feeds; none where only the rows count.
  public init(_ feeds: [String], columns: [String: CodesRead] = [:]) {
    self.feeds = feeds
    self.columns = columns
  }

  /// Whether something is read that a practice without a part of a feed does not have.
  ///
  /// A reading that does not name the column of a code has lost something with it only where the rows are gone too.
  public func reads(_ part: FeedPart) -> Bool {
    guard feeds.contains(part.feed) else { return false }
    guard let column = part.measure.column else { return true }
    guard let codes = columns[column] else { return part.isWithRows }
    return part.measure.code.map { codes.contains($0) } ?? true
  }
}

/// Which codes of a column are read.
public enum CodesRead: Hashable, Sendable {
  /// None: nothing reads the column.
  case none
  /// Those that conditions name.
  case some(Set<String>)
  /// Any: what is read depends on every value.
  case all

  /// Whether a code is among them.
  public func contains(_ code: String) -> Bool {
    switch self {
    case .none: false
    case .some(let codes): codes.contains(code)
    case .all: true
    }
  }

  /// Those that are in the one or the other.
  public func union(_ other: CodesRead) -> CodesRead {
    switch (self, other) {
    case (.all, _), (_, .all): .all
    case (.none, let codes), (let codes, .none): codes
    case (.some(let codes), .some(let others)): .some(codes.union(others))
    }
  }
}

extension Reduction {
  /// What it reads of its feeds.
  public var reading: FeedReading {
    var columns: [String: CodesRead] = [:]
    condition?.root.addCodes(to: &columns)
    // A value that is taken over may be any.
    for name in [value, by].compactMap({ $0 }) { columns[name] = .all }
    return FeedReading(
      feeds, columns: columns.filter { !$0.key.hasPrefix(Reduction.personPrefix) })
  }
}

extension Expression {
  /// Adds the columns that it names, with the codes without which it cannot be true.
  ///
  /// A column that is held against texts reads those; one that is compared in another way, or in what is denied, reads all, since
  /// a code that has another name now is read for one of the others.
  fileprivate func addCodes(to columns: inout [String: CodesRead]) {
    func add(_ column: String, _ codes: CodesRead) {
      columns[column] = codes.union(columns[column] ?? .none)
    }
    switch self {
    case .and(let parts), .or(let parts): for part in parts { part.addCodes(to: &columns) }
    case .isTrue(let part): part.addCodes(to: &columns)
    case .column(let name, .boolean): add(name, .some(["true"]))
    case .comparison(.equal, .column(let name, _), .literal(let value)),
      .comparison(.equal, .literal(let value), .column(let name, _)):
      add(name, value.code.map { .some([$0]) } ?? .all)
    case .inList(.column(let name, _), let items):
      let codes = items.map { item -> String? in
        if case .literal(let value) = item { value.code } else { nil }
      }
      add(name, codes.contains(nil) ? .all : .some(Set(codes.compactMap { $0 })))
    case .column(let name, _): add(name, .all)
    default: for name in columnsNamed { add(name, .all) }
    }
  }

  private var columnsNamed: Set<String> {
    if case .column(let name, _) = self { return [name] }
    return operands.reduce(into: []) { $0.formUnion($1.columnsNamed) }
  }
}

extension Value {
  /// The code that it is in a column of codes or of truth values; nil for a value of another kind.
  fileprivate var code: String? {
    switch self {
    case .text(let text): text
    case .boolean(let truth): truth ? "true" : "false"
    default: nil
    }
  }
}

import Expressions
import Tables

/// What is counted of a practice, to be held against what is expected of it.
public struct ExpectedMeasure: Hashable, Sendable {
  /// The column whose filled cells are counted; nil for rows, or for people on a list.
  public var column: String?
  /// The code whose rows are counted; nil for all filled cells.
  public var code: String?

  /// All rows of a feed, or all people on a list.
  public static let rows = ExpectedMeasure(column: nil)

  /// Counts rows, or those with something in a column, or those with a code.
  public init(column: String?, code: String? = nil) {
    self.column = column
    self.code = code
  }
}

/// A practice's count that is far from what is expected.
public struct UnexpectedCount: Hashable, Sendable, Codable {
  /// The practice.
  public var practice: String
  /// What is counted: a register, a column, or a list.
  public var name: String
  /// The code of the column; nil for all of it.
  public var code: String?
  /// How many there are.
  public var now: Int
  /// How many are expected, to a whole number.
  public var expected: Int
  /// Whether no definition reads what is counted, which so is wrong nowhere but in the feed; nil where one may.
  public var isUnread: Bool?

  /// Notes a count.
  public init(practice: String, name: String, code: String? = nil, now: Int, expected: Int) {
    self.practice = practice
    self.name = name
    self.code = code
    self.now = now
    self.expected = expected
  }
}

/// A column of a feed whose cells are counted practice by practice, and what of it definitions read.
public struct MeasuredColumn: Hashable, Sendable {
  /// Which of its codes definitions read.
  public enum Codes: Hashable, Sendable {
    /// It has none: its cells are no codes.
    case none
    /// Those that conditions name.
    case some(Set<String>)
    /// Any.
    case all
  }

  /// The column's name.
  public var name: String
  /// Whether its cells are codes by the contract, each of which is counted; of other texts those that conditions name are.
  public var isCoded: Bool
  /// Whether anything of the person rests on it.
  public var isRead: Bool
  /// The codes that anything of the person rests on.
  public var codesRead: Codes

  /// Names a column.
  public init(_ name: String, isCoded: Bool, isRead: Bool, codesRead: Codes) {
    self.name = name
    self.isCoded = isCoded
    self.isRead = isRead
    self.codesRead = codesRead
  }

  /// Whether the rows of a code are counted.
  public func counts(code: String) -> Bool {
    if isCoded { return true }
    if case .some(let codes) = codesRead { return codes.contains(code) }
    return false
  }

  /// Whether anything of the person rests on what is counted.
  public func isRead(code: String?) -> Bool {
    guard let code else { return isRead }
    switch codesRead {
    case .none: return false
    case .some(let codes): return codes.contains(code)
    case .all: return true
    }
  }
}

extension PersonPlan {
  /// Some columns of a feed of events with what the features read of them.
  ///
  /// A condition that names a column reads the codes that it names; one without any, or a value that is taken over, reads all.
  public func measured(
    _ columns: [(name: String, isCoded: Bool)], of feed: String
  ) -> [MeasuredColumn] {
    let reductions = steps.flatMap { step -> [Reduction] in
      guard case .features(let set) = step.work else { return [] }
      return set.features.compactMap { feature in
        guard case .reduced(let reduction) = feature.kind, reduction.feeds.contains(feed) else {
          return nil
        }
        return reduction
      }
    }
    return columns.map { column in
      let readers = reductions.filter { $0.columns.contains(column.name) }
      let named = readers.map { reduction in
        reduction.value == column.name || reduction.by == column.name
          ? [] : reduction.condition?.root.textsNamed ?? []
      }
      let codes: MeasuredColumn.Codes =
        if readers.isEmpty {
          .none
        } else if column.isCoded, named.contains(where: \.isEmpty) {
          .all
        } else {
          .some(Set(named.joined()))
        }
      return MeasuredColumn(
        column.name, isCoded: column.isCoded, isRead: !readers.isEmpty, codesRead: codes)
    }
  }

  /// The cohorts whose list reads a column of the population, at whatever remove, in their order.
  public func lists(readingColumn column: String) -> [String] {
    var read: Set<String> = [column]
    var lists: [String] = []
    for step in steps {
      switch step.work {
      case .population(let people):
        // Who is registered is on any of them.
        if people.registered.columns.contains(column) || people.death == column {
          return steps.compactMap { step in
            if case .cohort(let cohort, _) = step.work { cohort.name } else { nil }
          }
        }
        for lookup in people.lookups where read.contains(lookup.on) { read.insert(lookup.name) }
        for optOut in OptOut.allCases {
          if let condition = people.optOuts[optOut], !read.isDisjoint(with: condition.columns) {
            read.insert(optOut.column)
          }
        }
        for derived in people.columns where !read.isDisjoint(with: derived.value.columns) {
          read.insert(derived.name)
        }
      case .features(let set):
        for feature in set.features where !read.isDisjoint(with: feature.personColumns) {
          read.insert(feature.name)
        }
      case .score, .segments:
        if !read.isDisjoint(with: step.reads) { read.formUnion(step.makes.map(\.name)) }
      case .cohort(let cohort, _):
        if !read.isDisjoint(with: step.reads) { lists.append(cohort.name) }
      case .segmentCounts, .impact, .indicator: break
      }
    }
    return lists
  }
}

extension Reduction {
  /// The columns of its feeds that it reads.
  fileprivate var columns: Set<String> {
    Set(condition?.columns.filter { !$0.hasPrefix(Reduction.personPrefix) } ?? [])
      .union([value, by].compactMap { $0 })
  }
}

extension Expression {
  /// The texts that are written in it.
  fileprivate var textsNamed: Set<String> {
    if case .literal(.text(let text)) = self { return [text] }
    return operands.reduce(into: []) { $0.formUnion($1.textsNamed) }
  }
}

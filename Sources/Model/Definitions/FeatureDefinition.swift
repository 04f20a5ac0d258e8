public import Expressions
public import Tables

/// A value for each person, reduced from events or worked out from other values of the person.
public struct FeatureDefinition: Hashable, Sendable {
  /// How the value comes about.
  public enum Kind: Hashable, Sendable {
    /// From many events to one value.
    case reduced(Reduction)
    /// From other columns of the same person.
    case derived(CheckedExpression)
  }

  /// The column's name.
  public var name: String
  /// How the value comes about.
  public var kind: Kind
  /// The campaign whose season gives `season_start` and its other parameters; nil for none.
  public var campaign: String?
  /// What people call the value; nil where its name says enough.
  public var title: String?
  /// The unit of its numbers, such as `mmHg`; nil for none.
  public var unit: String?
  /// With how many decimals its numbers are shown; nil for as many as they have.
  public var decimals: Int?

  /// Makes a feature.
  public init(
    name: String, kind: Kind, campaign: String? = nil, title: String? = nil, unit: String? = nil,
    decimals: Int? = nil
  ) {
    self.name = name
    self.kind = kind
    self.campaign = campaign
    self.title = title
    self.unit = unit
    self.decimals = decimals
  }

  /// The condition or the value that it reads; nil for a reduction of all events.
  public var expression: CheckedExpression? {
    switch kind {
    case .reduced(let reduction): reduction.condition
    case .derived(let value): value
    }
  }

  /// The feeds whose events it reduces; none where it is worked out from other values.
  public var feeds: [String] {
    if case .reduced(let reduction) = kind { reduction.feeds } else { [] }
  }

  /// The columns of the person that it reads.
  public var personColumns: Set<String> {
    switch kind {
    case .derived(let value): return value.columns
    case .reduced(let reduction):
      let prefix = Reduction.personPrefix
      let names = reduction.condition?.columns.filter { $0.hasPrefix(prefix) } ?? []
      return Set(names.map { String($0.dropFirst(prefix.count)) })
    }
  }
}

/// One value a person from any number of events.
public struct Reduction: Hashable, Sendable {
  /// The nine ways from many rows to one value.
  public enum Operation: String, Hashable, Sendable, CaseIterable {
    /// Whether there is an event; false with none.
    case exists
    /// How many events there are; 0 with none.
    case count
    /// The value of the earliest event; of several on one day as `ties` says.
    case first
    /// The value of the latest event; of several on one day as `ties` says.
    case last
    /// The smallest value.
    case min
    /// The largest value.
    case max
    /// The sum of the values; missing with none.
    case sum
    /// The mean of the values; missing with none.
    case mean
    /// The sample standard deviation of the values; missing with fewer than two.
    case stddev
  }

  /// Which of several values of one day counts.
  public enum Ties: String, Hashable, Sendable, CaseIterable {
    /// The largest: what is usual where more is graver.
    case largest
    /// The smallest, as of several blood pressures of one visit.
    case smallest
  }

  /// What a condition on events writes before a column of the person.
  public static let personPrefix = "person."

  /// The feeds of the events, which are read as one; each has the columns that are used.
  public var feeds: [String]
  /// Which events count; nil for all.
  ///
  /// It may read columns of the person as `person.<name>`.
  public var condition: CheckedExpression?
  /// How the values become one.
  public var operation: Operation
  /// The column of the value; nil for `exists` and `count`.
  public var value: String?
  /// The column of the day that orders the events; for `first` and `last` only.
  public var by: String?
  /// Which of several values of one day counts; for `first` and `last` only.
  public var ties: Ties

  /// Makes a reduction.
  public init(
    feeds: [String], condition: CheckedExpression?, operation: Operation, value: String?,
    by: String?, ties: Ties = .largest
  ) {
    self.feeds = feeds
    self.condition = condition
    self.operation = operation
    self.value = value
    self.by = by
    self.ties = ties
  }
}

extension Reduction.Operation {
  /// The type of what the operation gives, by the type of the values that it takes.
  ///
  /// - Missing: nil where the type of the values is needed and not known.
  public func type(ofValue type: ColumnType?) -> ColumnType? {
    switch self {
    case .exists: .boolean
    case .count: .integer
    case .mean, .stddev: .decimal
    case .first, .last, .min, .max, .sum: type
    }
  }
}

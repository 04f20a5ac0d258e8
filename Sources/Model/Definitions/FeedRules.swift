public import Expressions
public import Tables

/// What a feed's rows must fulfil once they are typed.
public struct FeedRules: Hashable, Sendable {
  /// What one row of a feed is about.
  public enum Grain: String, Hashable, Sendable, CaseIterable {
    /// One registration of a person.
    case person
    /// One event of a person.
    case event
    /// Anything that is not about one person: an organisation, a count, an area.
    case reference
  }

  /// The feed's name.
  public var feed: String
  /// What one row is about.
  public var grain: Grain
  /// The column of the person's number; nil for reference feeds.
  public var key: String?
  /// The columns that are worked out of others, in the order in which they may read each other.
  public var computed: [ComputedColumn] = []
  /// The units and plausible values of what is measured; nil where nothing is.
  public var measures: Measures?
  /// How rows replace each other; nil where each row is a record by itself.
  public var record: RecordRule?
  /// Format checks by column.
  public var checks: [ColumnCheck]
  /// Rows to use: others are left out and counted, without being faults.
  ///
  /// Nil for all rows.
  public var only: CheckedExpression?
  /// The column of the day on which a row became known: rows after the reference date are left out and counted.
  ///
  /// Nil where every row counts whenever it became known; a row without such a day was always known.
  public var knownOn: String?
  /// Rules that rows must not break.
  public var rules: [RowRule]
  /// How figures without a row for their total are added up; nil where each row is a figure by itself.
  public var totals: TotalsRule?
  /// Rules about values that stand in other feeds.
  public var known: [KnownRule] = []
  /// Columns whose values together name a row; nil where rows may repeat.
  public var unique: Uniqueness?
  /// The share of rows above which rejects stop the run.
  ///
  /// Source: project choice, 5%: the sample night's feeds stay below 3%, one that was spoilt on its way is far above.
  public var rejectLimit: Double
  /// The share of the filled cells of a column that need not be filled above which those that cannot be read stop the run.
  ///
  /// Source: project default, a half: dates in another order than the contract's leave few that can be read.
  public var warningLimit: Double
  /// How far back the rows of a feed of events reach; nil where its contract does not say.
  public var history: History?
  /// What is expected of a feed of events each night.
  public var expectation = FeedExpectation()
  /// How many cells of a column that cannot be read never stop a run.
  ///
  /// Source: project choice: of three dates two may be slips.
  public static let fewUnreadable = 9
  /// The rule of the finding that counts rows that were not yet known on the reference date.
  public static let notYetKnown = "not-yet-known"

  /// Makes rules.
  public init(
    feed: String, grain: Grain, key: String?, checks: [ColumnCheck] = [],
    only: CheckedExpression? = nil, knownOn: String? = nil, rules: [RowRule] = [],
    unique: Uniqueness? = nil,
    rejectLimit: Double = 0.05, warningLimit: Double = 0.5
  ) {
    self.feed = feed
    self.grain = grain
    self.key = key
    self.checks = checks
    self.only = only
    self.knownOn = knownOn
    self.rules = rules
    self.unique = unique
    self.rejectLimit = rejectLimit
    self.warningLimit = warningLimit
  }
}

/// A check of one column's format that is the same in every feed.
public struct ColumnCheck: Hashable, Sendable {
  /// The formats that are known by name.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// Ten digits with a modulus-11 check digit, no sentinel.
    case nhsNumber = "nhs_number"
    /// A text that stands for a person, no sentinel.
    case pseudonym
    /// A UUID that stands for a person, no sentinel.
    case uuid
    /// A letter and five digits.
    case practiceCode = "practice_code"
    /// `U` and five digits.
    case pcnCode = "pcn_code"
    /// `E01` (or `W01`) and six digits.
    case lsoaCode = "lsoa_code"
  }

  /// The column.
  public var column: String
  /// The format.
  public var format: Format
  /// What a value of another format means; `warning` leaves the value as it is.
  public var grade: Grade
  /// Whether NHS numbers of the test range (those that begin with 9) break the rule; else they are a warning.
  public var refusesTestRange: Bool

  /// Makes a check.
  public init(column: String, format: Format, grade: Grade, refusesTestRange: Bool = false) {
    self.column = column
    self.format = format
    self.grade = grade
    self.refusesTestRange = refusesTestRange
  }
}

/// A condition that a row must not break.
public struct RowRule: Hashable, Sendable {
  /// The rule's name, such as `diagnosis-not-in-the-future`.
  public var name: String
  /// The condition; a row breaks the rule only where it is false, not where it is unknown.
  public var holds: CheckedExpression
  /// What a broken rule means.
  public var grade: Grade
  /// What is wrong with a row that breaks it.
  public var says: String

  /// Makes a rule.
  public init(name: String, holds: CheckedExpression, grade: Grade, says: String) {
    self.name = name
    self.holds = holds
    self.grade = grade
    self.says = says
  }
}

/// Columns whose values together may occur once.
///
/// Of rows alike in every column one stays and the others are counted; of rows that differ none stays, so that
/// nothing depends on their order.
public struct Uniqueness: Hashable, Sendable {
  /// The columns.
  public var columns: [String]
  /// What rows that differ mean: `record` rejects them all, `warning` keeps them all.
  public var grade: Grade

  /// Makes a uniqueness rule.
  public init(columns: [String], grade: Grade) {
    self.columns = columns
    self.grade = grade
  }
}

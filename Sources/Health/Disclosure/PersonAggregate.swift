public import Tables

/// Counts made from persons, before disclosure control: nothing publishes it.
public struct PersonAggregate: Hashable, Sendable {
  /// One count of the table.
  public struct Cell: Hashable, Sendable {
    /// The row.
    public var row: Int
    /// The count's column.
    public var column: String

    /// Names a cell.
    public init(row: Int, column: String) {
      self.row = row
      self.column = column
    }
  }

  /// A total that stands in the table together with all its parts.
  public struct Sum: Hashable, Sendable {
    /// The total.
    public var total: Cell
    /// Its parts; they add up to the total.
    public var parts: [Cell]

    /// Says what adds up.
    public init(total: Cell, parts: [Cell]) {
      self.total = total
      self.parts = parts
    }
  }

  /// A percentage to be worked out from the counts that are published.
  public struct Percentage: Hashable, Sendable {
    /// The new column's name; `_lower` and `_upper` are added for its limits.
    public var name: String
    /// The column of the numerator.
    public var numerator: String
    /// The column of the denominator, or of what is expected.
    public var denominator: String
    /// The new column of what is expected less the numerator; nil where the numerator is a part of the denominator.
    public var gap: String?

    /// Names the percentage that a part is of its whole.
    public init(name: String, numerator: String, denominator: String) {
      self.name = name
      self.numerator = numerator
      self.denominator = denominator
    }

    /// Names the percentage that a count is of what is expected, and the gap between them.
    public init(name: String, numerator: String, expected: String, gap: String) {
      self.name = name
      self.numerator = numerator
      denominator = expected
      self.gap = gap
    }
  }

  /// The table; its counts are integers.
  public var table: Table
  /// The columns that count persons.
  public var counts: [String]
  /// Which persons each row of a count has, as one number for each set; none for counts of which that is not known.
  public var marks: [String: [Int64]]
  /// The percentages to add.
  public var percentages: [Percentage]
  /// What adds up to what.
  public var sums: [Sum]
  /// The counts that a reader wants most: where a small one needs company, another is hidden if any other serves.
  public var wanted: [Cell]

  /// Puts counts together.
  public init(
    table: Table, counts: [String], percentages: [Percentage], sums: [Sum], wanted: [Cell] = [],
    marks: [String: [Int64]] = [:]
  ) {
    self.table = table
    self.counts = counts
    self.percentages = percentages
    self.sums = sums
    self.wanted = wanted
    self.marks = marks
  }
}

public import Expressions

/// How the rows of a published figure are added up where there is no row for their total.
///
/// Of the rows that are alike in `by`, those of the first of some conditions that any of them fulfils are added up; one row with their
/// sum stays, and the others are left out. Of rows alike in every column one counts.
public struct TotalsRule: Hashable, Sendable {
  /// The columns of what the figure is about, such as the practice and the day.
  public var by: [String]
  /// The columns that tell the parts apart, such as sex and age; two parts that are alike in them are doubtful.
  public var parts: [String]
  /// The column of the figure.
  public var add: String
  /// Which rows make a total, the total itself first: `sex = 'ALL' and age = 'ALL'`, then `age = 'ALL'` and so on.
  public var firstOf: [CheckedExpression]

  /// Makes a rule.
  public init(by: [String], parts: [String], add: String, firstOf: [CheckedExpression]) {
    self.by = by
    self.parts = parts
    self.add = add
    self.firstOf = firstOf
  }
}

public import Tables

extension CheckedExpression {
  /// The value of the expression in every row.
  ///
  /// - Shape: one value a row; `rows` are the rows that are looked at, all where it is nil.
  /// - Missing: as `Expression` says.
  /// - Complexity: O(rows) for each operator; a part without a column is worked out once.
  ///
  /// A text column that is computed has a dictionary of its own.
  ///
  /// - Precondition: the table has the columns, and the parameters the values, that the expression was checked with;
  ///   `rows` starts at a multiple of 64.
  public func evaluate(
    on table: Table, parameters: Parameters, rows: Range<Int>? = nil
  ) -> Column {
    let evaluation = Evaluation(table: table, parameters: parameters, rows: rows)
    return evaluation.operand(of: root).column(type, count: evaluation.count)
  }

  /// The rows in which a condition is true; neither false nor unknown.
  ///
  /// - Shape: one bit a row of `rows`, all rows where it is nil.
  /// - Precondition: the expression is a condition; otherwise as for `evaluate`.
  public func selects(
    on table: Table, parameters: Parameters, rows: Range<Int>? = nil
  ) -> Bitmap {
    precondition(type == .boolean, "only a condition selects rows")
    let evaluation = Evaluation(table: table, parameters: parameters, rows: rows)
    let truth = evaluation.operand(of: root).truth(count: evaluation.count)
    return Bitmap(words: Array(truth.trues), count: evaluation.count)
  }
}

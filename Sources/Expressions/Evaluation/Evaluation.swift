import Tables

/// One expression at work on some rows of one table, operator by operator and column by column.
struct Evaluation {
  private let table: Table
  private let parameters: Parameters
  private let rows: Range<Int>

  /// The number of rows.
  var count: Int { rows.count }

  init(table: Table, parameters: Parameters, rows: Range<Int>?) {
    let all = 0..<table.rowCount
    let rows = rows ?? all
    precondition(rows.lowerBound % 64 == 0, "rows are evaluated from a multiple of 64 on")
    precondition(
      rows.upperBound <= table.rowCount, "rows that are evaluated are rows of the table")
    self.table = table
    self.parameters = parameters
    self.rows = rows
  }

  /// What an expression means in these rows.
  ///
  /// Where nothing in it differs from row to row it is worked out on one row.
  func operand(of expression: Expression) -> Operand {
    switch expression {
    case .literal(let value): return .constant(value)
    case .missing: return .constant(nil)
    case .column(let name, let type): return .vector(column(name, type))
    case .parameter(let name, let type): return .constant(parameter(name, type))
    default: break
    }
    let parts = expression.operands
    let operands = parts.map { operand(of: $0) }
    guard operands.allSatisfy(\.isConstant) else {
      return Kernel.apply(expression, to: operands, count: count)
    }
    return Operand.folded(operands, types: parts.map(\.type)) {
      Kernel.apply(expression, to: $0, count: 1)
    }
  }

  private func column(_ name: String, _ type: ColumnType) -> Vector {
    guard let column = table[name], column.type == type else {
      preconditionFailure("a table has the columns that a condition on it was checked with")
    }
    return Vector(column, rows: rows)
  }

  private func parameter(_ name: String, _ type: ColumnType) -> Value? {
    if parameters.missing.contains(name) { return nil }
    guard let value = parameters[name], value.type == type else {
      preconditionFailure("a run has the parameters that its conditions were checked with")
    }
    return value
  }
}

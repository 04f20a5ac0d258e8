import Tables

extension Kernel {
  /// How two operands compare in every row.
  static func compare(
    _ comparison: Comparison, _ left: Operand, _ right: Operand, count: Int
  ) -> Truth {
    if left.isMissing || right.isMissing { return Truth(repeating: nil, count: count) }
    switch (left, right) {
    case (.constant(let first?), .constant(let second?)):
      // Two constants beside a column, as in `1 in (1, age)`.
      let folded = Operand.folded([left, right], types: [first.type, second.type]) {
        .vector(.truth(compare(comparison, $0[0], $0[1], count: 1)))
      }
      return folded.truth(count: count)
    case (.vector(let vector), _):
      return compare(comparison, vector, right)
    case (.constant, .vector(let vector)):
      return compare(comparison.exchanged, vector, left)
    case (.constant, .constant):
      return Truth(repeating: nil, count: count)
    }
  }

  private static func compare(
    _ comparison: Comparison, _ left: Vector, _ right: Operand
  ) -> Truth {
    switch left {
    case .truth(let truth): compare(comparison, truth, right)
    case .integers(let cells), .identifiers(let cells):
      compare(comparison, cells, right.integers)
    case .decimals(let cells): compare(comparison, cells, right.decimals)
    case .days(let cells): compare(comparison, cells, right.days)
    case .texts(let texts), .pseudonyms(let texts): compare(comparison, texts, right)
    }
  }

  private static func compare(
    _ comparison: Comparison, _ left: Truth, _ right: Operand
  ) -> Truth {
    let right = right.truth(count: left.trues.count * 64)
    let words = joined(left.trues, right.trues) { $0 ^ $1 }
    let differ = Truth(tested: Array(words), present: bothPresent(left.known, right.known))
    return comparison == .equal ? !differ : differ
  }

  private static func compare<Element: Comparable>(
    _ comparison: Comparison, _ left: Cells<Element>, _ right: Source<Element>?
  ) -> Truth {
    switch right {
    case .constant(let value):
      return Truth(
        tested: compare(comparison, left.values, value), present: left.present)
    case .cells(let right):
      return Truth(
        tested: compare(comparison, left.values, right.values),
        present: bothPresent(left.present, right.present))
    case nil:
      preconditionFailure("missing operands were looked at before")
    }
  }

  private static func compare<Element: Comparable>(
    _ comparison: Comparison, _ values: ArraySlice<Element>, _ value: Element
  ) -> [UInt64] {
    switch comparison {
    case .equal: rowBits(values) { $0 == value }
    case .notEqual: rowBits(values) { $0 != value }
    case .less: rowBits(values) { $0 < value }
    case .lessOrEqual: rowBits(values) { $0 <= value }
    case .greater: rowBits(values) { $0 > value }
    case .greaterOrEqual: rowBits(values) { $0 >= value }
    }
  }

  private static func compare<Element: Comparable>(
    _ comparison: Comparison, _ left: ArraySlice<Element>, _ right: ArraySlice<Element>
  ) -> [UInt64] {
    switch comparison {
    case .equal: rowBits(left, right) { $0 == $1 }
    case .notEqual: rowBits(left, right) { $0 != $1 }
    case .less: rowBits(left, right) { $0 < $1 }
    case .lessOrEqual: rowBits(left, right) { $0 <= $1 }
    case .greater: rowBits(left, right) { $0 > $1 }
    case .greaterOrEqual: rowBits(left, right) { $0 >= $1 }
    }
  }
}

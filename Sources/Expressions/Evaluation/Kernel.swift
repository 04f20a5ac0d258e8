import Tables

/// The operators, each applied to whole columns.
///
/// At least one operand is a vector: constants among themselves are folded before.
enum Kernel {
  /// One operator on its operands, which are in the order of `Expression.operands`.
  static func apply(_ expression: Expression, to operands: [Operand], count: Int) -> Operand {
    switch expression {
    case .literal, .missing, .column, .parameter:
      preconditionFailure("a leaf has no operands")
    case .not, .and, .or, .isNull, .isTrue, .isFalse:
      .vector(.truth(logic(expression, operands, count: count)))
    case .comparison(let comparison, _, _):
      .vector(.truth(compare(comparison, operands[0], operands[1], count: count)))
    case .between:
      .vector(
        .truth(
          compare(.greaterOrEqual, operands[0], operands[1], count: count)
            & compare(.lessOrEqual, operands[0], operands[2], count: count)))
    case .inList:
      .vector(.truth(isIn(operands[0], operands.dropFirst(), count: count)))
    case .cases(_, let otherwise):
      cases(operands, type: otherwise.type, count: count)
    case .coalesce:
      coalesce(operands, type: expression.type, count: count)
    case .asDecimal, .arithmetic, .negative, .shifted, .dayDifference:
      arithmetic(expression, operands)
    case .call(let function, _):
      call(function, operands, type: expression.type, count: count)
    }
  }

  private static func logic(
    _ expression: Expression, _ operands: [Operand], count: Int
  ) -> Truth {
    let first = operands[0]
    switch expression {
    case .isNull:
      guard case .vector(let vector) = first, let present = vector.present else {
        return Truth(repeating: first.isMissing, count: count)
      }
      return Truth(trues: ArraySlice(present.map { ~$0 }), known: nil)
    case .isTrue:
      return Truth(trues: first.truth(count: count).trues, known: nil)
    case .isFalse:
      return Truth(trues: first.truth(count: count).falses, known: nil)
    case .not:
      return !first.truth(count: count)
    case .and:
      return operands.dropFirst().reduce(first.truth(count: count)) {
        $0 & $1.truth(count: count)
      }
    default:
      return operands.dropFirst().reduce(first.truth(count: count)) {
        $0 | $1.truth(count: count)
      }
    }
  }
}

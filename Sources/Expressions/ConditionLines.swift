import Tables

/// One line of a condition that is laid out for people.
public struct ConditionLine: Hashable, Sendable {
  /// How far inside it stands, from 0.
  public var depth: Int
  /// `and` or `or`, by which it is joined to the line before of the same depth; empty where it is the first.
  public var word: String
  /// The part, which is a condition itself.
  public var condition: CheckedExpression
  /// Whether it is put together from the lines below it that stand further inside.
  public var isJoined: Bool
}

extension CheckedExpression {
  /// The condition as lines: its parts joined by `and` or `or`, and below each what that is put together from.
  ///
  /// - Shape: `a >= 1 and (b or not c)` has the lines `a >= 1`, `and (b or not c)` and, further inside, `b` and `or not c`; a
  ///   condition that is one comparison is its own line.
  public var conditionLines: [ConditionLine] {
    var lines: [ConditionLine] = []
    root.layOutParts(depth: 0, into: &lines)
    return lines.isEmpty ? [root.line(depth: 0, word: "", isJoined: false)] : lines
  }
}

extension Expression {
  fileprivate func line(depth: Int, word: String, isJoined: Bool) -> ConditionLine {
    ConditionLine(
      depth: depth, word: word, condition: CheckedExpression(part: self), isJoined: isJoined)
  }

  /// Adds the condition and below it its parts.
  private func layOut(depth: Int, word: String, into lines: inout [ConditionLine]) {
    var parts: [ConditionLine] = []
    layOutParts(depth: depth + 1, into: &parts)
    lines.append(line(depth: depth, word: word, isJoined: !parts.isEmpty))
    lines += parts
  }

  /// Adds what the condition is put together from; nothing of one that is true or false by itself.
  fileprivate func layOutParts(depth: Int, into lines: inout [ConditionLine]) {
    switch self {
    case .literal, .missing, .column, .parameter: break
    case .and(let parts), .or(let parts):
      let word = if case .and = self { "and" } else { "or" }
      for (index, part) in parts.enumerated() {
        part.layOut(depth: depth, word: index == 0 ? "" : word, into: &lines)
      }
    case .not(let part), .isTrue(let part), .isFalse(let part):
      part.layOutParts(depth: depth, into: &lines)
    case .cases(let branches, let otherwise):
      for branch in branches {
        branch.condition.layOut(depth: depth, word: "", into: &lines)
        branch.value.layOutOperand(depth: depth, into: &lines)
      }
      otherwise.layOutOperand(depth: depth, into: &lines)
    default:
      for operand in operands { operand.layOutOperand(depth: depth, into: &lines) }
    }
  }

  /// Adds the conditions in an operand, and the operand itself where it is one.
  private func layOutOperand(depth: Int, into lines: inout [ConditionLine]) {
    switch self {
    case .literal, .missing: break
    default:
      if type == .boolean {
        layOut(depth: depth, word: "", into: &lines)
      } else {
        layOutParts(depth: depth, into: &lines)
      }
    }
  }
}

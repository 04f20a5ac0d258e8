import Statistics
import Tables

/// A percentage of published counts and its 95% limits, as columns `name`, `name_lower` and `name_upper`.
///
/// The limits of a part of its whole are Wilson's, those of a count against what is expected are exact or Byar's.
///
/// - Missing: where a count is missing, or the denominator is zero.
func roundedPercentages(
  _ name: String, of numerator: Column, in denominator: Column, isOfExpected: Bool
) -> [(String, Column)] {
  let intervals = (0..<numerator.count).map { row -> (of: Int, interval: ConfidenceInterval)? in
    guard case .integer(let count)? = numerator.value(at: row),
      case .integer(let total)? = denominator.value(at: row),
      // Rounding keeps the order of counts, so a part is never above its whole.
      let interval = isOfExpected
        ? ratioToExpected(observed: Int(count), expected: Double(total))
        : wilson(count: Int(count), of: Int(total))
    else { return nil }
    return (Int(total), interval)
  }
  func column(_ value: (ConfidenceInterval) -> Double?) -> Column {
    Column(
      .decimal,
      intervals.map { row in
        guard let row, let fraction = value(row.interval) else { return nil }
        return .decimal(rounded(fraction * 100, denominator: row.of))
      })
  }
  return [
    (name, column(\.value)),
    (name + "_lower", column(\.lower)),
    (name + "_upper", column(\.upper)),
  ]
}

/// What is expected less what was counted.
///
/// - Missing: where either is missing.
func gap(between numerator: Column, and expected: Column) -> Column {
  Column(
    .integer,
    (0..<numerator.count).map { row in
      guard case .integer(let count)? = numerator.value(at: row),
        case .integer(let total)? = expected.value(at: row)
      else { return nil }
      return .integer(total - count)
    })
}

private func rounded(_ percentage: Double, denominator: Int) -> Double {
  denominator >= denominatorWithDecimal
    ? (percentage * 10).rounded() / 10 : percentage.rounded()
}

/// The rounded denominator from which a percentage has a decimal.
///
/// Source: NHS England, Hospital Episode Statistics methodology, percentages of sub-national counts.
private let denominatorWithDecimal = 4000

import Expressions
import Tables

/// What each person adds to a count: one, or a part of one.
enum Counted {
  /// These persons, each once.
  case persons(Bitmap)
  /// Each person's chance, in billionths, so that a sum does not depend on the order of persons.
  case chances([Int64])

  private static let whole: Int64 = 1_000_000_000

  /// The chances that an expression gives those of some persons who have one.
  ///
  /// - Missing: whoever's chance is unknown, or is none because it is not from 0 to 1, adds nothing.
  init(
    chancesOf expression: CheckedExpression, among persons: Bitmap, on table: Table,
    _ parameters: Parameters
  ) {
    let values = knownChances(expression, on: table, parameters)
    var parts = [Int64](repeating: 0, count: table.rowCount)
    for person in persons.setIndices {
      if let chance = values[person] {
        parts[person] = Int64((chance * Double(Counted.whole)).rounded())
      }
    }
    self = .chances(parts)
  }

  /// How many there are in each class, and in all.
  func counts(inClasses classOfPerson: [Int32], count: Int) -> [Int64] {
    var sums = [Int64](repeating: 0, count: count)
    switch self {
    case .persons(let persons):
      for person in persons.setIndices { sums[Int(classOfPerson[person])] += 1 }
    case .chances(let parts):
      for (person, part) in parts.enumerated() { sums[Int(classOfPerson[person])] += part }
      for index in sums.indices { sums[index] = Counted.rounded(sums[index]) }
    }
    return sums
  }

  /// How many there are in all.
  var total: Int64 {
    switch self {
    case .persons(let persons): Int64(persons.setCount)
    case .chances(let parts): Counted.rounded(parts.reduce(0, +))
    }
  }

  private static func rounded(_ parts: Int64) -> Int64 { (parts + whole / 2) / whole }
}

/// The chance that an expression gives each person; nil where it is unknown or not from 0 to 1.
func knownChances(
  _ expression: CheckedExpression, on table: Table, _ parameters: Parameters
) -> [Double?] {
  let column = expression.values(on: table, parameters: parameters)
  return (0..<table.rowCount).map { row in
    let chance: Double? =
      switch column.value(at: row) {
      case .decimal(let number): number
      case .integer(let number): Double(number)
      default: nil
      }
    return chance.flatMap { (0...1).contains($0) ? $0 : nil }
  }
}

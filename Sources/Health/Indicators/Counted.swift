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

  /// How many there are in each class, and which persons; nil for chances, which are of no one set.
  func counts(
    inClasses classOfPerson: [Int32], count: Int
  ) -> (counts: [Int64], marks: [Int64]?) {
    switch self {
    case .persons(let persons):
      var sets = [CountedSet](repeating: CountedSet(), count: count)
      for person in persons.setIndices { sets[Int(classOfPerson[person])].add(person: person) }
      return (sets.counts, sets.marks)
    case .chances(let parts):
      var sums = [Int64](repeating: 0, count: count)
      for (person, part) in parts.enumerated() { sums[Int(classOfPerson[person])] += part }
      return (sums.map { Counted.rounded($0) }, nil)
    }
  }

  private static func rounded(_ parts: Int64) -> Int64 { (parts + whole / 2) / whole }
}

/// The chance that an expression gives each person; nil where it is unknown or not from 0 to 1.
func knownChances(
  _ expression: CheckedExpression, on table: Table, _ parameters: Parameters
) -> [Double?] {
  func chances<Number>(
    _ column: FixedColumn<Number>, _ number: (Number) -> Double
  ) -> [Double?] {
    let present = column.present
    return column.values.enumerated().map { row, value in
      let chance = number(value)
      return (present?[row] ?? true) && (0...1).contains(chance) ? chance : nil
    }
  }
  switch expression.values(on: table, parameters: parameters) {
  case .decimal(let column): return chances(column) { $0 }
  case .integer(let column): return chances(column) { Double($0) }
  default: return [Double?](repeating: nil, count: table.rowCount)
  }
}

import Expressions
import Model
import Tables

/// The numbers of a feed's measures in their agreed units, and the rows whose unit or number is none of a living person.
///
/// - Missing: a row without a number, or whose code has no measure, is left as it is; one without a unit is in the agreed one.
struct ConvertedMeasures {
  /// What can be wrong with a reading.
  fileprivate enum Doubt: Int, CaseIterable {
    case unit
    case zero
    case withoutUnit
    case plausible
  }

  /// The columns that changed: the numbers and, where there is one, the units.
  private(set) var columns: [(name: String, column: Column)] = []
  private(set) var faults: [WorkedOutRows.Fault] = []

  private let measures: Measures
  private var numbers: FixedColumn<Double>
  /// The rows of each doubt about each measure.
  private var doubtful: [[[Int32]]]
  /// The rows in each of the other units of each measure.
  private var otherwise: [[[Int32]]]

  /// Looks at every row; nil where the columns are not of their types.
  init?(_ measures: Measures, in table: Table, parameters: Parameters) {
    guard let codes = table[measures.by]?.texts, case .decimal(let numbers)? = table[measures.value]
    else { return nil }
    self.measures = measures
    self.numbers = numbers
    doubtful = measures.of.map { _ in Doubt.allCases.map { _ in [] } }
    otherwise = measures.of.map { measure in measure.also.map { _ in [] } }
    let units = measures.unit.flatMap { table[$0]?.texts }
    sort(codes, units)
    convert(table, units, parameters)
    note(count: table.rowCount)
  }

  /// Sorts the rows into those in the agreed unit, which are looked at, those in others and those in none that is known.
  private mutating func sort(_ codes: TextColumn, _ units: TextColumn?) {
    let measureOfCode = codes.dictionary.texts.map { code in
      measures.of.firstIndex { $0.code == code } ?? -1
    }
    var known = KnownUnits(measures, units?.dictionary.texts ?? [])
    for row in codes.codes.indices {
      guard let code = codes.code(at: row), numbers.present.map({ $0[row] }) ?? true else {
        continue
      }
      let measure = measureOfCode[Int(code)]
      guard measure >= 0 else { continue }
      let unit = units?.code(at: row)
      switch known.place(of: unit, measure) {
      case KnownUnits.agreed: look(at: row, measure, hasUnit: unit != nil)
      case KnownUnits.unknown: doubtful[measure][Doubt.unit.rawValue].append(Int32(row))
      case let other: otherwise[measure][other].append(Int32(row))
      }
    }
  }

  private mutating func look(at row: Int, _ index: Int, hasUnit: Bool) {
    let number = numbers.values[row]
    if measures.of[index].isZeroMissing, number == 0 {
      doubtful[index][Doubt.zero.rawValue].append(Int32(row))
    } else if let plausible = measures.of[index].plausible, !plausible.contains(number) {
      let isBare = measures.of[index].unit != nil && measures.unit != nil && !hasUnit
      let doubt = isBare ? Doubt.withoutUnit : .plausible
      doubtful[index][doubt.rawValue].append(Int32(row))
    }
  }

  private mutating func convert(_ table: Table, _ units: TextColumn?, _ parameters: Parameters) {
    guard otherwise.contains(where: { $0.contains { !$0.isEmpty } }) else { return }
    var units = units
    for (index, measure) in measures.of.enumerated() {
      for (other, rows) in zip(measure.also, otherwise[index]) where !rows.isEmpty {
        let part = table.selecting(other.value.columns.sorted()).gathered(rows)
        let converted = other.value.evaluate(on: part, parameters: parameters).decimals
        let agreed = measure.unit.flatMap { units?.dictionary.insert($0.name) }
        for (position, row) in rows.enumerated() {
          if measure.isZeroMissing, numbers.values[Int(row)] == 0 {
            doubtful[index][Doubt.zero.rawValue].append(row)
            continue
          }
          guard let converted, converted.present.map({ $0[position] }) ?? true else {
            doubtful[index][Doubt.plausible.rawValue].append(row)
            continue
          }
          numbers.values[Int(row)] = converted.values[position]
          if let agreed { units?.codes[Int(row)] = agreed }
          look(at: Int(row), index, hasUnit: true)
        }
      }
    }
    columns.append((measures.value, .decimal(numbers)))
    if let name = measures.unit, let units { columns.append((name, .text(units))) }
  }

  private mutating func note(count: Int) {
    for (measure, doubts) in zip(measures.of, doubtful) {
      for (doubt, rows) in zip(Doubt.allCases, doubts) where !rows.isEmpty {
        var bits = Bitmap(repeating: false, count: count)
        for row in rows { bits[Int(row)] = true }
        faults.append(
          WorkedOutRows.Fault(
            rule: "\(measure.ruleName)-\(doubt.word)", says: says(doubt, measure), rows: bits))
      }
    }
  }

  private func says(_ doubt: Doubt, _ measure: Measures.Measure) -> String {
    let bounds =
      measure.plausible.map { plain($0.lowerBound) + " to " + plain($0.upperBound) } ?? ""
    let unit = measure.unit.map { " " + $0.name } ?? ""
    return switch doubt {
    case .unit: "\(measure.code) is in a unit that the contract does not name for it"
    case .zero: "\(measure.code) is 0, which stands for no value"
    case .withoutUnit: "\(measure.code) has no unit and is outside \(bounds)\(unit)"
    case .plausible: "\(measure.code) is outside \(bounds)\(unit)"
    }
  }

  private func plain(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
  }
}

extension ConvertedMeasures.Doubt {
  fileprivate var word: String {
    switch self {
    case .unit: "unit"
    case .zero: "zero"
    case .withoutUnit: "without-unit"
    case .plausible: "plausible"
    }
  }
}

/// Which of a measure's units each text of a column is, looked into once for each of them.
private struct KnownUnits {
  /// The agreed unit.
  static let agreed = -1
  /// None of the measure's units.
  static let unknown = -2
  private static let unasked = Int16.min

  private let measures: [Measures.Measure]
  private let texts: [String]
  private var places: [Int16]

  init(_ measures: Measures, _ texts: [String]) {
    self.measures = measures.of
    self.texts = texts
    places = [Int16](repeating: KnownUnits.unasked, count: texts.count * measures.of.count)
  }

  /// The place of a unit among a measure's other units, `agreed` or `unknown`; a missing unit is the agreed one.
  mutating func place(of unit: Int32?, _ measure: Int) -> Int {
    guard let unit else { return KnownUnits.agreed }
    let index = measure * texts.count + Int(unit)
    if places[index] == KnownUnits.unasked {
      places[index] = Int16(find(texts[Int(unit)], measures[measure]))
    }
    return Int(places[index])
  }

  private func find(_ text: String, _ measure: Measures.Measure) -> Int {
    guard let agreed = measure.unit, !agreed.isWritten(text) else { return KnownUnits.agreed }
    return measure.also.firstIndex { $0.unit.isWritten(text) } ?? KnownUnits.unknown
  }
}

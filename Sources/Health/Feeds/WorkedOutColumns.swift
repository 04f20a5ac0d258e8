import Expressions
import Model
import Tables

/// A feed's rows with the columns that are worked out of others, and what was found on the way.
struct WorkedOutRows {
  /// A rule that rows break.
  struct Fault {
    var rule: String
    var says: String
    var rows: Bitmap
  }

  /// All columns.
  private(set) var table: Table
  /// The columns that were added or are other than as they were read.
  private(set) var changed: [String] = []
  private(set) var faults: [Fault] = []

  /// Works out computed columns, each of those before it, and then converts what is measured.
  init(_ table: Table, _ rules: FeedRules, parameters: Parameters) {
    self.table = table
    for column in rules.computed {
      let values = column.value.evaluate(on: self.table, parameters: parameters)
      take(column.name, values)
      guard column.isRequired, let present = values.present else { continue }
      faults.append(
        Fault(
          rule: "missing-value", says: "the column '\(column.name)' has no value", rows: ~present))
    }
    if let measures = rules.measures { convert(measures, parameters) }
  }

  private mutating func convert(_ measures: Measures, _ parameters: Parameters) {
    guard let converted = ConvertedMeasures(measures, in: table, parameters: parameters) else {
      return
    }
    faults += converted.faults
    for (name, column) in converted.columns { take(name, column) }
  }

  private mutating func take(_ name: String, _ column: Column) {
    table = table.replacing(Table([(name, column)]))
    if !changed.contains(name) { changed.append(name) }
  }
}

public import Model
public import Expressions
public import Tables

/// Which terms of a score add something for each person.
///
/// - Shape: one bit a person for each of the definition's `terms`, in their order.
/// - Missing: an unknown condition and a missing value add nothing, and neither do the terms of a model that is not the
///   person's, nor any of a person whose score is recorded.
/// - Complexity: O(persons) for each expression.
public func appliedTerms(
  _ definition: ScoreDefinition, persons: PersonTable, parameters: Parameters
) -> [Bitmap] {
  let read = definition.personColumns
  var table = persons.table.selecting(persons.table.names.filter { read.contains($0) })
  let everybody = Bitmap(repeating: true, count: persons.count)
  var open = definition.eligible?.trueRows(on: table, parameters: parameters) ?? everybody
  if let recorded = definition.recorded?.values(on: table, parameters: parameters) {
    open = open.subtracting(recorded.present ?? everybody)
  }
  for value in definition.values {
    table.append(value.name, value.value.values(on: table, parameters: parameters))
  }
  return definition.models.flatMap { model in
    let rows = model.when.map { open & $0.trueRows(on: table, parameters: parameters) } ?? open
    open = open.subtracting(rows)
    var values = table
    for value in model.values {
      values.append(value.name, value.value.values(on: values, parameters: parameters))
    }
    return model.terms.map { term in
      let holds = term.when.map { rows & $0.trueRows(on: values, parameters: parameters) } ?? rows
      guard let value = term.value?.values(on: values, parameters: parameters) else {
        return term.when == nil ? Bitmap(repeating: false, count: persons.count) : holds
      }
      return Bitmap(count: persons.count) { holds[$0] && value.isOtherThanZero(at: $0) }
    }
  }
}

extension Column {
  fileprivate func isOtherThanZero(at row: Int) -> Bool {
    switch value(at: row) {
    case .integer(let number): number != 0
    case .decimal(let number): number != 0
    default: false
    }
  }
}

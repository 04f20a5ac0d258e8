public import Model
public import Tables

/// How many patients of each of some practices, as an earlier population had them, are registered with nobody tonight.
///
/// A practice that has closed or was merged is missed only where its patients did not come with another one.
///
/// - Shape: the persons of two populations -> patients by practice code; a practice all of whose patients are somewhere has
///   no entry.
/// - Missing: keys of another kind than tonight's are nobody's.
/// - Complexity: O(persons).
public func patientsNowhere(
  earlier: Table, tonight: Table, practices codes: Set<String>, vocabulary: PersonVocabulary
) -> [String: Int] {
  let keys = tonight.declared(vocabulary.person)
  let numbering = KeyNumbers(of: keys)
  let registered = Set(numbering.numbers(of: keys).values)
  // An earlier population may have called its columns otherwise.
  guard let persons = earlier[vocabulary.person],
    let practices = earlier[vocabulary.practice]?.texts
  else { return [:] }
  let numbers = numbering.numbers(of: persons)
  var nowhere: [String: Int] = [:]
  for row in 0..<earlier.rowCount {
    guard let code = practices.text(at: row), codes.contains(code) else { continue }
    let isKnown = numbers.present?[row] ?? true
    if !isKnown || !registered.contains(numbers.values[row]) { nowhere[code, default: 0] += 1 }
  }
  return nowhere
}

import Model
import Tables

/// The persons on each register of each practice: a person with several unresolved entries counts once.
///
/// `persons` is the column of the registered persons' keys.
func registerCounts(
  _ source: RegisterSource, entries: Table, persons: Column, practices: TextColumn,
  referenceDate: Day?
) -> [[String]: Int64] {
  let groups = entries.declaredTexts(source.entryGroup)
  let rows = PersonRows(of: persons).rows(of: entries.declared(source.entryKey))
  let resolved = entries.declared(source.entryResolved).days
  var onRegister = [Bitmap](
    repeating: Bitmap(repeating: false, count: persons.count), count: groups.dictionary.count)
  for (entry, person) in rows.enumerated() where person >= 0 {
    guard let group = groups.code(at: entry) else { continue }
    if let resolved, resolved.present?[entry] ?? true,
      let referenceDate, resolved.values[entry] <= referenceDate.number
    {
      continue
    }
    onRegister[Int(group)][Int(person)] = true
  }
  var counts: [[String]: Int64] = [:]
  for (group, members) in onRegister.enumerated() {
    var perPractice = [Int64](repeating: 0, count: practices.dictionary.count)
    for person in members.setIndices {
      if let practice = practices.code(at: person) { perPractice[Int(practice)] += 1 }
    }
    for (practice, count) in perPractice.enumerated() where count > 0 {
      counts[[practices.dictionary[Int32(practice)], groups.dictionary[Int32(group)]]] = count
    }
  }
  return counts
}

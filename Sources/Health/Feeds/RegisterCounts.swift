import Model
import Tables

/// Who is on each register: a person with several unresolved entries is on it once.
///
/// `persons` is the column of the registered persons' keys.
func registerMembers(
  _ source: RegisterSource, entries: Table, persons: Column, referenceDate: Day?
) -> [(register: String, persons: Bitmap)] {
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
  return zip(groups.dictionary.texts, onRegister).map { ($0, $1) }
}

/// The number of persons on each register of each practice.
func registerCounts(
  _ members: [(register: String, persons: Bitmap)], practices: TextColumn
) -> [[String]: Int64] {
  var counts: [[String]: Int64] = [:]
  for (register, members) in members {
    var perPractice = [Int64](repeating: 0, count: practices.dictionary.count)
    for person in members.setIndices {
      if let practice = practices.code(at: person) { perPractice[Int(practice)] += 1 }
    }
    for (practice, count) in perPractice.enumerated() where count > 0 {
      counts[[practices.dictionary[Int32(practice)], register]] = count
    }
  }
  return counts
}

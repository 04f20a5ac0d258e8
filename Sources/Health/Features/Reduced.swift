import Model
import Expressions
import Tables

/// One value a person of all events that count.
///
/// Every operation is free of order: the result is the same for any order of rows and any partition size.
func reduced(
  _ reduction: Reduction, feeds: [EventTable], count: Int, parameters: Parameters,
  partitionedBy size: Int
) -> Column {
  let rows = feeds.map {
    countedRows(reduction, of: $0, parameters: parameters, partitionedBy: size)
  }
  let persons = zip(feeds, rows).flatMap { events, rows in
    let persons = events.persons
    return rows.map { persons[Int($0)] }
  }
  switch reduction.operation {
  case .exists: return .boolean(BooleanColumn(marked(persons, count: count)))
  case .count: return .integer(FixedColumn(counted(persons, count: count)))
  default: break
  }
  let name = reduction.value ?? ""
  let columns = feeds.map { $0.table.declared(name) }
  let values = EventValues(columns, type: columns[0].type, rows: rows)
  switch reduction.operation {
  case .sum: return summed(persons, values, count: count, isMean: false)
  case .mean: return summed(persons, values, count: count, isMean: true)
  case .stddev: return deviations(persons, values, count: count)
  case .min:
    return values.column(best(persons, values.keys, isSmallest: true, count: count), count: count)
  case .max:
    return values.column(best(persons, values.keys, count: count), count: count)
  case .first, .last:
    let sign: Int32 = reduction.operation == .first ? -1 : 1
    let by = reduction.by ?? name
    let days = zip(feeds, rows).flatMap { events, rows in
      orderingDays(events.table.declared(by), rows).map { $0 &* sign }
    }
    let best = best(
      persons, values.keys, days: days, isSmallest: reduction.ties == .smallest, count: count)
    return values.column(best, count: count)
  case .exists, .count:
    return Column(.integer, [Value?](repeating: nil, count: count))
  }
}

/// The rows of known persons that the condition selects and that have what the operation reads.
private func countedRows(
  _ reduction: Reduction, of events: EventTable, parameters: Parameters, partitionedBy size: Int
) -> [Int32] {
  let table = events.table
  let needed = [reduction.value, reduction.by].compactMap { $0 }
  let present = needed.compactMap { table.declared($0).present }
  let persons = events.persons
  var rows: [Int32] = []
  for start in stride(from: 0, to: table.rowCount, by: size) {
    let range = start..<min(start + size, table.rowCount)
    let selected =
      reduction.condition?.selects(on: table, parameters: parameters, rows: range)
      ?? Bitmap(repeating: true, count: range.count)
    for (index, word) in selected.words.enumerated() {
      var rest = word
      for bits in present { rest &= bits.words[start >> 6 + index] }
      while rest != 0 {
        let row = start + index << 6 + rest.trailingZeroBitCount
        if persons[row] >= 0 { rows.append(Int32(row)) }
        rest &= rest - 1
      }
    }
  }
  return rows
}

private func orderingDays(_ column: Column, _ rows: [Int32]) -> [Int32] {
  guard let days = column.days?.values else {
    preconditionFailure("what orders events was checked to be a day")
  }
  return rows.map { days[Int($0)] }
}

private func marked(_ persons: [Int32], count: Int) -> Bitmap {
  // The words of all persons stay in the cache; truth values do not.
  var words = [UInt64](repeating: 0, count: (count + 63) / 64)
  for person in persons { words[Int(person) >> 6] |= 1 << UInt64(person & 63) }
  return Bitmap(words: words, count: count)
}

private func counted(_ persons: [Int32], count: Int) -> [Int64] {
  var counts = [Int64](repeating: 0, count: count)
  for person in persons { counts[Int(person)] += 1 }
  return counts
}

/// The value and the day of an event.
private struct Best {
  var key: Int64
  var day: Int32
}

/// Of each person who has events the value that counts, in the order of the persons.
struct BestValues {
  var persons: [Int32] = []
  var keys: [Int64] = []
}

/// Each person's largest or smallest key on the latest day, or of all where no days are given.
private func best(
  _ persons: [Int32], _ keys: [Int64], days: [Int32]? = nil, isSmallest: Bool = false, count: Int
) -> BestValues {
  func isBetter(_ event: Best, _ other: Best) -> Bool {
    if event.day != other.day { return event.day > other.day }
    return isSmallest ? event.key < other.key : event.key > other.key
  }
  var best = BestValues()
  if zip(persons, persons.dropFirst()).allSatisfy({ $0 <= $1 }) {
    var last = Best(key: 0, day: 0)
    // Whose events stand together needs no place for each person of the population.
    for index in persons.indices {
      let event = Best(key: keys[index], day: days?[index] ?? 0)
      if best.persons.last != persons[index] {
        best.persons.append(persons[index])
        best.keys.append(event.key)
        last = event
      } else if isBetter(event, last) {
        best.keys[best.keys.count - 1] = event.key
        last = event
      }
    }
    return best
  }
  // Of the best so far the key and the day lie side by side.
  var known = [Best?](repeating: nil, count: count)
  for index in persons.indices {
    let event = Best(key: keys[index], day: days?[index] ?? 0)
    let person = Int(persons[index])
    if let other = known[person], !isBetter(event, other) { continue }
    known[person] = event
  }
  for (person, event) in known.enumerated() {
    guard let event else { continue }
    best.persons.append(Int32(person))
    best.keys.append(event.key)
  }
  return best
}

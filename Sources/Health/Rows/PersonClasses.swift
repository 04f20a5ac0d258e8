import Model
import Parallel
import Tables

/// Persons by the values of columns, each column taken apart once for all steps of a run.
///
/// Some hundred steps count by network, and many more by practice, age or deprivation.
public final class PersonClasses: Sendable {
  // Where practices' deliveries are not complete, some steps get the people of the others alone, and an indicator that is not made nobody.
  private struct Key: Hashable {
    let name: String
    let personCount: Int
  }

  private struct Found: Sendable {
    var column: Column
    var classes: Classes
  }

  private let found = OncePer<Key, Found>()

  /// Nothing is taken apart yet.
  public init() {}

  /// The persons of each value of a column of the person table.
  ///
  /// - Precondition: the table has the column.
  func of(_ name: String, in persons: Table) -> Classes {
    let column = persons.declared(name)
    let first = found(Key(name: name, personCount: persons.rowCount)) {
      Found(column: column, classes: Classes(of: column, count: persons.rowCount))
    }
    // Where a practice's delivery is not complete, a step may get a column with its people's values left out.
    return first.column == column
      ? first.classes : Classes(of: column, count: persons.rowCount)
  }

  /// The networks of persons.
  func networks(of persons: Table) -> NetworkAreas {
    NetworkAreas(of(PersonVocabulary.network, in: persons))
  }
}

/// The persons of each value of a column, in the order of the values; those without one come last.
struct Classes {
  /// What each class is called; nil for those without a value.
  var names: [String?] = []
  /// For each person the class.
  var classOfPerson: [Int32]

  init(of column: Column, count: Int) {
    if case .text(let texts) = column {
      (names, classOfPerson) = textClasses(texts)
      return
    }
    let groups = RowGroups(of: (0..<count).map { Int32($0) }, by: [column])
    let keys = OrderedKeys.of(column, rows: groups.firsts)
    let missing = groups.firsts.map { row in column.present.map { !$0[Int(row)] } ?? false }
    var order = ascendingOrder(of: keys)
    order = ascendingOrder(order, by: missing.map { $0 ? 1 : 0 })
    var classOfGroup = [Int32](repeating: 0, count: order.count)
    for (index, group) in order.enumerated() {
      classOfGroup[Int(group)] = Int32(index)
      names.append(column.value(at: Int(groups.firsts[Int(group)])).map { areaName(of: $0) })
    }
    classOfPerson = groups.groupOfRow.map { classOfGroup[Int($0)] }
  }

  /// Those of some persons who are in each class.
  ///
  /// - Complexity: O(persons), one pass.
  func sets(of persons: Bitmap) -> [CountedSet] {
    var sets = [CountedSet](repeating: CountedSet(), count: names.count)
    for person in persons.setIndices { sets[Int(classOfPerson[person])].add(person: person) }
    return sets
  }

  /// How many of some persons are in each class.
  func counts(of persons: Bitmap) -> [Int] {
    var counts = [Int](repeating: 0, count: names.count)
    for person in persons.setIndices { counts[Int(classOfPerson[person])] += 1 }
    return counts
  }

  /// The class of a coarser set that each class is in: that of its first person.
  func parents(in coarser: Classes) -> [Int] {
    var parents = [Int](repeating: -1, count: names.count)
    for (person, index) in classOfPerson.enumerated() where parents[Int(index)] < 0 {
      parents[Int(index)] = Int(coarser.classOfPerson[person])
    }
    return parents
  }
}

/// The classes of texts, of which only those that occur are one.
private func textClasses(_ texts: TextColumn) -> (names: [String?], classOfPerson: [Int32]) {
  let texts = texts.compacted
  let ranks = texts.dictionary.bytewiseRanks
  let names: [String?] = texts.dictionary.bytewiseOrder.map { texts.dictionary[$0] }
  let codes = texts.codes
  guard let present = texts.present, !present.isAllSet else {
    return (names, codes.map { ranks[Int($0)] })
  }
  let missing = Int32(names.count)
  return (names + [nil], codes.indices.map { present[$0] ? ranks[Int(codes[$0])] : missing })
}

private func areaName(of value: Value) -> String {
  switch value {
  case .boolean(let truth): truth ? "true" : "false"
  case .integer(let number): String(number)
  case .decimal(let number): String(number)
  case .day(let day): day.description
  case .text(let text): text
  // A person's key names no area; the caller splits by no such column.
  case .identifier, .pseudonym: ""
  }
}

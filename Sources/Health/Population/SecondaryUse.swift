public import Model
public import Tables

/// Who may be in an output of persons for secondary use, as rows of the person table.
///
/// Those whom aggregates may count and of whom it is known that they have none of some opt-outs. Only people of practices with
/// lists tonight are among them: nobody vouches for the records of one that is held back, is not known, or did not deliver.
///
/// - Shape: `persons` has the columns `PersonVocabulary.secondaryUse` and `practiceStatus`, and those of the opt-outs.
/// - Missing: whoever's choice is not known is left out.
public func rowsForSecondaryUse(
  of persons: PersonTable, leavingOut optOuts: [OptOut]
) -> Bitmap {
  guard case .boolean(let countable) = persons.table.declared(PersonVocabulary.secondaryUse) else {
    preconditionFailure("a declared column has the declared type")
  }
  let status = persons.table.declaredTexts(PersonVocabulary.practiceStatus)
  let ok = status.dictionary.code(of: PracticeStatus.ok.rawValue)
  let isOK = Bitmap(count: persons.count) { row in status.code(at: row).map { $0 == ok } ?? false }
  return countable.bits & persons.table.rows(withNoneOf: optOuts) & isOK
}

/// The persons' columns as far as anything is known of them.
///
/// - Missing: what rests on a part of a feed that a practice did not deliver, for its people; a column of `absent`, for which nothing was
///   delivered, for everybody.
public func valuesForSecondaryUse(
  of persons: PersonTable, _ incomplete: IncompleteFeeds, restsOn: [String: FeedsRead],
  absent: Set<String>, _ vocabulary: PersonVocabulary
) -> PersonTable {
  let masked = persons.masking(incomplete, restsOn: restsOn, vocabulary).table
  let nobody = Bitmap(repeating: false, count: persons.count)
  return PersonTable(
    Table(
      zip(masked.names, masked.columns).map { name, column in
        (name, absent.contains(name) ? column.keeping(nobody) : column)
      }, rowCount: persons.count))
}

/// The first of some columns in which the person's key or day of birth stands, whatever its definition says of it; nil for none.
///
/// Days of birth stand in a column of days where it has them for half of the people or more: one person's vaccination on the day of
/// birth tells nothing.
public func columnThatIdentifies(
  _ columns: [String], of persons: PersonTable, _ vocabulary: PersonVocabulary
) -> String? {
  let keys = persons.table.declared(vocabulary.person)
  var births: FixedColumn<Int32>?
  if let birth = vocabulary.birth, case .day(let days)? = persons.table[birth] { births = days }
  return columns.first { name in
    guard let column = persons.table[name] else { return false }
    switch (column, keys) {
    case (.integer(let numbers), .identifier(let keys)):
      return (0..<persons.count).contains {
        numbers.values[$0] == keys.values[$0] && keys.values[$0] != 0
      }
    case (.decimal(let numbers), .identifier(let keys)):
      return (0..<persons.count).contains {
        numbers.values[$0] == Double(keys.values[$0]) && keys.values[$0] != 0
      }
    case (.text(let texts), .identifier(let keys)):
      let numbers = texts.dictionary.texts.map { Int64($0) ?? 0 }
      return (0..<persons.count).contains { row in
        texts.code(at: row).map { numbers[Int($0)] == keys.values[row] && keys.values[row] != 0 }
          ?? false
      }
    case (.text(let texts), .pseudonym(let keys)):
      let codes = texts.dictionary.texts.map { keys.dictionary.code(of: $0) }
      return (0..<persons.count).contains { row in
        guard let code = texts.code(at: row), let key = codes[Int(code)] else { return false }
        return keys.code(at: row) == key
      }
    case (.day(let days), _):
      guard let births else { return false }
      let present = (0..<persons.count).filter { days.present?[$0] ?? true }
      let same = present.filter { days.values[$0] == births.values[$0] }
      return !same.isEmpty && 2 * same.count >= present.count
    default: return false
    }
  }
}

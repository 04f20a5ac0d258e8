import Tables

/// Who was on a list before.
enum EarlierPeople {
  /// By numbers of the persons, with those of the person table.
  case numbers(Set<Int64>, [Int64])
  /// By texts in their place, with the column of the person table.
  case texts(Set<PersonKey>, Column)

  /// Takes the keys of those who were on the list and the persons' own; nil where nothing is known of an earlier list, or keys were
  /// of another kind.
  init?(_ earlier: Column?, keys: Column) {
    switch (keys, earlier) {
    case (.identifier(let numbers), .identifier(let earlier)?):
      self = .numbers(Set(earlier.values), numbers.values)
    case (.pseudonym(let texts), .pseudonym(let earlier)?):
      self = .texts(Set(Column.pseudonym(earlier).personKeys.compactMap { $0 }), .pseudonym(texts))
    default: return nil
    }
  }

  /// Whether somebody, by row of the person table, was on it.
  func includes(person: Int) -> Bool {
    switch self {
    case .numbers(let known, let numbers): known.contains(numbers[person])
    case .texts(let known, let texts):
      texts.value(at: person)?.personKey.map { known.contains($0) } ?? false
    }
  }
}

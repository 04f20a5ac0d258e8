public import Model
public import Tables

/// What practices and networks are called, by their codes, as the population says it.
///
/// - Missing: a code that nobody has a name for is not among them.
/// - Complexity: O(persons).
public func organisationNames(
  of persons: Table, _ vocabulary: PersonVocabulary
) -> [String: String] {
  names(of: persons, code: vocabulary.practice, vocabulary.listed[.practiceName])
    .merging(names(of: persons, code: PersonVocabulary.network, vocabulary.listed[.networkName])) {
      first, _ in first
    }
}

private func names(of persons: Table, code: String, _ name: String?) -> [String: String] {
  guard let name, case .text(let codes)? = persons[code], case .text(let titles)? = persons[name]
  else { return [:] }
  var names: [String: String] = [:]
  var isSeen = [Bool](repeating: false, count: codes.dictionary.count)
  for row in codes.codes.indices {
    guard let code = codes.code(at: row), !isSeen[Int(code)], let title = titles.text(at: row)
    else { continue }
    isSeen[Int(code)] = true
    names[codes.dictionary[code]] = title
  }
  return names
}

public import Model
public import Tables

extension PersonTable {
  /// The persons whose practice is among some, by code.
  func rows(ofPractices wanted: Set<String>, _ vocabulary: PersonVocabulary) -> Bitmap {
    let practices = table.declaredTexts(vocabulary.practice)
    let isWanted = practices.dictionary.texts.map { wanted.contains($0) }
    return Bitmap(count: practices.codes.count) { row in
      practices.code(at: row).map { isWanted[Int($0)] } ?? false
    }
  }

  /// The same persons, with what rests on a part of a feed missing for those whose practice did not deliver it.
  ///
  /// - Missing: also a column that never misses a value: whether somebody has an event is not known without the events.
  public func masking(
    _ incomplete: IncompleteFeeds, restsOn: [String: FeedsRead], _ vocabulary: PersonVocabulary
  ) -> PersonTable {
    guard !incomplete.isEmpty else { return self }
    var masked = Table(rowCount: count)
    for (name, column) in zip(table.names, table.columns) {
      let lacking = incomplete.of(restsOn[name] ?? []).allPractices
      masked.append(
        name,
        lacking.isEmpty ? column : column.keeping(~rows(ofPractices: lacking, vocabulary)))
    }
    return PersonTable(masked)
  }

  /// The persons of practices that delivered all that is read.
  func complete(
    _ read: FeedsRead, _ incomplete: IncompleteFeeds, _ vocabulary: PersonVocabulary
  ) -> PersonTable {
    let lacking = incomplete.of(read).allPractices
    guard !lacking.isEmpty else { return self }
    let kept = (~rows(ofPractices: lacking, vocabulary)).setIndices.map { Int32($0) }
    return PersonTable(table.gathered(kept))
  }
}

/// What nobody can know of persons whose practice did not deliver a feed whole.
public struct IncompleteReadings: Sendable {
  /// The practices by what they lack.
  public var incomplete: IncompleteFeeds
  /// What each column rests on.
  public var restsOn: [String: FeedsRead]

  /// Everything is known.
  public init() {
    incomplete = IncompleteFeeds()
    restsOn = [:]
  }

  /// Names practices, and what columns rest on.
  public init(_ incomplete: IncompleteFeeds, restsOn: [String: FeedsRead]) {
    self.incomplete = incomplete
    self.restsOn = restsOn
  }

  /// The practices for whose persons some columns cannot be known.
  ///
  /// A column that is made missing would read as "there is none" where a condition asks just that.
  func practices(lacking columns: some Sequence<String>) -> Set<String> {
    guard !incomplete.isEmpty else { return [] }
    return incomplete.of(restsOn.union(of: columns)).allPractices
  }
}

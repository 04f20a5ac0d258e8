import Definitions
import Messages
import Model

/// Exceptions of the definitions that could be taken away.
extension DeliveryReview {
  /// What is stated and no longer says anything: it would hide the next fault of the same practice.
  ///
  /// - Missing: of an exception of a whole feed nobody knows what the night would have been without it.
  var staleExceptions: [DeliveryNote] {
    guard let population = results[.population]?.record.facts else { return [] }
    let stated = preparation.pipeline.expectation.exceptions
    let ended = stated.filter { $0.until < entry.referenceDate }
    let current = stated.filter { $0.until >= entry.referenceDate && $0.practice != nil }
    let known = knownPractices(population)
    let unknown = current.filter { !known.contains($0.practice ?? "") }
    let idle = current.filter { known.contains($0.practice ?? "") && !isNeeded($0) }
    return [
      (DeliveryNote.StaleExceptionCause.ended, ended), (.unknownPractice, unknown),
      (.notNeeded, idle),
    ].compactMap { cause, exceptions in
      guard !exceptions.isEmpty else { return nil }
      return DeliveryNote(
        .note,
        .staleExceptions(
          cause,
          exceptions.map {
            DeliveryNote.StatedException(practice: $0.practice, feed: $0.feed, until: $0.until)
          }))
    }
  }

  /// The practices of tonight, of the release before and of the published list sizes.
  private func knownPractices(_ population: StageFacts) -> Set<String> {
    var known = Set(population.patients.keys).union((before?.patients ?? [:]).keys)
    known.formUnion(population.leftOut?.practices.map(\.code) ?? [])
    known.formUnion(results[.publishedFigures]?.record.facts?.silent.map(\.code) ?? [])
    return known
  }

  /// Whether the night would be another one without an exception.
  private func isNeeded(_ exception: PracticeException) -> Bool {
    let sizes = preparation.pipeline.reconciliation?.value.listSizes?.feed
    if exception.feed != nil, exception.feed == sizes {
      let released = results[.publishedFigures]?.record.facts?.released ?? []
      return released.contains(exception.practice ?? "")
    }
    var without = self
    without.expectation.exceptions.removeAll { $0 == exception }
    return without.practices != practices
  }
}

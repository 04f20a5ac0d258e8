import Messages
import Model

/// Lists held against those of the release before, by the same definition.
extension DeliveryReview {
  /// Lists that changed by more than the limits of the pipeline, and what was accepted of that.
  var lists: [DeliveryNote] {
    var inVain = Set(accepted.keys)
    guard let before else { return acceptedInVain(inVain) }
    var changed: [DeliveryNote.CountChange] = []
    var notes: [DeliveryNote] = []
    for list in entry.lists {
      guard let last = before.lists.first(where: { $0.cohort == list.cohort })?.total,
        isSameDefinition(list.cohort, before)
      else { continue }
      guard isChanged(from: last, to: list.total) else { continue }
      let change = DeliveryNote.CountChange(name: list.cohort, before: last, now: list.total)
      if let because = accepted[list.cohort] {
        inVain.remove(list.cohort)
        notes.append(DeliveryNote(.warning, .listChangeAccepted(change, because: because)))
      } else {
        changed.append(change)
      }
    }
    notes += acceptedInVain(inVain)
    guard !changed.isEmpty else { return notes }
    return notes + [DeliveryNote(.refused, .listsChanged(changed, run: before.id))]
  }

  /// Practices' parts of lists that are far from what was there before, of lists whose change nobody accepted and that are
  /// not said to have changed as a whole.
  func listParts(apart lists: [DeliveryNote]) -> [DeliveryNote] {
    let told = lists.reduce(into: Set(accepted.keys)) { names, note in
      if case .listsChanged(let changes, _) = note.what { names.formUnion(changes.map(\.name)) }
    }
    let excepted = exceptedPractices
    let parts = (results[.listParts]?.record.facts?.listParts?.unexpected ?? []).filter {
      !told.contains($0.name) && !excepted.contains($0.practice)
    }
    guard !parts.isEmpty else { return [] }
    return [
      DeliveryNote(.warning, .unexpectedParts(parts), lists: distinctLists(parts.map(\.name)))
    ]
  }

  /// Whether a list of all networks changed by more than the pipeline's limits.
  private func isChanged(from last: Int, to now: Int) -> Bool {
    let size = abs(now - last)
    return size >= expectation.listChangePeople
      && Double(size) > expectation.listChangeLimit * Double(max(last, 1))
  }

  private func acceptedInVain(_ lists: Set<String>) -> [DeliveryNote] {
    // A list that was not made says nothing.
    guard !lists.isEmpty, !entry.lists.isEmpty else { return [] }
    return [DeliveryNote(.warning, .acceptedInVain(lists.sorted()))]
  }

  /// Whether a list was made by the same definition and in the same season: another one may well have other people on it.
  ///
  /// Where the store has lost what it was made by, nobody knows, and nothing is held against it.
  private func isSameDefinition(_ cohort: String, _ before: RunEntry) -> Bool {
    let stage = StageName(cohort: cohort)
    guard let fingerprint = results[stage]?.record.fingerprint,
      let earlier = record(of: stage, in: before)?.fingerprint
    else { return false }
    return fingerprint.definitionAndSeason == earlier.definitionAndSeason
  }
}

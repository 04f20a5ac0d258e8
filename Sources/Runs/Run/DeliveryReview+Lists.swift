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

  /// Lists of one network that changed by much though they did not in all together: a column or a code of one practice that
  /// came empty or wrong is too little of the feed to be seen there.
  ///
  /// Where another practice is left out than in the release before, its own people come or go with it.
  func networkLists(_ practices: [DeliveryNote]) -> [DeliveryNote] {
    guard let before, practices.leftOutParts == (before.delivery ?? []).leftOutParts else {
      return []
    }
    var changes: [DeliveryNote.CountChange] = []
    for list in entry.lists {
      guard let last = before.lists.first(where: { $0.cohort == list.cohort }),
        !isChanged(from: last.total, to: list.total), isSameDefinition(list.cohort, before)
      else { continue }
      for (network, people) in last.people.sorted(by: { $0.key < $1.key }) {
        let now = list.people[network] ?? 0
        guard abs(now - people) >= fewestInNetwork,
          Double(abs(now - people)) > networkListChange * Double(people)
        else { continue }
        changes.append(
          DeliveryNote.CountChange(name: "\(list.cohort) of \(network)", before: people, now: now))
      }
    }
    guard !changes.isEmpty else { return [] }
    return [DeliveryNote(.warning, .networkListsChanged(changes, run: before.id))]
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
    let today = RunParameters.referenceDateName
    return fingerprint.version == earlier.version && fingerprint.definition == earlier.definition
      && fingerprint.parameters.filter { $0.key != today }
        == earlier.parameters.filter { $0.key != today }
  }
}

/// By more than this share of the release before a list of one network is told, where it is that of so many people or more.
///
/// Source: project choice; a night moves some of a hundred, and a practice is half of a small network.
private let networkListChange = 0.4
private let fewestInNetwork = 10

import Messages
import Model

extension [DeliveryNote] {
  /// These notes and those of the same night held against another release.
  ///
  /// What both say is said once, and where they say the same with other numbers the graver one is. That something was accepted in vain
  /// is so only where both say it.
  func joined(with others: [DeliveryNote]) -> [DeliveryNote] {
    let own = filter { note in
      if case .acceptedInVain = note.what { return others.contains(note) }
      guard let subject = note.what.subject else { return true }
      return !others.contains { $0.what.subject == subject && $0.grade.isGraver(than: note.grade) }
    }
    let added = others.filter { note in
      if case .acceptedInVain = note.what { return false }
      if contains(note) { return false }
      guard let subject = note.what.subject else { return true }
      return !own.contains { $0.what.subject == subject }
    }
    return own + added
  }
}

extension DeliveryNote.Grade {
  fileprivate func isGraver(than other: Self) -> Bool {
    let order = Self.allCases
    return (order.firstIndex(of: self) ?? 0) < (order.firstIndex(of: other) ?? 0)
  }
}

extension DeliveryNote.What {
  /// What a note that names an earlier release is about, whichever release that is; nil for any other note.
  fileprivate var subject: String? {
    switch self {
    case .wentBack(let feed, _, _, _): "back \(feed)"
    case .moreRows(let feed, _, _, _): "more \(feed)"
    case .fewerRows(let feed, _, _, _): "fewer \(feed)"
    case .fewerValues(let feed, _, _): "values \(feed)"
    case .notDelivered(let feed, _): "feed \(feed.feed)"
    case .fewerPatients(let practices, _): "fewer patients \(practices.names)"
    case .morePatients(let practices, _): "more patients \(practices.names)"
    case .networksGone(let networks, _): "networks \(networks.names)"
    case .silentPractices(let practices): "silent \(practices.map(\.code))"
    case .tooManyLeftOut: "left out"
    case .listsChanged(let lists, _): "lists \(lists.names)"
    case .listChangeAccepted(let change, _): "accepted \(change.name)"
    default: nil
    }
  }
}

extension [DeliveryNote.CountChange] {
  fileprivate var names: [String] { map(\.name) }
}

import Definitions
import Health
import Messages
import Model

/// What networks reported in the release before and do not any more.
extension DeliveryReview {
  /// Lists on which people are again whom an action took off them, since the feed has no row of them any more: a file of a
  /// network that did not come, or a sheet that was begun anew.
  ///
  /// That nothing came at all is said of the feed. How much comes varies with what networks do, so that neither practices nor
  /// the feed as a whole are held against other nights by their number.
  var lostActions: [DeliveryNote] {
    guard let feed = pipeline.actions?.value.ofEachList.feed, let before, !isExcepted(feed),
      !isUndelivered(feed)
    else { return [] }
    let changes = pipeline.cohorts.map(\.value.name).compactMap { list in
      results[StageName(cohort: list)]?.record.facts?.actions.map {
        DeliveryNote.CountChange(name: list, before: $0.held, now: $0.held - $0.lost)
      }
    }
    let lost = changes.filter { $0.now < $0.before }
    guard !lost.isEmpty else { return [] }
    let held = changes.reduce(0) { $0 + $1.before }
    let gone = lost.reduce(0) { $0 + $1.before - $1.now }
    let isTooMany = gone >= fewestLost && Double(gone) > shareLost * Double(held)
    return [
      DeliveryNote(
        isTooMany ? .refused : .warning, .actionsLost(feed: feed, lost, run: before.id))
    ]
  }
}

extension DeliveryReview {
  /// Lists of which networks call more people wrongly listed than in the release before: somebody is to look at the rule.
  var wronglyListed: [DeliveryNote] {
    let known = (before?.findings ?? []).filter { $0.rule == ActionRule.wronglyListed }
    let changes = entry.findings.filter { $0.rule == ActionRule.wronglyListed }.compactMap {
      finding -> DeliveryNote.CountChange? in
      let last = known.first { $0.feed == finding.feed }?.count ?? 0
      guard finding.count > last else { return nil }
      return DeliveryNote.CountChange(name: finding.feed, before: last, now: finding.count)
    }
    guard !changes.isEmpty else { return [] }
    return [DeliveryNote(.warning, .wronglyListed(changes))]
  }
}

/// Where of so many actions that held more than this share are not in the feed any more, the night is refused.
///
/// Source: project choice: less than that is one network's file, which the others need not wait for.
private let fewestLost = 20
private let shareLost = 0.5

import Definitions
import Formats
import Messages
import Model
import Tables

/// How far back feeds reach, held against what their contracts say.
extension DeliveryReview {
  /// Feeds whose oldest events are newer than stated, with the lists that look further back than they are.
  ///
  /// - Missing: a feed of fewer than `FeedExpectation.rowsToRefuse` rows says nothing: what is rare may be new.
  var histories: [DeliveryNote] {
    guard let plan = preparation.plan else { return [] }
    let looks = pipeline.looksBack(plan)
    return pipeline.feeds.map(\.value).compactMap { feed in
      let name = feed.contract.name
      guard let stated = feed.rules.history, !isExcepted(name),
        let facts = results[StageName(.validate, name)]?.record.facts?.checked,
        facts.accepted >= FeedExpectation.rowsToRefuse,
        let since = facts.oldest, let oldest = Day(iso: since)
      else { return nil }
      let reached = Int(preparation.parameters.referenceDate.number - oldest.number)
      guard reached < stated.days(leastReached, ofLife: leastOfLife) else { return nil }
      let reach = History.time(months: 0, days: max(1, reached))
      let lists = pipeline.cohorts.map(\.value).filter { cohort in
        looks.all(cohort).contains { feeds, time in feeds.contains(name) && time > reach }
      }
      return DeliveryNote(
        .warning, .shortHistory(feed: name, since: since, stated: stated.text),
        lists: lists.map(\.name))
    }
  }
}

/// This part of the stated time must have events: the first months of a window may be thin.
///
/// Source: project choice.
private let leastReached = 0.9
/// Of a whole life so many years must have events.
///
/// Source: project choice, 10 years: what extracts are cut to that do not reach back a whole life.
private let leastOfLife = 10.0

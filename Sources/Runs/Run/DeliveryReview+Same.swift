import Definitions
import Formats
import Messages
import Model
import Tables

/// What is the same though it should be new.
extension DeliveryReview {
  /// Feeds whose files are those of many nights ago, and feeds with new files and old counts.
  var sameFeeds: [DeliveryNote] {
    sameFiles + preparation.pipeline.feeds.compactMap { sameCounts($0.value) }
  }

  /// Feeds of persons and events whose files have been byte for byte the same for longer than their newest event may lie back.
  private var sameFiles: [DeliveryNote] {
    let found = sinceWhen(feedsOfEachNight).compactMap { feed, since in
      sameFiles(feed, since: since)
    }
    return [DeliveryNote.Grade.refused, .warning].compactMap { grade in
      let feeds = found.filter { $0.grade == grade }.map(\.feed)
      guard !feeds.isEmpty else { return nil }
      return DeliveryNote(
        grade, .sameFiles(feeds), lists: distinctLists(feeds.flatMap { lists(reading: $0.feed) }))
    }
  }

  private var feedsOfEachNight: [FeedDefinition] {
    preparation.pipeline.feeds.map(\.value).filter { feed in
      feed.rules.grain != .reference && !isExcepted(feed.contract.name)
        && !(tonight(feed.contract.name)?.files.isEmpty ?? true)
    }
  }

  /// The reference date of the first of the releases in a row that have tonight's files, by feed; a feed that changed is not
  /// named.
  ///
  /// - Complexity: as many runs are read as have the same files, and one more: of a usual night one.
  private func sinceWhen(
    _ feeds: [FeedDefinition]
  ) -> [(feed: FeedDefinition, since: String)] {
    var open = Set(feeds.map(\.contract.name))
    var since: [String: String] = [:]
    let longest = feeds.map(\.rules.expectation.refuseAfterDays).max() ?? 0
    for run in ledger.newestFirst
    where run.isInForce && run.pipeline == entry.pipeline
      && run.referenceDate < entry.referenceDate
    {
      for name in open {
        // A night of the past that was made with these very files says nothing of how long they have lain there.
        if run.hasSameFiles(of: name, as: entry),
          tonight(name)?.newestEvent ?? "" <= run.referenceDate
        {
          since[name] = min(since[name] ?? run.referenceDate, run.referenceDate)
        } else {
          open.remove(name)
        }
      }
      if open.isEmpty || (days(since: run.referenceDate) ?? 0) > longest { break }
    }
    return feeds.compactMap { feed in since[feed.contract.name].map { (feed, $0) } }
  }

  private func sameFiles(
    _ feed: FeedDefinition, since: String
  ) -> (grade: DeliveryNote.Grade, feed: DeliveryNote.SameFiles)? {
    let expectation = feed.rules.expectation
    guard let days = days(since: since), days > expectation.warnAfterDays else { return nil }
    // Where its newest event is too old that is told.
    if feed.rules.grain == .event, let newest = tonight(feed.contract.name)?.newestEvent,
      self.days(since: newest) ?? 0 > expectation.warnAfterDays
    {
      return nil
    }
    let isTooOld =
      days > expectation.refuseAfterDays
      && tonight(feed.contract.name)?.accepted ?? 0 >= FeedExpectation.rowsToRefuse
    return (
      isTooOld ? .refused : .warning,
      DeliveryNote.SameFiles(feed: feed.contract.name, since: since, days: days)
    )
  }

  /// A feed whose files are new and whose counts are all old: last year's file under a new name.
  private func sameCounts(_ feed: FeedDefinition) -> DeliveryNote? {
    let name = feed.contract.name
    guard !isExcepted(name),
      let counts = results.values.lazy.compactMap({ $0.record.facts?.counts[name] }).first,
      let last = ledger.newestRelease(
        of: entry.pipeline, before: preparation.parameters.referenceDate),
      !last.hasSameFiles(of: name, as: entry),
      let seen = last.feeds.first(where: { $0.feed == name })?.counts,
      let same = seen.last(where: { $0.counts == counts })
    else { return nil }
    // Of published figures a new file has new ones. Of entries nothing may change in a night, and everything in a month.
    let isLatest = same == seen.last
    guard
      feed.rules.grain == .reference
        || days(since: isLatest ? same.first : same.last) ?? 0 >= daysOfSameCounts
    else { return nil }
    return DeliveryNote(
      .warning, .sameCounts(feed: name, on: same.last), lists: lists(reading: name))
  }

  private func tonight(_ feed: String) -> RunEntry.FeedEntry? {
    entry.feeds.first { $0.feed == feed }
  }

  private func days(since day: String) -> Int? {
    Day(iso: day).map { Int(preparation.parameters.referenceDate.number - $0.number) }
  }
}

extension RunEntry {
  /// Whether a feed's files have the same contents as in another run, whatever they are called.
  fileprivate func hasSameFiles(of feed: String, as other: RunEntry) -> Bool {
    func digests(_ entry: RunEntry) -> Set<String> {
      Set(entry.feeds.first { $0.feed == feed }?.files.map(\.digest) ?? [])
    }
    let own = digests(self)
    return !own.isEmpty && own == digests(other)
  }
}

/// For so many days the counts of a feed of entries may stay as they are.
private let daysOfSameCounts = 28

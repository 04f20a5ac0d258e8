import Model
import Tables

/// All counts of a feed, so that a file of last year under a new name can be told from a new one.
struct CountsOfFeed {
  /// The hash of the counts with what each is about, in no order; nil where there are too few to be a coincidence.
  let hash: String?

  /// Takes the counts of a table that are there, also 0, each with the texts of some columns; several of a row belong together.
  init(_ table: Table, by keys: [String], counts names: [String]) {
    var counts: [FixedColumn<Int64>] = []
    for name in names {
      if case .integer(let column)? = table[name] { counts.append(column) }
    }
    guard counts.count == names.count else {
      hash = nil
      return
    }
    var lines: [String] = []
    for row in 0..<table.rowCount {
      guard counts.allSatisfy({ $0.present?[row] ?? true }) else { continue }
      let key = keys.map { table.text($0, row) }
      lines.append((key + counts.map { "\($0.values[row])" }).joined(separator: "\u{0}"))
    }
    hash =
      lines.count < CountsOfFeed.fewest
      ? nil : Fingerprint.hash(lines.sorted().joined(separator: "\n"))
  }

  /// Fewer counts may be alike by chance.
  private static let fewest = 5
}

extension StageFacts {
  /// Notes the counts of a feed.
  mutating func note(_ counts: CountsOfFeed, of feed: String) {
    if let hash = counts.hash { self.counts[feed] = hash }
  }
}

/// The counts that a feed had in releases.
package struct CountsSeen: Hashable, Sendable, Codable {
  /// Their hash: see `CountsOfFeed`.
  package var counts: String
  /// The reference date of the first release with them, as `yyyy-MM-dd`.
  package var first: String
  /// The reference date of the last release in a row with them.
  package var last: String
}

extension RunEntry {
  /// Notes the counts of tonight's feeds after those of the releases before.
  mutating func note(_ counts: [String: String], after earlier: RunEntry?) {
    for index in feeds.indices {
      let feed = feeds[index].feed
      var seen = earlier?.feeds.first { $0.feed == feed }?.counts ?? []
      if let tonight = counts[feed] {
        if seen.last?.counts == tonight {
          seen[seen.count - 1].last = referenceDate
        } else {
          seen.append(CountsSeen(counts: tonight, first: referenceDate, last: referenceDate))
        }
      }
      feeds[index].counts = seen.isEmpty ? nil : seen.suffix(CountsSeen.most)
    }
  }
}

extension CountsSeen {
  /// So many are kept of a feed: a year of nights.
  fileprivate static let most = 400
}

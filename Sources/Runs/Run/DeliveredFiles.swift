import Definitions
import Formats
import Messages
import Model

/// The endings that programs give to files that they have not finished, or to their own copies.
private let unfinishedEndings = [
  ".filepart", ".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".!ut", ".swp",
  "~",
]

/// The files below an input folder that no feed reads, with the pattern that each is most like.
///
/// What the pipeline says is no feed's is not named, nor is what lies in `own` folders. Hidden files are passed over, but for
/// one that a program copies a feed's file into (rsync's `.patients.csv.Xa3Qf1`).
func unreadFiles(
  _ pipeline: PipelineDefinition, below folder: String, own: [String]
) -> [DeliveryNote.UnreadFile] {
  let patterns = pipeline.feeds.flatMap { $0.value.contract.files }
  let names: [String]
  do {
    names = try unmatchedFiles(patterns, below: folder)
  } catch {
    // A folder that cannot be read was told when its feeds were looked for.
    return []
  }
  return names.compactMap { name in
    let base = String(name.split(separator: "/").last ?? "")
    guard !own.contains(where: { name.hasPrefix($0) }),
      !pipeline.expectation.ignored.contains(where: { isMatch($0, fileName: base) })
    else { return nil }
    let finished = finishedName(base)
    let isUnfinished = finished.map { name in patterns.contains { isMatch($0, fileName: name) } }
    if base.hasPrefix("."), isUnfinished != true { return nil }
    return DeliveryNote.UnreadFile(
      name: name, nearest: nearestPattern(to: finished ?? base, in: patterns),
      isUnfinished: isUnfinished ?? false)
  }
}

/// The pattern that a name is most like, by the words before its number or practice.
private func nearestPattern(to name: String, in patterns: [String]) -> String? {
  if let pattern = nearest(to: name, in: patterns) { return pattern }
  let stem = name.prefix { $0 != "." }
  let words = stem.split(whereSeparator: { $0 == "-" || $0 == "_" || $0 == " " })
    .prefix { !$0.contains { $0.isNumber } }
  let ending = name.dropFirst(stem.count).prefix { $0 != "g" || !name.hasSuffix(".gz") }
  let plain = ending.hasSuffix(".") ? String(ending.dropLast()) : String(ending)
  return nearest(to: words.joined(separator: "-") + "*" + plain, in: patterns)
}

/// What an unfinished file is to be called; nil for a file of another name.
private func finishedName(_ name: String) -> String? {
  if name.hasPrefix(".") {
    let parts = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 ? parts.dropLast().joined(separator: ".") : nil
  }
  guard
    let ending = unfinishedEndings.first(where: {
      name.count > $0.count && name.lowercased().hasSuffix($0)
    })
  else { return nil }
  return String(name.dropLast(ending.count))
}

/// Files of a feed with the content of another of its files.
struct FileCopies: Sendable {
  /// The feed.
  var feed: String
  /// The files that are not read.
  var left: [String]
  /// The file that is.
  var kept: String
}

private func isSame(
  _ plain: FeedFile, _ zipped: FeedFile, feed: String
) throws(RunFault) -> Bool {
  do { return try haveSameContent(plain, zipped) } catch { throw .feed(name: feed, error) }
}

extension FeedFiles {
  /// Leaves out files with the content of another file of the same feed: the first by name is read.
  ///
  /// Rows that are alike within a file may be right; a whole file that is there twice was copied twice. A file and the same
  /// with the ending `.gz` are looked into, others go by their digests.
  mutating func leaveOutCopies() throws(RunFault) {
    for feed in files.keys.sorted() {
      guard let all = files[feed], let digests = digests[feed], all.count > 1 else { continue }
      var kept: [String: Int] = [:]
      var left: [String: [Int]] = [:]
      for (index, digest) in digests.enumerated() {
        let plain = all.firstIndex { $0.name + ".gz" == all[index].name }
        if kept[digest.digest] != nil {
          left[digest.digest, default: []].append(index)
        } else if let plain, try isSame(all[plain], all[index], feed: feed) {
          left[digests[plain].digest, default: []].append(index)
        } else {
          kept[digest.digest] = index
        }
      }
      guard !left.isEmpty else { continue }
      for (digest, indices) in left.sorted(by: { $0.value[0] < $1.value[0] }) {
        guard let first = kept[digest] else { continue }
        copies.append(
          FileCopies(feed: feed, left: indices.map { all[$0].name }, kept: all[first].name))
      }
      let dropped = Set(left.values.joined())
      files[feed] = all.indices.filter { !dropped.contains($0) }.map { all[$0] }
      self.digests[feed] = digests.indices.filter { !dropped.contains($0) }.map { digests[$0] }
    }
  }
}

import Glibc
import Messages

/// Which runs keep their stages, rejects and releases, and which are cleared away.
struct Retention {
  /// The newest first, the run of tonight before them.
  private(set) var kept: [RunEntry]
  /// The runs that are cleared away, the newest first.
  private(set) var removed: [String] = []

  /// Keeps the newest releases of every pipeline, as many as there may be of each, and the runs since the oldest of them.
  ///
  /// `needed` are runs that stay whatever else does.
  init(
    tonight: RunEntry, before: some Sequence<RunEntry>, releases: Int, needed: Set<String>
  ) {
    kept = [tonight]
    var counts: [String: Int] = [tonight.pipeline: 1]
    var isFull = false
    for run in before {
      let count = counts[run.pipeline, default: 0]
      let hasPlace = run.isReleased ? count < max(1, releases) : !isFull
      if !hasPlace { isFull = true }
      if hasPlace || needed.contains(run.id) {
        kept.append(run)
        if run.isReleased { counts[run.pipeline] = count + 1 }
      } else {
        removed.append(run.id)
      }
    }
  }

  /// Lets the oldest runs of tonight's pipeline go until what is left of it takes no more than so many bytes; those that are needed stay, and
  /// so does whatever is another pipeline's.
  ///
  /// `size` gives the bytes of a run's files that no run that was asked for before has, nil for a run of which nothing is left. The outcome
  /// is nil where nothing had to go and all fits.
  mutating func hold(
    bytes limit: Int, needed: Set<String>, size: (RunEntry) -> Int?
  ) -> SpaceTaken? {
    let own = kept.filter { $0.pipeline == kept[0].pipeline }
    var taken = own.filter { needed.contains($0.id) }.reduce(0) { $0 + (size($1) ?? 0) }
    var cleared: [String] = []
    for run in own where !needed.contains(run.id) {
      // Of what went on an earlier night nobody is told again.
      guard let bytes = size(run) else { continue }
      // What is older than a run that had to go goes too: nobody looks for a night between others that are gone.
      if !cleared.isEmpty || taken + bytes > limit {
        cleared.append(run.id)
      } else {
        taken += bytes
      }
    }
    kept.removeAll { cleared.contains($0.id) }
    removed = cleared + removed
    return cleared.isEmpty && taken <= limit
      ? nil : SpaceTaken(bytes: taken, limit: limit, cleared: cleared)
  }
}

/// How many bytes files have, each counted once under however many names it stands.
struct Footprint {
  private struct File: Hashable {
    let device: UInt
    let number: UInt
  }

  private var known: Set<File> = []

  /// The bytes of the files in a folder and its folders that were not counted before; none where there is no such folder.
  mutating func count(_ path: String) -> Int {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return 0 }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      let file = File(device: UInt(status.st_dev), number: UInt(status.st_ino))
      return known.insert(file).inserted ? Int(status.st_size) : 0
    case S_IFDIR: return folderNames(path).reduce(0) { $0 + count("\(path)/\($1)") }
    default: return 0
    }
  }
}

import Messages
import FoundationEssentials
import Formats
import Glibc
import Pages
import Parallel

/// The releases of an output folder: written aside whole, and swapped in by one link.
///
/// ```
/// <output>/releases/<run>/   <output>/current -> releases/<run>
/// ```
package struct Release: Sendable {
  /// The output folder.
  let output: String

  /// The releases of an output folder.
  package init(output: String) {
    self.output = output
  }

  /// The run whose release is current; nil for none.
  package var current: String? {
    guard
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "\(output)/current"),
      let name = target.split(separator: "/").last,
      FileManager.default.fileExists(atPath: path(of: String(name)))
    else { return nil }
    return String(name)
  }

  /// The folder of a run's release.
  func path(of run: String) -> String { "\(output)/releases/\(run)" }

  /// The pipeline whose release is current; nil where there is none, or nobody knows.
  var currentPipeline: String? {
    read(Label.self, from: "\(output)/current/release.json")?.pipeline
  }

  /// What the release of a run says of itself; nil where there is none, or it says nothing.
  func label(of run: String) -> Label? {
    read(Label.self, from: "\(path(of: run))/release.json")
  }

  /// What a release says of itself, in its `release.json`.
  struct Label: Codable {
    var pipeline: String
    var reference_date: String
    var version: String
    /// The fingerprints by name of the stages that no other reads, the load stages and the parts of lists, from which the
    /// store knows all others; nil in a release of an earlier version.
    var made_of: [String: String]?

    /// What a run's release says of itself.
    ///
    /// The run's name is that of the folder, so that releases made of the same are the same, byte for byte.
    init(of entry: RunEntry) {
      pipeline = entry.pipeline
      reference_date = entry.referenceDate
      version = entry.version
      made_of = entry.fingerprints { $0.phase == .load || $0 == .listParts }
    }
  }

  /// Takes the output folder for a run: it can be written, holds no half-written release, and is of the same pipeline.
  ///
  /// - Throws: `notWritable`, `notSafe`, `locked` where a run with another state folder publishes here, `usage` where the
  ///   current release is another pipeline's, which would take the PCNs' lists away.
  func take(for pipeline: String, holder: String) throws(RunFault) -> RunLock {
    try takeFolder(output)
    try takeFolder("releases", in: output)
    let lock = try RunLock(path: "\(output)/.lock", holder: holder)
    if let other = currentPipeline, other != pipeline {
      throw .usage(.outputOfOther(output, pipeline: other))
    }
    for name in folderNames("\(output)/releases") where name.hasSuffix(".partial") {
      removeTree("\(output)/releases/\(name)")
    }
    return lock
  }

  /// The page of the release that is current which somebody opens first: its index, or the first network's own; nil where it has
  /// neither, and where there is no release.
  var firstPage: String? {
    let current = "\(output)/current"
    let pages =
      ["index.html"] + folderNames(current).map { "\($0)/\(ProfilePage.fileName)" }
    return pages.map { "\(current)/\($0)" }.first { fileStatus($0) != nil }
  }

  /// Whether the release of a run holds just these files of a store, byte for byte.
  func holds(_ files: [StageRecord.FileEntry], of store: Store, run: String) -> Bool {
    let folder = path(of: run)
    return !parallelMap(files) { store.isWhole($0, at: "\(folder)/\($0.name)") }.contains(false)
  }

  /// Writes a release aside and swaps it in; what is current stays until then.
  ///
  /// All of it is on the disk before its folder gets its name, the name before the link leads there, and the link before this returns: whenever
  /// the power goes, the link leads to a whole release, and what is cleared away after this is no longer current.
  ///
  /// - Returns: the folders that could not be handed to those who are to read them.
  /// - Throws: `stopped` where somebody asks for a stop before the link is swapped, and nothing is published.
  func publish(
    _ run: String, files: [StoredFile], of store: Store, label: Label, _ handOver: HandOver,
    _ stop: StopRequest
  ) throws(RunFault) -> [HandingFault] {
    let partial = "\(output)/releases/.\(run).partial"
    let faults: [HandingFault]
    do throws(RunFault) {
      try makeEmptyFolder(partial)
      _ = try parallelMap(files) { file throws(RunFault) in
        if stop.isMade { throw .stopped }
        try file.publish(from: store, to: "\(partial)/\(file.name)")
      }
      try writeJSON(label, to: "\(partial)/release.json")
      faults = handOver.open(partial)
      try flushed(partial) { () throws(FileFault) in try flushFileSystem(of: partial) }
      removeTree(path(of: run))
      try rename(partial, to: path(of: run))
      try flushed(path(of: run)) { () throws(FileFault) in
        try flushFolder("\(output)/releases")
      }
    } catch {
      removeTree(partial)
      throw error
    }
    do throws(RunFault) {
      guard stop.close() else { throw .stopped }
      try makeCurrent(run)
    } catch {
      // Nobody has seen it, and no ledger will say that it is there. Where the link was swapped and not flushed, the disk may say that it is.
      if case .notWritable(output) = error { throw error }
      removeTree(path(of: run))
      throw error
    }
    openWay(to: run, handOver)
    return faults
  }

  /// Hands the folders of the release that is current over once more: who may read them may have changed.
  func open(_ run: String, _ handOver: HandOver) -> [HandingFault] {
    let faults = handOver.open(path(of: run))
    // Files that were shared with the store have been copied for that.
    if handOver.handing != nil { try? flushFileSystem(of: path(of: run)) }
    openWay(to: run, handOver)
    return faults
  }

  /// Lets others pass on the way to a release that is current, and closes all others.
  func openWay(to run: String, _ handOver: HandOver) {
    for folder in [output, "\(output)/releases", path(of: run)] { handOver.letPass(folder) }
    for name in folderNames("\(output)/releases") where name != run && !name.hasPrefix(".") {
      handOver.close(release: path(of: name))
    }
  }

  /// Swaps the link.
  ///
  /// - Throws: `notWritable`, with the link as it was.
  func makeCurrent(_ run: String) throws(RunFault) {
    let link = "\(output)/.current.partial"
    unsafe unlink(link)
    guard unsafe symlink("releases/\(run)", link) == 0 else { throw .notWritable(path: link) }
    let before = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(output)/current")
    try rename(link, to: "\(output)/current")
    do throws(RunFault) {
      try flushed(output) { () throws(FileFault) in try flushFolder(output) }
    } catch {
      // Nobody knows which of the two the disk has, so both stay: that which was there is whole, and so is this one.
      unsafe unlink(link)
      if let before {
        if unsafe symlink(before, link) == 0 { try? rename(link, to: "\(output)/current") }
      } else {
        unsafe unlink("\(output)/current")
      }
      throw error
    }
  }

  /// Clears away releases of some runs; others may be of another state folder, or somebody's own.
  func remove(_ runs: some Sequence<String>) {
    for run in runs where run != current { removeTree(path(of: run)) }
  }
}

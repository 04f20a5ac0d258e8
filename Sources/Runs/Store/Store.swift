package import Messages
import Model
import Digests
import FoundationEssentials
import Formats
import Parallel
package import Tables

/// The outputs of stages, each in a folder named by its fingerprint.
///
/// ```
/// <state>/store/<phase>/<name>/<fingerprint>/   <table>.arrow …  rejects.csv  files/…  stage.json
/// ```
///
/// `stage.json` is written last and the folder is renamed into place, so an output is there whole or not at all.
package struct Store: Sendable {
  /// The state folder.
  let state: String
  private let held = HeldFiles()

  /// The store of a state folder.
  package init(state: String) {
    self.state = state
  }

  /// The folder of a stage's output.
  package func folder(of stage: StageName, _ fingerprint: String) -> String {
    "\(state)/store/\(stage)/\(fingerprint)"
  }

  /// The record of an output, or nil where the store has none.
  package func record(of stage: StageName, _ fingerprint: String) -> StageRecord? {
    read(StageRecord.self, from: folder(of: stage, fingerprint) + "/stage.json")
  }

  /// The record of an output whose files are all there, of their sizes; nil where one is gone or cut short, and in a record of an
  /// earlier version.
  ///
  /// Such an output counts as not in the store, so that the next run makes it anew. Whether the bytes are those that were written is asked of
  /// each file when it is read or published.
  package func record(ofWhole stage: StageName, _ fingerprint: String) -> StageRecord? {
    guard let record = record(of: stage, fingerprint), isComplete(record),
      record.rejects == 0 || record.rejectsFile != nil
    else { return nil }
    return
      (record.tables.map(\.checksum) + record.files.map(\.checksum)).contains(nil) ? nil : record
  }

  private func isComplete(_ record: StageRecord) -> Bool {
    guard record.facts != nil else { return false }
    let folder = folder(of: record.stage, record.fingerprint.hash)
    let sizes =
      record.tables.map { ("\(folder)/\($0.name).arrow", $0.bytes) }
      + record.files.map { ("\(folder)/files/\($0.name)", $0.bytes) }
      + (record.rejectsFile.map { [("\(folder)/\($0.name)", $0.bytes)] } ?? [])
    return sizes.allSatisfy { path, bytes in fileStatus(path)?.size == bytes }
  }

  /// The record of an output whose tables are all as they were written, byte for byte; nil where one is not.
  ///
  /// For outputs of earlier nights, which no run makes anew: what is known of them is decided once. Those of an earlier version have no checksums
  /// but for those within their tables.
  package func record(ofSound stage: StageName, _ fingerprint: String) -> StageRecord? {
    guard let record = record(of: stage, fingerprint), isComplete(record) else { return nil }
    let folder = folder(of: stage, fingerprint)
    return record.tables.allSatisfy { isWhole($0, in: folder) } ? record : nil
  }

  /// Whether a table of an output is as it was written, byte for byte; of an earlier version, by its size and the frame of its file.
  func isWhole(_ table: StageRecord.TableEntry, in folder: String) -> Bool {
    let path = "\(folder)/\(table.name).arrow"
    guard table.checksum == nil else {
      return held.isWhole(path, bytes: table.bytes, checksum: table.checksum)
    }
    return fileStatus(path)?.size == table.bytes
      && (try? readArrow(path, columns: []))?.rowCount == table.rows
  }

  /// Whether a file of an output is as it was written, byte for byte.
  func isWhole(_ file: StageRecord.FileEntry, in folder: String) -> Bool {
    isWhole(file, at: "\(folder)/files/\(file.name)")
  }

  /// Whether a file of an output is, at some place, as it was written, byte for byte.
  func isWhole(_ file: StageRecord.FileEntry, at path: String) -> Bool {
    held.isWhole(path, bytes: file.bytes, checksum: file.checksum)
  }

  /// Who is on a cohort's list by its output, as a column of persons' keys; nil where the output is gone or cannot be read back.
  package func members(of cohort: StageName, _ fingerprint: String) -> Column? {
    record(of: cohort, fingerprint).flatMap { members(of: $0) }
  }

  /// Who is on the list of a cohort's output; nil where that cannot be read back.
  func members(of record: StageRecord) -> Column? {
    guard let entry = record.tables.first(where: { $0.name == "members" }),
      let name = [MemberColumn.number, MemberColumn.pseudonym].first(where: {
        entry.columns.contains($0)
      }),
      let keys = (try? table("members", of: record, columns: [name]))?[name],
      keys.type.isPersonKey
    else { return nil }
    return keys
  }

  /// The output that a path of the store belongs to; nil for another path.
  func output(ofPath path: String) -> (stage: StageName, fingerprint: String)? {
    let root = "\(state)/store/"
    guard path.hasPrefix(root) else { return nil }
    let parts = path.dropFirst(root.count).split(separator: "/")
    guard parts.count > 2, let stage = StageName("\(parts[0])/\(parts[1])") else { return nil }
    return (stage, String(parts[2]))
  }

  /// A table of an output, or those of some columns that it has.
  func table(
    _ name: String, of stage: StageName, _ fingerprint: String, columns: [String]? = nil
  ) throws(RunFault) -> Table {
    guard let record = record(of: stage, fingerprint) else {
      throw .storeUnreadable(path: folder(of: stage, fingerprint) + "/stage.json")
    }
    return try table(name, of: record, columns: columns)
  }

  /// A table of an output whose record is at hand, or those of some columns that it has.
  package func table(
    _ name: String, of record: StageRecord, columns: [String]? = nil
  ) throws(RunFault) -> Table {
    let folder = folder(of: record.stage, record.fingerprint.hash)
    let path = "\(folder)/\(name).arrow"
    guard let entry = record.tables.first(where: { $0.name == name }), isWhole(entry, in: folder)
    else { throw .storeUnreadable(path: path) }
    let has = entry.columns
    do {
      return try readArrow(
        path, columns: columns.map { $0.filter { has.contains($0) } })
    } catch {
      throw .storeUnreadable(path: path)
    }
  }

  /// The files of a load stage's output.
  func files(of record: StageRecord) -> [StoredFile] {
    let root = folder(of: record.stage, record.fingerprint.hash) + "/files"
    return record.files.map {
      StoredFile(name: $0.name, path: "\(root)/\($0.name)", entry: $0)
    }
  }

  /// The rejected rows of an output as CSV, without a header; empty where there are none.
  func rejects(of record: StageRecord) throws(RunFault) -> [UInt8] {
    guard let file = record.rejectsFile else { return [] }
    let path = folder(of: record.stage, record.fingerprint.hash) + "/\(file.name)"
    guard isWhole(file, at: path), let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw .storeUnreadable(path: path)
    }
    return Array(data)
  }

  /// An empty folder in which a stage may keep files while it runs; what an interrupted run left there goes, now or with the
  /// stage's older outputs.
  func workFolder(of stage: StageName) throws(RunFault) -> String {
    let path = workPath(of: stage)
    try makeEmptyFolder(path)
    return path
  }

  /// Writes a file of a stage's output into its work folder, so that its bytes need not stay in memory until all others are made.
  func write(
    _ bytes: [UInt8], to path: String, ofStage stage: StageName
  ) throws(RunFault) -> WrittenFile {
    let place = "\(workPath(of: stage))/\(path)"
    let checksum = try writeFile(bytes, to: place)
    return WrittenFile(
      path: path, written: place, sums: (digest: digest(of: bytes), checksum: checksum))
  }

  private func workPath(of stage: StageName) -> String { "\(state)/store/\(stage)/work" }

  /// Moves files that a stage has written in its work folder into its output.
  private func move(
    _ files: [WrittenFile], of stage: StageName, into folder: String
  ) throws(RunFault) -> [StageRecord.FileEntry] {
    guard !files.isEmpty else { return [] }
    defer { removeTree(workPath(of: stage)) }
    return try files.map { file throws(RunFault) in
      let path = "\(folder)/files/\(file.path)"
      try makeFolder(above: path)
      try rename(file.written, to: path)
      let sums: (digest: String, checksum: String)
      if let known = file.sums { sums = known } else { sums = try Runs.sums(ofFile: path) }
      return StageRecord.FileEntry(
        name: file.path, digest: sums.digest, bytes: fileStatus(path)?.size ?? 0,
        checksum: sums.checksum)
    }
  }

  /// Writes an output and says what was written; the times that it took are counted from when its stage started.
  func save(
    _ output: StageOutput, of stage: Stage, fingerprint: Fingerprint,
    started: ContinuousClock.Instant, processorTime: ProcessorTime
  ) throws(RunFault) -> StageRecord {
    let target = folder(of: stage.name, fingerprint.hash)
    let partial = target + ".partial"
    try makeEmptyFolder(partial)
    var tables: [StageRecord.TableEntry] = []
    for (name, table) in output.tables {
      let path = "\(partial)/\(name).arrow"
      do {
        let checksum = try writeArrow(
          table, to: path, metadata: [("phm.stage", stage.name.description)])
        tables.append(
          .init(
            name: name, rows: table.rowCount, columns: table.names,
            bytes: fileStatus(path)?.size ?? 0, checksum: checksum))
      } catch {
        throw .notWritable(path: path)
      }
    }
    let files = try parallelMap(output.files) { file throws(RunFault) in
      try write(file.bytes, named: file.path, to: "\(partial)/files/\(file.path)")
    }
    let moved = try move(output.written, of: stage.name, into: partial)
    let taken = try take(output.taken, into: partial)
    let rejectsFile =
      output.rejectCount == 0
      ? nil
      : try write(
        csv(output.rejects, of: output.rejectCount), named: rejectsName,
        to: "\(partial)/\(rejectsName)")
    let record = StageRecord(
      stage: stage.name, fingerprint: fingerprint,
      tables: tables + taken.tables,
      files: files + moved + taken.files, parts: output.parts, rejects: output.rejectCount,
      rejectsFile: rejectsFile,
      findings: output.findings.map { FindingEntry($0) },
      facts: output.facts, seconds: seconds(since: started),
      processorSeconds: processorTime.seconds)
    try writeJSON(record, to: partial + "/stage.json")
    removeTree(target)
    try rename(partial, to: target)
    return record
  }

  /// Writes a file of an output, and gives what its record says of it.
  private func write(
    _ bytes: [UInt8], named name: String, to path: String
  ) throws(RunFault) -> StageRecord.FileEntry {
    let checksum = try writeFile(bytes, to: path)
    return StageRecord.FileEntry(
      name: name, digest: digest(of: bytes), bytes: bytes.count, checksum: checksum)
  }

  /// Clears away every output that is not among those to keep, and what an interrupted run left half-written.
  func prune(keeping kept: Set<String>) {
    let root = "\(state)/store"
    for phase in folderNames(root) {
      for name in folderNames("\(root)/\(phase)") {
        for fingerprint in folderNames("\(root)/\(phase)/\(name)")
        where !kept.contains("\(phase)/\(name)/\(fingerprint)") {
          removeTree("\(root)/\(phase)/\(name)/\(fingerprint)")
        }
      }
    }
  }
}

/// The file of an output in which its rejected rows are.
private let rejectsName = "rejects.csv"

/// The SHA-256 of bytes, in hexadecimal.
func digest(of bytes: [UInt8]) -> String {
  hexadecimal(SHA256.hash(of: bytes))
}

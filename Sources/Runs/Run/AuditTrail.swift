import Formats
import FoundationEssentials
import Glibc
import Messages

/// One line of the audit trail: what became current, who did it, what it was made of and who may read it.
///
/// - Shape: no person, and no count of persons.
struct AuditLine: Codable {
  /// What was done: `release`, `release-unchanged` where the one before stayed, `release-completed` where the run had been cut, or `rollback`.
  var what: String
  /// When it was begun, as `yyyyMMddTHHmmssZ`, by the machine's clock.
  var at: String
  /// The user, the host and the process; nil where a run of an earlier version had been cut.
  var by: String?
  /// The run.
  var run: String
  /// The run whose release is current.
  var release: String?
  var pipeline: String
  var reference_date: String
  /// The program's version.
  var version: String
  /// The delivered files of each feed with their SHA-256.
  var inputs: [Input]
  /// The fingerprints, which name the definitions and all else, of the stages that wrote the release.
  var made_of: [String: String]
  /// The id of the key that made pseudonyms; nil where it made none.
  var pseudonym_key: String?
  /// What each output may be used for.
  var outputs: [RunEntry.OutputEntry]?
  /// Who may read which folder, and where copies lie.
  var handed: [RunEntry.HandedEntry]?

  /// A delivered file.
  struct Input: Codable {
    var feed: String
    var file: String
    var sha256: String
    var bytes: Int
  }

  /// What is said of a run.
  init(_ what: String, at: String, by: String?, of entry: RunEntry) {
    self.what = what
    self.at = at
    self.by = by
    run = entry.id
    release = entry.release
    pipeline = entry.pipeline
    reference_date = entry.referenceDate
    version = entry.version
    inputs = entry.feeds.flatMap { feed in
      feed.files.map {
        Input(feed: feed.feed, file: $0.name, sha256: $0.digest, bytes: $0.bytes)
      }
    }
    made_of = entry.fingerprints { $0.phase == .load }
    pseudonym_key = entry.pseudonymKey
    outputs = entry.outputs
    handed = entry.handed
  }
}

extension Ledger {
  /// The audit trail of a state folder: a line of JSON for each thing that became current, oldest first.
  private var auditTrail: String { "\(state)/audit.jsonl" }

  /// Adds a line at the end of the audit trail, and waits until it is on the disk.
  ///
  /// Lines are only ever added: whoever keeps the trail apart, or reads it with another program, finds the earlier ones as they were.
  func add(_ line: AuditLine) throws(RunFault) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(line) else {
      throw .ourMistake("a line of the audit trail cannot be JSON")
    }
    let path = auditTrail
    try refuseLink(path)
    let isNew = fileStatus(path) == nil
    let descriptor = unsafe open(
      path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .notWritable(path: path) }
    let size = lseek(descriptor, 0, SEEK_END)
    // What a power cut left of a line stays one by itself.
    var last: UInt8 = 0x0A
    if size > 0 { _ = unsafe pread(descriptor, &last, 1, size - 1) }
    let bytes = (last == 0x0A ? [] : [0x0A]) + Array(data) + [0x0A]
    // A line is written in one call, or none is there.
    let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    let isKept = count == bytes.count && fsync(descriptor) == 0
    if count != bytes.count, size >= 0 { _ = ftruncate(descriptor, size) }
    guard close(descriptor) == 0, isKept else { throw .notWritable(path: path) }
    if isNew { try flushed(path) { () throws(FileFault) in try flushFolder(state) } }
  }
}

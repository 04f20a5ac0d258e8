import Messages
import Model
import Tables

/// What is known of a stage's output beside its tables: `stage.json` in the store.
package struct StageRecord: Sendable, Codable {
  /// The stage.
  var stage: StageName
  /// What the output depends on.
  package var fingerprint: Fingerprint
  /// Rows by table, in the order of the tables.
  package var tables: [TableEntry]
  /// The files, for a load stage.
  var files: [FileEntry]
  /// The parts of the output that a later one may take over, each with the hash of all that it is made of; nil in a
  /// record of an earlier version.
  var parts: [String: String]?
  /// How many rows a rule took out; they are in `rejects.csv`.
  var rejects: Int
  /// The size of `rejects.csv` and its checksum; nil where there is none, and in a record of an earlier version.
  var rejectsFile: FileEntry?
  /// What was found.
  var findings: [FindingEntry]
  /// What it says of its output to the stages after it, the ledger and the summary; nil in a record of an earlier version.
  package var facts: StageFacts?
  /// How long the stage took when it was run.
  var seconds: Double
  /// For how long processors worked at it, in seconds; nil in a record of an earlier version.
  var processorSeconds: Double?

  /// One table of an output.
  package struct TableEntry: Sendable, Codable {
    package var name: String
    var rows: Int
    package var columns: [String]
    /// The size of its file in bytes.
    var bytes: Int
    /// The checksum of its file; nil in a record of an earlier version.
    var checksum: String?
  }

  /// One file of an output.
  package struct FileEntry: Sendable, Codable {
    /// The path below the release folder.
    var name: String
    /// SHA-256 of its bytes, in hexadecimal.
    var digest: String
    /// Its size in bytes.
    var bytes: Int
    /// The checksum of its bytes; nil in a record of an earlier version.
    var checksum: String?
  }
}

/// A finding as the ledger keeps it.
package struct FindingEntry: Hashable, Sendable, Codable {
  package var rule: String
  package var grade: String
  package var feed: String
  package var says: String
  package var count: Int
  var places: [String]
  package var organisations: [String]
  /// Whether the count is one of rows; nil where that is not known, and in a record of an earlier version.
  var countsRows: Bool?

  init(_ finding: Finding) {
    rule = finding.rule
    grade = finding.grade.rawValue
    feed = finding.feed
    says = finding.says
    count = finding.count
    places = finding.places.map { $0.description }
    organisations = finding.organisations
    countsRows = finding.places.contains { $0.row != nil } ? true : nil
  }

  /// The finding without its places, which only the data team sees.
  var finding: Finding {
    Finding(
      rule: rule, grade: Grade(rawValue: grade) ?? .warning, feed: feed, says: says, count: count,
      organisations: organisations)
  }
}

/// What a stage leaves behind.
struct StageOutput: Sendable {
  /// The tables, by name.
  var tables: [(name: String, table: Table)] = []
  /// The tables that are let go once they are in the store, because no stage of the run reads them.
  var storedOnly: Set<String> = []
  /// The files of a release that a load stage makes.
  var files: [OutputFile] = []
  /// The files of a release that a load stage has written already: they are moved into its output.
  var written: [WrittenFile] = []
  /// The parts that a later output may take over, each with the hash of all that it is made of.
  var parts: [String: String] = [:]
  /// What is taken over from earlier outputs of the stage, as it lies in the store.
  var taken: [TakenPart] = []
  /// The first of the rows that a rule took out, and how many it took.
  private(set) var rejects: [RejectedRow] = []
  private(set) var rejectCount = 0
  /// What was found.
  var findings: [Finding] = []
  /// What the stage says of its output.
  var facts = StageFacts()

  /// Takes the rows that a rule took out, `count` in all; where not all are kept, that is found.
  mutating func reject(_ rows: [RejectedRow], of count: Int, feed: String) {
    rejects = rows
    rejectCount = count
    guard count > rows.count else { return }
    findings.append(
      Finding(
        rule: Notes.rejectsNotKept, grade: .warning, feed: feed,
        says: sentence(forRejectsKept: rows.count), count: count - rows.count))
  }

  /// Adds a table.
  mutating func add(_ name: String, _ table: Table) {
    tables.append((name, table))
  }
}

/// One file of a release.
struct OutputFile: Sendable {
  /// The path below the release folder, such as `U10001/flu-65-and-over.csv`.
  var path: String
  /// What is in it.
  var bytes: [UInt8]
}

/// One file of a release that is on the disk already: too large for memory, or one of too many.
struct WrittenFile: Sendable {
  /// The path below the release folder.
  var path: String
  /// Where it lies.
  var written: String
  /// SHA-256 of its bytes and their checksum, in hexadecimal; nil where they are still to be worked out.
  var sums: (digest: String, checksum: String)?
}

extension StageRecord {
  /// The stages whose outputs it is made of, in the order of the graph where that is known.
  var inputs: [StageName] {
    (fingerprint.order ?? fingerprint.inputs.keys.sorted()).compactMap { StageName($0) }
  }

  /// The reference date that the output was made for; nil where it does not depend on one.
  var referenceDate: Day? {
    fingerprint.parameters[RunParameters.referenceDateName].flatMap { Day(iso: $0) }
  }
}

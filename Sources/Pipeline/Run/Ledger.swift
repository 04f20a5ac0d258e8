import Definitions
import FoundationEssentials
import Tables

/// One run in the ledger: `<state>/runs/<run-id>.json`.
public struct RunEntry: Sendable, Codable {
  /// The run's name.
  public var id: String
  /// The pipeline's name.
  public var pipeline: String
  /// The reference date, as `yyyy-MM-dd`.
  public var referenceDate: String
  /// When the run started, as `yyyyMMddTHHmmssZ`.
  public var startedAt: String
  /// How long it took.
  public var seconds: Double
  /// The version of the program.
  public var version: String
  /// The exit code.
  public var exitCode: Int32
  /// Whether its output was published.
  public var isReleased: Bool
  /// The stages, in the order of the graph.
  public var stages: [StageEntry]
  /// The feeds, in the order of the pipeline.
  public var feeds: [FeedEntry]
  /// People on each list, by PCN.
  public var lists: [ListEntry]
  /// What was found, in the order of the stages.
  var findings: [FindingEntry]
  /// Practices whose patients are on no list.
  var practicesLeftOut: [String]

  /// A stage in a run.
  public struct StageEntry: Sendable, Codable {
    /// The stage.
    public var stage: StageName
    /// The fingerprint of its output.
    public var fingerprint: String
    /// Whether the output was in the store before.
    public var isReused: Bool
    /// Why it was run; empty where it was reused.
    public var why: String
    /// The rows of its output's first table.
    public var rows: Int?
    /// How long it took when it was run.
    public var seconds: Double
  }

  /// A feed in a run.
  public struct FeedEntry: Sendable, Codable {
    /// The feed.
    public var feed: String
    /// Its files.
    var files: [FileDigest]
    /// Rows read.
    public var rows: Int
    /// Rows rejected.
    public var rejected: Int
    /// The newest day in it that is not after the reference date, as `yyyy-MM-dd`.
    public var newest: String?
  }

  /// A list in a run.
  public struct ListEntry: Sendable, Codable {
    /// The cohort.
    public var cohort: String
    /// People on it, by PCN.
    public var people: [String: Int]

    /// People on it, in all PCNs.
    public var total: Int { people.values.reduce(0, +) }
  }

  /// What a later run needs of this one to tell who is new on a list.
  var earlierRelease: EarlierRelease {
    var cohorts: [StageName: String] = [:]
    for stage in stages where stage.stage.name.hasPrefix("cohort-") {
      cohorts[stage.stage] = stage.fingerprint
    }
    return EarlierRelease(cohorts: cohorts)
  }
}

/// All runs of a state folder.
struct Ledger: Sendable {
  /// The state folder.
  let state: String
  /// The runs, oldest first.
  let runs: [RunEntry]

  /// Reads the ledger; a file that is no run is passed over.
  init(state: String) {
    self.state = state
    runs = folderNames("\(state)/runs").filter { $0.hasSuffix(".json") }
      .compactMap { read(RunEntry.self, from: "\(state)/runs/\($0)") }
      .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
  }

  /// The newest release of a pipeline whose reference date is before a day.
  ///
  /// The release with the latest reference date counts, and of several with the same the one that was made last.
  func newestRelease(of pipeline: String, before day: Day) -> RunEntry? {
    runs.filter { $0.isReleased && $0.pipeline == pipeline && $0.referenceDate < day.description }
      .max { ($0.referenceDate, $0.startedAt, $0.id) < ($1.referenceDate, $1.startedAt, $1.id) }
  }

  /// The newest run in which a stage was run or reused, with its fingerprint then.
  func lastFingerprint(of stage: StageName, pipeline: String) -> String? {
    for run in runs.reversed() where run.pipeline == pipeline {
      if let entry = run.stages.first(where: { $0.stage == stage }) { return entry.fingerprint }
    }
    return nil
  }

  /// The rows of each stage's output in the newest run of a pipeline.
  func lastRows(pipeline: String) -> [StageName: Int] {
    guard let run = runs.last(where: { $0.pipeline == pipeline }) else { return [:] }
    return run.stages.reduce(into: [:]) { $0[$1.stage] = $1.rows }
  }

  /// A name for a run that started at a time: that time, with a number where the name is taken.
  func freeName(startedAt: String) -> String {
    var name = startedAt
    var number = 2
    while runs.contains(where: { $0.id == name }) {
      name = "\(startedAt)-\(number)"
      number += 1
    }
    return name
  }

  /// Adds a run.
  func save(_ entry: RunEntry) throws(RunFault) {
    try writeJSON(entry, to: "\(state)/runs/\(entry.id).json")
  }
}

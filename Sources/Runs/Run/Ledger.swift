package import Messages
import Definitions
import Parallel
import FoundationEssentials
import Formats
import Pages
public import Tables

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
  /// How long processors worked for it, over all threads; nil in an entry of an earlier version.
  public var processorSeconds: Double?
  /// The version of the program.
  public var version: String
  /// The exit code.
  public var exitCode: Int32
  /// Why it could not be finished, in words; nil where it was, and in an entry of an earlier version.
  public var fault: String?
  /// Whether its output was published.
  public var isReleased: Bool
  /// The stages, in the order of the graph.
  public var stages: [StageEntry]
  /// The stages that were asked for and have no output, in the order of the graph; nil where nobody knows, and in an entry of an
  /// earlier version.
  public var unfinished: [UnfinishedStage]?
  /// The feeds, in the order of the pipeline.
  public var feeds: [FeedEntry]
  /// People on each list, by PCN.
  public var lists: [ListEntry]
  /// What was found, in the order of the stages.
  package var findings: [FindingEntry]
  /// Practices whose patients are on no list.
  package var practicesLeftOut: [String]
  /// What somebody has to know of the delivery and of what came of it; nil in an entry of an earlier version.
  package var delivery: [DeliveryNote]?
  /// How many persons are registered with each practice; nil in an entry of an earlier version.
  package var patients: [String: Int]?
  /// What was accepted although it is far from the release before: why, by list; nil in an entry of an earlier version.
  package var accepted: [String: String]?
  /// Where copies of the release's folders lie; nil where there are none, or in an entry of an earlier version.
  public var copies: [String]?
  /// The run whose release is what this one made: its own, or an earlier one's where nothing differs from that; nil where nothing
  /// was published, and in an entry of an earlier version.
  public var release: String?
  /// The run of the release that the night was held against; nil where there was none, and in an entry of an earlier version.
  public var follows: String?
  /// Who may read which folder of the release; nil in an entry of an earlier version.
  package var handed: [HandedEntry]?
  /// What each output that was published may be used for; nil where nothing was, and in an entry of an earlier version.
  package var outputs: [OutputEntry]?
  /// The id of the key that made pseudonyms; nil where it made none.
  package var pseudonymKey: String?
  /// The user, the host and the process that made it; nil in an entry of an earlier version.
  public var by: String?
  /// When its release was taken back for an earlier one, as `yyyyMMddTHHmmssZ`; nil where it was not.
  public var withdrawnAt: String?
  /// When its release was made current again, as `yyyyMMddTHHmmssZ`, in their order; nil where it never was.
  public var restoredAt: [String]?

  /// When it started; nil for a text that is no time.
  public var start: UTCTime? { UTCTime(compact: startedAt) }

  /// Whether it published what later nights follow: who is new is held against that.
  public var isInForce: Bool { isReleased && withdrawnAt == nil }

  /// A folder of a release that others than who runs the program may read.
  package struct HandedEntry: Hashable, Sendable, Codable {
    /// The folder's name: a network's code, or `system`.
    package var folder: String
    /// Its owner group; nil where an access control list says who may read.
    package var group: String?
    /// Where its copy lies; nil for none.
    package var copy: String?
  }

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
    /// How long it took when it was run, its output written.
    public var seconds: Double
    /// For how long processors worked at it, in seconds; nil in an entry of an earlier version.
    public var processorSeconds: Double?
    /// How long after the run's start it started; nil where it was not run, and in an entry of an earlier version.
    public var started: Double?
    /// The stage that it read and that was done last; nil where it read none that was run, or was not run itself, and in an
    /// entry of an earlier version.
    public var waitedFor: StageName?
  }

  /// A stage that was asked for and has no output.
  public struct UnfinishedStage: Sendable, Codable {
    /// The stage.
    public var stage: StageName
    /// Whether it was begun and failed; else it was not begun.
    public var hasFailed: Bool
  }

  /// What an output may be used for, by the terms that the definitions state.
  package struct OutputEntry: Hashable, Sendable, Codable {
    /// The kind of output, or the list that has terms of its own.
    package var output: String
    /// What it is for.
    package var purpose: String
    /// Why that is lawful.
    package var lawfulBasis: String
    /// Who gets it.
    package var recipients: String
    /// The opt-outs for which people are left out.
    package var leavesOut: [String]
  }

  /// A feed in a run.
  public struct FeedEntry: Sendable, Codable {
    /// The feed.
    public var feed: String
    /// Its files.
    package var files: [FileDigest]
    /// Rows read.
    public var rows: Int
    /// Rows rejected.
    public var rejected: Int
    /// Rows that count; nil in an entry of an earlier version.
    public var accepted: Int?
    /// How many of the rows that count have a value in each column; nil in an entry of an earlier version.
    package var filled: [String: Int]?
    /// How many have each code, by column; nil in an entry of an earlier version.
    package var codes: [String: [String: Int]]?
    /// The day of its newest event, as `yyyy-MM-dd`; nil for a feed of no events, and in an entry of an earlier version.
    public var newestEvent: String?
    /// The counts that it had in releases, oldest first, tonight's last; nil for a feed without counts, and in an entry of an
    /// earlier version.
    package var counts: [CountsSeen]?
    /// The newest day in it that is not after the reference date, as `yyyy-MM-dd`.
    public var newest: String?
  }

  /// A list in a run.
  public struct ListEntry: Sendable, Codable {
    /// The cohort.
    public var cohort: String
    /// People on it, by PCN.
    public var people: [String: Int]
    /// People who come onto it soon; nil where the cohort does not state when people are due, and in an entry of an earlier
    /// version.
    public var dueSoon: Int?

    /// People on it, in all PCNs.
    public var total: Int { people.values.reduce(0, +) }
  }

  /// The fingerprints of some of its stages, by their names.
  func fingerprints(of isMeant: (StageName) -> Bool) -> [String: String] {
    stages.reduce(into: [:]) { found, entry in
      if isMeant(entry.stage) { found[entry.stage.description] = entry.fingerprint }
    }
  }

  /// The rows of each stage's output.
  var rows: [StageName: Int] {
    stages.reduce(into: [:]) { $0[$1.stage] = $1.rows }
  }
}

extension RunEntry? {
  /// The seconds that stages took when they were run for this run or before it; nil for one that it does not know.
  func seconds(of stages: Set<StageName>) -> [StageName: Double?] {
    let known = (self?.stages ?? []).reduce(into: [:]) { $0[$1.stage] = $1.seconds }
    return Dictionary(uniqueKeysWithValues: stages.map { ($0, known[$0]) })
  }
}

/// All runs of a state folder, read one by one as they are needed: a year of nights is hundreds of files.
package struct Ledger: Sendable {
  /// The state folder.
  package let state: String
  /// The runs' names, in the order in which they were made; those that no order is known of come first, by the times that they begin with.
  package private(set) var names: [String]
  /// The order in which runs were put into the ledger, which no clock has a say in.
  private let order: RunOrder
  /// The newest runs as they were read, since several things of a run ask for them; a ledger of years is not kept whole.
  private let known = OncePer<String, RunEntry?>()
  /// A run that the files of the ledger lack; nil for none.
  private(set) var completed: RunEntry?
  /// Whether there was a file of that run, which was not as it was written.
  private var isCompletedDamaged = false

  /// Finds the runs of a state folder.
  package init(state: String) {
    self.state = state
    order = RunOrder(state: state)
    names = order.sorted(
      folderNames("\(state)/runs").filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
  }

  /// Finds the runs of a state folder, with the one whose release is current where the ledger lacks it: a run that was
  /// cut, or could not write its entry, after it had published.
  package init(state: String, current release: Release) {
    self.init(state: state)
    guard let entry = unlistedEntry(of: release) else { return }
    completed = entry
    isCompletedDamaged = fileStatus(file(of: entry.id)) != nil
    names = order.sorted(Array(Set(names).union([entry.id])))
  }

  /// The folder of what a run leaves for the data team.
  func folder(of run: String) -> String { "\(state)/runs/\(run)" }

  /// How many runs are kept as they were read: those of two weeks of nights.
  private static let runsKnown = 16

  /// The files of the ledger that are no runs, by path.
  package var unreadable: [String] {
    names.filter(isUnreadable).map(file)
  }

  /// Those of the files that are newer than a run, or its own: what a night looks at before it comes to the one that it follows; of all where
  /// there is none.
  func unreadable(downTo run: RunEntry?) -> [String] {
    let start = run.flatMap { names.lastIndex(of: $0.id) } ?? 0
    return names[start...].reversed().filter(isUnreadable).map(file)
  }

  private func isUnreadable(_ name: String) -> Bool {
    name == completed?.id ? isCompletedDamaged : run(name) == nil
  }

  /// The file of a run.
  private func file(of run: String) -> String { folder(of: run) + ".json" }

  /// A run by its name; nil where there is none or its file is no run.
  package func run(_ name: String) -> RunEntry? {
    if let completed, completed.id == name { return completed }
    let path = file(of: name)
    guard names.suffix(Ledger.runsKnown).contains(name) else {
      return read(RunEntry.self, from: path)
    }
    return known(name) { read(RunEntry.self, from: path) }
  }

  /// The runs, newest first, each read when it is reached.
  package var newestFirst: some Sequence<RunEntry> {
    names.reversed().lazy.compactMap { run($0) }
  }

  /// The newest run of a pipeline, or nil where there is none.
  func newest(of pipeline: String) -> RunEntry? {
    newestFirst.first { $0.pipeline == pipeline }
  }

  /// Where the copies of a pipeline's newest release lie, of those that nobody took back.
  func copies(of pipeline: String) -> [String] {
    releaseInForce(of: pipeline)?.copies ?? []
  }

  /// The newest release of a pipeline whose reference date is before a day, of those that nobody took back.
  ///
  /// The release with the latest reference date counts, and of several with the same the one that was made last. The
  /// day before is as late as can be, so the search usually ends at once.
  func newestRelease(of pipeline: String, before day: Day) -> RunEntry? {
    let yesterday = day.adding(days: -1).description
    var newest: RunEntry?
    for run in newestFirst
    where run.isInForce && run.pipeline == pipeline && run.referenceDate <= yesterday {
      if run.referenceDate == yesterday { return run }
      if run.referenceDate > newest?.referenceDate ?? "" { newest = run }
    }
    return newest
  }

  /// The newest release of a pipeline that is in force, whatever its reference date; nil for none.
  func releaseInForce(of pipeline: String) -> RunEntry? {
    newestFirst.first { $0.isInForce && $0.pipeline == pipeline }
  }

  /// A name for a run that started at a time: that time, with a number where the name is taken.
  func freeName(startedAt: String, output: String) -> String {
    var name = startedAt
    var number = 2
    while names.contains(name) || fileStatus(Release(output: output).path(of: name)) != nil {
      name = "\(startedAt)-\(number)"
      number += 1
    }
    return name
  }

  /// Adds a run, and what is told of it to other programs and to people; `inputs` are the stages that each stage reads, by what
  /// the store knows where they are not given.
  func save(_ entry: RunEntry, inputs: [StageName: [StageName]]? = nil) throws(RunFault) {
    let before = entry.follows.flatMap { run($0) }
    try takePlace(entry.id)
    try writeJSON(entry, to: file(of: entry.id), kept: true)
    try writeFile(
      runRecord(of: entry, after: before).document, to: folder(of: entry.id) + "/run.json")
    let account = entry.account(after: before, inputs: inputs ?? storedInputs(of: entry))
    try writeFile(Array(RunPage(of: account).text.utf8), to: page(of: entry.id))
  }

  /// Gives a run its place after all others, where it has none yet: on the disk before anything else says that there is the run.
  func takePlace(_ run: String) throws(RunFault) {
    try RunOrder(state: state).save(run, after: names, state: state)
  }

  /// The newest run, where by its name it started after a time, as `yyyyMMddTHHmmssZ`: one of the two was made under a wrong clock.
  func newest(after time: String) -> String? {
    names.last.flatMap { $0.prefix(time.count) > time ? $0 : nil }
  }

  /// The page of a run.
  package func page(of run: String) -> String { folder(of: run) + "/" + RunPage.fileName }

  /// The stages that each stage of a run reads; those are left out that the store knows no more.
  private func storedInputs(of entry: RunEntry) -> [StageName: [StageName]] {
    let store = Store(state: state)
    return entry.stages.reduce(into: [:]) { inputs, stage in
      inputs[stage.stage] = store.record(of: stage.stage, stage.fingerprint)?.inputs
    }
  }
}

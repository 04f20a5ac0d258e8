package import Messages
package import Tables

/// What is known of a run, as its page tells it; nobody's data is in it.
///
/// - Missing: nil for what an earlier version of the program did not note, and for what the run did not come to.
package struct RunAccount: Sendable {
  /// The run's name.
  package var run: String
  /// The pipeline's name.
  package var pipeline: String
  /// The reference date.
  package var referenceDate: Day?
  /// When it started.
  package var start: UTCTime?
  /// How long it took, in seconds.
  package var seconds: Double
  /// How long processors worked for it, over all threads, in seconds.
  package var processorSeconds: Double?
  /// The version of the program.
  package var version: String
  /// How it ended.
  package var ending: RunEnding
  /// Why it could not be finished, in words, a line each; none where it was.
  package var fault: [String]
  /// People registered with practices.
  package var people: Int?
  /// What somebody has to know; nil where nobody noted it.
  package var notes: [DeliveryNote]?
  /// The stages, each after all that it reads.
  package var stages: [Stage]
  /// The stages that were asked for and have no output, with whether they failed.
  package var unfinished: [(stage: String, hasFailed: Bool)]?
  /// What was delivered.
  package var feeds: [Feed]
  /// The rules that the data broke.
  package var findings: [Found]
  /// The lists.
  package var lists: [List]
  /// The reference date of the release that the night was held against; nil where there was none.
  package var before: (run: String, referenceDate: String)?
  /// The practices whose patients are on no list, each with why.
  package var leftOut: [String]
  /// Changes that somebody said are right, with the reason, by list.
  package var accepted: [(list: String, reason: String)]
  /// What each output may be used for; nil where nothing was published, or nobody noted it.
  package var outputs: [Output]?
  /// The folders that others may read; nil where nobody noted it.
  package var handed: [Handed]?

  /// A stage.
  package struct Stage: Sendable {
    /// `extract`, `validate`, `transform` or `load`.
    package var phase: String
    /// Its name within the phase.
    package var name: String
    /// Whether its output was in the store.
    package var isReused: Bool
    /// Why it was made; empty where it was reused, or nobody noted it.
    package var why: String
    /// The rows of its output's first table.
    package var rows: Int?
    /// How long it took when it was made, in seconds.
    package var seconds: Double
    /// For how long processors worked at it, in seconds.
    package var processorSeconds: Double?
    /// When it started, in seconds after the run did.
    package var started: Double?
    /// The stage that it read and that was done last.
    package var waitedFor: String?
    /// The stages that it reads; nil where the store knows it no more.
    package var reads: [String]?

    package init(
      phase: String, name: String, isReused: Bool, why: String, rows: Int?, seconds: Double,
      processorSeconds: Double?, started: Double?, waitedFor: String?, reads: [String]?
    ) {
      self.phase = phase
      self.name = name
      self.isReused = isReused
      self.why = why
      self.rows = rows
      self.seconds = seconds
      self.processorSeconds = processorSeconds
      self.started = started
      self.waitedFor = waitedFor
      self.reads = reads
    }
  }

  /// A feed.
  package struct Feed: Sendable {
    package var name: String
    package var rows: Int
    package var rejected: Int
    package var accepted: Int?
    package var newest: String?
    package var files: [(name: String, digest: String, bytes: Int)]

    package init(
      name: String, rows: Int, rejected: Int, accepted: Int?, newest: String?,
      files: [(name: String, digest: String, bytes: Int)]
    ) {
      self.name = name
      self.rows = rows
      self.rejected = rejected
      self.accepted = accepted
      self.newest = newest
      self.files = files
    }
  }

  /// A rule that the data broke.
  package struct Found: Sendable {
    package var rule: String
    package var feed: String
    package var says: String
    /// How much it matters; nil for a grade of another version.
    package var grade: Grade?
    package var count: Int
    /// Of how many rows; nil where rows are not what is counted.
    package var ofRows: Int?
    package var organisations: [String]

    package init(
      rule: String, feed: String, says: String, grade: Grade?, count: Int, ofRows: Int?,
      organisations: [String]
    ) {
      self.rule = rule
      self.feed = feed
      self.says = says
      self.grade = grade
      self.count = count
      self.ofRows = ofRows
      self.organisations = organisations
    }
  }

  /// A list.
  package struct List: Sendable {
    package var name: String
    package var people: Int
    /// How many there were; nil where there was no such list.
    package var before: Int?
    /// How many come onto it soon; nil where the list states no such day.
    package var dueSoon: Int?
    /// The same by network, in their order.
    package var networks: [(code: String, people: Int, before: Int?)]

    package init(
      name: String, people: Int, before: Int?, dueSoon: Int?,
      networks: [(code: String, people: Int, before: Int?)]
    ) {
      self.name = name
      self.people = people
      self.before = before
      self.dueSoon = dueSoon
      self.networks = networks
    }
  }

  /// What an output may be used for.
  package struct Output: Sendable {
    package var name: String
    package var purpose: String
    package var lawfulBasis: String
    package var recipients: String
    package var leavesOut: [String]

    package init(
      name: String, purpose: String, lawfulBasis: String, recipients: String, leavesOut: [String]
    ) {
      self.name = name
      self.purpose = purpose
      self.lawfulBasis = lawfulBasis
      self.recipients = recipients
      self.leavesOut = leavesOut
    }
  }

  /// A folder that others may read.
  package struct Handed: Sendable {
    package var folder: String
    package var group: String?
    package var copy: String?

    package init(folder: String, group: String?, copy: String?) {
      self.folder = folder
      self.group = group
      self.copy = copy
    }
  }

  package init(
    run: String, pipeline: String, referenceDate: Day?, start: UTCTime?, seconds: Double,
    processorSeconds: Double?, version: String, ending: RunEnding, fault: [String], people: Int?,
    notes: [DeliveryNote]?, stages: [Stage], unfinished: [(stage: String, hasFailed: Bool)]?,
    feeds: [Feed], findings: [Found], lists: [List],
    before: (run: String, referenceDate: String)?, leftOut: [String],
    accepted: [(list: String, reason: String)], outputs: [Output]?, handed: [Handed]?
  ) {
    self.run = run
    self.pipeline = pipeline
    self.referenceDate = referenceDate
    self.start = start
    self.seconds = seconds
    self.processorSeconds = processorSeconds
    self.version = version
    self.ending = ending
    self.fault = fault
    self.people = people
    self.notes = notes
    self.stages = stages
    self.unfinished = unfinished
    self.feeds = feeds
    self.findings = findings
    self.lists = lists
    self.before = before
    self.leftOut = leftOut
    self.accepted = accepted
    self.outputs = outputs
    self.handed = handed
  }
}

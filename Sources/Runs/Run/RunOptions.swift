public import Messages
public import Tables

/// What a run is asked to do: everything that the command line, the clock and the host decide.
public struct RunOptions: Sendable {
  /// The pipeline's file.
  public var pipeline: String
  /// The folder of the feeds; nil to use the one that the pipeline names.
  public var input: String?
  /// Where releases go.
  public var output: String
  /// Where the store, the ledger and the lock are.
  public var state: String
  /// The reference date; nil to use the pipeline's, or today.
  public var referenceDate: Day?
  /// The day on which the command was given.
  public var today: Day
  /// When the command was given, as `yyyyMMddTHHmmssZ`: the start of the run's name.
  public var startedAt: String
  /// Who gave the command and where, for the lock: a process, a user and a host.
  public var holder: String
  /// The stages to run; none for all and a release.
  public var stages: [StageName]
  /// Whether to run stages whose outputs are in the store, and to read every file again.
  public var force: Bool
  /// Whether published figures are counted anew, whatever the pipeline says of how often they are.
  public var countsAnew: Bool
  /// How many stages run side by side at the most.
  public var jobs: Int
  /// Why the change of a list against the release before is right, by list.
  public var accepted: [String: String]
  /// Where the secret that makes pseudonyms comes from; it is read where there are any to make.
  let pseudonymKey: PseudonymKeySource

  /// Makes options from the words of a command line.
  ///
  /// `accepted` are texts such as `copd-review=the practice's audit is done`; `pseudonymKeyFile` names the file of the secret, and
  /// `pseudonymKey` is the text that the environment has for it.
  ///
  /// - Throws: `usage` where a day or a stage is none, or the number of jobs is not one of `jobsAllowed`.
  public init(
    pipeline: String, input: String?, output: String, state: String, referenceDate: String?,
    today: String, startedAt: String, holder: String, stages: [String] = [], force: Bool = false,
    countsAnew: Bool = false, jobs: Int, accepted: [String] = [],
    pseudonymKeyFile: String? = nil, pseudonymKey: String? = nil
  ) throws(RunFault) {
    self.pipeline = pipeline
    self.input = input
    self.output = output
    self.state = state
    self.referenceDate = try referenceDate.map(day)
    self.today = try day(today)
    self.startedAt = startedAt
    self.holder = holder
    self.stages = []
    for text in stages {
      guard let stage = StageName(text) else {
        throw .usage(.unknownStage(text, nearest: nil))
      }
      self.stages.append(stage)
    }
    self.force = force
    self.countsAnew = countsAnew
    self.accepted = [:]
    for text in accepted {
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[1].contains(where: { !$0.isWhitespace }) else {
        throw .usage(.acceptedWithoutReason(text))
      }
      self.accepted[String(parts[0])] = String(parts[1])
    }
    guard jobsAllowed.contains(jobs) else {
      throw .usage(
        .outOfRange(
          option: "--jobs",
          range: "a number from \(jobsAllowed.lowerBound) to \(jobsAllowed.upperBound)"))
    }
    self.jobs = jobs
    self.pseudonymKey = PseudonymKeySource(file: pseudonymKeyFile, text: pseudonymKey)
  }
}

/// How many stages may run side by side: each has a thread of its own, and no pipeline has so many stages to run at once.
public let jobsAllowed = 1...512

/// The day that a text of the command line names.
package func day(_ text: String) throws(RunFault) -> Day {
  guard let day = Day(iso: text) else { throw .usage(.notADate(text)) }
  return day
}

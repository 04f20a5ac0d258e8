public import Tables
public import Model
public import Formats

/// Why a command could not do what it was asked.
///
/// Facts only: the sentences are in `Messages/`, the exit code in `exitCode`.
public enum RunFault: Error, Hashable, Sendable {
  /// The command line asks for something that does not exist or does not go together.
  case usage(UsageFault)
  /// The definitions have mistakes.
  case definitions(DefinitionMistakes)
  /// Tests of the definitions do not hold, or rules have none.
  case tests(TestsFault)
  /// A campaign that a definition uses has no season on the reference date.
  case noSeason(campaign: String, date: String, usedBy: String)
  /// In a column that is to leave under pseudonyms stands who the person is.
  case identifying(column: String)
  /// A feed could not be read.
  case feed(name: String, FeedFault)
  /// Required feeds have no file; each with the patterns that were looked for, below which folder, and the files there
  /// whose names are not UTF-8.
  case missingFeeds([MissingFeed], folder: String, withoutName: [String] = [])
  /// Needed feeds have files, and nothing in them that counts; each element is a feed, or alternatives of which one is
  /// needed.
  case nothingDelivered([[LackingFeed]])
  /// Several stages could not be done; the first decides the exit code.
  case several([RunFault])
  /// A data-quality threshold was passed.
  case threshold([Refusal])
  /// A night is far from what is expected of it, or from the release before; the notes say in what.
  case unexpectedNight([DeliveryNote])
  /// Files that were validated by themselves would pass a data-quality threshold of a run.
  case wouldBeRefused([Refusal])
  /// Another run holds the lock.
  case locked(holder: String)
  /// A stage broke a promise of the program.
  case ourMistake(String)
  /// A step of the person plan lacks a column or a feed that its definition was checked with.
  case step(StepFault)
  /// A file or folder cannot be written.
  case notWritable(path: String)
  /// A folder or file where patients' data is to be kept is somebody else's, or leads elsewhere.
  case notSafe(path: String, PathDanger)
  /// An output in the store cannot be read back.
  case storeUnreadable(path: String)
  /// Somebody asked the run to stop.
  case stopped
  /// Folders of the release could not be handed to those who are to read them.
  case notHandedOver([HandingFault])
  /// The release of the run is current, and something that comes after could not be done.
  indirect case afterPublishing(RunFault)
  /// An earlier release is current again, and something that comes after could not be done.
  indirect case afterRollingBack(RunFault)

  /// The exit code of the command.
  public var exitCode: ExitCode {
    switch self {
    case .usage: .commandLine
    case .definitions, .tests, .noSeason, .identifying: .definitions
    case .feed(_, .stopped), .stopped: .interrupted
    case .feed, .missingFeeds, .nothingDelivered: .input
    case .several(let faults): faults.first?.exitCode ?? .ourMistake
    case .threshold, .unexpectedNight, .wouldBeRefused: .threshold
    case .locked: .locked
    case .ourMistake, .step, .storeUnreadable: .ourMistake
    case .notWritable, .notSafe, .notHandedOver: .notWritable
    case .afterPublishing, .afterRollingBack: .afterPublishing
    }
  }
}

extension RunFault {
  /// A fault of the person plan as a run tells it.
  package init(_ fault: StepFault) {
    self =
      switch fault {
      case .noSeason(let campaign, let date, let user):
        .noSeason(campaign: campaign, date: date.description, usedBy: user)
      case .missingColumn, .missingFeed: .step(fault)
      }
  }
}

/// What a plan's own functions give, with their faults as those of a run.
package func planned<Value>(
  _ body: () throws(StepFault) -> Value
) throws(RunFault) -> Value {
  do { return try body() } catch { throw RunFault(error) }
}

/// A required feed without a file.
public struct MissingFeed: Hashable, Sendable {
  /// The feed.
  public var feed: String
  /// The file name patterns that were looked for.
  public var patterns: [String]

  /// Names a feed.
  package init(feed: String, patterns: [String]) {
    self.feed = feed
    self.patterns = patterns
  }
}

/// Why a folder of a release could not be handed over.
public struct HandingFault: Error, Hashable, Sendable {
  /// The folder's name in the release: a network's code, or `system`.
  public var folder: String
  /// What stands in the way.
  public var obstacle: Obstacle

  /// What stands in the way.
  public enum Obstacle: Hashable, Sendable {
    /// Groups are stated, and none for this network.
    case noGroup
    /// The machine knows no such group.
    case unknownGroup(String)
    /// The group or mode of a file cannot be changed.
    case notChanged(path: String, group: String?)
    /// The folder above the copy is not there.
    case noFolder(String)
    /// The copy cannot be written.
    case notCopied(to: String)
    /// The place of the copy is a link.
    case link(String)
    /// What lies in the place of the copy is no copy of a release.
    case notACopy(String)
  }

  /// States why.
  package init(_ folder: String, _ obstacle: Obstacle) {
    self.folder = folder
    self.obstacle = obstacle
  }
}

/// Pseudonyms of two releases were made by different secrets, which have these ids.
public struct ChangedPseudonyms: Hashable, Sendable {
  /// The id of tonight's.
  public var now: String
  /// The id of that of the release before.
  public var before: String
  /// The reference date of that release, as `yyyy-MM-dd`.
  public var referenceDate: String

  /// Names two secrets.
  public init(now: String, before: String, referenceDate: String) {
    self.now = now
    self.before = before
    self.referenceDate = referenceDate
  }
}

/// What is wrong with the secret of pseudonyms; nothing of it is said.
public enum PseudonymKeyFault: Hashable, Sendable {
  /// The pipeline asks for pseudonyms, and no secret was given.
  case none
  /// The file cannot be read.
  case unreadable(String)
  /// The file belongs to another user.
  case ofAnother(String)
  /// Others have a right to the file.
  case openToOthers(String, mode: UInt16)
  /// What the file or the variable of the environment holds is no secret.
  case malformed(String)
}

/// What is wrong with a command line.
public enum UsageFault: Hashable, Sendable {
  /// What is wrong with the secret of pseudonyms.
  case pseudonymKey(PseudonymKeyFault)
  /// No input folder was given and the pipeline names none.
  case noInput
  /// There is no such input folder.
  case inputNotFound(String)
  /// The output folder's current release is another pipeline's.
  case outputOfOther(String, pipeline: String)
  /// A list's change is accepted without a reason.
  case acceptedWithoutReason(String)
  /// The reference date is not a day.
  case notADate(String)
  /// No stage has this name.
  case unknownStage(String, nearest: String?)
  /// No cohort has this name.
  case unknownCohort(String, nearest: String?)
  /// No feed has this name, and no file.
  case unknownFeed(String, nearest: String?)
  /// No run has this name.
  case unknownRun(String, nearest: String?)
  /// The run is another pipeline's.
  case runOfOther(String, pipeline: String)
  /// The run published nothing.
  case nothingReleased(String)
  /// The release of the run has been cleared away.
  case releaseGone(String)
  /// The release of the run is not what was made: the file that differs, or nil where the store does not know its files any more.
  case releaseNotWhole(String, file: String?)
  /// No file or stage has this name.
  case nothingToShow(String, nearest: String?)
  /// A file is there, and no feed's pattern matches its name.
  case noContract(String)
  /// What is shown has no column of this name.
  case unknownColumn(String, of: String, nearest: String?)
  /// A stage has no table of this name.
  case unknownTable(String, of: String, has: [String])
  /// The condition of the command line has mistakes; the text is their messages.
  case condition(String, columns: [String])
  /// The stage has no stored output to show.
  case notRunYet(String)
  /// A run's output of a stage is not in the store any more, or cannot be read back.
  case outputGone(stage: String, run: String)
  /// The identifier is not an NHS number; it is not repeated.
  case notAnNHSNumber
  /// The text is no pseudonym of the form that the pipeline's have; it is not repeated.
  case notAPseudonym(PseudonymForm)
  /// Nobody in the population has the NHS number; it is not repeated.
  case unknownPerson
  /// Nobody in the population has the pseudonym; it is not repeated.
  case unknownPseudonym
  /// A number of the command line is out of its range.
  case outOfRange(option: String, range: String)
}

/// The exit codes of `phm`.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Everything was done.
  case done = 0
  /// The command line.
  case commandLine = 64
  /// The definitions.
  case definitions = 65
  /// An input is missing, empty, truncated, malformed, of the wrong delimiter or without a required column.
  case input = 66
  /// A data-quality threshold was passed.
  case threshold = 67
  /// Another run holds the lock.
  case locked = 69
  /// Our mistake.
  case ourMistake = 70
  /// An output is not writable.
  case notWritable = 73
  /// Interrupted; the next run picks up what was done.
  case interrupted = 74
  /// The release is current, but something that comes after failed.
  case afterPublishing = 75

  /// What the code means, for the documentation.
  public var meaning: String {
    switch self {
    case .done: "done"
    case .commandLine: "a mistake on the command line"
    case .definitions: "a mistake in the definitions"
    case .input:
      "an input is missing, empty, truncated, malformed, of the wrong delimiter or lacks a required column"
    case .threshold: "a data-quality threshold was passed; the last release stays"
    case .locked: "another run holds the lock"
    case .ourMistake: "a mistake of the program; please report it"
    case .notWritable: "an output cannot be written, or not safely"
    case .interrupted: "interrupted; the next run picks up what was done"
    case .afterPublishing:
      "published, or rolled back, but what came after failed; the lists are those that were asked for, and the next run puts the ledger right"
    }
  }
}

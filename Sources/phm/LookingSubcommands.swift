import Messages
public import ArgumentParser
import Glibc
public import Commands

/// `phm validate`.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads files by one feed's contract and checks their rows.")

  @Argument(help: "The feed: a name of the pipeline, or a definition file.")
  var feed: String

  @Argument(help: "The files.", completion: .file())
  var files: [String]

  @OptionGroup var pipeline: PipelineOption

  @Option(help: "The day that rules compare with, as yyyy-MM-dd; else today.")
  var referenceDate: String?

  @Option(help: "Write the rejected rows, with rule and place, to this file.", completion: .file())
  var rejects: String?

  func run() throws {
    let stop = StopOnSignals()
    defer { withExtendedLifetime(stop) {} }
    let summary = try validateFiles(
      feed: feed, files: files, pipeline: pipeline.pipeline,
      referenceDate: referenceDate ?? Clock.today, rejects: rejects,
      stop: stop.request)
    do throws(RunFault) {
      try printOutput(report(of: summary))
    } catch {
      throw summary.fault.map { .several([$0, error]) } ?? error
    }
    if let fault = summary.fault { throw fault }
  }
}

/// `phm show`.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows rows of a stage's output, or of a file that a feed's contract can read.")

  @Argument(help: "A stage (phase/name, or phase/name:table), or a file.", completion: .file())
  var subject: String

  @OptionGroup var pipeline: PipelineOption
  @OptionGroup var state: StateOption

  @Option(
    help:
      "Read the file by this feed's contract, whatever its name is, and show the rows that count and what is wrong with the others."
  )
  var feed: String?

  @Option(help: "With --feed, the day that rules compare with, as yyyy-MM-dd; else today.")
  var referenceDate: String?

  @Option(help: "Only these columns, separated by commas.")
  var columns: String?

  @Option(help: "Only rows for which this SQL condition is true.")
  var `where`: String?

  @Option(help: "At most so many rows.")
  var rows: Int?

  @Option(help: "table, csv or json.")
  var format = ShowFormat.table

  @Flag(help: "Show NHS numbers and pseudonyms, which are withheld otherwise.")
  var identifiers = false

  func run() throws {
    let shown = try show(
      ShowOptions(
        subject: subject, feed: feed, referenceDate: referenceDate ?? Clock.today,
        pipeline: pipeline.pipeline, state: state.state,
        columns: columns?.split(separator: ",").map { String($0) } ?? [], condition: `where`,
        rows: rows ?? format.usualRows))
    try printOutput(
      report(of: shown, format: format, showingIdentifiers: identifiers),
      isExact: format != .table)
  }
}

/// `phm explain`.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a cohort's attrition, or why one person is or is not on its list.")

  @Argument(help: "The cohort.")
  var cohort: String

  @Option(
    help:
      "An NHS number, or a pseudonym where the pipeline's persons have such; '-' reads it from standard input, which keeps it out of the shell's history."
  )
  var patient: String?

  @Option(
    defaultAsFlag: AttritionStyle.text,
    help: "Show the attrition as a flowchart: boxes and arrows, or 'mermaid' for a page.")
  var flowchart: AttritionStyle?

  @OptionGroup var pipeline: PipelineOption
  @OptionGroup var state: StateOption

  func validate() throws {
    if patient != nil, flowchart != nil {
      throw ValidationError("--flowchart shows everybody, --patient one person")
    }
  }

  func run() throws {
    guard let patient else {
      try printOutput(
        report(
          of: try explainCohort(cohort, pipeline: pipeline.pipeline, state: state.state),
          style: flowchart ?? .table, width: Terminal.outputWidth))
      return
    }
    let number = patient == "-" ? readLine() ?? "" : patient
    try printOutput(
      report(
        of: try explainPerson(
          number, cohort: cohort, pipeline: pipeline.pipeline, state: state.state),
        width: Terminal.outputWidth))
  }
}

/// `phm runs`.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the runs of the ledger, and says whose release is current.")

  @OptionGroup var state: StateOption

  @Option(help: "The folder of the releases.", completion: .directory)
  var output = "output"

  @Option(help: "table, or json with all that the ledger keeps.")
  var format = RunsFormat.table

  func run() throws {
    let listed = listRuns(state: state.state, output: output)
    try printOutput(
      report(of: listed, format: format, width: Terminal.outputWidth), isExact: format == .json)
  }
}

/// `phm diff`.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows who joined and left each list between two runs, and which figures moved.")

  @Argument(help: "The earlier run; 'previous' is the release before the newest.")
  var before = "previous"

  @Argument(help: "The later run; 'last' is the newest release.")
  var after = "last"

  @OptionGroup var state: StateOption

  @Flag(help: "List the NHS numbers, or pseudonyms, of those who joined and left.")
  var people = false

  func run() throws {
    try printOutput(
      report(
        of: try diffRuns(before, after, state: state.state), showingPeople: people,
        width: Terminal.outputWidth))
  }
}

/// `phm synthesise`.
struct Synthesise: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes feeds with no real person in them.")

  @Option(
    help:
      "Registered patients; else Worcestershire's 614,934, or as many as the published lists have.")
  var patients: Int?

  @Option(help: "The same seed gives the same files.")
  var seed: UInt64 = 1

  @Option(help: "The folder to write to; it must be empty.", completion: .directory)
  var output: String

  @Option(help: "The day of the extract, as yyyy-MM-dd.")
  var referenceDate: String?

  @Option(
    help:
      "A folder of published list sizes, QOF prevalence, PCN membership and deprivation: those practices are made.",
    completion: .directory)
  var practices: String?

  @Option(help: "Of the published practices only those of this commissioner, such as 18C.")
  var commissioner: String?

  @Flag(help: "Leave out the dirt of real extracts.")
  var clean = false

  func run() throws {
    let summary = try synthesiseFeeds(
      patients: patients, seed: seed, referenceDate: referenceDate, published: practices,
      commissioner: commissioner, isClean: clean, output: output)
    try printOutput(report(of: summary))
  }
}

extension AttritionStyle: ExpressibleByArgument {}

extension RunsFormat: ExpressibleByArgument {}

extension ShowFormat: ExpressibleByArgument {
  /// How many rows are shown where the command line does not say: a terminal gets a screenful.
  var usualRows: Int? { self == .table ? 20 : nil }
}

/// `phm init`.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a small pipeline for another area, whose terms of use are left open.")

  @Argument(
    help: "The folder to write to, which must be empty; its name is the pipeline's.",
    completion: .directory)
  var folder: String

  @OptionGroup var pipeline: PipelineOption

  @Option(help: "The list to take over; else the one that needs the fewest definitions.")
  var cohort: String?

  @Option(help: "The indicator to take over; else the one that needs the fewest beside the list.")
  var indicator: String?

  func run() throws {
    try printOutput(
      report(
        of: try initPipeline(
          InitRequest(
            folder: folder, pipeline: pipeline.pipeline, cohort: cohort, indicator: indicator))))
  }
}

/// `phm docs`.
struct Docs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the definitions as a site that a browser opens from a folder.")

  @Argument(help: "The folder to write to.", completion: .directory)
  var folder: String

  @OptionGroup var pipeline: PipelineOption

  func run() throws {
    try printOutput(report(of: try writeSite(of: pipeline.pipeline, to: folder)))
  }
}

/// `phm document`, for `make docs`.
struct Document: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the documentation that is made from the code and a pipeline's definitions.",
    shouldDisplay: false)

  @OptionGroup var pipeline: PipelineArgument

  @Option(help: "The folder to write to.", completion: .directory)
  var output: String

  func run() throws {
    try writeDocumentation(of: pipeline.pipeline, to: output)
  }
}

import Runs
import ArgumentParser
import Glibc
import Commands

/// The pipeline's file.
struct PipelineArgument: ParsableArguments {
  @Argument(help: "The pipeline's file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline = "pipelines/nightly.yaml"
}

/// The pipeline's file, for commands whose arguments are something else.
struct PipelineOption: ParsableArguments {
  @Option(help: "The pipeline's file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline = "pipelines/nightly.yaml"
}

/// The state folder.
struct StateOption: ParsableArguments {
  @Option(help: "The folder of the store, the ledger and the lock.", completion: .directory)
  var state = ".phm"
}

/// What a run is made from.
struct RunOptionGroup: ParsableArguments {
  @Option(
    help:
      "The folder of the feeds. It has no default, so that a forgotten flag cannot publish made-up patients.",
    completion: .directory)
  var input: String?

  @Option(help: "The folder of the releases.", completion: .directory)
  var output = "output"

  @OptionGroup var state: StateOption

  @Option(
    help: "The day that everything is worked out for, as yyyy-MM-dd; else the pipeline's, or today."
  )
  var referenceDate: String?

  @Option(
    help: "Only this stage, and what it needs: phase/name. Publishes nothing. May be repeated.")
  var stage: [String] = []

  @Flag(help: "Run stages whose output is in the store, and read every file again.")
  var force = false

  @Flag(help: "Count published figures anew, whatever publish_aggregates says.")
  var countAnew = false

  @Option(
    help:
      "A list whose change against the last release is right, and why: LIST=REASON. May be repeated."
  )
  var accept: [String] = []

  @Option(
    help:
      "The file of the key that makes pseudonyms, of 64 hexadecimal digits or more, which nobody else may read; else PHM_PSEUDONYM_KEY in the environment.",
    completion: .file())
  var pseudonymKey: String?

  @Option(help: "How many stages run side by side at the most.")
  var jobs: Int = min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), jobsAllowed.upperBound)

  /// The options as the pipeline takes them.
  func options(pipeline: String) throws -> RunOptions {
    try RunOptions(
      pipeline: pipeline, input: input, output: output, state: state.state,
      referenceDate: referenceDate, today: Clock.today, startedAt: Clock.startedAt,
      holder: Clock.holder, stages: stage, force: force, countsAnew: countAnew, jobs: jobs,
      accepted: accept, pseudonymKeyFile: pseudonymKey,
      pseudonymKey: unsafe getenv(PseudonymKeySource.variable).map { unsafe String(cString: $0) })
  }
}

import Messages
import Runs
import ArgumentParser
import Commands

/// `phm run`.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a pipeline and publishes a release, or runs single stages.")

  @OptionGroup var pipeline: PipelineArgument
  @OptionGroup var group: RunOptionGroup

  @Option(help: "How progress is told: auto, plain, json or none.")
  var progress = ProgressStyle.auto

  @Option(
    help:
      "When the summary is printed: always, or when-needed, which prints nothing of a good night and of another only what somebody has to know."
  )
  var summary = SummaryStyle.always

  @Option(
    help:
      "A file for Prometheus's textfile collector: the last success, how long the run took, its exit code, the people on each list, and what was wrong.",
    completion: .file())
  var metrics: String?

  func run() throws {
    do {
      try runAndReport()
    } catch let fault as RunFault {
      try writeMetrics(after: fault)
      throw fault
    }
    try writeMetrics(after: nil)
  }

  private func writeMetrics(after fault: RunFault?) throws(RunFault) {
    guard let metrics else { return }
    do throws(RunFault) {
      try Commands.writeMetrics(
        to: metrics, pipeline: pipeline.pipeline, state: group.state.state, fault: fault)
    } catch {
      throw fault.map { .several([$0, error]) } ?? .afterPublishing(error)
    }
  }

  private func runAndReport() throws {
    let options = try group.options(pipeline: pipeline.pipeline)
    let stop = StopOnSignals()
    // Signals are heard until the summary is printed, which may wait for whoever reads it.
    defer { withExtendedLifetime(stop) {} }
    let printer = ProgressPrinter(style: progress)
    var done = try runPipeline(options, stop: stop.request) { event in
      if case .published = event { stop.published() }
      printer.show(event)
    }
    printer.finish()
    do throws(RunFault) {
      let width = Terminal.outputWidth
      let text =
        summary == .always ? report(of: done, width: width) : notice(of: done, width: width)
      if !text.isEmpty { try printOutput(text) }
    } catch {
      done.add(error)
    }
    if let fault = done.fault { throw fault }
  }
}

/// When a run prints its summary.
enum SummaryStyle: String, ExpressibleByArgument, CaseIterable {
  case always
  case whenNeeded = "when-needed"
}

/// `phm rollback`.
struct Rollback: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes an earlier release current again, and takes back those after it.")

  @Argument(
    help:
      "The run whose release it is; 'previous' is the release before the one that is current.")
  var release: String

  @OptionGroup var pipeline: PipelineOption
  @OptionGroup var state: StateOption

  @Option(help: "The folder of the releases.", completion: .directory)
  var output = "output"

  func run() throws {
    let summary = try rollBack(
      RollbackOptions(
        run: release, pipeline: pipeline.pipeline, output: output, state: state.state,
        startedAt: Clock.startedAt, holder: Clock.holder))
    do throws(RunFault) {
      try printOutput(report(of: summary))
    } catch {
      throw summary.fault.map { .several([$0, error]) } ?? error
    }
    if let fault = summary.fault { throw fault }
  }
}

/// `phm plan`.
struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says for every stage whether it would be run or reused, and why.")

  @OptionGroup var pipeline: PipelineArgument
  @OptionGroup var group: RunOptionGroup

  func run() throws {
    try printOutput(
      report(
        of: try planPipeline(try group.options(pipeline: pipeline.pipeline)),
        width: Terminal.outputWidth))
  }
}

/// `phm check`.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists every mistake in a pipeline's definitions, or runs their tests, without data.")

  @OptionGroup var pipeline: PipelineArgument

  @Flag(help: "Run the definitions' tests on made-up people.")
  var tests = false

  @Flag(help: "With --tests: every rule of a definition that can have tests must have one.")
  var everyRule = false

  @Flag(
    help:
      "With --tests: every condition inside a rule must be true in some test and false in another, too."
  )
  var everyCondition = false

  @Flag(help: "Print the JSON Schema that editors use for completion, and check nothing.")
  var schema = false

  func validate() throws {
    if everyRule, !tests { throw ValidationError("--every-rule goes with --tests") }
    if everyCondition, !tests { throw ValidationError("--every-condition goes with --tests") }
    if schema, tests { throw ValidationError("--schema checks nothing, --tests does") }
  }

  func run() throws {
    if tests {
      try printOutput(
        report(
          of: try testPipeline(
            at: pipeline.pipeline, everyRule: everyRule, everyCondition: everyCondition)))
    } else {
      try printOutput(
        schema ? definitionSchema() : report(of: try checkPipeline(at: pipeline.pipeline)))
    }
  }
}

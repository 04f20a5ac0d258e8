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

  func run() throws {
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

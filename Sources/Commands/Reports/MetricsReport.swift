public import Messages
import Definitions
import Model
import Runs
import Tables

/// Writes the newest run of a pipeline as a file for Prometheus's textfile collector, aside and renamed into place.
///
/// `fault` is what ended the run that was asked for; a run that could not start has its exit code and nothing else of its own.
///
/// - Throws: `notWritable`.
public func writeMetrics(
  to path: String, pipeline: String, state: String, fault: RunFault?
) throws(RunFault) {
  let ledger = Ledger(state: state)
  let loaded = try? loadPipeline(at: pipeline)
  // A pipeline that cannot be read is called as the ledger calls it.
  let file = pipeline.split(separator: "/").last.map { String($0) } ?? pipeline
  let name = loaded?.name ?? String(file.prefix { $0 != "." })
  let ofPipeline = ledger.newestFirst.lazy.filter { $0.pipeline == name }
  try replaceSharedFile(
    Array(
      metricsText(
        pipeline: name, newest: ofPipeline.first { _ in true },
        released: ofPipeline.first { $0.isReleased }, fault: fault
      ).utf8), at: path)
}

/// The metrics in Prometheus's text format.
///
/// - Units: seconds and people.
/// - Source: Prometheus, exposition formats, text format 0.0.4; metric and label naming.
func metricsText(
  pipeline: String, newest: RunEntry?, released: RunEntry?, fault: RunFault?
) -> String {
  // A run that another one locked out left no entry: what is newest is somebody else's.
  let isLocked = if case .locked? = fault { true } else { false }
  let run = isLocked ? nil : newest
  var text = MetricsText(pipeline: pipeline)
  text.add(
    "phm_build_info", "The version of the program; always 1.", [(["version": programVersion], 1)])
  text.add(
    "phm_run_last_success_timestamp_seconds",
    "When the newest run started that published a release, in seconds since 1970.",
    released?.start.map { Double($0.secondsSince1970) })
  text.add(
    "phm_run_last_success_reference_date_seconds",
    "The reference date of the newest release, in seconds since 1970.",
    (released?.referenceDate).flatMap { Day(iso: $0) }.map { Double($0.number) * 86_400 })
  text.add(
    "phm_run_started_timestamp_seconds", "When the newest run started, in seconds since 1970.",
    run?.start.map { Double($0.secondsSince1970) })
  text.add("phm_run_duration_seconds", "How long the newest run took.", run?.seconds)
  text.add(
    "phm_run_exit_code", "The exit code of the newest run; 0 is done, see the list of exit codes.",
    Double(fault?.exitCode.rawValue ?? run?.exitCode ?? 0))
  text.add(
    "phm_run_published", "Whether the newest run published a release.",
    run.map { $0.isReleased ? 1 : 0 })
  guard let run else { return text.text }
  addCounts(of: run, to: &text)
  return text.text
}

private func addCounts(of run: RunEntry, to text: inout MetricsText) {
  let reused = run.stages.filter { $0.isReused }.count
  text.add(
    "phm_run_stages", "Stages of the newest run, run or reused.",
    run.stages.isEmpty
      ? []
      : [
        (["outcome": "run"], Double(run.stages.count - reused)),
        (["outcome": "reused"], Double(reused)),
      ])
  text.add(
    "phm_registered_people", "People registered with practices, by tonight's delivery.",
    run.patients.map { Double($0.values.reduce(0, +)) })
  text.add(
    "phm_feed_rows", "Rows read of a feed.", run.feeds.map { (["feed": $0.feed], Double($0.rows)) })
  text.add(
    "phm_feed_rejected_rows", "Rows of a feed that were rejected.",
    run.feeds.map { (["feed": $0.feed], Double($0.rejected)) })
  text.add(
    "phm_feed_newest_date_seconds",
    "The newest day in a feed that is not after the reference date, in seconds since 1970.",
    run.feeds.compactMap { feed in
      feed.newest.flatMap { Day(iso: $0) }.map { (["feed": feed.feed], Double($0.number) * 86_400) }
    })
  text.add(
    "phm_list_people", "People on a list, by network.",
    run.lists.flatMap { list in
      list.people.sorted { $0.key < $1.key }.map {
        (["list": list.cohort, "pcn": $0.key], Double($0.value))
      }
    })
  text.add(
    "phm_list_due_soon_people", "People who come onto a list soon.",
    run.lists.compactMap { list in list.dueSoon.map { (["list": list.cohort], Double($0)) } })
  text.add(
    "phm_notes", "What somebody has to know of the newest run, by what was done about it.",
    run.delivery.map { notes in
      DeliveryNote.Grade.allCases.map { grade in
        (["grade": grade.rawValue], Double(notes.filter { $0.grade == grade }.count))
      }
    } ?? [])
  text.add(
    "phm_findings",
    "Rules that the data of the newest run broke, by what becomes of what breaks them.",
    Grade.allCases.map { grade in
      (["grade": grade.rawValue], Double(run.findings.filter { $0.grade == grade.rawValue }.count))
    })
}

/// Metrics in the making: each is a gauge of a pipeline.
private struct MetricsText {
  let pipeline: String
  private(set) var text = ""

  init(pipeline: String) {
    self.pipeline = pipeline
  }

  /// Adds a metric with one value; nothing where it is not known.
  mutating func add(_ name: String, _ help: String, _ value: Double?) {
    add(name, help, value.map { [([:], $0)] } ?? [])
  }

  /// Adds a metric; nothing where it has no values.
  mutating func add(_ name: String, _ help: String, _ values: [([String: String], Double)]) {
    guard !values.isEmpty else { return }
    text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
    for (labels, value) in values {
      let all =
        [("pipeline", pipeline)] + labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      let said = all.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
      text += "\(name){\(said)} \(number(value))\n"
    }
  }

  private func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "\n": "\\n"
      default: String(character)
      }
    }.joined()
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : "\(value)"
  }
}

import Messages
public import Runs
import Formats

/// The lines that an event of a run leaves in a log, each within 80 columns; none for mere progress.
public func progressLines(of event: RunEvent) -> [String] {
  switch event {
  case .planned(let stages, let reused, _):
    ["\(stages) stages, of which \(reused) are in the store"]
  case .started, .progress, .published: []
  case .finished(let stage, let seconds, let rows):
    [finishedLine(stage, rows: rows.map { grouped($0) + " rows" } ?? "", duration(seconds))]
  case .failed(let stage, .stopped), .failed(let stage, .feed(_, .stopped)):
    ["  " + cut(stage.description, to: 70) + " stopped"]
  case .failed(let stage, _): ["  " + cut(stage.description, to: 70) + " failed"]
  }
}

/// The lines of an event that stay on a terminal, where one line tells how far all stages are.
public func lastingLines(of event: RunEvent) -> [String] {
  switch event {
  case .planned, .failed: progressLines(of: event)
  case .started, .progress, .finished, .published: []
  }
}

/// What a stage made and how long it took; a long name is cut, since the counts are what changes from night to night.
private func finishedLine(_ stage: StageName, rows: String, _ time: String) -> String {
  let counts = " \(padded(rows, to: 16)) \(time)"
  let room = 78 - counts.count
  return "  " + padded(cut(stage.description, to: room), to: min(52, room)) + counts
}

/// A bar for every stage that runs: how far it is, rows and rows a second, no wider than the terminal.
public func progressBars(of stages: [StageProgress], width: Int) -> [String] {
  stages.map { stage in
    let rate = stage.seconds > 0.2 ? Double(stage.rows) / stage.seconds : 0
    let counts =
      stage.rows == 0
      ? duration(stage.seconds)
      : "\(grouped(stage.rows)) rows" + (rate > 0 ? "  \(rateText(rate))" : "")
    let line = "  \(padded(stage.stage.description, to: 34)) \(bar(stage)) \(counts)"
    return cut(line, to: max(20, width - 1))
  }
}

/// An event as one JSON object.
public func jsonLine(of event: RunEvent) -> String {
  switch event {
  case .planned(let stages, let reused, _):
    #"{"event": "planned", "stages": \#(stages), "reused": \#(reused)}"#
  case .started(let stage): #"{"event": "started", "stage": \#(name(stage))}"#
  case .progress(let stages):
    #"{"event": "progress", "stages": {"#
      + stages.map { "\(name($0.stage)): \($0.rows)" }.joined(separator: ", ") + "}}"
  case .finished(let stage, let seconds, let rows):
    #"{"event": "finished", "stage": \#(name(stage)), "seconds": \#(decimal(seconds, places: 3)), "rows": \#(rows.map { String($0) } ?? "null")}"#
  case .failed(let stage, let fault):
    #"{"event": "failed", "stage": \#(name(stage)), "exit_code": \#(fault.exitCode.rawValue)}"#
  case .published(let run): #"{"event": "published", "run": \#(jsonText(run))}"#
  }
}

private func name(_ stage: StageName) -> String { jsonText(stage.description) }

private func bar(_ stage: StageProgress) -> String {
  let width = 20
  guard let expected = stage.expectedRows, expected > 0 else {
    // Without an earlier run nobody knows how many rows will come: a mark that moves says that it works.
    let position = Int(stage.seconds * 10) % width
    return "["
      + (0..<width).map { $0 == position ? "=" : " " }.joined() + "]"
  }
  let filled = min(width, stage.rows * width / expected)
  return "[" + String(repeating: "=", count: filled)
    + String(repeating: " ", count: width - filled) + "]"
}

private func rateText(_ rate: Double) -> String {
  if rate >= 1e6 { return "\(decimal(rate / 1e6, places: 1)) M rows/s" }
  return rate >= 1e3
    ? "\(decimal(rate / 1e3, places: 0))k rows/s" : "\(decimal(rate, places: 0)) rows/s"
}

private func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

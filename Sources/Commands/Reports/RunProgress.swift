import Messages
public import Runs

/// How far a run has come, for one line of a terminal.
public struct RunProgress: Sendable {
  private var stages = 0
  private var done = 0
  /// The seconds that each stage that is still to be done took last time.
  private var expected: [StageName: Double] = [:]
  private var expectedInAll = 0.0
  private var isEstimate = false
  private var running: [StageProgress] = []

  /// Knows of nothing yet.
  public init() {}

  /// Takes note of an event.
  public mutating func note(_ event: RunEvent) {
    switch event {
    case .planned(let stages, let reused, let seconds):
      self.stages = stages
      done = reused
      expected = seconds.compactMapValues { $0 }
      expectedInAll = expected.values.reduce(0, +)
      // A stage that never ran may take longer than all others.
      isEstimate = !seconds.isEmpty && expected.count == seconds.count
    case .started, .published: break
    case .progress(let stages): running = stages
    case .finished(let stage, _, _), .failed(let stage, _):
      done += 1
      expected[stage] = nil
      running.removeAll { $0.stage == stage }
    }
  }

  /// The line of the whole run and a bar for each running stage, as many as fit, each no wider than the terminal.
  ///
  /// - Units: seconds since the first stage was started.
  public func lines(elapsed: Double, width: Int, height: Int) -> [String] {
    guard stages > 0 else { return [] }
    let remaining = secondsLeft(elapsed: elapsed).map { ", about \(wholeDuration($0)) left" } ?? ""
    let bars = progressBars(of: running, width: width)
    let room = max(0, height - 2)
    let others = bars.count > room ? ["  and \(bars.count - room + 1) more"] : []
    let shown = bars.prefix(others.isEmpty ? room : max(0, room - 1))
    return (["\(done) of \(stages) stages\(remaining)"] + shown + (room > 0 ? others : []))
      .map { cut($0, to: max(1, width - 1)) }
  }

  /// The run goes on as fast as it did so far, where the seconds of last time are the measure of work: stages run side
  /// by side, and the machine may be busier tonight.
  ///
  /// - Missing: where a stage was never run before, and until a twentieth of the work is done.
  private func secondsLeft(elapsed: Double) -> Double? {
    guard isEstimate, expectedInAll > 0 else { return nil }
    let ofRunning = running.reduce(0) { $0 + min($1.seconds, expected[$1.stage] ?? 0) }
    let left = max(0, expected.values.reduce(0, +) - ofRunning)
    let worked = expectedInAll - left
    guard worked >= expectedInAll / 20 else { return nil }
    return elapsed * left / worked
  }
}

// An estimate has no tenths of a second.
private func wholeDuration(_ seconds: Double) -> String {
  let whole = seconds.rounded(.up)
  return whole < 10 ? "\(Int(whole)) s" : duration(whole)
}

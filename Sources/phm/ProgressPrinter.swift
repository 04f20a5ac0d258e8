import Runs
import ArgumentParser
import Glibc
import Commands
import Synchronization

/// How progress is told.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  /// Bars on a terminal, lines elsewhere.
  case auto
  /// A line a stage.
  case plain
  /// A JSON object a line.
  case json
  /// Nothing.
  case none
}

/// Tells on standard error how a run goes: one line and a bar for every running stage on a terminal, lines in a pipe.
final class ProgressPrinter: Sendable {
  private let style: ProgressStyle
  private let isTerminal: Bool
  private let started = ContinuousClock.now
  private let progress = Mutex(RunProgress())

  /// Chooses bars or lines by what standard error is.
  init(style: ProgressStyle) {
    isTerminal = style == .auto && isatty(STDERR_FILENO) == 1
    self.style = style == .auto ? .plain : style
  }

  /// Shows an event.
  func show(_ event: RunEvent) {
    switch style {
    case .none: return
    case .json: printError(jsonLine(of: event))
    case .plain, .auto:
      if isTerminal { redraw(event) } else { progressLines(of: event).forEach { printError($0) } }
    }
  }

  /// Leaves the terminal's line free for the summary.
  func finish() {
    if isTerminal { erase() }
  }

  // The bars stand below the cursor: each event clears them, prints what is to stay, and draws them anew.
  private func redraw(_ event: RunEvent) {
    let progress = progress.withLock {
      $0.note(event)
      return $0
    }
    erase()
    lastingLines(of: event).forEach { printError($0) }
    let size = Terminal.size(of: STDERR_FILENO) ?? (80, 24)
    let elapsed = (ContinuousClock.now - started).components
    let lines = progress.lines(
      elapsed: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18, width: size.width,
      height: size.height)
    guard !lines.isEmpty else { return }
    writeError(
      terminalText(lines.joined(separator: "\n"))
        + (lines.count > 1 ? "\u{1B}[\(lines.count - 1)F" : "\r"))
  }

  private func erase() {
    writeError("\r\u{1B}[J")
  }

  private func writeError(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

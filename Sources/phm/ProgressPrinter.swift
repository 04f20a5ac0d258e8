import ArgumentParser
import Glibc
import Pipeline

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

/// Tells on standard error how a run goes: a bar for every running stage on a terminal, lines in a pipe.
final class ProgressPrinter: Sendable {
  private let style: ProgressStyle
  private let isTerminal: Bool

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
      let lines = progressLines(of: event)
      if isTerminal { redraw(event, lines) } else { lines.forEach { printError($0) } }
    }
  }

  /// Leaves the terminal's line free for the summary.
  func finish() {
    if isTerminal { erase() }
  }

  // The bars stand below the cursor: each event clears them, prints what is to stay, and draws them anew.
  private func redraw(_ event: RunEvent, _ lines: [String]) {
    erase()
    lines.forEach { printError($0) }
    guard case .progress(let stages) = event else { return }
    let bars = progressBars(of: stages, width: terminalWidth())
    writeError(bars.joined(separator: "\n") + (bars.count > 1 ? "\u{1B}[\(bars.count - 1)F" : "\r"))
  }

  private func erase() {
    writeError("\r\u{1B}[J")
  }

  private func writeError(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  private func terminalWidth() -> Int {
    var size = winsize()
    return unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      ? Int(size.ws_col) : 80
  }
}

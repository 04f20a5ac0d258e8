import Messages
import Glibc
import Parallel
import Commands

/// Asks the work to stop when the terminal or the system asks the program to; a second time ends it at once.
final class StopOnSignals: Sendable {
  /// The request that the work reads.
  let request = StopRequest()
  private let signals: StopSignals
  // A flag that threads may share, and no request.
  private let isPublished = StopRequest()

  /// Starts to listen.
  init() {
    for number in [SIGINT, SIGTERM, SIGHUP] { _ = signal(number, SIG_IGN) }
    let seen = StopRequest()
    signals = StopSignals([SIGINT, SIGTERM, SIGHUP], making: request) { [isPublished] _ in
      // What is half-written is aside, and the next run clears it away.
      let code: Messages.ExitCode = isPublished.isMade ? .afterPublishing : .interrupted
      if seen.isMade { _exit(code.rawValue) }
      seen.make()
      printError("phm: stopping; what is done is kept (once more to stop at once)")
    }
  }

  /// Notes that the release is current, so that whatever ends the program says so from now on.
  func published() {
    isPublished.make()
  }
}

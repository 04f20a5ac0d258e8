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
    let seen = StopRequest()
    signals = StopSignals([SIGINT, SIGTERM, SIGHUP], making: request) {
      [request, isPublished] _ in
      if request.isClosed {
        // Between the last look at the request and the link is no time to end in: whoever asks once more means what comes after.
        if seen.isMade, isPublished.isMade { _exit(Messages.ExitCode.afterPublishing.rawValue) }
        printError(
          "phm: too late to stop, what was asked for is done or the release is made current; finishing (once more to stop at once)"
        )
      } else {
        // What is half-written is aside, and the next run clears it away.
        if seen.isMade { _exit(Messages.ExitCode.interrupted.rawValue) }
        printError("phm: stopping; what is done is kept (once more to stop at once)")
      }
      seen.make()
    }
  }

  /// Notes that the release is current, so that whatever ends the program says so from now on.
  func published() {
    isPublished.make()
  }
}

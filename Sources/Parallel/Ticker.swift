import Dispatch
import Glibc

/// Calls a body about ten times a second on a thread of its own, until it is stopped.
public struct Ticker: Sendable {
  private let stopped = StopRequest()

  /// Starts to call the body.
  public init(_ body: @escaping @Sendable () -> Void) {
    let stopped = self.stopped
    DispatchQueue(label: "phm.ticker").async {
      while !stopped.isMade {
        usleep(100_000)
        if !stopped.isMade { body() }
      }
    }
  }

  /// Lets the calls end.
  public func stop() {
    stopped.make()
  }
}

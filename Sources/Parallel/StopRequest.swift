import Dispatch
import Synchronization

/// A wish to stop, which work reads between partitions and never waits for.
public final class StopRequest: Sendable {
  private let isSet = Atomic<Bool>(false)

  /// Makes a request that nobody has made.
  public init() {}

  /// Asks for the stop.
  public func make() {
    isSet.store(true, ordering: .releasing)
  }

  /// Whether somebody has asked for the stop.
  public var isMade: Bool {
    isSet.load(ordering: .acquiring)
  }
}

/// Turns the signals of a terminal and of a service's stop into a stop request.
public final class StopSignals: Sendable {
  private let sources: Mutex<[any DispatchSourceSignal]>

  /// Listens for signals until the value is released; each makes the request and then calls `onSignal`.
  ///
  /// The caller sets the signals' own action to ignore first, since Dispatch sees a signal only beside it.
  public init(
    _ signals: [Int32], making request: StopRequest,
    onSignal: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    let queue = DispatchQueue(label: "phm.signals")
    var started: [any DispatchSourceSignal] = []
    for signal in signals {
      let source = DispatchSource.makeSignalSource(signal: signal, queue: queue)
      source.setEventHandler {
        request.make()
        onSignal(signal)
      }
      source.activate()
      started.append(source)
    }
    sources = Mutex(started)
  }

  deinit {
    sources.withLock { for source in $0 { source.cancel() } }
  }
}

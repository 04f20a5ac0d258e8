import Dispatch
import Glibc
import Synchronization

/// A wish to stop, which work reads between partitions and never waits for, until it is too late for one.
public final class StopRequest: Sendable {
  /// Nobody has asked; somebody has; or nobody had when it was closed.
  private enum State {
    static let open = 0
    static let made = 1
    static let closed = 2
  }

  private let state = Atomic<Int>(State.open)
  /// The signals that make the request.
  private let signals = Mutex<[Int32]>([])

  /// Makes a request that nobody has made.
  public init() {}

  /// Asks for the stop; it is too late for that where the request is closed.
  public func make() {
    _ = state.compareExchange(
      expected: State.open, desired: State.made, ordering: .acquiringAndReleasing)
  }

  /// Whether somebody has asked for the stop.
  public var isMade: Bool {
    state.load(ordering: .acquiring) == State.made
  }

  /// Whether it is too late to ask.
  public var isClosed: Bool {
    state.load(ordering: .acquiring) == State.closed
  }

  /// Takes no request from now on; false where somebody has asked before, be it by a signal that nobody has looked at yet.
  public func close() -> Bool {
    if signals.withLock({ isPending(anyOf: $0) }) { make() }
    let (wasOpen, before) = state.compareExchange(
      expected: State.open, desired: State.closed, ordering: .acquiringAndReleasing)
    return wasOpen || before == State.closed
  }

  fileprivate func isMade(by signals: [Int32]) {
    self.signals.withLock { $0 = signals }
  }
}

/// Turns the signals of a terminal and of a service's stop into a stop request.
public final class StopSignals: Sendable {
  private let sources: Mutex<[any DispatchSourceSignal]>

  /// Listens for signals until the value is released; each makes the request and then calls `onSignal`.
  ///
  /// They are held back from this thread, and so from all that it starts: what comes before somebody listens waits until then, and none is
  /// lost. A signal that the program was started to ignore, as `nohup` has it, stays ignored.
  public init(
    _ signals: [Int32], making request: StopRequest,
    onSignal: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    let heard = signals.filter { !isIgnored($0) }
    var mask = signalSet(of: heard)
    unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
    request.isMade(by: heard)
    let queue = DispatchQueue(label: "phm.signals")
    var started: [any DispatchSourceSignal] = []
    for signal in heard {
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

private func signalSet(of signals: [Int32]) -> sigset_t {
  var set = sigset_t()
  unsafe sigemptyset(&set)
  for signal in signals { unsafe sigaddset(&set, signal) }
  return set
}

/// Whether one of some signals, which are held back, has come and was not looked at.
private func isPending(anyOf signals: [Int32]) -> Bool {
  var pending = sigset_t()
  unsafe sigemptyset(&pending)
  guard unsafe sigpending(&pending) == 0 else { return false }
  return signals.contains { unsafe sigismember(&pending, $0) == 1 }
}

/// Whether the program was started to ignore a signal.
private func isIgnored(_ signal: Int32) -> Bool {
  var action = sigaction()
  guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
  return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    == unsafeBitCast(SIG_IGN, to: Int.self)
}

import Dispatch
import Synchronization

/// A value that is worked out by the first that asks for it and kept for all others.
public final class Once<Value: Sendable>: Sendable {
  private enum State {
    case nobodyAsked
    case workedOut
    case known(Value)
  }

  private let state = Mutex(State.nobodyAsked)
  // Who waits sleeps: a lock that is held while the value is worked out would keep the others turning on their processors.
  private let done = DispatchGroup()

  /// Nothing is worked out yet.
  public init() {}

  /// The value; who asks while another works it out waits for it.
  public func callAsFunction(_ make: @Sendable () -> Value) -> Value {
    let found = state.withLock { state in
      let found = state
      if case .nobodyAsked = found {
        state = .workedOut
        done.enter()
      }
      return found
    }
    switch found {
    case .known(let value): return value
    case .nobodyAsked:
      let value = make()
      state.withLock { $0 = .known(value) }
      done.leave()
      return value
    case .workedOut:
      done.wait()
      guard case .known(let value) = state.withLock({ $0 }) else {
        preconditionFailure("whoever works a value out says so when it is known")
      }
      return value
    }
  }
}

extension Once {
  /// The value, where it is worked out already.
  public var known: Value? {
    guard case .known(let value) = state.withLock({ $0 }) else { return nil }
    return value
  }
}

/// Values by key, each worked out by the first that asks for it and kept for all others.
public final class OncePer<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Asked {
    var value = Once<Value>()
    var times = 0
  }

  private let values = Mutex<[Key: Asked]>([:])
  private let uses: Int?

  /// Nothing is worked out yet.
  ///
  /// After `uses` have asked for a value it is let go, and whoever asks then has it worked out anew; nil keeps all.
  public init(keptFor uses: Int? = nil) {
    self.uses = uses
  }

  /// The value of a key; who asks for it while another works it out waits, and others do not.
  public func callAsFunction(_ key: Key, _ make: @Sendable () -> Value) -> Value {
    let value = values.withLock { values in
      var asked = values[key] ?? Asked()
      asked.times += 1
      values[key] = asked.times == uses ? nil : asked
      return asked.value
    }
    return value(make)
  }
}

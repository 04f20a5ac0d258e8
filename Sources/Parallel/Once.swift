import Synchronization

/// A value that is worked out by the first that asks for it and kept for all others.
public final class Once<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  /// Nothing is worked out yet.
  public init() {}

  /// The value; who asks while another works it out waits for it.
  public func callAsFunction(_ make: @Sendable () -> Value) -> Value {
    value.withLock { kept in
      if let kept { return kept }
      let made = make()
      kept = made
      return made
    }
  }
}

/// Values by key, each worked out by the first that asks for it and kept for all others.
public final class OncePer<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values = Mutex<[Key: Once<Value>]>([:])

  /// Nothing is worked out yet.
  public init() {}

  /// The value of a key; who asks for it while another works it out waits, and others do not.
  public func callAsFunction(_ key: Key, _ make: @Sendable () -> Value) -> Value {
    let value = values.withLock { values in
      let known = values[key] ?? Once()
      values[key] = known
      return known
    }
    return value(make)
  }
}

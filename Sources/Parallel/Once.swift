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

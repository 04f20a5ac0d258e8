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

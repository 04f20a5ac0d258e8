import Synchronization

/// How far a stage has come, for a progress bar on another thread.
public final class RowCounter: Sendable {
  private let count = Atomic<Int>(0)

  /// Makes a counter at zero.
  public init() {}

  /// Adds rows that are done.
  public func add(_ rows: Int) {
    count.add(rows, ordering: .relaxed)
  }

  /// The rows done so far.
  public var rows: Int { count.load(ordering: .relaxed) }
}

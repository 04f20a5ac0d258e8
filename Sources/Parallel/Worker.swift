import Dispatch

/// A thread of its own that runs the bodies it is given, one after the other.
///
/// A serial queue gets a thread even while every core is busy, so a body may wait for another worker's message
/// without standing in its way.
public struct Worker: Sendable {
  private let queue: DispatchQueue

  /// Makes a worker; the label shows in a debugger.
  public init(label: String) {
    queue = DispatchQueue(label: label)
  }

  /// Starts a body and returns at once.
  public func start(_ body: @escaping @Sendable () -> Void) {
    let work = SpreadWork()
    queue.async { work.part(body) }
  }
}

import Dispatch
import Synchronization

/// A blocking mailbox: many senders, one receiver.
public final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let available = DispatchSemaphore(value: 0)

  /// Makes an empty mailbox.
  public init() {}

  /// Adds a message; never waits.
  public func send(_ message: Message) {
    messages.withLock { $0.append(message) }
    available.signal()
  }

  /// Takes the oldest message, and waits until there is one.
  public func receive() -> Message {
    available.wait()
    return messages.withLock { $0.removeFirst() }
  }
}

/// A mailbox with room for a few messages: one sender that waits while it is full, one receiver.
///
/// It holds a fast producer back, so that memory follows the room and not the size of the input.
public final class BoundedMailbox<Message: Sendable>: Sendable {
  private let mailbox = Mailbox<Message>()
  // Starts at zero and is raised: Dispatch traps when a semaphore is released below its first value, which a
  // receiver that leaves early would cause.
  private let free = DispatchSemaphore(value: 0)
  private let isClosed = Atomic<Bool>(false)

  /// Makes a mailbox with room for so many messages.
  public init(room: Int) {
    for _ in 0..<room { free.signal() }
  }

  /// Adds a message, and waits while the mailbox is full; false where the receiver has left.
  public func send(_ message: Message) -> Bool {
    free.wait()
    if isClosed.load(ordering: .acquiring) {
      free.signal()
      return false
    }
    mailbox.send(message)
    return true
  }

  /// Takes the oldest message, and waits until there is one.
  public func receive() -> Message {
    let message = mailbox.receive()
    free.signal()
    return message
  }

  /// Says that the receiver takes no more messages, so that the sender stops.
  public func close() {
    isClosed.store(true, ordering: .releasing)
    free.signal()
  }
}

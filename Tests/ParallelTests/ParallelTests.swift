import Testing

@testable import Parallel

@Suite("Parallel work")
struct ParallelTests {
  struct Odd: Error, Equatable { var number: Int }

  @Test(
    "partitions cover all rows in order, whatever the size",
    arguments: [0, 1, 2, 63, 64, 65, 1000], [1, 7, 64])
  func partitioning(count: Int, size: Int) {
    let parts = partitions(of: count, size: size)
    #expect(parts.flatMap { Array($0) } == Array(0..<count))
    #expect(parts.allSatisfy { $0.count <= size && !$0.isEmpty })
  }

  @Test("results come back in the order of the inputs")
  func order() {
    let inputs = Array(0..<10_000)
    #expect(parallelMap(inputs) { $0 * 2 } == inputs.map { $0 * 2 })
    #expect(parallelMap([Int]()) { $0 }.isEmpty)
  }

  @Test("the error of the first failing input is thrown, whichever ended first")
  func errors() {
    #expect(throws: Odd(number: 3)) {
      try parallelMap([2, 3, 4, 5]) { (number) throws(Odd) in
        if number % 2 == 1 { throw Odd(number: number) }
        return number
      }
    }
  }

  @Test("a mailbox gives every message of many senders once")
  func mailbox() {
    let mailbox = Mailbox<Int>()
    let workers = (0..<4).map { Worker(label: "test.\($0)") }
    for (index, worker) in workers.enumerated() {
      worker.start { for number in 0..<500 { mailbox.send(index * 500 + number) } }
    }
    var received: [Int] = []
    for _ in 0..<2000 { received.append(mailbox.receive()) }
    #expect(received.sorted() == Array(0..<2000))
  }

  @Test("a bounded mailbox holds its sender back, and lets it go when the receiver leaves")
  func bounded() {
    let mailbox = BoundedMailbox<Int>(room: 2)
    let sent = RowCounter()
    let ended = Mailbox<Bool>()
    Worker(label: "test.sender").start {
      for number in 0..<100 {
        guard mailbox.send(number) else {
          ended.send(true)
          return
        }
        sent.add(1)
      }
      ended.send(false)
    }
    #expect((0..<10).map { _ in mailbox.receive() } == Array(0..<10))
    #expect(sent.rows <= 13, "room for two, and one under way")
    mailbox.close()
    #expect(ended.receive(), "the sender was told that nobody listens")
  }

  @Test("a mailbox may go with messages unread")
  func abandoned() {
    let mailbox = BoundedMailbox<Int>(room: 3)
    _ = mailbox.send(1)
    _ = mailbox.send(2)
  }

  @Test("a stop that was asked for stays")
  func stop() {
    let stop = StopRequest()
    #expect(!stop.isMade)
    stop.make()
    stop.make()
    #expect(stop.isMade)
  }

  @Test("a value is worked out once a key, and again after as many have asked as it is kept for")
  func once() {
    let made = RowCounter()
    func asked(_ values: OncePer<String, Int>, _ times: Int) -> [Int] {
      (0..<times).map { _ in
        values("a") {
          made.add(1)
          return made.rows
        }
      }
    }
    let kept = OncePer<String, Int>()
    #expect(asked(kept, 4) == [1, 1, 1, 1])
    #expect(kept("b") { 7 } == 7, "another key has a value of its own")
    #expect(asked(OncePer(keptFor: 2), 5) == [2, 2, 3, 3, 4])
  }

  @Test("who asks while a value is worked out waits for it, and it is known afterwards")
  func waiting() {
    let value = Once<Int>()
    let made = RowCounter()
    let started = BoundedMailbox<Bool>(room: 1)
    #expect(value.known == nil)
    Worker(label: "first").start { [value, made, started] in
      _ = value {
        _ = started.send(true)
        made.add(1)
        return made.rows + 41
      }
    }
    #expect(started.receive())
    let found = parallelMap(Array(0..<64)) { _ in
      value {
        made.add(1)
        return 0
      }
    }
    #expect(found == [Int](repeating: 42, count: 64))
    #expect(made.rows == 1)
    #expect(value.known == 42)
  }
}

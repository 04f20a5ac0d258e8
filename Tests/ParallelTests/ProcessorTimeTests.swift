import Glibc
import Testing

@testable import Parallel

/// Works until the thread's own processor time has gone on so far.
private func work(milliseconds: Int) {
  func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
  let end = now() + milliseconds * 1_000_000
  while now() < end {}
}

@Suite("Processor time of a piece of work")
struct ProcessorTimeTests {
  @Test("parts on other threads count, whichever thread they are on and however deep")
  func parts() {
    let seconds = ProcessorTime.counted { time in
      let inner = parallelMap(Array(0..<4)) { _ in
        work(milliseconds: 5)
        return parallelMap(Array(0..<4)) { _ in
          work(milliseconds: 5)
          return 1
        }
      }
      #expect(inner.joined().reduce(0, +) == 16)
      return time.seconds
    }
    // Four of five milliseconds, and sixteen within them; each once.
    #expect(seconds >= 0.1)
    #expect(seconds < 0.2, "no part is counted twice")
  }

  @Test("what a worker was given counts when it is done")
  func workers() {
    let seconds = ProcessorTime.counted { time in
      let done = Mailbox<Bool>()
      let worker = Worker(label: "test.worker")
      worker.start { work(milliseconds: 20) }
      worker.start { done.send(true) }
      _ = done.receive()
      return time.seconds
    }
    #expect(seconds >= 0.02)
  }

  @Test("work beside it does not count, nor a thread that only waits")
  func others() {
    let other = Mailbox<Bool>()
    Worker(label: "test.other").start {
      work(milliseconds: 50)
      other.send(true)
    }
    let seconds = ProcessorTime.counted { time in
      _ = other.receive()
      return time.seconds
    }
    #expect(seconds < 0.04)
  }
}

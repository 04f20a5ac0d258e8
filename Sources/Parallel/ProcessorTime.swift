import Glibc
import Synchronization

/// The time for which processors work at a piece of work, over all threads that have a part in it.
///
/// ```
/// begun on      ────────────────────────────▶   read when it is asked for
/// another            ──────      ───            added when its part is done
/// another            ────────                   added when its part is done
/// ```
///
/// What `parallelMap` and a `Worker` spread over other threads counts for whatever the thread that spreads it works at.
public final class ProcessorTime: Sendable {
  @TaskLocal fileprivate static var current: ProcessorTime?

  /// What other threads took, in nanoseconds.
  private let elsewhere = Atomic<Int>(0)
  /// What this thread had taken before.
  private let before = nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)
  private let thread = pthread_self()

  private init() {}

  /// What this program has taken so far, over all of its threads.
  ///
  /// - Units: seconds.
  public static var ofProgram: Double { Double(nanoseconds(of: CLOCK_PROCESS_CPUTIME_ID)) / 1e9 }

  /// Does a piece of work, which can ask for what it has taken so far.
  public static func counted<Outcome>(_ work: (ProcessorTime) -> Outcome) -> Outcome {
    let time = ProcessorTime()
    return $current.withValue(time) { work(time) }
  }

  /// What it has taken so far.
  ///
  /// - Units: seconds; a part on another thread counts when it is done.
  /// - Precondition: asked for on the thread that the work was begun on.
  public var seconds: Double {
    precondition(pthread_equal(thread, pthread_self()) != 0, "a thread knows its own time alone")
    let here = nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) - before
    return Double(here + elsewhere.load(ordering: .relaxed)) / 1e9
  }

  fileprivate func add<Outcome>(_ part: () -> Outcome) -> Outcome {
    let before = nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)
    defer {
      elsewhere.add(nanoseconds(of: CLOCK_THREAD_CPUTIME_ID) - before, ordering: .relaxed)
    }
    return ProcessorTime.$current.withValue(self) { part() }
  }
}

/// The work that a thread spreads over others.
struct SpreadWork: Sendable {
  private let time = ProcessorTime.current
  private let thread = pthread_self()

  /// Does a part of it, on whichever thread.
  func part<Outcome>(_ body: () -> Outcome) -> Outcome {
    // On the thread that spreads it the part is within what is counted there.
    guard let time, pthread_equal(thread, pthread_self()) == 0 else { return body() }
    return time.add(body)
  }
}

/// The time for which processors have worked for this thread, or for all of the program.
private func nanoseconds(of clock: clockid_t) -> Int {
  var time = timespec()
  unsafe clock_gettime(clock, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

import Messages
import Runs
import ArgumentParser
import Glibc
import Commands

/// The program.
@main
struct PHM: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phm",
    abstract: "A nightly population health pipeline: feeds in, a ranked list for every PCN out.",
    discussion: """
      Exit codes: 0 done; 64 command line; 65 definitions; 66 input; 67 data-quality threshold; \
      69 another run holds the lock; 70 a mistake of the program; 73 output not writable; \
      74 interrupted; 75 published or rolled back, but what came after failed.
      """,
    version: programVersion,
    subcommands: [
      Run.self, Plan.self, Check.self, Validate.self, Show.self, Explain.self, Runs.self,
      Diff.self, Rollback.self, Docs.self, Init.self, Synthesise.self,
      Document.self,
    ])

  /// Runs the command, and turns whatever ends it into one message and one exit code.
  static func main() {
    refuseCoreDumps()
    endCrashesQuietly()
    refuseTooLittleMemory()
    _ = signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let fault as RunFault {
      finish(fault)
    } catch {
      let code = exitCode(for: error)
      if code == .validationFailure {
        printError(fullMessage(for: error))
        Glibc.exit(Messages.ExitCode.commandLine.rawValue)
      }
      exit(withError: error)
    }
  }

  /// Prints the message of a fault and ends with its exit code.
  static func finish(_ fault: RunFault) -> Never {
    printError("phm: " + Messages.message(for: fault))
    Glibc.exit(fault.exitCode.rawValue)
  }

  /// Ends a crash with one sentence and the code of a mistake of the program, so that whoever is called at night knows what it was.
  ///
  /// The runtime's own handler prints registers and memory, and patients' values among them.
  private static func endCrashesQuietly() {
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE] {
      _ = signal(number) { _ in
        // No more than the system lets a signal's handler do.
        let text: StaticString =
          "phm: ended by a mistake of the program, or because the memory that it may use is at its end; what was published is whole\n"
        _ = unsafe write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        _exit(Messages.ExitCode.ourMistake.rawValue)
      }
    }
  }

  /// What the program's threads need to start, in bytes.
  private static let leastMemory = 1 << 29

  /// Refuses to start where it may not have the memory that its threads need: it would wait for them for ever.
  private static func refuseTooLittleMemory() {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur < rlim_t(leastMemory)
    else { return }
    printError(
      """
      phm: it may use \(limit.rlim_cur >> 20) MiB of memory here, and needs \(leastMemory >> 20) to start
        raise the limit on its address space (ulimit -v, or LimitAS= of a service)
      """)
    Glibc.exit(Messages.ExitCode.commandLine.rawValue)
  }
}

/// Prints a text and a line's end on standard output.
///
/// Control characters that came with data are shown as escapes, so that no file can act on a terminal; `isExact` is for
/// formats that other programs read.
///
/// - Throws: `notWritable` where it cannot be written. A reader that has seen enough, such as head, is no fault.
func printOutput(_ text: String, isExact: Bool = false) throws(RunFault) {
  let bytes = Array(((isExact ? text : terminalText(text)) + "\n").utf8)
  var written = 0
  while written < bytes.count {
    let count = unsafe bytes[written...].withUnsafeBytes {
      unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count)
    }
    if count < 0, errno == EINTR { continue }
    if count < 0, errno == EPIPE { return }
    guard count > 0 else { throw .notWritable(path: "standard output") }
    written += count
  }
}

/// Prints a line on standard error, control characters as escapes.
func printError(_ text: String) {
  let bytes = Array((terminalText(text) + "\n").utf8)
  _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

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
    forgetCrashHandlers()
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

  /// Puts the signals of a crash back to what the system does with them.
  ///
  /// The runtime's own handler prints registers and memory, and patients' values among them.
  private static func forgetCrashHandlers() {
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE] {
      _ = signal(number, SIG_DFL)
    }
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

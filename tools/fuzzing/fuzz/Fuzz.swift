import FuzzTargets
import Glibc

// libFuzzer's own entry for programs that have a `main` of their own (compiler-rt, FuzzerDriver.cpp).
@_extern(c, "LLVMFuzzerRunDriver")
private func run(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ trial: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The target that is tried and its files; set once, before libFuzzer starts.
nonisolated(unsafe) private var tried: (target: FuzzTarget, scratch: Scratch)?

/// Runs libFuzzer on one target: `fuzz TARGET [libFuzzer's options] [folders of inputs]`.
@main
enum Fuzz {
  static func main() throws {
    guard CommandLine.arguments.count > 1,
      let target = FuzzTarget.named(CommandLine.arguments[1])
    else {
      let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
      say("usage: fuzz TARGET [options of libFuzzer] [folders]; targets are \(names)")
      exit(64)
    }
    tried = (target, try Scratch())
    // libFuzzer sees what follows the target's name.
    var count = CommandLine.argc - 1
    var arguments = CommandLine.unsafeArgv + 1
    let status = run(&count, &arguments) { start, count in
      guard let tried else { return -1 }
      let bytes = Array(UnsafeBufferPointer(start: start, count: count))
      do {
        try tried.target.attempt(bytes, in: tried.scratch)
      } catch {
        say("\(error)")
        abort()
      }
      return 0
    }
    tried = nil
    exit(status)
  }
}

private func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

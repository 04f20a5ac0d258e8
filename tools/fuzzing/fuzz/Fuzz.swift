import FuzzTargets
import Glibc

// libFuzzer's own entry for programs that have a `main` of their own (compiler-rt, FuzzerDriver.cpp).
@_extern(c, "LLVMFuzzerRunDriver")
private func run(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ trial: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The target that is tried, and a folder for its files; nil where there is no such target, or no folder.
private let tried: (target: FuzzTarget, scratch: Scratch)? = {
  guard let target = CommandLine.arguments.dropFirst().first.flatMap(FuzzTarget.named),
    let scratch = try? Scratch()
  else { return nil }
  return (target, scratch)
}()

/// Runs libFuzzer on one target: `fuzz TARGET [libFuzzer's options] [folders of inputs]`.
@main
enum Fuzz {
  static func main() {
    guard tried != nil else {
      let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
      say("usage: fuzz TARGET [options of libFuzzer] [folders]; targets are \(names)")
      exit(64)
    }
    // libFuzzer ends the program itself.
    atexit { tried?.scratch.remove() }
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
    exit(status)
  }
}

private func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

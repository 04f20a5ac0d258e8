import Foundation

/// The Python on this machine, for comparison with tools that others use.
struct Python {
  /// Nil, with a line that says so, where there is no Python.
  init?() {
    guard (try? run("print('here')", "")) == "here\n" else {
      print("python3 is not here: the comparison with it is left out")
      return nil
    }
  }

  /// Runs a program with one argument and returns what it prints.
  func run(_ program: String, _ argument: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program, argument]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}

import Foundation

/// The reference readers and writers of the formats, run as analysts run them.
enum PythonTools {
  /// A script did not end well.
  struct Failure: Error {
    var status: Int32
  }

  /// Whether python3 has all of the given modules; a test without them is skipped and says so.
  static func has(_ modules: String...) -> Bool {
    let found = try? lines("import " + modules.joined(separator: ", "))
    return found != nil
  }

  /// Runs a script with arguments and returns the lines that it prints.
  static func lines(_ script: String, _ arguments: String...) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

import Foundation

/// Runs another program than phm to its end: its exit code, and what it said on either output.
func runProgram(_ program: URL, _ arguments: [String]) throws -> (code: Int32, said: String) {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = output
  try process.run()
  let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return (process.terminationStatus, said)
}

import Foundation
import Testing

@testable import ProgramRuns

/// A run that is held where it wants to say something: nobody takes it, and there is no room for it.
///
/// Where room is left it comes as far as what it says fits.
///
/// With its standard error full it waits with its digests taken and no stage begun; with its standard output full it has
/// published and wants to print its summary.
struct HeldRun {
  enum Stream {
    case errors
    case output
  }

  let process = Process()
  private let output = Pipe()
  private let errors = Pipe()
  private let full: Stream
  private let filling: Int

  init(_ arguments: [String], full: Stream, room: Int = 0) throws {
    process.executableURL = CommandProcess.program
    process.arguments = arguments
    process.currentDirectoryURL = fixtures
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    let pipe = full == .errors ? errors : output
    // A pipe that nobody needs says how much goes into one.
    let capacity = Self.fill(Pipe(), upTo: .max)
    filling = Self.fill(pipe, upTo: capacity - room)
    self.full = full
    try process.run()
  }

  /// Writes blanks into a pipe until it is full or has so many, and says how many it has.
  private static func fill(_ pipe: Pipe, upTo limit: Int) -> Int {
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    var count = 0
    while count < limit, unsafe write(descriptor, [0x20 as UInt8], 1) == 1 { count += 1 }
    _ = fcntl(descriptor, F_SETFL, flags)
    return count
  }

  /// Waits until there is something that the run makes before it is held.
  func wait(untilThereIs isThere: () -> Bool) throws {
    for _ in 0..<6000 where !isThere() { usleep(10_000) }
    try #require(isThere())
  }

  /// Waits until the run has said something on standard error.
  func nextErrors() -> String {
    String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
  }

  /// Takes what the run says, to its end.
  func goOn() throws -> CommandProcess.Result {
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return CommandProcess.Result(
      exitCode: process.terminationStatus,
      output: String(decoding: printed.dropFirst(full == .output ? filling : 0), as: UTF8.self),
      errors: String(decoding: said.dropFirst(full == .errors ? filling : 0), as: UTF8.self))
  }
}

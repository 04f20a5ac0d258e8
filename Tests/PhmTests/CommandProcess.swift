import Foundation
import Testing

/// The built program, run as a person or a timer runs it.
struct CommandProcess {
  /// What a command left: its exit code and what it printed.
  struct Result {
    var exitCode: Int32
    var output: String
    var errors: String
  }

  /// The program that the build made beside the tests.
  static let program: URL = {
    let bundle = Bundle.allBundles.map { $0.bundleURL }.first { $0.pathExtension == "xctest" }
    let folder =
      bundle?.deletingLastPathComponent()
      ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    return folder.appending(path: "phm")
  }()

  /// Runs a command to its end.
  static func run(
    _ arguments: [String], in folder: URL = packageRoot, input: String? = nil
  ) throws -> Result {
    let process = try start(arguments, in: folder, input: input)
    let output = process.output.fileHandleForReading.readDataToEndOfFile()
    let errors = process.errors.fileHandleForReading.readDataToEndOfFile()
    process.process.waitUntilExit()
    return Result(
      exitCode: process.process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  /// A command that runs.
  struct Running {
    var process: Process
    var output: Pipe
    var errors: Pipe
  }

  /// Starts a command.
  static func start(_ arguments: [String], in folder: URL = packageRoot, input: String? = nil)
    throws
    -> Running
  {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    let pipe = Pipe()
    process.standardInput = pipe
    try process.run()
    if let input { pipe.fileHandleForWriting.write(Data(input.utf8)) }
    try pipe.fileHandleForWriting.close()
    return Running(process: process, output: output, errors: errors)
  }
}

/// A folder that is there for one test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    // Letters only: a test that looks for ten digits in a row must not find them in a path.
    let letters = String((0..<16).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "a" })
    url = FileManager.default.temporaryDirectory.appending(path: "phm-\(letters)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// A path below the folder.
  func path(_ name: String) -> String { url.appending(path: name).path }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }
}

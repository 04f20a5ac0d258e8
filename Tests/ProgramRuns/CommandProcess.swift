import Foundation

/// The built program, run as a person or a timer runs it.
///
/// It runs beside the engine's own small pipeline, where the shipped definitions are not found, unless a test names
/// another folder.
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

  /// Runs a command to its end, with something more in its environment where that is given.
  static func run(
    _ arguments: [String], in folder: URL = fixtures, input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Result {
    let process = try start(arguments, in: folder, input: input, environment: environment)
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
  static func start(
    _ arguments: [String], in folder: URL = fixtures, input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Running {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
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

import Foundation
import Testing

@testable import ProgramRuns

/// A signal that comes before the release is current keeps it from becoming so; one that comes after changes nothing, and both are said.
@Suite("Signals")
struct SignalTests {
  /// How a run ended.
  private enum End: Equatable {
    case stopped
    case bySignal
    case tooLate
    case done
    case other(Int32, String)
  }

  /// Starts a night, sends a signal when it is time, and says how it ended.
  private func end(
    of night: Night, after signal: Int32, when isTime: () -> Bool
  ) throws -> End {
    let running = try CommandProcess.start(night.arguments())
    while running.process.isRunning, !isTime() {}
    kill(running.process.processIdentifier, signal)
    _ = running.output.fileHandleForReading.readDataToEndOfFile()
    let said = String(
      decoding: running.errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    running.process.waitUntilExit()
    if running.process.terminationReason == .uncaughtSignal { return .bySignal }
    switch running.process.terminationStatus {
    case 74: return .stopped
    case 0:
      return said.contains("too late to stop") ? .tooLate : said.isEmpty ? .done : .other(0, said)
    case let code: return .other(code, said)
    }
  }

  private func isCurrent(_ night: Night) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: night.folder.path("output/current")))
      != nil
  }

  @Test("between the last stage and the link a signal still stops the night", arguments: 0..<6)
  func beforeTheLink(count: Int) throws {
    let night = try Night()
    let releases = night.folder.path("output/releases")
    let end = try end(of: night, after: count.isMultiple(of: 2) ? SIGTERM : SIGHUP) {
      // The release is being put together.
      !((try? FileManager.default.contentsOfDirectory(atPath: releases)) ?? []).isEmpty
    }
    switch end {
    case .stopped:
      #expect(!isCurrent(night))
      #expect(try FileManager.default.contentsOfDirectory(atPath: releases).isEmpty)
    case .tooLate, .done:
      // It came after the link was swapped, or when nobody could stop it any more.
      #expect(isCurrent(night))
    default: Issue.record("\(end)")
    }
    let next = try night.run()
    #expect(next.exitCode == 0 && isCurrent(night), "\(next.errors)")
  }

  @Test("whenever it comes, a night that ends with 0 has published, and one that does not has not")
  func anyTime() throws {
    var stopped = 0
    for delay in stride(from: 2.0, through: 160, by: 8) {
      let night = try Night()
      let start = Date()
      let end = try end(of: night, after: SIGTERM) {
        Date().timeIntervalSince(start) * 1000 >= delay
      }
      switch end {
      case .bySignal, .stopped:
        stopped += 1
        #expect(!isCurrent(night), "after \(delay) ms")
      case .tooLate: #expect(isCurrent(night), "after \(delay) ms")
      // Before it is done a signal is never passed over.
      case .done, .other: Issue.record("after \(delay) ms: \(end)")
      }
    }
    #expect(stopped > 0)
  }

  @Test("who starts it so that it does not hear that the terminal is gone is not stopped by that")
  func nohup() throws {
    let night = try Night()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      ["-c", "trap '' HUP; exec \"$0\" \"$@\"", CommandProcess.program.path] + night.arguments()
    process.currentDirectoryURL = fixtures
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let store = night.folder.path("state/store")
    while process.isRunning, !FileManager.default.fileExists(atPath: store) {}
    kill(process.processIdentifier, SIGHUP)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && said.isEmpty, "\(said)")
    #expect(isCurrent(night))
  }

  @Test("a check of a delivery stops too")
  func validate() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "patients.csv")
    let header = "nhs_number,date_of_birth,practice_code,registered_on,sex\n"
    let rows = String(repeating: "9434765919,1960-01-01,M98001,2020-01-01,1\n", count: 400_000)
    try Data((header + rows).utf8).write(to: file)
    let running = try CommandProcess.start([
      "validate", "patients", file.path, "--pipeline", "pipeline/nightly.yaml",
    ])
    usleep(300_000)
    kill(running.process.processIdentifier, SIGTERM)
    let said = String(
      decoding: running.errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    running.process.waitUntilExit()
    #expect(
      running.process.terminationReason == .uncaughtSignal || said.contains("phm: stopping"),
      "\(running.process.terminationStatus) \(said)")
  }

  @Test("with less memory than its threads need it says so and does not wait for ever")
  func littleMemory() throws {
    let night = try Night()
    let (code, said) = try runProgram(
      URL(filePath: "/bin/sh"),
      [
        "-c", "ulimit -v 150000; cd \"$0\"; exec \"$@\"", fixtures.path,
        CommandProcess.program.path,
      ]
        + night.arguments())
    #expect(code == 64, "\(code) \(said)")
    #expect(said.contains("146 MiB of memory") && said.contains("ulimit -v"), "\(said)")
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// What the program tells the allocator that it is linked to.
@Suite("Settings of the memory")
struct MemorySettingsTests {
  @Test("the allocator has found the program's settings")
  func settings() throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = CommandProcess.program
    process.arguments = ["--help"]
    process.environment = ProcessInfo.processInfo.environment
      .merging(["MALLOC_CONF": "stats_print:true"]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let told = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let settings = told.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    for setting in [
      "opt.thp: \"always\"", "opt.narenas: 2", "opt.dirty_decay_ms: 500", "opt.muzzy_decay_ms: 0",
    ] {
      #expect(settings.contains { $0.hasPrefix(setting) }, "\(setting)")
    }
  }
}

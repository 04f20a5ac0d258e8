import Foundation
import Testing

@testable import ProgramRuns

/// What the program tells the allocator that it is linked to.
@Suite("Settings of the memory")
struct MemorySettingsTests {
  @Test("the allocator has found the program's settings")
  func settings() throws {
    let told = try CommandProcess.run(
      ["--help"], environment: ["MALLOC_CONF": "stats_print:true,stats_print_opts:mdabl"]
    ).errors
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

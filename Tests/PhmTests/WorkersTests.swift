import Foundation
import Testing

@testable import ProgramRuns

/// Nothing that is worked out depends on how many workers there are.
@Suite("Workers")
struct WorkersTests {
  @Test("the store's tables are the same bytes for 1, 2 and 7 jobs, and on one core")
  func storeBytes() throws {
    let folder = try TemporaryFolder()
    let feeds = try folder.makeFeeds(patients: 1500)
    let expected = try tables(folder, feeds, jobs: "1", onOneCore: false)
    try #require(expected.keys.contains { $0.contains("cohort-") }, "\(expected.keys.sorted())")
    for (jobs, onOneCore) in [("2", false), ("7", false), ("7", true)] {
      let found = try tables(folder, feeds, jobs: jobs, onOneCore: onOneCore)
      #expect(found.keys.sorted() == expected.keys.sorted())
      let differing = expected.keys.filter { found[$0] != expected[$0] }.sorted()
      #expect(differing.isEmpty, "\(jobs) jobs: \(differing.joined(separator: ", "))")
    }
  }

  /// Every Arrow file of the store after a run, by path.
  private func tables(
    _ folder: TemporaryFolder, _ feeds: URL, jobs: String, onOneCore: Bool
  ) throws -> [String: Data] {
    let state = "state-\(jobs)-\(onOneCore)"
    let arguments = [
      "run", "pipeline/nightly.yaml", "--input", feeds.path, "--output",
      folder.path("output-\(state)"), "--state", folder.path(state), "--reference-date",
      "2026-11-20", "--progress", "none", "--jobs", jobs,
    ]
    let process = Process()
    let oneCore = ["taskset", "--cpu-list", "0"]
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = (onOneCore ? oneCore : []) + [CommandProcess.program.path] + arguments
    process.currentDirectoryURL = fixtures
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "the run with \(jobs) jobs ends well")
    return try contents(of: folder.url.appending(path: state)).filter { $0.key.hasSuffix(".arrow") }
  }
}

import Foundation
import Testing

/// Nothing that is worked out depends on how many workers there are.
@Suite("Workers")
struct WorkersTests {
  @Test("the store's tables are the same bytes for 1, 2 and 7 jobs, and on one core")
  func storeBytes() throws {
    let folder = try TemporaryFolder()
    let made = try CommandProcess.run([
      "synthesise", "--patients", "1500", "--seed", "11", "--reference-date", "2026-11-20",
      "--output", folder.path("input"),
    ])
    try #require(made.exitCode == 0, "\(made.errors)")
    let expected = try tables(folder, jobs: "1", onOneCore: false)
    try #require(expected.keys.contains { $0.contains("cohort-") }, "\(expected.keys.sorted())")
    for (jobs, onOneCore) in [("2", false), ("7", false), ("7", true)] {
      let found = try tables(folder, jobs: jobs, onOneCore: onOneCore)
      #expect(found.keys.sorted() == expected.keys.sorted())
      let differing = expected.keys.filter { found[$0] != expected[$0] }.sorted()
      #expect(differing.isEmpty, "\(jobs) jobs: \(differing.joined(separator: ", "))")
    }
  }

  /// Every Arrow file of the store after a run, by path.
  private func tables(_ folder: TemporaryFolder, jobs: String, onOneCore: Bool) throws
    -> [String: Data]
  {
    let state = "state-\(jobs)-\(onOneCore)"
    let arguments = [
      "run", "pipelines/nightly.yaml", "--input", folder.path("input"), "--output",
      folder.path("output-\(state)"), "--state", folder.path(state), "--reference-date",
      "2026-11-20", "--progress", "none", "--jobs", jobs,
    ]
    let process = Process()
    let oneCore = ["taskset", "--cpu-list", "0"]
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = (onOneCore ? oneCore : []) + [CommandProcess.program.path] + arguments
    process.currentDirectoryURL = packageRoot
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "the run with \(jobs) jobs ends well")
    return try contents(of: folder.url.appending(path: state)).filter { $0.key.hasSuffix(".arrow") }
  }
}

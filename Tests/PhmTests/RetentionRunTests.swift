import Foundation
import Testing

@testable import ProgramRuns

@Suite("Runs that take more room than they may")
struct RetentionRunTests {
  @Test("the oldest goes before its time, with its release and rejects, and the summary says so")
  func room() throws {
    let night = try EditedNight()
    try night.replace("publish.yaml", "keep_runs: 14", "keep_runs: 14\nkeep_gigabytes: 1")
    func runs() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: night.path("output-nightly/releases"))
        .sorted()
    }
    try night.run(date: "2026-11-18")
    try night.changeWording()
    try night.run(date: "2026-11-19")
    let two = try runs()
    #expect(two.count == 2)
    try addLargeFile(night.path("state/runs/\(two[0])/large"))
    let third = try night.attempt(date: "2026-11-20")
    #expect(third.exitCode == 0)
    #expect(
      third.output.contains(
        "note: run \(two[0]) was cleared away: stages and releases of all took more than the 1 GB of"
      ))
    #expect(try runs().count == 2 && !(try runs().contains(two[0])))
    #expect(!FileManager.default.fileExists(atPath: night.path("state/runs/\(two[0])")))
  }

  @Test(
    "the release that an unchanged night has stays, whoever made it, and so does what a rollback takes"
  )
  func unchanged() throws {
    let night = try EditedNight()
    try night.replace("publish.yaml", "keep_runs: 14", "keep_runs: 14\nkeep_gigabytes: 1")
    try night.run(date: "2026-11-19")
    // Nothing differs: the second run has the first one's release.
    try night.run(date: "2026-11-19")
    let releases = night.path("output-nightly/releases")
    let first = try #require(try FileManager.default.contentsOfDirectory(atPath: releases).first)
    try addLargeFile("\(releases)/\(first)/system/large")
    let third = try night.attempt(date: "2026-11-20")
    #expect(third.exitCode == 0)
    #expect(third.output.contains("warning: stages and releases that have to stay take"))
    let left = try FileManager.default.contentsOfDirectory(atPath: releases)
    #expect(left.count == 2 && left.contains(first))
  }

  /// Makes a file that is larger than there is room for, and takes no byte of the disk.
  private func addLargeFile(_ path: String) throws {
    try #require(FileManager.default.createFile(atPath: path, contents: nil))
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: 2_000_000_000)
    try file.close()
  }
}

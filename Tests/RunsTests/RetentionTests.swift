import Foundation
import Messages
import Testing

@testable import Runs

@Suite("How long runs are kept")
struct RetentionTests {
  private func run(_ id: Int, released: Bool = true, pipeline: String = "nightly") -> RunEntry {
    RunEntry(
      id: "run-\(id)", pipeline: pipeline, referenceDate: "2026-11-20", startedAt: "run-\(id)",
      seconds: 1, version: "0", exitCode: 0, isReleased: released, stages: [], feeds: [],
      lists: [], findings: [], practicesLeftOut: [])
  }

  private func kept(_ retention: Retention) -> [String] {
    retention.kept.map { $0.id.split(separator: "-").last.map { String($0) } ?? "" }
  }

  @Test("the newest releases of each pipeline stay, the runs between them, and what is needed")
  func releases() {
    let before = [
      run(8), run(7, released: false), run(6, pipeline: "other"), run(5), run(4, released: false),
      run(3), run(2, pipeline: "other"), run(1),
    ]
    let few = Retention(tonight: run(9), before: before, releases: 2, needed: ["run-9"])
    #expect(kept(few) == ["9", "8", "7", "6", "2"])
    #expect(few.removed == ["run-5", "run-4", "run-3", "run-1"])
    let needed = Retention(tonight: run(9), before: before, releases: 2, needed: ["run-3"])
    #expect(kept(needed) == ["9", "8", "7", "6", "3", "2"])
    // A run that was refused does not stay because an older release is needed.
    #expect(needed.removed == ["run-5", "run-4", "run-1"])
    let all = Retention(tonight: run(9), before: before, releases: 14, needed: [])
    #expect(kept(all).count == 9 && all.removed.isEmpty)
  }

  @Test(
    "the oldest go until the rest fits; what is needed stays, and is told where it does not fit")
  func bytes() {
    let before = [run(4), run(3), run(2), run(1)]
    func held(_ limit: Int, needed: Set<String> = ["run-5"]) -> (Retention, SpaceTaken?) {
      var retention = Retention(tonight: run(5), before: before, releases: 14, needed: needed)
      let space = retention.hold(bytes: limit, needed: needed) { $0.id == "run-3" ? 50 : 10 }
      return (retention, space)
    }
    // Another pipeline that shares the state says itself what it may take.
    var shared = Retention(
      tonight: run(5), before: [run(4, pipeline: "other"), run(3)], releases: 14, needed: [])
    let gone = shared.hold(bytes: 15, needed: ["run-5"]) { _ in 10 }
    #expect(kept(shared) == ["5", "4"] && gone?.cleared == ["run-3"] && gone?.bytes == 10)
    // What went on an earlier night is not told every night.
    var again = Retention(tonight: run(5), before: before, releases: 14, needed: [])
    let old = again.hold(bytes: 25, needed: ["run-5"]) { $0.id < "run-4" ? nil : 10 }
    #expect(old == nil && again.removed.isEmpty)
    let (all, none) = held(90)
    #expect(kept(all) == ["5", "4", "3", "2", "1"] && none == nil)
    let (fewer, told) = held(79)
    #expect(kept(fewer) == ["5", "4", "3"] && fewer.removed == ["run-2", "run-1"])
    #expect(told == SpaceTaken(bytes: 70, limit: 79, cleared: ["run-2", "run-1"]))
    // Smaller runs that are older than one that had to go do not stay in its place.
    #expect(kept(held(60).0) == ["5", "4"])
    let (least, much) = held(15, needed: ["run-5", "run-1"])
    #expect(kept(least) == ["5", "1"])
    #expect(much?.isTooMuch == true && much?.cleared == ["run-4", "run-3", "run-2"])
  }

  @Test("a file counts once, under however many names, and a link counts nothing")
  func footprint() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = FileManager.default
    try files.createDirectory(
      at: folder.appending(path: "a/b"), withIntermediateDirectories: true)
    try files.createDirectory(at: folder.appending(path: "c"), withIntermediateDirectories: true)
    try Data(count: 1_000).write(to: folder.appending(path: "a/one"))
    try Data(count: 20).write(to: folder.appending(path: "a/b/two"))
    try files.linkItem(
      at: folder.appending(path: "a/one"), to: folder.appending(path: "c/one again"))
    try files.createSymbolicLink(
      at: folder.appending(path: "c/link"), withDestinationURL: folder.appending(path: "a"))
    var footprint = Footprint()
    #expect(footprint.count(folder.appending(path: "a").path) == 1_020)
    #expect(footprint.count(folder.appending(path: "a/b").path) == 0)
    #expect(footprint.count(folder.appending(path: "c").path) == 0)
    #expect(footprint.count(folder.appending(path: "nowhere").path) == 0)
    var other = Footprint()
    #expect(other.count(folder.appending(path: "c").path) == 1_000)
  }

  @Test("what was cleared away is said, and what does not fit all the same")
  func sentences() {
    let one = SpaceTaken(bytes: 40_000_000_000, limit: 50_000_000_000, cleared: ["run-3"])
    #expect(
      sentence(for: one)
        == "note: run run-3 was cleared away: stages and releases of all took more than the 50 GB of 'keep_gigabytes'"
    )
    let much = SpaceTaken(
      bytes: 51_230_000_000, limit: 50_000_000_000, cleared: ["run-3", "run-2"])
    #expect(
      sentence(for: much).hasPrefix(
        "warning: stages and releases that have to stay take 51.3 GB, more than the 50 GB of 'keep_gigabytes'; 2 runs up to run-3 were cleared away"
      ))
  }
}

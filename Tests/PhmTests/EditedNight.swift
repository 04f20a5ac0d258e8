import Foundation
import Testing

@testable import ProgramRuns

/// Feeds and definitions that a test may edit, runs of them, and runs of the same from nothing: the small pipeline, and
/// its night where no other feeds are given.
struct EditedNight {
  let folder: TemporaryFolder

  init(input: URL = fixtures.appending(path: "night")) throws {
    folder = try TemporaryFolder()
    for (from, to) in [(input, "input"), (fixtures.appending(path: "pipeline"), "pipeline")] {
      try FileManager.default.copyItem(at: from, to: folder.url.appending(path: to))
    }
  }

  /// A path below the folder.
  func path(_ name: String) -> String { folder.path(name) }

  /// Runs a pipeline, which has to succeed.
  func run(_ pipeline: String = "nightly", date: String = "2026-11-20", arguments: [String] = [])
    throws
  {
    try run(pipeline, date: date, into: "", arguments)
  }

  /// Runs a pipeline to whatever end it comes.
  func attempt(
    _ pipeline: String = "nightly", date: String = "2026-11-20"
  ) throws -> CommandProcess.Result {
    try attempt(pipeline, date: date, into: "", [])
  }

  /// Makes the next run a first one, which no release is held against.
  func forgetRuns() throws {
    try FileManager.default.removeItem(atPath: path("state"))
    try? FileManager.default.removeItem(atPath: path("output-nightly"))
  }

  /// Holds the current release against that of a run with an empty state folder.
  ///
  /// What was published on an earlier reference date decides who is new, so the run from nothing comes after a run of
  /// that date where one is given.
  func compareWithFreshRun(
    _ pipeline: String = "nightly", date: String = "2026-11-20", after earlier: String? = nil
  ) throws {
    for name in ["fresh-state", "fresh-output-\(pipeline)"] {
      try? FileManager.default.removeItem(atPath: path(name))
    }
    if let earlier { try run(pipeline, date: earlier, into: "fresh-", []) }
    try run(pipeline, date: date, into: "fresh-", [])
    let fresh = try contents(of: folder.url.appending(path: "fresh-output-\(pipeline)/current"))
    let release = try release(pipeline)
    #expect(fresh.keys.sorted() == release.keys.sorted())
    for (path, bytes) in fresh {
      #expect(release[path] == bytes, "\(path) is not what a run from nothing makes")
    }
  }

  /// The release that is current, by path.
  func release(_ pipeline: String = "nightly") throws -> [String: Data] {
    try contents(of: folder.url.appending(path: "output-\(pipeline)/current"))
  }

  /// A text file of the current release.
  func published(_ path: String) throws -> String {
    let file = folder.url.appending(path: "output-nightly/current/\(path)")
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// The files of a stage's newest output in the store, with how many names each has there.
  func newestOutput(_ stage: String) throws -> [String: Int] {
    let root = folder.url.appending(path: "state/store/\(stage)")
    let outputs = try FileManager.default.contentsOfDirectory(
      at: root, includingPropertiesForKeys: nil)
    let newest = try outputs.max { left, right in
      try written(left.appending(path: "stage.json"))
        < written(right.appending(path: "stage.json"))
    }
    var names: [Int: Int] = [:]
    for (_, inode) in try inodes(below: folder.url.appending(path: "state/store")) {
      names[inode, default: 0] += 1
    }
    return try inodes(below: try #require(newest)).mapValues { names[$0] ?? 0 }
  }

  /// Replaces a text of a definition wherever it stands; it has to stand there.
  func replace(_ file: String, _ text: String, _ other: String) throws {
    let url = folder.url.appending(path: "pipeline/\(file)")
    let before = try String(contentsOf: url, encoding: .utf8)
    let after = before.replacingOccurrences(of: text, with: other)
    try #require(before != after, "\(file) has no '\(text)'")
    try Data(after.utf8).write(to: url)
  }

  /// Says a reason of the health check in other words.
  func changeWording() throws {
    try replace("cohorts/nhs-health-check.yaml", "never checked", "never yet checked")
  }

  /// A feed's file.
  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: "input/\(name)"), encoding: .utf8)
  }

  /// Replaces a feed's file.
  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.url.appending(path: "input/\(name)"))
  }

  /// Replaces a text of a feed's file wherever it stands; it has to stand there.
  func replaceInFeed(_ name: String, _ text: String, _ other: String) throws {
    let before = try read(name)
    let after = before.replacingOccurrences(of: text, with: other)
    try #require(before != after, "\(name) has no '\(text)'")
    try write(name, after)
  }

  /// Removes a feed's file.
  func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: folder.url.appending(path: "input/\(name)"))
  }

  private func run(_ pipeline: String, date: String, into prefix: String, _ arguments: [String])
    throws
  {
    let result = try attempt(pipeline, date: date, into: prefix, arguments)
    try #require(result.exitCode == 0, "\(result.errors)")
  }

  private func attempt(
    _ pipeline: String, date: String, into prefix: String, _ arguments: [String]
  ) throws -> CommandProcess.Result {
    try CommandProcess.run(
      [
        "run", path("pipeline/\(pipeline).yaml"), "--input", path("input"), "--output",
        path("\(prefix)output-\(pipeline)"), "--state", path("\(prefix)state"),
        "--reference-date", date, "--progress", "none",
      ] + arguments)
  }

  private func written(_ file: URL) throws -> Date {
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    return attributes[.modificationDate] as? Date ?? .distantPast
  }
}

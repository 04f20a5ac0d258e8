import Foundation
import Testing

@testable import ProgramRuns

/// A copy of feeds that a test may damage, and runs of a pipeline on them: of the small one, on its night.
struct Night {
  let folder: TemporaryFolder
  private let pipeline: String

  init(pipeline: String = "nightly", input: URL = fixtures.appending(path: "night")) throws {
    folder = try TemporaryFolder()
    self.pipeline = "pipeline/\(pipeline).yaml"
    try FileManager.default.copyItem(at: input, to: folder.url.appending(path: "input"))
  }

  /// Runs the pipeline on the feeds.
  func run(_ arguments: [String] = [], date: String = "2026-11-20", command: String = "run") throws
    -> CommandProcess.Result
  {
    try CommandProcess.run(self.arguments(command, date: date) + arguments)
  }

  /// The arguments of a run.
  func arguments(_ command: String = "run", date: String = "2026-11-20") -> [String] {
    [
      command, pipeline, "--input", folder.path("input"), "--output", folder.path("output"),
      "--state", folder.path("state"), "--reference-date", date,
    ] + (command == "run" ? ["--progress", "none"] : [])
  }

  /// The options of a command that looks at what runs left and knows the definitions.
  var looking: [String] { ["--pipeline", pipeline, "--state", folder.path("state")] }

  /// Replaces a feed's file.
  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.url.appending(path: "input/\(name)"))
  }

  /// Replaces a feed's file.
  func write(_ name: String, _ bytes: Data) throws {
    try bytes.write(to: folder.url.appending(path: "input/\(name)"))
  }

  /// A feed's file.
  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: "input/\(name)"), encoding: .utf8)
  }

  /// Removes a feed's file.
  func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: folder.url.appending(path: "input/\(name)"))
  }

  /// The release that is current, by path; empty where there is none.
  func release() throws -> [String: Data] {
    try contents(of: folder.url.appending(path: "output/current"))
  }

  /// The NHS numbers on a list of the current release, in its order.
  func list(_ pcn: String, _ cohort: String) throws -> [String] {
    let file = folder.url.appending(path: "output/current/\(pcn)/\(cohort).csv")
    let lines = try String(contentsOf: file, encoding: .utf8)
      .split(whereSeparator: \.isNewline).map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
    let header = try #require(lines.first)
    let column = try #require(header.firstIndex(of: "nhs_number"))
    return lines.dropFirst().map { String($0[column]) }
  }
}

/// The stages that plan names, in its order, each with what it says becomes of it: run or reuse.
func plannedStages(_ plan: String) -> [(stage: String, fate: String)] {
  plan.split(separator: "\n").compactMap { line in
    let words = line.split(separator: " ")
    guard words.count > 1, words[0].contains("/") else { return nil }
    return (String(words[0]), String(words[1]))
  }
}

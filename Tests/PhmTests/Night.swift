import Foundation
import Testing

/// A copy of the first night's feeds that a test may damage, and runs of it.
struct Night {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: packageRoot.appending(path: "Tests/Golden/first-night/input"),
      to: folder.url.appending(path: "input"))
  }

  /// Runs the nightly pipeline on the feeds.
  func run(_ arguments: [String] = [], date: String = "2026-11-20", command: String = "run") throws
    -> CommandProcess.Result
  {
    try CommandProcess.run(self.arguments(command, date: date) + arguments)
  }

  /// The arguments of a run.
  func arguments(_ command: String = "run", date: String = "2026-11-20") -> [String] {
    [
      command, "pipelines/nightly.yaml", "--input", folder.path("input"), "--output",
      folder.path("output"), "--state", folder.path("state"), "--reference-date", date,
    ] + (command == "run" ? ["--progress", "none"] : [])
  }

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

import Foundation
import Testing

@testable import ProgramRuns

/// The benchmark's job: a time means nothing where the lists differ, and `make bench` is seldom run.
@Suite("The benchmark's job")
struct BenchmarkJobTests {
  private static let peers = packageRoot.appending(path: "benchmarks/peers")

  private static func python(_ script: String, _ arguments: [String]) throws -> (
    code: Int32, said: String
  ) {
    try runProgram(URL(filePath: "/usr/bin/env"), ["python3", script] + arguments)
  }

  private static let hasPeers =
    (try? pythonOutput("import duckdb, isal, polars, pyarrow", [])) != nil

  @Test(
    "peers make the same lists of a night with its dirt, and refuse as many rows",
    .enabled(if: hasPeers, "needs duckdb, polars and isal, which make python brings"))
  func agreement() throws {
    let night = try TemporaryFolder()
    let feeds = try night.makeFeeds(patients: 4_000)
    let run = try CommandProcess.run(
      [
        "run", packageRoot.appending(path: "benchmarks/seven-lists/nightly.yaml").path, "--input",
        feeds.path, "--output",
        night.path("phm"), "--state", night.path("state"), "--progress", "none",
      ])
    try #require(run.exitCode == 0, "\(run.errors)")
    for peer in ["duckdb", "polars"] {
      let made = try Self.python(
        Self.peers.appending(path: "peer_\(peer).py").path,
        [
          "--input", feeds.path, "--output", night.path(peer), "--reference-date", "2026-11-20",
        ])
      try #require(made.code == 0, "\(made.said)")
      for line in made.said.split(separator: "\n") {
        let words = line.split { " :,".contains($0) }
        try #require(words.count == 5, "\(line)")
        #expect(
          try rejected(feed: String(words[0]), in: run.output) == Int(words[3]), "\(peer): \(line)")
      }
    }
    let compared = try Self.python(
      Self.peers.appending(path: "compare.py").path,
      [night.path("phm"), night.path("duckdb"), night.path("polars")])
    #expect(
      compared.code == 0 && compared.said.hasPrefix("3 outputs agree on 21 lists"),
      "\(compared.said)")
  }

  /// How many rows of a feed a run rejected, as its summary says.
  private func rejected(feed: String, in summary: String) throws -> Int {
    let line = try #require(
      summary.split(separator: "\n").first { $0.hasPrefix("  \(feed) ") }, "\(feed)")
    let words = line.split(separator: " ").map { $0.replacingOccurrences(of: ",", with: "") }
    return try #require(Int(words[3]), "\(line)")
  }
}

import Foundation
import Testing

@testable import ProgramRuns

extension TemporaryFolder {
  /// Feeds of so many people, made by the program, for what the small night is too small for.
  func makeFeeds(patients: Int) throws -> URL {
    let feeds = url.appending(path: "feeds")
    let result = try CommandProcess.run([
      "synthesise", "--patients", "\(patients)", "--seed", "11", "--reference-date", "2026-11-20",
      "--output", feeds.path,
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
    return feeds
  }
}

import Foundation

/// A folder that is there for one test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    // Letters only: a test that looks for ten digits in a row must not find them in a path.
    let letters = String((0..<16).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "a" })
    url = FileManager.default.temporaryDirectory.appending(path: "phm-\(letters)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// A path below the folder.
  func path(_ name: String) -> String { url.appending(path: name).path }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }
}

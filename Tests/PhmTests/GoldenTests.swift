import Foundation
import Testing

/// Whole runs, byte for byte: `Tests/Golden/<case>/` holds input, arguments and the release that is expected.
@Suite("Golden")
struct GoldenTests {
  static let cases: [String] = {
    let folder = packageRoot.appending(path: "Tests/Golden")
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }()

  @Test("there is a golden folder")
  func found() {
    #expect(!Self.cases.isEmpty)
  }

  @Test("a release is byte for byte the one that is expected", arguments: cases)
  func release(name: String) throws {
    let golden = packageRoot.appending(path: "Tests/Golden/\(name)")
    let folder = try TemporaryFolder()
    let arguments = try String(contentsOf: golden.appending(path: "arguments.txt"), encoding: .utf8)
      .split(whereSeparator: \.isWhitespace).map { String($0) }
    let result = try CommandProcess.run(
      arguments + [
        "--input", golden.appending(path: "input").path, "--output", folder.path("output"),
        "--state", folder.path("state"), "--progress", "none",
      ])
    try #require(result.exitCode == 0, "\(result.errors)")
    let made = try contents(of: folder.url.appending(path: "output/current"))
    let expected = golden.appending(path: "expected")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try? FileManager.default.removeItem(at: expected)
      for (path, data) in made {
        let target = expected.appending(path: path)
        try FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: target)
      }
    }
    let wanted = try contents(of: expected)
    #expect(made.keys.sorted() == wanted.keys.sorted(), "the same files")
    for (path, data) in wanted where made[path] != data {
      Issue.record(
        "\(name)/\(path) differs; 'make golden' writes it again, then review the difference:\n\(difference(data, made[path] ?? Data()))"
      )
    }
  }

  private func difference(_ wanted: Data, _ made: Data) -> String {
    let lines = { (data: Data) in
      String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }
    for (number, pair) in zip(lines(wanted), lines(made)).enumerated() where pair.0 != pair.1 {
      return "line \(number + 1)\n  expected \(pair.0)\n  made     \(pair.1)"
    }
    return "one ends before the other"
  }
}

/// The files below a folder, by their path in it.
func contents(of folder: URL) throws -> [String: Data] {
  var files: [String: Data] = [:]
  // The release is behind a link, which an enumerator does not follow by itself.
  let root = folder.resolvingSymlinksInPath()
  for case let path as String in FileManager.default.enumerator(atPath: root.path) ?? .init() {
    let url = root.appending(path: path)
    if (try url.resourceValues(forKeys: [.isRegularFileKey])).isRegularFile == true {
      files[path] = try Data(contentsOf: url)
    }
  }
  return files
}

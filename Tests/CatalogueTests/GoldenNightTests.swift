import Foundation
import Testing

@testable import ProgramRuns

/// Whole runs of the shipped pipeline, byte for byte: `Tests/Golden/<case>/` holds input, arguments and the release that
/// is expected.
///
/// Workbooks and pages are held on the small night: what they show is in the files of lists and of the system.
@Suite("Catalogue: golden nights")
struct GoldenNightTests {
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
      ], in: packageRoot)
    try #require(result.exitCode == 0, "\(result.errors)")
    let differences = try GoldenRelease(
      expected: golden.appending(path: "expected"),
      made: folder.url.appending(path: "output/current"), holdsWorkbooks: false
    ).differences()
    #expect(
      differences.isEmpty,
      shipped(
        """
        they make other files of \(name)
        'make golden' writes them again; review the difference, and commit it if it is what you meant:
        \(differences.joined(separator: "\n"))
        """))
  }
}

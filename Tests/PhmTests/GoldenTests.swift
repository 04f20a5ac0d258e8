import Foundation
import Testing

@testable import ProgramRuns

/// A whole run of the small night, byte for byte: `Tests/Fixtures/expected` holds the release.
@Suite("Golden")
struct GoldenTests {
  @Test("the release of the small night is byte for byte the one that is expected")
  func release() throws {
    let night = try Night()
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    let differences = try GoldenRelease(
      expected: fixtures.appending(path: "expected"),
      made: night.folder.url.appending(path: "output/current")
    ).differences()
    #expect(
      differences.isEmpty,
      """
      'make golden' writes Tests/Fixtures/expected again, then review the difference:
      \(differences.joined(separator: "\n"))
      """)
  }
}

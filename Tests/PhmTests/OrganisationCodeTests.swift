import Foundation
import Testing

@testable import ProgramRuns

/// Codes of practices, networks and areas meet each other however files write them.
@Suite("Codes of organisations in any case")
struct OrganisationCodeTests {
  /// The small night in which codes of organisations and areas are written in lower case, with a blank inside, in some files.
  private func night(lowerCaseIn files: [String]) throws -> Night {
    let night = try Night()
    for name in files {
      let text = try night.read(name)
      let code = #/\b([AU]10\d)(\d\d)\b|\bE01\d{6}\b/#.wordBoundaryKind(.simple)
      let other = text.replacing(code) { match in
        match.output.1.map { "\($0.lowercased()) \(match.output.2 ?? "")" }
          ?? match.output.0.lowercased()
      }
      try #require(other != text, "\(name) has codes")
      try night.write(name, other)
    }
    return night
  }

  @Test(
    "codes in another case change nothing that is published",
    arguments: [
      ["organisations.xml"], ["list-sizes.csv"], ["epcn-core-partners.csv", "geographies.csv"],
      ["qof-prevalence.csv", "practice-deprivation.csv"], ["deprivation.csv"], ["patients.csv"],
    ])
  func anyCase(files: [String]) throws {
    let plain = try Night()
    try #require(try plain.run().exitCode == 0)
    let other = try night(lowerCaseIn: files)
    let result = try other.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    func published(_ night: Night) throws -> [String: Data] {
      // It names what the release was made of.
      try night.release().filter { $0.key != "release.json" }
    }
    let (expected, found) = (try published(plain), try published(other))
    #expect(expected.keys.sorted() == found.keys.sorted())
    for (name, bytes) in expected { #expect(found[name] == bytes, "\(name)") }
  }
}

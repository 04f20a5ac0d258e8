import Foundation
import Testing

@testable import ProgramRuns

/// A delivery that goes on while a run reads it: lists never come from another file than the one whose digest they have.
@Suite("Feeds replaced during a run")
struct ReplacedFeedTests {
  /// How the file comes to be another one.
  enum Change: String, CaseIterable, Sendable {
    case replaced
    case written
    case removed
  }

  @Test(
    "a file that changes between its digest and its reading stops the run, and the next night is right",
    arguments: Change.allCases)
  func betweenDigestAndReading(change: Change) throws {
    let night = try Night()
    let held = try HeldRun(
      night.arguments() + ["--jobs", "1", "--progress", "plain"], full: .errors)
    try held.wait {
      FileManager.default.fileExists(atPath: night.folder.path("state/digests.json"))
    }
    let whole = try night.read("patients.csv")
    let other = whole.replacingOccurrences(of: ",1986-", with: ",1956-")
    try #require(other != whole)
    let path = night.folder.path("input/patients.csv")
    switch change {
    case .replaced: try Data(other.utf8).write(to: URL(filePath: path), options: .atomic)
    case .written: try Data(other.utf8).write(to: URL(filePath: path), options: [])
    case .removed: try night.remove("patients.csv")
    }
    let result = try held.goOn()
    #expect(result.exitCode == 66, "\(result.errors)")
    #expect(
      result.errors.contains(
        "phm: patients.csv: the file changed while it was read\n  start again when the delivery is complete\n"
      ), "\(result.errors)")
    #expect(try night.release().isEmpty, "nothing was published")

    try night.write("patients.csv", whole)
    #expect(try night.run().exitCode == 0)
    let fresh = try Night()
    #expect(try fresh.run().exitCode == 0)
    #expect(try night.release() == fresh.release())
  }
}

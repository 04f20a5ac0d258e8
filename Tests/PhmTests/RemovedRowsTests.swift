import Foundation
import Testing

@testable import ProgramRuns

/// On the night after a good one nothing can be taken out of the delivery without a word: a feed, a file, a practice's rows of
/// a feed, a third of a feed's rows.
@Suite("Removed rows")
struct RemovedRowsTests {
  private static let date = "2026-11-21"

  @Test("each removal is refused, or named with the lists that it touches")
  func removals() throws {
    let night = try GoodNight()
    var unnoticed: [String] = []
    for removal in try night.removals() {
      let result = try night.run(without: removal, date: Self.date)
      let said = result.output + result.errors
      let isNoticed =
        [66, 67].contains(result.exitCode)
        || (result.exitCode == 0 && removal.named.contains { said.contains($0) })
      if !isNoticed {
        unnoticed.append("\(removal.testDescription): exit \(result.exitCode)\n\(said)")
      }
    }
    #expect(unnoticed.isEmpty, "\(unnoticed.count) removals were not noticed: \(unnoticed)")
  }

  @Test("the same night again says nothing")
  func nothingRemoved() throws {
    let night = try GoodNight()
    let result = try night.run(without: nil, date: Self.date)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output == "", "\(result.output)")
    #expect(result.errors == "")
  }
}

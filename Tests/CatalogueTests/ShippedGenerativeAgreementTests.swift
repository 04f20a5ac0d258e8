import Definitions
import Model
import Testing

@testable import Agreement

/// The shipped definitions by both engines, on made-up nights full of their edges.
@Suite("Catalogue: agreement with the reference engine, generative")
struct ShippedGenerativeAgreementTests {
  static let nights = AgreementNight.several(of: "nightly", count: 8, persons: 200)

  @Test("every person column and every table is what the reference engine says", arguments: nights)
  func agreement(night: AgreementNight) throws {
    let found = try night.disagreements(on: try shippedPipeline())
    #expect(
      found.isEmpty,
      shipped(
        """
        the engines do not agree about them, which is a fault of the program that they bring to light
        reduce it to a page of Tests/Specs/catalogue; \(night):
        \(found.joined(separator: "\n"))
        """))
  }

  @Test(
    "nearly every condition of the shipped pipeline is true of somebody and not of somebody else")
  func reach() throws {
    let reach = try Reach(
      try shippedPipeline(), persons: 2_000,
      days: [
        "2026-11-20", "2026-04-15", "2025-10-01", "2025-09-15", "2024-11-29", "2026-12-01",
        "2026-05-06", "2026-01-15", "2025-11-03", "2026-09-30", "2026-11-02", "2025-03-14",
        "2026-02-10", "2025-12-12",
      ])
    try #require(reach.count > 100)
    #expect(
      reach.missed.count * 10 <= reach.count,
      shipped(
        """
        of \(reach.count) conditions these are the same for all made-up people
        see whether they can ever be met, or make people for them in Tests/Agreement: \
        \(reach.missed.joined(separator: ", "))
        """))
  }
}

import Foundation
import Testing

@testable import Tables

@Suite("Times")
struct UTCTimeTests {
  @Test("a time of the ledger is read, and written as other programs read it")
  func time() throws {
    let time = try #require(UTCTime(compact: "20261128T181554Z"))
    #expect(time.description == "2026-11-28T18:15:54Z")
    #expect(time.timeOfDay == "18:15:54")
    let date = try Date(time.description, strategy: .iso8601)
    #expect(time.secondsSince1970 == Int(date.timeIntervalSince1970))
    #expect(UTCTime(compact: "19691231T235959Z")?.secondsSince1970 == -1)
  }

  @Test(
    "what is no time is none",
    arguments: [
      "", "20261128T181554", "20261128 181554Z", "20261328T181554Z", "20261128T241554Z",
      "20261128T186054Z", "20261128T181560Z", "2026112８T18155Z", "20261128T18+554Z",
    ])
  func none(text: String) {
    #expect(UTCTime(compact: text) == nil)
  }
}

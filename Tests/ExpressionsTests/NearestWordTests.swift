import Expressions
import Testing

@Suite("The nearest word")
struct NearestWordTests {
  @Test(
    "a slip or two are forgiven",
    arguments: [
      ("stpes", "steps"), ("need", "needs"), ("Age", "age"), ("refrence_date", "reference_date"),
      ("colunms", "columns"), ("zzzzzz", nil), ("", nil), ("x", nil),
    ])
  func slips(word: String, meant: String?) {
    let words = ["steps", "needs", "age", "reference_date", "columns"]
    #expect(nearestWord(to: word, in: words) == meant)
  }

  @Test("of two that are as near, the first in the alphabet is named, whatever their order")
  func ties() {
    #expect(nearestWord(to: "cat", in: ["hat", "bat", "cut"]) == "bat")
    #expect(nearestWord(to: "cat", in: ["cut", "bat", "hat"]) == "bat")
    #expect(nearestWord(to: "cat", in: ["cut", "cat", "bat"]) == "cat")
  }

  @Test("a monstrous word is near nothing")
  func monstrous() {
    let word = String(repeating: "a", count: 1_000_000)
    #expect(nearestWord(to: word, in: [word]) == nil)
  }
}

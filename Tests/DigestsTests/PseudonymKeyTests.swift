import Testing

@testable import Digests

@Suite("Keys of pseudonyms")
struct PseudonymKeyTests {
  /// - Source: RFC 4231, sections 4.7 and 4.8.
  @Test(
    "published vectors",
    arguments: [
      (
        "Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ])
  func published(text: String, code: String) throws {
    let key = try #require(
      PseudonymKey(hexadecimal: String(repeating: "aa", count: 131)))
    #expect(key.pseudonym(of: text) == code)
  }

  @Test("digits in either case are one secret, and its id tells it from others")
  func ids() throws {
    let digits = String(repeating: "0f", count: 32)
    let key = try #require(PseudonymKey(hexadecimal: digits))
    #expect(PseudonymKey(hexadecimal: digits.uppercased())?.id == key.id)
    #expect(key.id.count == 16 && !digits.contains(key.id))
    #expect(PseudonymKey(hexadecimal: digits + "0f")?.id != key.id)
  }

  @Test(
    "what is no secret of 32 bytes is none",
    arguments: [
      "", "0f", String(repeating: "0f", count: 31), String(repeating: "0f", count: 31) + "0",
      String(repeating: "0f", count: 32) + "0", String(repeating: "0g", count: 32),
      String(repeating: "é", count: 32), "correct horse battery staple and so on and so forth",
    ])
  func refused(text: String) {
    #expect(PseudonymKey(hexadecimal: text) == nil)
  }

  @Test("whatever prints a key prints its id")
  func printed() throws {
    let digits = String(repeating: "c0ffee12", count: 8)
    let key = try #require(PseudonymKey(hexadecimal: digits))
    var dumped = ""
    dump([key], to: &dumped)
    for text in ["\(key)", "\([key])", String(reflecting: key), dumped] {
      #expect(text.contains(key.id) && !text.contains("c0ffee") && !text.contains("192"))
    }
  }
}

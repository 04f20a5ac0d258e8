import Testing

@testable import Digests

@Suite("SHA-256")
struct SHA256Tests {
  /// - Source: NIST, "Examples with Intermediate Values", SHA-256; the empty message from CAVP's byte-oriented vectors.
  static let vectors: [(text: String, times: Int, hash: String)] = [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ]

  @Test("published vectors", arguments: vectors.indices)
  func published(index: Int) {
    let (text, times, hash) = Self.vectors[index]
    let bytes = Array(repeating: Array(text.utf8), count: times).flatMap { $0 }
    #expect(hexadecimal(SHA256.hash(of: bytes)) == hash)
  }

  @Test("the hash does not depend on where the bytes are cut", arguments: [0, 1, 63, 64, 65, 999])
  func pieces(cut: Int) {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var hasher = SHA256()
    hasher.update(Array(bytes[..<cut]))
    hasher.update(Array(bytes[cut...]))
    #expect(hasher.finalize() == SHA256.hash(of: bytes))
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

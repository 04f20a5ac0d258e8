import Testing

@testable import Digests

@Suite("Checksums")
struct ChecksumTests {
  /// - Source: xxHash's own sanity values of XXH3 with 128 bits and seed 0 (`xxhsum --check` of 0.8): no bytes, and one zero.
  @Test("published values")
  func published() {
    #expect(Checksum.text(of: []) == "99aa06d3014798d86001c324468d497f")
    #expect(Checksum.text(of: Array("a".utf8)) == "a96faf705af16834e6c632b61e964e1f")
  }

  @Test(
    "the checksum does not depend on where the bytes are cut",
    arguments: [0, 1, 255, 256, 257, 9_999])
  func pieces(cut: Int) {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var checksum = Checksum()
    checksum.update(Array(bytes[..<cut]))
    checksum.update(Array(bytes[cut...]))
    #expect(checksum.text == Checksum.text(of: bytes))
  }

  @Test("every bit counts")
  func bits() {
    let bytes = [UInt8](repeating: 0x61, count: 300)
    let whole = Checksum.text(of: bytes)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 4
      #expect(Checksum.text(of: changed) != whole)
    }
  }
}

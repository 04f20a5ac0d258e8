import CXXHash

/// The checksum of bytes that come one after the other: it finds what a disk has changed, and keeps nobody from changing it.
///
/// As fast as memory is read.
///
/// - Source: XXH3 with 128 bits, as xxHash 0.8 fixes it, by libxxhash.
@safe public struct Checksum: ~Copyable {
  private let state: OpaquePointer

  /// Begins a checksum of no bytes.
  public init() {
    guard let state = unsafe XXH3_createState(), unsafe XXH3_128bits_reset(state) == XXH_OK else {
      preconditionFailure("there is memory for the state of a checksum")
    }
    unsafe self.state = state
  }

  deinit {
    unsafe XXH3_freeState(state)
  }

  /// Takes the bytes that follow.
  public mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { bytes in
      // No bytes may have no place.
      guard let base = bytes.baseAddress else { return }
      let code = unsafe XXH3_128bits_update(state, base, bytes.count)
      precondition(code == XXH_OK, "libxxhash takes any number of bytes")
    }
  }

  /// Takes the bytes that follow.
  public mutating func update(_ bytes: [UInt8]) {
    update(unsafe bytes.span.bytes)
  }

  /// The checksum so far, in 32 hexadecimal digits, the high ones first.
  public var text: String {
    let hash = unsafe XXH3_128bits_digest(state)
    return digits(hash.high64) + digits(hash.low64)
  }

  /// The checksum of some bytes.
  public static func text(of bytes: [UInt8]) -> String {
    var checksum = Checksum()
    checksum.update(bytes)
    return checksum.text
  }
}

private func digits(_ half: UInt64) -> String {
  let text = String(half, radix: 16)
  return String(repeating: "0", count: 16 - text.count) + text
}

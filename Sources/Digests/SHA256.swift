import CLibCrypto

/// The SHA-256 of bytes that come one after the other; the only type that knows which library does it.
///
/// - Source: FIPS 180-4, by OpenSSL's libcrypto.
@safe public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// Begins a hash of no bytes.
  public init() {
    guard let context = unsafe EVP_MD_CTX_new(),
      unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    else {
      preconditionFailure("libcrypto has SHA-256, and there is memory for its few bytes of state")
    }
    unsafe self.context = context
  }

  deinit {
    unsafe EVP_MD_CTX_free(context)
  }

  /// Takes the bytes that follow.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let isTaken = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(isTaken == 1, "libcrypto takes any number of bytes")
  }

  /// Takes the bytes of values that follow.
  public mutating func update(_ values: [some BitwiseCopyable]) {
    unsafe values.withUnsafeBytes { unsafe update($0) }
  }

  /// The 32 bytes of the hash.
  public consuming func finalize() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let isDone = unsafe EVP_DigestFinal_ex(context, &digest, nil)
    precondition(isDone == 1, "libcrypto finishes what it began")
    return digest
  }

  /// The hash of some bytes.
  public static func hash(of bytes: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }
}

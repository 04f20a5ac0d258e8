import CLibCrypto

/// A secret by which a person's key becomes a pseudonym: the same person has the same one as long as the secret is the same.
///
/// Whoever has the secret can name everybody, by trying all NHS numbers; nobody else can. What it prints of itself is its `id`.
///
/// - Source: HMAC-SHA-256, RFC 2104 and FIPS 198-1, by OpenSSL's libcrypto.
public struct PseudonymKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let secret: [UInt8]
  /// Stands for the secret where anybody may see it: 16 hexadecimal digits, from which it does not follow.
  public let id: String

  /// How many bytes a secret has at the least: as many as the hash (RFC 2104, section 3).
  public static let leastBytes = 32
  /// The text whose pseudonym begins with the key's `id`; no person has it as a key.
  private static let ofID = "phm pseudonym key"

  /// Reads a secret of hexadecimal digits, two a byte; nil where it is anything else, or shorter than `leastBytes`.
  public init?(hexadecimal text: String) {
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count.isMultiple(of: 2), digits.count >= 2 * PseudonymKey.leastBytes else {
      return nil
    }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[place], let low = digits[place + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    secret = bytes
    id = String(hexadecimal(PseudonymKey.code(of: PseudonymKey.ofID, by: bytes)).prefix(16))
  }

  /// The pseudonym of a person's key, such as the ten digits of an NHS number: 64 hexadecimal digits in lower case.
  public func pseudonym(of key: String) -> String {
    hexadecimal(PseudonymKey.code(of: key, by: secret))
  }

  /// The `id` alone.
  public var description: String { id }
  /// The `id` alone.
  public var debugDescription: String { id }
  /// The `id` alone.
  public var customMirror: Mirror { Mirror(self, children: ["id": id]) }

  private static func code(of text: String, by secret: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    let message = Array(text.utf8)
    let made = unsafe HMAC(
      EVP_sha256(), secret, CInt(secret.count), message, message.count, &code, nil)
    let isMade = unsafe made != nil
    precondition(isMade, "libcrypto has HMAC with SHA-256")
    return code
  }
}

/// What the pseudonyms of a column look like, and so when two of them are the same.
public enum PseudonymForm: Hashable, Sendable {
  /// What becomes of letters: some suppliers write one pseudonym in either case, in others' the case tells two apart.
  public enum Letters: String, Hashable, Sendable, CaseIterable {
    /// As they are: the same letter in the other case is another pseudonym.
    case kept
    /// In lower case.
    case lower
    /// In upper case.
    case upper
  }

  /// Letters and digits of ASCII, `-` and `_`: so many in all, or any number up to `longest`.
  case token(length: Int?, letters: Letters)
  /// 32 hexadecimal digits, read with or without hyphens and braces, and kept in lower case as 8-4-4-4-12.
  ///
  /// - Source: RFC 9562, section 4.
  case uuid

  /// The longest pseudonym: 128 characters, as many as SHA-512 has hexadecimal digits.
  public static let longest = 128

  /// Puts the normal form of UTF-8 bytes after those of `output`; false where they are no such pseudonym, and `output` then
  /// holds anything after what it held.
  ///
  /// - Complexity: O(bytes).
  @inlinable
  public func append(normalFormOf bytes: Span<UInt8>, to output: inout [UInt8]) -> Bool {
    switch self {
    case .token(let length, let letters):
      guard bytes.count > 0, bytes.count <= PseudonymForm.longest,
        length == nil || length == bytes.count
      else { return false }
      for index in bytes.indices {
        guard let byte = PseudonymForm.character(bytes[index], letters) else { return false }
        output.append(byte)
      }
      return true
    case .uuid:
      return PseudonymForm.append(uuid: bytes, to: &output)
    }
  }

  @inlinable
  static func character(_ byte: UInt8, _ letters: Letters) -> UInt8? {
    switch byte {
    case 0x30...0x39, 0x2D, 0x5F: byte
    case 0x41...0x5A: letters == .lower ? byte | 0x20 : byte
    case 0x61...0x7A: letters == .upper ? byte & ~0x20 : byte
    default: nil
    }
  }

  @usableFromInline
  static func append(uuid bytes: Span<UInt8>, to output: inout [UInt8]) -> Bool {
    var first = 0
    var end = bytes.count
    let isBraced = end >= 2 && bytes[0] == 0x7B && bytes[end - 1] == 0x7D
    if isBraced {
      first += 1
      end -= 1
    }
    let isHyphened = end - first == 36
    guard isHyphened || end - first == 32 else { return false }
    var digits = 0
    for index in first..<end {
      let isGroupEnd = digits == 8 || digits == 12 || digits == 16 || digits == 20
      // A hyphen stands at each of the four places, or nowhere.
      if isHyphened, isGroupEnd, bytes[index] == 0x2D, output.last != 0x2D {
        output.append(0x2D)
        continue
      }
      guard let digit = hexadecimalDigit(bytes[index]), digits < 32,
        !(isHyphened && isGroupEnd && output.last != 0x2D)
      else { return false }
      if !isHyphened, isGroupEnd { output.append(0x2D) }
      output.append(digit)
      digits += 1
    }
    return digits == 32
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39, 0x61...0x66: byte
    case 0x41...0x46: byte | 0x20
    default: nil
    }
  }

  /// The pseudonym that a text is; nil where it is none of this form.
  public func pseudonym(_ text: String) -> Pseudonym? {
    var output: [UInt8] = []
    let bytes = Array(text.utf8)
    guard append(normalFormOf: bytes.span, to: &output) else { return nil }
    return Pseudonym(String(decoding: output, as: UTF8.self))
  }
}

import Health

/// A primary care network's code that may name a folder: `U` and five digits.
///
/// Nothing else becomes part of a path, so no text of a feed can lead out of the release.
public struct NetworkCode: Hashable, Comparable, Sendable {
  /// The code.
  public let text: String

  /// Takes a code, or nil where it is not of the format.
  public init?(_ text: String) {
    guard isPCNCode(text.utf8) else { return nil }
    self.text = text
  }

  /// By the code's bytes.
  public static func < (left: NetworkCode, right: NetworkCode) -> Bool {
    left.text < right.text
  }
}

/// A practice's code that may be part of a file's name: a capital letter and five digits.
public struct PracticeCode: Hashable, Comparable, Sendable {
  /// The code.
  public let text: String

  /// Takes a code, or nil where it is not of the format.
  public init?(_ text: String) {
    guard isPracticeCode(text.utf8) else { return nil }
    self.text = text
  }

  /// By the code's bytes.
  public static func < (left: PracticeCode, right: PracticeCode) -> Bool {
    left.text < right.text
  }
}

/// A definition's name that may name a file: lower-case letters, digits and hyphens.
public struct FileName: Hashable, Comparable, Sendable {
  /// The name, without an ending.
  public let text: String

  /// Takes a name, or nil where it is empty, longer than 100 bytes or has another character.
  public init?(_ text: String) {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
    // File systems allow 255 bytes; the endings and their limits stay far below.
    guard isPlain, !text.isEmpty, text.utf8.count <= 100 else { return nil }
    self.text = text
  }

  /// By the name's bytes.
  public static func < (left: FileName, right: FileName) -> Bool {
    left.text < right.text
  }
}

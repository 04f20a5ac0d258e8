extension Unicode.Scalar {
  /// Whether a terminal acts on the character in place of showing it: C0, DEL and C1 controls, line and paragraph
  /// separators, and what turns the direction of writing.
  var isControl: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// A text that shows its control characters and does not act by them: an escape is `\u{1b}`.
///
/// What a file or its name holds could otherwise move the cursor, recolour a warning, or show another text than it is.
/// Where line breaks are the program's own, they and tabs stay.
///
/// - Complexity: O(bytes); a text without such characters is returned as it is.
public func visible(_ text: String, keepingLineBreaks: Bool = false) -> String {
  func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isControl && !(keepingLineBreaks && (scalar == "\n" || scalar == "\t"))
  }
  guard text.unicodeScalars.contains(where: isEscaped) else { return text }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isEscaped(scalar) {
      shown.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    } else {
      shown.append(scalar)
    }
  }
  return String(shown)
}

/// The text of bytes that are not all UTF-8, each byte that is not shown as `\xff`; control characters as in `visible`.
func visible(bytes: [UInt8]) -> String {
  var text = ""
  var rest = bytes[...]
  while let first = rest.first {
    // No character of UTF-8 has more than four bytes.
    let character = (1...4).lazy.compactMap { length in
      String(validating: rest.prefix(length), as: UTF8.self).map { (length, $0) }
    }.first
    if let (length, piece) = character {
      text += visible(piece)
      rest = rest.dropFirst(length)
    } else {
      text += "\\x" + (first < 16 ? "0" : "") + String(first, radix: 16)
      rest = rest.dropFirst()
    }
  }
  return text
}

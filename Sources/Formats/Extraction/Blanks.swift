import Tables

// Blanks that nobody sees. Spreadsheets, web pages and word processors put them into cells; to a person each is a
// blank or nothing, so to a reader too.

/// Moves both ends of a cell inwards past ASCII blanks.
@inline(__always)
func trim(_ bytes: Span<UInt8>, _ start: inout Int, _ end: inout Int) {
  while start < end, isBlank(bytes.byte(start)) { start += 1 }
  while start < end, isBlank(bytes.byte(end - 1)) { end -= 1 }
}

/// Whether a byte is a space, a tab, a line break or a form feed.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool {
  byte <= 0x20 && (byte == 0x20 || (byte >= 0x09 && byte <= 0x0D))
}

/// Whether bytes have one that is no ASCII.
func hasOtherThanASCII(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
  for index in start..<end where bytes.byte(index) >= 0x80 { return true }
  return false
}

extension Unicode.Scalar {
  /// Whether it has a width and no ink: a blank, a no-break blank, a figure blank, a line break.
  var isWideBlank: Bool {
    properties.isWhitespace
  }

  /// Whether it has neither width nor ink: a zero-width blank or joiner, a byte order mark, a soft hyphen, a mark of the
  /// direction of writing.
  ///
  /// - Source: Unicode 16.0, characters of the general category Cf that stand in Latin text.
  var isHidden: Bool {
    switch value {
    case 0x00AD, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF:
      true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// Whether it is a hyphen or a dash that word processors put for one: a no-break hyphen, a figure dash, an en dash.
  var isHyphen: Bool { (0x2010...0x2013).contains(value) }
}

extension String {
  /// The text with ASCII blanks and hyphens for all others and without hidden characters, trimmed.
  var withPlainBlanks: String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars where !scalar.isHidden {
      scalars.append(scalar.isWideBlank ? " " : scalar.isHyphen ? "-" : scalar)
    }
    return String(scalars).trimmed
  }

  /// The text without blanks and hidden characters at its ends.
  var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.isWideBlank && !$0.isHidden }),
      let last = scalars.lastIndex(where: { !$0.isWideBlank && !$0.isHidden })
    else { return "" }
    return String(scalars[first...last])
  }
}

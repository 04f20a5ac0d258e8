/// Adds a text as a cell of a workbook can hold it.
///
/// XML has no characters below the blank but tab and line breaks, and neither U+FFFE nor U+FFFF: they become U+FFFD.
/// `_x0041_` is spreadsheets' way to write such a character, so a text that has it gets its first `_` written that way. What is
/// longer than a cell holds ends in `…`.
///
/// - Source: XML 1.0, 2.2; ECMA-376, 22.9.2.19 (ST_Xstring); Excel's limit of 32,767 characters, held here in bytes.
func appendCellText(_ text: ArraySlice<UInt8>, to cell: inout [UInt8]) {
  let end = text.count > longestCell ? characterStart(in: text, before: longestCell) : text.endIndex
  // Most texts are copied as they are.
  if end == text.endIndex, !mayBeReplaced(text.span) {
    cell += text
    return
  }
  var index = text.startIndex
  while index < end {
    let byte = text[index]
    if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D {
      cell += replacement
    } else if byte == 0xEF, index + 2 < end, text[index + 1] == 0xBF, text[index + 2] >= 0xBE {
      cell += replacement
      index += 2
    } else if byte == 0x5F, isEscape(text[index..<end]) {
      cell += Array("_x005F_".utf8)
    } else {
      cell.append(byte)
    }
    index += 1
  }
  if end < text.endIndex { cell += Array("…".utf8) }
}

/// Whether something else may stand in a cell for some of a text.
private func mayBeReplaced(_ text: Span<UInt8>) -> Bool {
  for index in text.indices where mayBeReplaced(text[index]) { return true }
  return false
}

/// Whether something else stands in a cell for a byte, or may for it and those behind it.
private func mayBeReplaced(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0xEF || byte == 0x5F }

private let longestCell = 32_000
private let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

/// Where the character begins that a limit would cut.
private func characterStart(in text: ArraySlice<UInt8>, before limit: Int) -> Int {
  var index = text.startIndex + limit
  while index > text.startIndex, text[index] & 0xC0 == 0x80 { index -= 1 }
  return index
}

/// Whether a text begins with `_x`, four hexadecimal digits and `_`.
private func isEscape(_ text: ArraySlice<UInt8>) -> Bool {
  guard text.count >= 7 else { return false }
  let start = text.startIndex
  func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte & 0xDF)
  }
  return text[start + 1] == 0x78 && text[start + 6] == 0x5F
    && text[(start + 2)..<(start + 6)].allSatisfy(isDigit)
}

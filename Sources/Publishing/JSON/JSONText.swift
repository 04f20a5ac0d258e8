/// A JSON value as UTF-8 text, indented by two blanks, with a line feed at its end.
///
/// The same value gives the same bytes on every machine: members stay in order, numbers are written in the
/// shortest form that reads back as the same number, and only what JSON forbids in a text is escaped.
///
/// - Source: RFC 8259.
/// - Complexity: O(length of the text).
public func jsonText(of value: JSONValue) -> [UInt8] {
  var text = JSONText()
  text.write(value, depth: 0)
  text.bytes.append(0x0A)
  return text.bytes
}

/// JSON text in the making.
private struct JSONText {
  var bytes: [UInt8] = []

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: write(plain: "null")
    case .boolean(let truth): write(plain: truth ? "true" : "false")
    case .integer(let number): write(plain: String(number))
    case .decimal(let number): write(plain: number.isFinite ? number.description : "null")
    case .text(let text): write(quoted: text)
    case .list(let values):
      write(count: values.count, between: (0x5B, 0x5D), depth: depth) { text, index in
        text.write(values[index], depth: depth + 1)
      }
    case .object(let members):
      write(count: members.count, between: (0x7B, 0x7D), depth: depth) { text, index in
        text.write(quoted: members[index].name)
        text.write(plain: ": ")
        text.write(members[index].value, depth: depth + 1)
      }
    }
  }

  /// Writes the brackets of a list or an object, and between them each part on a line of its own.
  private mutating func write(
    count: Int, between brackets: (open: UInt8, close: UInt8), depth: Int,
    part: (inout JSONText, Int) -> Void
  ) {
    bytes.append(brackets.open)
    for index in 0..<count {
      if index > 0 { bytes.append(0x2C) }
      startLine(depth: depth + 1)
      part(&self, index)
    }
    if count > 0 { startLine(depth: depth) }
    bytes.append(brackets.close)
  }

  private mutating func startLine(depth: Int) {
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
  }

  private mutating func write(plain text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func write(quoted text: String) {
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0x0A: write(plain: "\\n")
      case 0x0D: write(plain: "\\r")
      case 0x09: write(plain: "\\t")
      case 0..<0x20:
        write(plain: "\\u00")
        bytes += [digit(byte >> 4), digit(byte & 15)]
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  private func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 + value - 10
  }
}

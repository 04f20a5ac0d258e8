extension JSONValue {
  /// The value as a JSON file: UTF-8, a member or element a line, indented by two blanks, a line feed at the end.
  ///
  /// The same value gives the same bytes on every machine: members stay in order, numbers are written in the
  /// shortest form that reads back as the same number. What JSON forbids in a text is escaped, and so is what a terminal
  /// would act on, since JSON is looked at there too.
  ///
  /// - Source: RFC 8259.
  /// - Complexity: O(length of the text).
  public var document: [UInt8] {
    var text = JSONText(layout: .indented)
    text.write(self, depth: 0)
    return text.bytes + [0x0A]
  }

  /// The value on one line, a blank behind each comma and colon, without a line end.
  ///
  /// - Source: RFC 8259.
  /// - Complexity: O(length of the text).
  public var line: String {
    var text = JSONText(layout: .oneLine)
    text.write(self, depth: 0)
    return String(decoding: text.bytes, as: UTF8.self)
  }
}

/// A text as a JSON string, in quotes.
///
/// - Source: RFC 8259.
/// - Complexity: O(length of the text).
public func jsonText(_ text: String) -> String {
  // Nearly every text has nothing to escape, and is copied whole.
  if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }) {
    return "\"\(text)\""
  }
  return JSONValue.text(text).line
}

/// JSON text in the making.
private struct JSONText {
  enum Layout {
    case indented
    case oneLine
  }

  let layout: Layout
  private(set) var bytes: [UInt8] = []

  init(layout: Layout) {
    self.layout = layout
  }

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

  /// Writes the brackets of a list or an object, and its parts between them.
  private mutating func write(
    count: Int, between brackets: (open: UInt8, close: UInt8), depth: Int,
    part: (inout JSONText, Int) -> Void
  ) {
    bytes.append(brackets.open)
    for index in 0..<count {
      if index > 0 { bytes.append(0x2C) }
      switch layout {
      case .indented: startLine(depth: depth + 1)
      case .oneLine: if index > 0 { bytes.append(0x20) }
      }
      part(&self, index)
    }
    if count > 0, layout == .indented { startLine(depth: depth) }
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
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": write(plain: #"\""#)
      case "\\": write(plain: #"\\"#)
      case "\n": write(plain: #"\n"#)
      case "\r": write(plain: #"\r"#)
      case "\t": write(plain: #"\t"#)
      case _ where scalar.isControl:
        // Controls are all of the first plane: four digits.
        let digits = String(scalar.value, radix: 16)
        write(plain: #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    bytes.append(0x22)
  }
}

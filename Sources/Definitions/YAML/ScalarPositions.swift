extension YAMLNode {
  /// The stretch of the source that the value covers on the line where it starts.
  func extent(in file: SourceFile) -> SourcePlace {
    var place = place
    guard case .text(let text, let style) = content else { return place }
    let rest = file.line(place.line).unicodeScalars.count - place.column + 1
    switch style {
    case .plain: place.length = text.unicodeScalars.count
    case .singleQuoted, .doubleQuoted:
      if let last = positions(in: file).last, last.line == place.line {
        place.length = last.column - place.column + 2
      } else {
        place.length = text.isEmpty ? 2 : rest
      }
    case .literal, .folded: place.length = 1
    }
    place.length = max(1, min(place.length, rest))
    return place
  }

  /// The stretch of the source where a range of the scalar's text (in UTF-8 bytes) stands; where that cannot be
  /// told, the scalar's start.
  func place(ofBytes range: Range<Int>, in file: SourceFile) -> SourcePlace {
    let positions = positions(in: file)
    guard let start = position(ofByte: range.lowerBound, among: positions) else {
      return extent(in: file)
    }
    var found = SourcePlace(file: place.file, line: start.line, column: start.column)
    let inside = positions.filter { range.contains($0.byte) && $0.line == start.line }
    if let last = inside.last { found.length = max(1, last.column - start.column + 1) }
    return found
  }

  private func position(ofByte byte: Int, among positions: [ScalarPosition]) -> Position? {
    if let exact = positions.first(where: { $0.byte == byte }) {
      return Position(line: exact.line, column: exact.column)
    }
    // A blank, or the end of the text: right after the last character before it.
    guard let before = positions.last(where: { $0.byte < byte }) else { return nil }
    return Position(line: before.line, column: before.column + 1)
  }

  /// Where each character of a scalar's text that is not blank stands in the source.
  ///
  /// Quotes, escapes, folding and indentation change blanks only, apart from the escapes that the walk knows; so text
  /// and source are walked side by side, and blanks are passed over in both.
  private func positions(in file: SourceFile) -> [ScalarPosition] {
    guard case .text(let text, let style) = content else { return [] }
    var walk = SourceWalk(from: place, in: file, style: style)
    var result: [ScalarPosition] = []
    var byte = 0
    for scalar in text.unicodeScalars {
      defer { byte += String(scalar).utf8.count }
      if isBlank(scalar) { continue }
      guard let position = walk.find(scalar) else { return result }
      result.append(ScalarPosition(byte: byte, line: position.line, column: position.column))
    }
    return result
  }
}

/// Where one character of a scalar's text stands in the source.
private struct ScalarPosition {
  var byte: Int
  var line: Int
  var column: Int
}

/// A walk over the source of one scalar.
private struct SourceWalk {
  let file: SourceFile
  let style: YAMLNode.Style
  var line: Int
  var scalars: [Unicode.Scalar]
  var index: Int

  init(from place: SourcePlace, in file: SourceFile, style: YAMLNode.Style) {
    self.file = file
    self.style = style
    switch style {
    case .plain: (line, index) = (place.line, place.column - 1)
    case .singleQuoted, .doubleQuoted: (line, index) = (place.line, place.column)
    // The text of a block starts on the line after its sign.
    case .literal, .folded: (line, index) = (place.line + 1, 0)
    }
    scalars = Array(file.line(line).unicodeScalars)
  }

  /// The place of the next character, which must be the wanted one.
  mutating func find(_ wanted: Unicode.Scalar) -> Position? {
    while line <= file.lines.count {
      guard index < scalars.count else {
        line += 1
        index = 0
        scalars = Array(file.line(line).unicodeScalars)
        continue
      }
      guard let token = token() else { return nil }
      let position = Position(line: line, column: index + 1)
      index += token.length
      if isBlank(token.scalar) { continue }
      return token.scalar == wanted ? position : nil
    }
    return nil
  }

  /// The character at the walk's position and how many characters of the source it takes.
  private func token() -> (scalar: Unicode.Scalar, length: Int)? {
    let scalar = scalars[index]
    switch (style, scalar) {
    case (.singleQuoted, "'"):
      return index + 1 < scalars.count && scalars[index + 1] == "'" ? ("'", 2) : nil
    case (.doubleQuoted, "\""): return nil
    case (.doubleQuoted, "\\"): return escape()
    default: return (scalar, 1)
    }
  }

  private func escape() -> (scalar: Unicode.Scalar, length: Int)? {
    guard index + 1 < scalars.count else { return (" ", 1) }
    switch scalars[index + 1] {
    case "\"", "\\", "/": return (scalars[index + 1], 2)
    case "n", "t", "r", " ", "\t": return (" ", 2)
    case "x": return hexadecimal(digits: 2)
    case "u": return hexadecimal(digits: 4)
    case "U": return hexadecimal(digits: 8)
    default: return nil
    }
  }

  private func hexadecimal(digits: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    let text = String(String.UnicodeScalarView(scalars.dropFirst(index + 2).prefix(digits)))
    guard let number = UInt32(text, radix: 16), let scalar = Unicode.Scalar(number) else {
      return nil
    }
    return (scalar, digits + 2)
  }
}

private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
  scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
}

/// The records of a document that is flat: a root, in it elements without content, and the cells of a record in its attributes.
///
/// ```
/// <?xml version="1.0" encoding="UTF-8"?>
/// <Uptake xmlns="urn:uptake">
///   <Event nhsNumber="9434765919" programme="FLU"/>
///   <!-- sent again -->
///   <Event programme='&#70;LU' nhsNumber='9434765919'></Event>
/// </Uptake>
/// ```
///
/// libxml2 stays the judge of what is XML. The scanner knows the small part of it above, in ASCII and without prefixes, and gives up at the first byte of
/// anything else; of what it does know it takes nothing that libxml2 refuses, and reads the same cells.
struct FlatXMLScanner {
  /// The scanner met what it does not know; that may well be XML.
  struct Unknown: Error {}

  /// How far into the document it is.
  private enum Place {
    case start
    case root
    case content
    case end
  }

  /// An element's tag: where its name and attributes stand.
  private struct Tag {
    var name = CellRange.empty
    var isEmptyElement = false
    /// Where the tag ends.
    var end = 0
  }

  private struct Attribute {
    var name: CellRange
    var value: CellRange
    /// Whether there are references in its value, which stand for other bytes.
    var hasReferences: Bool
  }

  private let record: [UInt8]
  private let namespace: [UInt8]?
  /// The attribute of each column.
  private let columns: [[UInt8]]
  private var place = Place.start
  private var root: [UInt8] = []
  private var attributes: [Attribute] = []
  /// The rows since the last ones were taken.
  private(set) var batch = CellBatch()
  /// The values of cells with references, which stand in the batch as if they came right after the bytes that were scanned.
  private(set) var decoded: [UInt8] = []
  /// How many records there have been.
  private(set) var count = 0
  /// The names that are neither the record's nor a column's: libxml2 keeps each, up to a limit of all their bytes.
  private var otherNames: [[UInt8]] = []

  /// No tag of a flat record is longer, nor is the white space between two: libxml2 and cells have limits of their own, which are higher.
  private static let longest = 1 << 20
  private static let longestName = 1_000
  private static let mostOtherNames = 64
  private static let mostAttributes = 64

  /// Prepares for a document; nil where a column is not an attribute of the record itself.
  init?(_ contract: FeedContract, _ layout: XMLLayout) {
    guard layout.record.count == 1, let name = layout.record.first else { return nil }
    var columns: [[UInt8]] = []
    for column in contract.columns {
      guard case .path(let text) = column.source, let path = XMLPath(text), path.ups == 0,
        path.steps.isEmpty, path.condition == nil, let attribute = path.attribute,
        !attribute.contains(":")
      else { return nil }
      columns.append(Array(attribute.utf8))
    }
    record = Array(name.utf8)
    namespace = layout.namespace.map { Array($0.utf8) }
    self.columns = columns
  }

  /// Whether nothing but the end of the document is left.
  var isAtEnd: Bool {
    if case .end = place { return true }
    return false
  }

  /// Forgets the rows so far.
  mutating func clearBatch() {
    batch.rows.removeAll(keepingCapacity: true)
    batch.cells.removeAll(keepingCapacity: true)
    decoded.removeAll(keepingCapacity: true)
  }

  /// Reads all that ends within the bytes; what it gives back is how many they are, and the rest must come again with more behind it.
  mutating func scan(_ bytes: Span<UInt8>) throws(Unknown) -> Int {
    var done = 0
    while true {
      if case .start = place {
        guard let next = try afterDeclaration(bytes) else { return 0 }
        done = next
        place = .root
      }
      var start = done
      while start < bytes.count, isSpace(bytes[start]) { start += 1 }
      guard start - done <= FlatXMLScanner.longest else { throw Unknown() }
      guard start < bytes.count else { return start }
      guard bytes[start] == UInt8(ascii: "<") else { throw Unknown() }
      let end = try takeTag(bytes, from: start)
      guard (end ?? bytes.count) - start <= FlatXMLScanner.longest else { throw Unknown() }
      guard let end else { return start }
      done = end
    }
  }

  /// Takes one tag in; nil where it does not end within the bytes.
  private mutating func takeTag(_ bytes: Span<UInt8>, from start: Int) throws(Unknown) -> Int? {
    switch place {
    case .start, .end: throw Unknown()
    case .root:
      guard let tag = try tag(bytes, from: start) else { return nil }
      guard !tag.isEmptyElement, !bytes.holds(record, in: tag.name) else { throw Unknown() }
      root = bytes.copy(tag.name)
      try checkNamespace(bytes)
      place = .content
      return tag.end
    case .content:
      guard start + 1 < bytes.count else { return nil }
      if bytes[start + 1] == UInt8(ascii: "/") {
        guard let end = try endTag(bytes, of: root, from: start) else { return nil }
        place = .end
        return end
      }
      if bytes[start + 1] == UInt8(ascii: "!") { return try comment(bytes, from: start) }
      guard var tag = try tag(bytes, from: start) else { return nil }
      if !tag.isEmptyElement {
        guard let end = try endTag(bytes, of: bytes.copy(tag.name), from: tag.end) else {
          return nil
        }
        tag.end = end
      }
      for attribute in attributes {
        guard !bytes.holds(FlatXMLScanner.xmlns, in: attribute.name) else { throw Unknown() }
        if !columns.contains(where: { bytes.holds($0, in: attribute.name) }) {
          try keep(attribute.name, of: bytes)
        }
      }
      if bytes.holds(record, in: tag.name) {
        try addRow(bytes)
      } else {
        try keep(tag.name, of: bytes)
      }
      return tag.end
    }
  }

  /// Keeps another name, of which there may be few.
  private mutating func keep(_ name: CellRange, of bytes: Span<UInt8>) throws(Unknown) {
    guard !otherNames.contains(where: { bytes.holds($0, in: name) }) else { return }
    guard otherNames.count < FlatXMLScanner.mostOtherNames else { throw Unknown() }
    otherNames.append(bytes.copy(name))
  }

  private mutating func addRow(_ bytes: Span<UInt8>) throws(Unknown) {
    count += 1
    let first = batch.cells.count
    for (place, column) in columns.enumerated() {
      guard let attribute = attribute(named: column, usuallyAt: place, in: bytes) else {
        batch.cells.append(.empty)
        continue
      }
      guard attribute.hasReferences else {
        batch.cells.append(attribute.value)
        continue
      }
      let start = bytes.count + decoded.count
      try decode(bytes, attribute.value, into: &decoded)
      batch.cells.append(
        CellRange(start: UInt32(start), end: UInt32(bytes.count + decoded.count)))
    }
    batch.rows.append(
      BatchRow(
        firstCell: UInt32(first), cellCount: UInt32(columns.count), start: 0, end: 0, line: count))
  }

  /// The element's attribute of a name; attributes mostly stand in the order of the columns.
  private func attribute(
    named name: [UInt8], usuallyAt place: Int, in bytes: Span<UInt8>
  ) -> Attribute? {
    if place < attributes.count, bytes.holds(name, in: attributes[place].name) {
      return attributes[place]
    }
    return attributes.first { bytes.holds(name, in: $0.name) }
  }

  private static let xmlns = Array("xmlns".utf8)
  private static let standards = Array("http://www.w3.org/".utf8)

  private func checkNamespace(_ bytes: Span<UInt8>) throws(Unknown) {
    let own = attribute(named: FlatXMLScanner.xmlns, usuallyAt: 0, in: bytes)
    // Names of the standards themselves are no document's own.
    if let own {
      guard !own.hasReferences, own.value.count > 0,
        !bytes.copy(own.value).starts(with: FlatXMLScanner.standards)
      else { throw Unknown() }
    }
    guard let namespace else { return }
    guard let own, bytes.holds(namespace, in: own.value) else { throw Unknown() }
  }

  /// Where the end tag of an element ends, which must stand at a place; nil where it does not end within the bytes.
  private func endTag(
    _ bytes: Span<UInt8>, of name: [UInt8], from start: Int
  ) throws(Unknown) -> Int? {
    var position = start + 2 + name.count
    guard position < bytes.count else { return nil }
    let found = CellRange(start: UInt32(start + 2), end: UInt32(position))
    guard bytes[start] == UInt8(ascii: "<"), bytes[start + 1] == UInt8(ascii: "/"),
      bytes.holds(name, in: found)
    else { throw Unknown() }
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    guard position < bytes.count else { return nil }
    guard bytes[position] == UInt8(ascii: ">") else { throw Unknown() }
    return position + 1
  }

  /// Where a comment ends; nil where it does not end within the bytes.
  private func comment(_ bytes: Span<UInt8>, from start: Int) throws(Unknown) -> Int? {
    let hyphen = UInt8(ascii: "-")
    guard start + 4 < bytes.count else { return nil }
    guard bytes[start + 2] == hyphen, bytes[start + 3] == hyphen else { throw Unknown() }
    var position = start + 4
    while position + 2 < bytes.count {
      let byte = bytes[position]
      if byte == hyphen, bytes[position + 1] == hyphen {
        guard bytes[position + 2] == UInt8(ascii: ">") else { throw Unknown() }
        return position + 3
      }
      guard byte >= 0x20 && byte < 0x7F || isSpace(byte) else { throw Unknown() }
      position += 1
    }
    return nil
  }

  /// Reads a start tag and its attributes; nil where it does not end within the bytes.
  private mutating func tag(_ bytes: Span<UInt8>, from start: Int) throws(Unknown) -> Tag? {
    attributes.removeAll(keepingCapacity: true)
    var position = start + 1
    guard let name = try name(bytes, at: &position) else { return nil }
    var tag = Tag(name: name)
    while true {
      let gap = position
      while position < bytes.count, isSpace(bytes[position]) { position += 1 }
      guard position < bytes.count else { return nil }
      switch bytes[position] {
      case UInt8(ascii: ">"):
        tag.end = position + 1
        return tag
      case UInt8(ascii: "/"):
        guard position + 1 < bytes.count else { return nil }
        guard bytes[position + 1] == UInt8(ascii: ">") else { throw Unknown() }
        tag.isEmptyElement = true
        tag.end = position + 2
        return tag
      default:
        guard position > gap, attributes.count < FlatXMLScanner.mostAttributes else {
          throw Unknown()
        }
        guard let attribute = try attribute(bytes, at: &position) else { return nil }
        guard !attributes.contains(where: { bytes.areEqual($0.name, attribute.name) }) else {
          throw Unknown()
        }
        attributes.append(attribute)
      }
    }
  }

  private func attribute(
    _ bytes: Span<UInt8>, at position: inout Int
  ) throws(Unknown) -> Attribute? {
    guard let name = try name(bytes, at: &position) else { return nil }
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    guard position < bytes.count else { return nil }
    guard bytes[position] == UInt8(ascii: "=") else { throw Unknown() }
    position += 1
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
    guard position < bytes.count else { return nil }
    let quote = bytes[position]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw Unknown() }
    position += 1
    let start = position
    var hasReferences = false
    while position < bytes.count, bytes[position] != quote {
      guard isPlain(bytes[position]) else { throw Unknown() }
      hasReferences = hasReferences || bytes[position] == UInt8(ascii: "&")
      position += 1
    }
    guard position < bytes.count else { return nil }
    let value = CellRange(start: UInt32(start), end: UInt32(position))
    position += 1
    if hasReferences {
      var unused: [UInt8] = []
      try decode(bytes, value, into: &unused)
    }
    return Attribute(name: name, value: value, hasReferences: hasReferences)
  }

  private static let references: [(name: [UInt8], byte: UInt8)] = [
    (Array("amp;".utf8), UInt8(ascii: "&")), (Array("lt;".utf8), UInt8(ascii: "<")),
    (Array("gt;".utf8), UInt8(ascii: ">")), (Array("quot;".utf8), UInt8(ascii: "\"")),
    (Array("apos;".utf8), UInt8(ascii: "'")),
  ]

  /// Writes a value with its references resolved.
  private func decode(
    _ bytes: Span<UInt8>, _ value: CellRange, into decoded: inout [UInt8]
  ) throws(Unknown) {
    var position = Int(value.start)
    let end = Int(value.end)
    while position < end {
      guard bytes[position] == UInt8(ascii: "&") else {
        decoded.append(bytes[position])
        position += 1
        continue
      }
      position += 1
      if position < end, bytes[position] == UInt8(ascii: "#") {
        decoded.append(try characterReference(bytes, at: &position, before: end))
        continue
      }
      let known = FlatXMLScanner.references.first { reference in
        let last = position + reference.name.count
        return last <= end
          && bytes.holds(reference.name, in: CellRange(start: UInt32(position), end: UInt32(last)))
      }
      guard let known else { throw Unknown() }
      decoded.append(known.byte)
      position += known.name.count
    }
  }

  /// Reads `#70;` as the byte 70, which must be one that stands for itself or that a reference is for.
  private func characterReference(
    _ bytes: Span<UInt8>, at position: inout Int, before end: Int
  ) throws(Unknown) -> UInt8 {
    var number = 0
    position += 1
    while position < end, bytes[position] != UInt8(ascii: ";") {
      let digit = Int(bytes[position]) - 0x30
      guard digit >= 0, digit <= 9, number < 1_000 else { throw Unknown() }
      number = number * 10 + digit
      position += 1
    }
    guard position < end, number >= 0x20, number < 0x7F else { throw Unknown() }
    position += 1
    return UInt8(number)
  }

  /// Reads a name; nil where the bytes end with it.
  private func name(_ bytes: Span<UInt8>, at position: inout Int) throws(Unknown) -> CellRange? {
    let start = position
    guard position < bytes.count else { return nil }
    guard startsName(bytes[position]) else { throw Unknown() }
    while position < bytes.count, isOfName(bytes[position]) { position += 1 }
    guard position - start <= FlatXMLScanner.longestName else { throw Unknown() }
    guard position < bytes.count else { return nil }
    return CellRange(start: UInt32(start), end: UInt32(position))
  }

  /// The declarations that are known.
  private static let declarations = ["\"", "'"].flatMap { quote in
    ["", " encoding=\(quote)UTF-8\(quote)", " encoding=\(quote)utf-8\(quote)"].map {
      Array("<?xml version=\(quote)1.0\(quote)\($0)?>".utf8)
    }
  }

  /// Where the declaration ends, which there need not be; nil where more bytes are needed to tell.
  private func afterDeclaration(_ bytes: Span<UInt8>) throws(Unknown) -> Int? {
    var needsMore = bytes.isEmpty
    for declaration in FlatXMLScanner.declarations {
      let count = min(declaration.count, bytes.count)
      guard (0..<count).allSatisfy({ bytes[$0] == declaration[$0] }) else { continue }
      if count == declaration.count { return count }
      needsMore = true
    }
    return needsMore ? nil : 0
  }
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}

/// Whether a byte may stand in an attribute's value and is read as it stands or begins a reference; line breaks and tabs are read as spaces.
private func isPlain(_ byte: UInt8) -> Bool {
  byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "<")
}

private func startsName(_ byte: UInt8) -> Bool {
  let letter = byte | 0x20
  return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
}

private func isOfName(_ byte: UInt8) -> Bool {
  startsName(byte) || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
}

extension Span<UInt8> {
  /// Whether a range has these bytes.
  fileprivate func holds(_ bytes: [UInt8], in range: CellRange) -> Bool {
    let start = Int(range.start)
    guard Int(range.end) - start == bytes.count else { return false }
    for index in bytes.indices where self[start + index] != bytes[index] { return false }
    return true
  }

  fileprivate func areEqual(_ first: CellRange, _ second: CellRange) -> Bool {
    let count = Int(first.end) - Int(first.start)
    guard Int(second.end) - Int(second.start) == count else { return false }
    for index in 0..<count where self[Int(first.start) + index] != self[Int(second.start) + index] {
      return false
    }
    return true
  }

  fileprivate func copy(_ range: CellRange) -> [UInt8] {
    (range.start..<range.end).map { self[Int($0)] }
  }
}

extension CellRange {
  /// How many bytes it has.
  fileprivate var count: Int { Int(end) - Int(start) }
}

import Tables

/// Reads texts that stand for persons, each in the normal form of its column.
///
/// There are about as many texts as persons, so what was read is not remembered as it was written: the normal form is made
/// anew for each cell, which costs less than a second table of all texts.
struct PseudonymParser: CellParser {
  static let placeholder: Int32 = 0
  private let form: PseudonymForm
  private var dictionary = TextDictionary()
  /// The normal form of the cell.
  private var normal: [UInt8] = []
  /// The code of the cell before, and what it was: extracts often hold a person's events one after the other.
  private var last: (code: Int32, text: [UInt8]) = (-1, [])

  init(_ form: PseudonymForm) {
    self.form = form
    normal.reserveCapacity(PseudonymForm.longest)
  }

  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int32
  ) -> CellOutcome {
    // Taken out while the dictionary, which stands beside it, is filled.
    var text: [UInt8] = []
    swap(&text, &normal)
    defer { swap(&text, &normal) }
    text.removeAll(keepingCapacity: true)
    guard form.append(normalFormOf: bytes.extracting(start..<end), to: &text) else {
      return .notAPseudonym
    }
    if last.code >= 0, last.text == text {
      element = last.code
      return .value
    }
    guard let code = dictionary.insertIfRoom(text.span) else { return .tooMuchText }
    swap(&last.text, &text)
    last.code = code
    element = code
    return .value
  }

  func column(_ elements: [Int32], present: Bitmap?) -> Column {
    .pseudonym(TextColumn(codes: elements, present: present, dictionary: dictionary))
  }
}

extension TextDictionary {
  /// The code of UTF-8 bytes, or nil where the dictionary, whose positions have 32 bits, has no room for them.
  fileprivate mutating func insertIfRoom(_ utf8: Span<UInt8>) -> Int32? {
    guard bytes.count + utf8.count < Int(Int32.max) else { return code(of: utf8) }
    return insert(utf8)
  }
}

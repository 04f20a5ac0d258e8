import Tables

/// Reads any text; whether it is well encoded is looked into once for each distinct text.
struct TextParser: CellParser {
  static let placeholder: Int32 = 0
  private let encoding: TextEncoding
  private var known = RawTextTable()
  private var dictionary = TextDictionary()

  init(encoding: TextEncoding) {
    self.encoding = encoding
  }

  @inline(__always)
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int32
  ) -> CellOutcome {
    let code = known.value(bytes, start, end)
    if code >= 0 {
      element = code
      return .value
    }
    return parseNew(bytes, start, end, into: &element)
  }

  @inline(never)
  private mutating func parseNew(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int32
  ) -> CellOutcome {
    guard let text = encoding.text(bytes, start, end) else { return .notUTF8 }
    guard let code = dictionary.insertIfRoom(text) else { return .tooMuchText }
    known.insert(bytes, start, end, code)
    element = code
    return .value
  }

  func column(_ elements: [Int32], present: Bitmap?) -> Column {
    .text(TextColumn(codes: elements, present: present, dictionary: dictionary))
  }
}

/// Reads the codes of a list and gives what each stands for.
struct CodeParser: CellParser {
  static let placeholder: Int32 = 0
  private let meanings: [String: String]
  private let encoding: TextEncoding
  private var known = RawTextTable()
  private var dictionary = TextDictionary()

  init(_ list: CodeList, encoding: TextEncoding) {
    meanings = list.meanings
    self.encoding = encoding
  }

  @inline(__always)
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout Int32
  ) -> CellOutcome {
    let code = known.value(bytes, start, end)
    if code >= 0 {
      element = code
      return .value
    }
    return parseNew(bytes, start, end, code, into: &element)
  }

  @inline(never)
  private mutating func parseNew(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ found: Int32, into element: inout Int32
  ) -> CellOutcome {
    // A text that is not in the list is remembered with a negative number.
    guard found == RawTextTable.absent else { return .unknownCode }
    guard let text = encoding.text(bytes, start, end), let meaning = meanings[text],
      let code = dictionary.insertIfRoom(meaning)
    else {
      known.insert(bytes, start, end, -1)
      return .unknownCode
    }
    known.insert(bytes, start, end, code)
    element = code
    return .value
  }

  func column(_ elements: [Int32], present: Bitmap?) -> Column {
    .text(TextColumn(codes: elements, present: present, dictionary: dictionary))
  }
}

/// Reads the texts that mean true and those that mean false.
struct BooleanParser: CellParser {
  static let placeholder: UInt8 = 0
  private var known = RawTextTable()

  init(true trueTexts: [String], false falseTexts: [String]) {
    for (texts, value) in [(trueTexts, Int32(1)), (falseTexts, 0)] {
      for text in texts {
        let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: cellPadding)
        let end = bytes.count - cellPadding
        guard known.value(bytes.span, 0, end) == RawTextTable.absent else { continue }
        known.insert(bytes.span, 0, end, value)
      }
    }
  }

  @inline(__always)
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout UInt8
  ) -> CellOutcome {
    let value = known.value(bytes, start, end)
    guard value >= 0 else { return .notABoolean }
    element = UInt8(truncatingIfNeeded: value)
    return .value
  }

  func column(_ elements: [UInt8], present: Bitmap?) -> Column {
    var words = [UInt64](repeating: 0, count: (elements.count + 63) / 64)
    for (index, element) in elements.enumerated() where element == 1 {
      words[index >> 6] |= 1 << UInt64(index & 63)
    }
    return .boolean(BooleanColumn(Bitmap(words: words, count: elements.count), present: present))
  }
}

extension TextDictionary {
  /// The code of a text, or nil where the dictionary, whose positions have 32 bits, has no room for it.
  fileprivate mutating func insertIfRoom(_ text: String) -> Int32? {
    guard bytes.count + text.utf8.count < Int(Int32.max) else { return nil }
    return insert(text)
  }
}

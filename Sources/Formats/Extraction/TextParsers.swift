import Tables

/// The code of an organisation or an area as it is read, whatever its case and the blanks in it.
public func organisationCode(_ written: String) -> String {
  written.withPlainBlanks.filter { $0 != " " }.uppercased()
}

/// Reads any text; whether it is well encoded is looked into once for each distinct text.
struct TextParser: CellParser {
  static let placeholder: Int32 = 0
  private let encoding: TextEncoding
  /// Whether a text is a code of an organisation or an area: in upper case and without any blank.
  private let isCode: Bool
  /// Texts that mean that there is no value, in lower case.
  private let missing: Set<String>
  private var known = RawTextTable()
  private var dictionary = TextDictionary()

  init(encoding: TextEncoding, isCode: Bool = false, missing: [String] = []) {
    self.encoding = encoding
    self.missing = Set(missing.map { $0.lowercased() })
    self.isCode = isCode
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
    guard let written = encoding.text(bytes, start, end) else { return .notUTF8 }
    let text = isCode ? organisationCode(written) : written.trimmed
    // Texts without other blanks were looked up before.
    guard !text.isEmpty, text == written || !missing.contains(text.lowercased()) else {
      return .missing
    }
    guard let code = dictionary.insertIfRoom(text) else { return .tooMuchText }
    known.insert(bytes, start, end, code)
    element = code
    return .value
  }

  func column(_ elements: [Int32], present: Bitmap?) -> Column {
    .text(TextColumn(codes: elements, present: present, dictionary: dictionary))
  }
}

/// Reads the codes of a list, in any case unless the list has another code there, and gives what each stands for.
struct CodeParser: CellParser {
  static let placeholder: Int32 = 0
  private let list: CodeList
  private let encoding: TextEncoding
  private var known = RawTextTable()
  private var dictionary = TextDictionary()

  init(_ list: CodeList, encoding: TextEncoding) {
    self.list = list
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
    guard let text = encoding.text(bytes, start, end), let meaning = list.meaning(of: text),
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

/// Reads the texts that mean true and those that mean false, in any case.
struct BooleanParser: CellParser {
  static let placeholder: UInt8 = 0
  /// The texts, those that mean true as `1` and those that mean false as `0`.
  private let texts: CodeList
  private var known = RawTextTable()

  init(true trueTexts: [String], false falseTexts: [String]) {
    var meanings: [String: String] = [:]
    for text in falseTexts { meanings[text] = "0" }
    for text in trueTexts { meanings[text] = "1" }
    texts = CodeList(name: "", meanings: meanings)
  }

  @inline(__always)
  mutating func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, into element: inout UInt8
  ) -> CellOutcome {
    let value = known.value(bytes, start, end)
    guard value < 0 else {
      element = UInt8(truncatingIfNeeded: value)
      return .value
    }
    return parseNew(bytes, start, end, value, into: &element)
  }

  @inline(never)
  private mutating func parseNew(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ found: Int32, into element: inout UInt8
  ) -> CellOutcome {
    // A text that means neither is remembered with a negative number.
    guard found == RawTextTable.absent else { return .notABoolean }
    let text = TextEncoding.utf8.text(bytes, start, end)
    let meaning = text.flatMap { texts.meaning(of: $0) }
    known.insert(bytes, start, end, meaning.map { $0 == "1" ? 1 : 0 } ?? -1)
    guard let meaning else { return .notABoolean }
    element = meaning == "1" ? 1 : 0
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
  /// The code of a text, or nil where it is new and the dictionary, whose positions have 32 bits, has no room for it.
  fileprivate mutating func insertIfRoom(_ text: String) -> Int32? {
    guard bytes.count + text.utf8.count < Int(Int32.max) else { return code(of: text) }
    return insert(text)
  }
}

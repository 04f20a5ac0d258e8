/// Counts the attributes of each element in the bytes of an XML file, before libxml2 sees them: it holds every attribute against all before it,
/// so that one element of some hundred thousand keeps a core for minutes.
///
/// What stands in values, comments, processing instructions and character data is none. Texts of two and four bytes a character are told by their
/// first bytes, as XML has it.
///
/// - Source: XML 1.0, 5th edition, 2.4 to 2.7, 3.1 and appendix F.
struct AttributeCount {
  /// The most attributes that an element may have; what is published has some dozens.
  static let limit = 1_000

  private enum Place {
    case text
    /// After `<`, with what has been seen of `!--` or `![CDATA[`.
    case opening
    case tag
    case value(quote: UInt8)
    case comment
    case characterData
    case instruction
  }

  private var place = Place.text
  /// The last bytes of a markup's beginning or end.
  private var seen: UInt64 = 0
  private var count = 0
  private var line = 1
  /// How many bytes a character of markup takes, and which of them says what it is; nil before the first bytes.
  private var unit: (width: Int, offset: Int)?
  /// How many bytes of a character have been seen, which of them says what it is, and whether the others are zero.
  private var started = 0
  /// The first bytes, until there are enough of them to tell.
  private var beginning: [UInt8] = []
  private var sign: UInt8 = 0
  private var isMarkup = true

  /// Looks at the next bytes.
  ///
  /// - Throws: `FeedFault.tooManyAttributes`.
  mutating func take(_ bytes: Span<UInt8>, file: String) throws(FeedFault) {
    guard let unit else {
      // Four bytes say how wide a character is; the first ones may come one by one.
      for index in bytes.indices { beginning.append(bytes[index]) }
      guard beginning.count >= 4 else { return }
      let first = beginning
      beginning = []
      unit = AttributeCount.unit(of: first.span)
      try take(first.span, file: file)
      return
    }
    let (width, offset) = unit
    for index in bytes.indices {
      if started == offset { sign = bytes[index] } else if bytes[index] != 0 { isMarkup = false }
      started += 1
      guard started == width else { continue }
      take(isMarkup ? sign : 0x20)
      started = 0
      isMarkup = true
      if count > AttributeCount.limit { throw .tooManyAttributes(file: file, line: line) }
    }
  }

  private static func unit(of bytes: Span<UInt8>) -> (width: Int, offset: Int) {
    func starts(_ pattern: [UInt8]) -> Bool {
      bytes.count >= pattern.count && pattern.indices.allSatisfy { bytes[$0] == pattern[$0] }
    }
    if starts([0, 0, 0xFE, 0xFF]) || starts([0, 0, 0, 0x3C]) { return (4, 3) }
    if starts([0xFF, 0xFE, 0, 0]) || starts([0x3C, 0, 0, 0]) { return (4, 0) }
    if starts([0xFE, 0xFF]) || starts([0, 0x3C]) { return (2, 1) }
    if starts([0xFF, 0xFE]) || starts([0x3C, 0]) { return (2, 0) }
    return (1, 0)
  }

  private mutating func take(_ sign: UInt8) {
    if sign == 0x0A { line += 1 }
    switch place {
    case .text:
      guard sign == UInt8(ascii: "<") else { return }
      place = .opening
      seen = 0
    case .opening:
      seen = seen << 8 | UInt64(sign)
      switch seen {
      case AttributeCount.packed("!"), AttributeCount.packed("!-"), AttributeCount.packed("!["):
        return
      case AttributeCount.packed("!--"):
        place = .comment
        seen = 0
      case AttributeCount.packed("?"):
        place = .instruction
        seen = 0
      default:
        // `![CDATA[` has eight signs, which fill the word.
        let isCharacterData = AttributeCount.cdata.contains(seen)
        if seen == AttributeCount.cdata.last {
          place = .characterData
          seen = 0
        } else if !isCharacterData {
          place = .tag
          count = 0
          takeInTag(sign)
        }
      }
    case .tag: takeInTag(sign)
    case .value(let quote): if sign == quote { place = .tag }
    case .comment: end(sign, "-->", mask: 0xFF_FFFF)
    case .characterData: end(sign, "]]>", mask: 0xFF_FFFF)
    case .instruction: end(sign, "?>", mask: 0xFFFF)
    }
  }

  private mutating func takeInTag(_ sign: UInt8) {
    switch sign {
    case UInt8(ascii: ">"):
      place = .text
      count = 0
    case UInt8(ascii: "\""), UInt8(ascii: "'"): place = .value(quote: sign)
    case UInt8(ascii: "="): count += 1
    default: return
    }
  }

  private mutating func end(_ sign: UInt8, _ mark: StaticString, mask: UInt64) {
    seen = (seen << 8 | UInt64(sign)) & mask
    if seen == AttributeCount.packed(mark) {
      place = .text
      seen = 0
    }
  }

  private static func packed(_ text: StaticString) -> UInt64 {
    text.withUTF8Buffer { unsafe $0.reduce(0) { $0 << 8 | UInt64($1) } }
  }

  /// The beginnings of `![CDATA[`, the shortest first.
  private static let cdata: [UInt64] = {
    let signs = Array("![CDATA[".utf8)
    return signs.indices.map { signs[...$0].reduce(0) { $0 << 8 | UInt64($1) } }
  }()
}

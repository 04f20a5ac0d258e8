/// The distinct texts of a column, each under a small code in the order of first appearance.
///
/// ```
/// bytes    A F C H D        all texts, UTF-8, one after the other
/// starts   0 2 5            text i is bytes[starts[i]..<starts[i + 1]]
/// slots    hash table of code + 1, 0 where free; a power of two long
/// ```
///
/// Codes depend on the order in which texts were added and on nothing else.
public struct TextDictionary: Sendable {
  /// All texts as UTF-8, one after the other.
  public private(set) var bytes: [UInt8]
  /// Where each text starts, and at the end where the last one ends.
  public private(set) var starts: [Int32]
  private var slots: [Int32]

  /// Makes an empty dictionary.
  public init() {
    bytes = []
    starts = [0]
    slots = [Int32](repeating: 0, count: 16)
  }

  /// Makes a dictionary of texts, which get the codes 0, 1, 2 and so on; a repeated text keeps its first code.
  public init(_ texts: some Sequence<String>) {
    self.init()
    for text in texts { _ = insert(text) }
  }

  /// The number of texts.
  public var count: Int { starts.count - 1 }

  /// The text of a code.
  public subscript(code: Int32) -> String {
    String(decoding: utf8(of: code), as: UTF8.self)
  }

  /// The text of a code as UTF-8.
  public func utf8(of code: Int32) -> ArraySlice<UInt8> {
    bytes[Int(starts[Int(code)])..<Int(starts[Int(code) + 1])]
  }

  /// All texts in the order of their codes.
  public var texts: [String] {
    (0..<Int32(count)).map { self[$0] }
  }

  /// The code of a text, or nil where the dictionary has no such text.
  public func code(of text: String) -> Int32? {
    var text = text
    return text.withUTF8 { buffer in
      let span = unsafe buffer.span
      let slot = slot(of: span)
      return slots[slot] == 0 ? nil : slots[slot] - 1
    }
  }

  /// The code of a text, which is added where it is new.
  public mutating func insert(_ text: String) -> Int32 {
    var text = text
    return text.withUTF8 { buffer in unsafe insert(buffer.span) }
  }

  /// The code of a text given as UTF-8 bytes, which is added where it is new.
  ///
  /// - Precondition: the bytes are valid UTF-8; the caller checks that once for each new text.
  public mutating func insert(_ utf8: Span<UInt8>) -> Int32 {
    let slot = slot(of: utf8)
    if slots[slot] != 0 { return slots[slot] - 1 }
    let code = Int32(count)
    unsafe utf8.withUnsafeBufferPointer { text in unsafe bytes.append(contentsOf: text) }
    starts.append(Int32(bytes.count))
    slots[slot] = code + 1
    if count * 2 > slots.count { grow() }
    return code
  }

  /// The code of UTF-8 bytes, or nil where the dictionary has no such text.
  public func code(of utf8: Span<UInt8>) -> Int32? {
    let slot = slot(of: utf8)
    return slots[slot] == 0 ? nil : slots[slot] - 1
  }

  private func slot(of utf8: Span<UInt8>) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: TextDictionary.hash(utf8)) & mask
    while slots[slot] != 0, !isText(slots[slot] - 1, equalTo: utf8) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func isText(_ code: Int32, equalTo utf8: Span<UInt8>) -> Bool {
    let start = Int(starts[Int(code)])
    guard Int(starts[Int(code) + 1]) - start == utf8.count else { return false }
    let text = bytes.span.extracting(start..<start + utf8.count)
    let whole = utf8.count & ~7
    for index in stride(from: 0, to: whole, by: 8) where text.word(index) != utf8.word(index) {
      return false
    }
    for index in whole..<utf8.count where text[index] != utf8[index] { return false }
    return true
  }

  private mutating func grow() {
    var larger = [Int32](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for code in 0..<count {
      let text = bytes.span.extracting(Int(starts[code])..<Int(starts[code + 1]))
      var slot = Int(truncatingIfNeeded: TextDictionary.hash(text)) & mask
      while larger[slot] != 0 { slot = (slot + 1) & mask }
      larger[slot] = Int32(code) + 1
    }
    slots = larger
  }

  // As FNV-1a, with eight bytes at a step instead of one: the same on every machine, unlike Hasher.
  private static func hash(_ utf8: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: utf8.count)
    let whole = utf8.count & ~7
    for index in stride(from: 0, to: whole, by: 8) { hash = mixed(hash, utf8.word(index)) }
    var rest: UInt64 = 0
    for index in whole..<utf8.count { rest = rest << 8 | UInt64(utf8[index]) }
    return mixed(hash, rest)
  }

  // The bits of a word that are high reach the low ones, which choose the slot, by the shift.
  private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
    return product ^ (product >> 32)
  }
}

extension TextDictionary: Hashable {
  /// Whether the texts are the same, in the same order.
  public static func == (left: TextDictionary, right: TextDictionary) -> Bool {
    left.starts == right.starts && left.bytes == right.bytes
  }

  /// Takes up the texts in their order.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(starts)
    hasher.combine(bytes)
  }
}

extension Span where Element == UInt8 {
  /// The eight bytes from an index as one number.
  @inline(__always)
  fileprivate func word(_ index: Int) -> UInt64 {
    precondition(index >= 0 && index + 8 <= count, "a word counts within its span")
    // Any bit pattern is a number.
    return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
  }
}

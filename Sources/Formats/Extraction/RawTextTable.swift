/// Raw bytes of cells and what was found out about them, so that each distinct text is looked into once.
///
/// Texts of up to eight bytes are kept in the slot itself; of longer ones the slot has a hash and the place of a
/// copy. It stops taking in texts at `limit`, since a column with more is better served without it.
struct RawTextTable {
  /// What a lookup gives where the text is not in the table.
  static let absent = Int32.min
  private static let limit = 1 << 16

  private struct Slot: BitwiseCopyable {
    var word: UInt64
    /// The text's length; -1 in a free slot.
    var count: Int32
    var value: Int32
    var copy: UInt32
  }

  private var slots = [Slot](
    repeating: Slot(word: 0, count: -1, value: 0, copy: 0), count: 256)
  private var copies: [UInt8] = []
  private var count = 0

  /// What is known about a text, or `absent`.
  ///
  /// - Precondition: there are `cellPadding` more bytes after `end`.
  @inline(__always)
  func value(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int32 {
    let word = RawTextTable.word(bytes, start, end)
    let count = Int32(truncatingIfNeeded: end - start)
    let mask = slots.count - 1
    var index = RawTextTable.index(word, count) & mask
    while true {
      let slot = slots[index]
      if slot.word == word, slot.count == count,
        count <= 8 || isCopy(slot.copy, equalTo: bytes, start, end)
      {
        return slot.value
      }
      if slot.count < 0 { return RawTextTable.absent }
      index = (index + 1) & mask
    }
  }

  /// Remembers something about a text that is not in the table.
  mutating func insert(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ value: Int32) {
    guard count < RawTextTable.limit, end - start <= 1024 else { return }
    let slot = Slot(
      word: RawTextTable.word(bytes, start, end), count: Int32(end - start), value: value,
      copy: UInt32(copies.count))
    if end - start > 8 {
      for index in start..<end { copies.append(bytes.byte(index)) }
    }
    place(slot)
    count += 1
    if count * 2 > slots.count { grow() }
  }

  private mutating func place(_ slot: Slot) {
    let mask = slots.count - 1
    var index = RawTextTable.index(slot.word, slot.count) & mask
    while slots[index].count >= 0 { index = (index + 1) & mask }
    slots[index] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](
      repeating: Slot(word: 0, count: -1, value: 0, copy: 0), count: old.count * 2)
    for slot in old where slot.count >= 0 { place(slot) }
  }

  private func isCopy(_ copy: UInt32, equalTo bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool
  {
    for index in 0..<end - start where copies[Int(copy) + index] != bytes.byte(start + index) {
      return false
    }
    return true
  }

  /// The bytes of a short text, or a hash of a longer one's.
  @inline(__always)
  private static func word(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
    if end - start < 8 {
      return bytes.word(start) & ((1 << UInt64((end - start) * 8)) - 1)
    }
    var hash = bytes.word(start)
    guard end - start > 8 else { return hash }
    var index = start + 8
    while index + 8 < end {
      hash = mixed(hash ^ bytes.word(index))
      index += 8
    }
    // The last eight bytes, which may overlap those before.
    return mixed(hash ^ bytes.word(end - 8))
  }

  @inline(__always)
  private static func mixed(_ word: UInt64) -> UInt64 {
    let product = word &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product >> 32)
  }

  @inline(__always)
  private static func index(_ word: UInt64, _ count: Int32) -> Int {
    Int(truncatingIfNeeded: mixed(word ^ UInt64(truncatingIfNeeded: count)) >> 16)
  }
}

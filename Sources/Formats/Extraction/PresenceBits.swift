import Tables

/// Which rows of a growing column have a value; there are no bits until the first row without one.
struct PresenceBits {
  private var words: [UInt64]?
  private var count = 0

  /// Adds rows that all have a value but for some, which ascend and count from the first of these rows.
  mutating func append(rows: Int, missing: [Int]) {
    let first = count
    count += rows
    if words == nil, missing.isEmpty { return }
    var bits = words ?? []
    words = nil
    let needed = (count + 63) / 64
    // Spare bits of the last word are ones until rows take them; Bitmap clears what is left over.
    bits.append(contentsOf: repeatElement(.max, count: needed - bits.count))
    for row in missing { bits[(first + row) >> 6] &= ~(1 << UInt64((first + row) & 63)) }
    words = bits
  }

  /// The bits; nil where every row has a value.
  var bitmap: Bitmap? {
    words.map { Bitmap(words: $0, count: count) }
  }
}

import CSQLite

/// The pages of an index over a column of texts of a table whose rows a number names.
///
/// All entries are known before, so each page of a level gets as many as every other, and none is left without any.
///
/// - Source: SQLite, Database File Format, 1.6, 2.1 and 2.4: an entry is a record of the text and of the row's number; NULL stands before
///   texts, texts by their bytes, and entries of one text by their rows. One that stands between two pages stands on the page that leads to
///   these, and on no other.
@safe struct IndexPages {
  private let texts: CellPointer
  private let keys: [Int64]
  /// The rows in the order of the index.
  private let order: [Int32]
  /// How long the longest entry is.
  private let longest: Int

  /// The longest entry that a page holds whole.
  static let longestWhole = (PageAppender.size - 12) * 64 / 255 - 23

  /// Takes the texts of rows, which stand by their keys; nil where one is too long to stand on a page, or it is a column of
  /// something else.
  init?(_ texts: CellPointer, keys: [Int64]) {
    guard let order = unsafe texts.order(rowCount: keys.count) else { return nil }
    unsafe self.texts = unsafe texts
    self.keys = keys
    self.order = order
    var longest = 0
    for (row, key) in keys.enumerated() {
      longest = max(longest, unsafe IndexEntry(texts, row, key: key).count)
    }
    guard longest <= IndexPages.longestWhole else { return nil }
    self.longest = longest + varintLength(UInt64(longest))
  }

  /// Whether two rows have one text.
  var hasRepeated: Bool {
    zip(order, order.dropFirst()).contains { first, second in
      unsafe texts.isSameText(Int(first), Int(second))
    }
  }

  /// Puts the pages behind all others, and in place of the index's root what leads to them; gives the library's code.
  func append(to pages: inout PageAppender, root: Int) -> Int32 {
    let most = (PageAppender.size - PageKind.indexLeaf.header) / (longest + 2)
    // Between two pages stands one entry.
    let count = (order.count + most + 1) / (most + 1)
    guard count > 1 else {
      return unsafe pages.replace(root) { unsafe lay(0..<order.count, on: $0) }
    }
    var children: [Int] = []
    var between: [Int] = []
    for part in 0..<count {
      let start = part * (order.count + 1) / count
      let end = (part + 1) * (order.count + 1) / count - 1
      children.append(pages.next)
      if part + 1 < count { between.append(end) }
      unsafe lay(start..<end, on: pages.begin())
      let code = pages.end()
      guard code == SQLITE_OK else { return code }
    }
    return lead(to: children, between, from: &pages, root: root)
  }

  /// Makes the levels above some pages, of which each two have an entry between them.
  private func lead(
    to pagesBelow: [Int], _ entries: [Int], from pages: inout PageAppender, root: Int
  ) -> Int32 {
    let most = (PageAppender.size - PageKind.indexInner.header) / (longest + 4 + 2)
    var (children, between) = (pagesBelow, entries)
    while between.count > most {
      let count = (children.count + most) / (most + 1)
      var (above, betweenAbove): ([Int], [Int]) = ([], [])
      for part in 0..<count {
        let start = part * children.count / count
        let end = (part + 1) * children.count / count
        above.append(pages.next)
        if part + 1 < count { betweenAbove.append(between[end - 1]) }
        unsafe lay(children[start..<end], between[start..<end - 1], on: pages.begin())
        let code = pages.end()
        guard code == SQLITE_OK else { return code }
      }
      (children, between) = (above, betweenAbove)
    }
    return unsafe pages.replace(root) { unsafe lay(children[...], between[...], on: $0) }
  }

  private func lay(_ entries: Range<Int>, on page: UnsafeMutablePointer<UInt8>) {
    var filled = unsafe FilledPage(page, .indexLeaf)
    for entry in entries {
      let entry = self.entry(entry)
      let place = unsafe filled.makeRoom(entry.cellCount)
      unsafe entry.lay(at: place)
    }
    filled.finish()
  }

  private func lay(
    _ children: ArraySlice<Int>, _ between: ArraySlice<Int>, on page: UnsafeMutablePointer<UInt8>
  ) {
    var filled = unsafe FilledPage(page, .indexInner)
    for (child, entry) in zip(children, between) {
      let entry = self.entry(entry)
      let place = unsafe filled.makeRoom(4 + entry.cellCount)
      unsafe put(UInt32(child), at: place)
      unsafe entry.lay(at: place + 4)
    }
    filled.finish(last: children.last ?? 0)
  }

  private func entry(_ place: Int) -> IndexEntry {
    let row = Int(order[place])
    return unsafe IndexEntry(texts, row, key: keys[row])
  }
}

/// An entry of an index: a text and the number of its row.
@safe private struct IndexEntry {
  private let texts: CellPointer
  private let row: Int
  private let key: Int64
  private let textType: UInt64
  private let keyType: UInt64

  init(_ texts: CellPointer, _ row: Int, key: Int64) {
    unsafe self.texts = unsafe texts
    self.row = row
    self.key = key
    textType = unsafe texts.serialType(row)
    keyType = integerType(key)
  }

  /// How long the record is: the length of its header, both types, and both values.
  var count: Int { 2 + varintLength(textType) + valueLength(textType) + valueLength(keyType) }

  /// How long it is on a page.
  var cellCount: Int { varintLength(UInt64(count)) + count }

  func lay(at start: UnsafeMutablePointer<UInt8>) {
    var place = unsafe put(varint: UInt64(count), at: start)
    unsafe place = put(varint: UInt64(2 + varintLength(textType)), at: place)
    unsafe place = put(varint: textType, at: place)
    unsafe place = put(varint: keyType, at: place)
    unsafe place = texts.lay(row, as: textType, at: place)
    unsafe putBigEndian(UInt64(bitPattern: key), valueLength(keyType), at: place)
  }
}

extension CellPointer {
  /// The rows in the order of their texts, and those of one text as they stand; what is missing first.
  ///
  /// Nil for a column of something else.
  fileprivate func order(rowCount: Int) -> [Int32]? {
    guard case .texts(let codes, let starts, _) = unsafe values else { return nil }
    let ranks = unsafe ranks(textCount: starts.count - 1)
    var rankOfRow: [Int32] = []
    rankOfRow.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      let isMissing = unsafe serialType(row) == 0
      rankOfRow.append(unsafe isMissing ? 0 : ranks[Int(codes[row])] + 1)
    }
    // Counted into their places, since there are as many ranks as texts.
    var next = [Int32](repeating: 0, count: starts.count + 1)
    for rank in rankOfRow { next[Int(rank) + 1] += 1 }
    for rank in next.indices.dropFirst() { next[rank] += next[rank - 1] }
    var order = [Int32](repeating: 0, count: rowCount)
    for (place, rank) in rankOfRow.enumerated() {
      order[Int(next[Int(rank)])] = Int32(place)
      next[Int(rank)] += 1
    }
    return order
  }

  /// The rank of each text among them all, by bytes.
  private func ranks(textCount: Int) -> [Int32] {
    guard case .texts(_, let starts, let bytes) = unsafe values else { return [] }
    func text(_ code: Int32) -> UnsafeBufferPointer<UInt8>.SubSequence {
      unsafe bytes[Int(starts[Int(code)])..<Int(starts[Int(code) + 1])]
    }
    // Most are told apart by their first eight bytes.
    let byBeginning = (0..<Int32(textCount)).map { code in
      var beginning: UInt64 = 0
      let text = unsafe text(code)
      for index in 0..<8 {
        let place = unsafe text.startIndex + index
        beginning = unsafe beginning << 8 | (place < text.endIndex ? UInt64(text[place]) : 0)
      }
      return (beginning: beginning, code: code)
    }
    var ranks = [Int32](repeating: 0, count: textCount)
    let sorted = byBeginning.sorted { left, right in
      if left.beginning != right.beginning { return left.beginning < right.beginning }
      return unsafe text(left.code).lexicographicallyPrecedes(text(right.code))
    }
    for (rank, text) in sorted.enumerated() { ranks[Int(text.code)] = Int32(rank) }
    return ranks
  }

  /// Whether both rows have a text, and it is one.
  fileprivate func isSameText(_ first: Int, _ second: Int) -> Bool {
    guard case .texts(let codes, let starts, let bytes) = unsafe values,
      unsafe serialType(first) != 0, unsafe serialType(second) != 0
    else { return false }
    func text(_ row: Int) -> UnsafeBufferPointer<UInt8>.SubSequence {
      unsafe bytes[Int(starts[Int(codes[row])])..<Int(starts[Int(codes[row]) + 1])]
    }
    return unsafe codes[first] == codes[second] || text(first).elementsEqual(text(second))
  }
}

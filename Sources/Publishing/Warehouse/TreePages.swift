import CSQLite

/// The pages of a table's tree, put behind those that a SQLite file has: leaves full of rows in the order of their keys, and above
/// them pages that lead to them.
///
/// ```
/// root          of the table, which the library has made: written last
/// 7  8  9 …     leaves, in the order of the keys, each filled from its end
/// 3012 …        pages that lead to leaves, where one does not do
/// ```
///
/// The library puts a row into a tree by looking for its place and working out its record cell by cell, which takes three times as long
/// as to lay out pages that are never changed again. What it reads of them is what it would have written.
///
/// - Source: SQLite, Database File Format, 1.5 to 1.7 and 2.1.
@safe struct TreePages: ~Copyable {
  /// The leaf that is being filled.
  private var leaf: FilledPage
  private var last: Int64 = -1
  /// The leaves so far: the page's number and the last key on it.
  private var leaves: [(page: Int, last: Int64)] = []

  /// Begins a table's tree.
  init() {
    unsafe leaf = FilledPage(.allocate(capacity: PageAppender.size), .tableLeaf)
    leaf.clear()
  }

  deinit { unsafe leaf.bytes.deallocate() }

  /// The longest record that a leaf holds whole.
  private static let longestWhole = PageAppender.size - 35
  /// The least that a leaf holds of a longer one.
  private static let leastOfLong = (PageAppender.size - 12) * 32 / 255 - 23

  /// Adds a row after those so far; gives the library's code.
  ///
  /// - Precondition: the record is of a row with that key.
  mutating func append(
    _ record: Record, _ cells: [CellPointer], row: Int, key: Int64, to pages: inout PageAppender
  ) -> Int32 {
    guard key > last else { return SQLITE_CONSTRAINT }
    let isWhole = record.count <= TreePages.longestWhole
    let kept = isWhole ? record.count : TreePages.kept(ofLong: record.count)
    let prefix = varintLength(UInt64(record.count)) + varintLength(UInt64(key))
    let count = prefix + kept + (isWhole ? 0 : 4)
    if !leaf.hasRoom(count) {
      let code = endLeaf(to: &pages)
      guard code == SQLITE_OK else { return code }
    }
    last = key
    var place = unsafe leaf.makeRoom(count)
    unsafe place = put(varint: UInt64(record.count), at: place)
    unsafe place = put(varint: UInt64(key), at: place)
    guard !isWhole else {
      unsafe record.lay(cells, row: row, at: place)
      return SQLITE_OK
    }
    return unsafe append(long: record.bytes(cells, row: row), kept: kept, at: place, to: &pages)
  }

  /// How many bytes of a long record the leaf holds.
  private static func kept(ofLong count: Int) -> Int {
    let kept = leastOfLong + (count - leastOfLong) % (PageAppender.size - 4)
    return kept <= longestWhole ? kept : leastOfLong
  }

  /// Writes the beginning of a long record onto the leaf, and the rest onto pages of their own, each of which names the one after it.
  private func append(
    long record: [UInt8], kept: Int, at place: UnsafeMutablePointer<UInt8>,
    to pages: inout PageAppender
  ) -> Int32 {
    for index in 0..<kept { unsafe place[index] = record[index] }
    unsafe put(UInt32(pages.next), at: place + kept)
    let room = PageAppender.size - 4
    for start in stride(from: kept, to: record.count, by: room) {
      let end = min(start + room, record.count)
      let next = end < record.count ? PageAppender.number(after: pages.next) : 0
      let page = unsafe pages.begin()
      unsafe put(UInt32(next), at: page)
      for index in start..<end { unsafe page[4 + index - start] = record[index] }
      let code = pages.end()
      guard code == SQLITE_OK else { return code }
    }
    return SQLITE_OK
  }

  private mutating func endLeaf(to pages: inout PageAppender) -> Int32 {
    leaf.finish()
    leaves.append((pages.next, last))
    let code = unsafe pages.append(leaf.bytes)
    leaf.clear()
    return code
  }

  /// Writes what is left and the pages that lead to the leaves, and the root at last; gives the library's code.
  consuming func finish(root: Int, to pages: inout PageAppender) -> Int32 {
    if leaves.isEmpty {
      leaf.finish()
      let bytes = unsafe leaf.bytes
      return unsafe pages.replace(root) { unsafe $0.update(from: bytes, count: PageAppender.size) }
    }
    if leaf.cells > 0 {
      let code = endLeaf(to: &pages)
      guard code == SQLITE_OK else { return code }
    }
    // The longest cell: a page's number, a key of nine bytes and its place.
    let most = (PageAppender.size - PageKind.tableInner.header) / (4 + 9 + 2)
    var level = leaves
    while level.count > most {
      let count = (level.count + most - 1) / most
      var above: [(page: Int, last: Int64)] = []
      for part in 0..<count {
        let children = level[part * level.count / count..<(part + 1) * level.count / count]
        above.append((pages.next, children.last?.last ?? 0))
        unsafe TreePages.lead(to: children, on: pages.begin())
        let code = pages.end()
        guard code == SQLITE_OK else { return code }
      }
      level = above
    }
    let top = level[...]
    return unsafe pages.replace(root) { unsafe TreePages.lead(to: top, on: $0) }
  }

  /// Fills a page that leads to others.
  private static func lead(
    to pages: ArraySlice<(page: Int, last: Int64)>, on page: UnsafeMutablePointer<UInt8>
  ) {
    var filled = unsafe FilledPage(page, .tableInner)
    for child in pages.dropLast() {
      let place = unsafe filled.makeRoom(4 + varintLength(UInt64(child.last)))
      unsafe put(UInt32(child.page), at: place)
      unsafe put(varint: UInt64(child.last), at: place + 4)
    }
    filled.finish(last: pages.last?.page ?? 0)
  }
}

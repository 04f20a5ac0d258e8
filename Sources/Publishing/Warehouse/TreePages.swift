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
  /// Where pages go: their first one's number from 1, where they lie, and how many bytes they have; gives the library's code.
  typealias Write = (_ page: Int, _ bytes: UnsafeRawPointer, _ count: Int) -> Int32

  /// How long a page is; none of it is kept free at its end.
  static let size = 16_384

  private let put: Write
  /// Pages that are not written yet, and how many.
  private let buffer: UnsafeMutablePointer<UInt8>
  private var waiting = 0
  /// The number of the first of them.
  private var firstWaiting: Int
  /// The leaf that is being filled.
  private let leaf: UnsafeMutablePointer<UInt8>
  private var cells = 0
  /// Where its cells begin.
  private var start = TreePages.size
  private var last: Int64?
  /// The leaves so far: the page's number and the last key on it.
  private var leaves: [(page: Int, last: Int64)] = []

  /// Begins a table's tree; `pageCount` is how many pages the file has.
  init(pageCount: Int, write: @escaping Write) {
    unsafe put = unsafe write
    firstWaiting = pageCount + 1
    // One more, since the page of locks is left out with the page behind it.
    unsafe buffer = .allocate(capacity: TreePages.size * (TreePages.room + 1))
    unsafe leaf = .allocate(capacity: TreePages.size)
    unsafe leaf.initialize(repeating: 0, count: TreePages.size)
  }

  deinit {
    unsafe buffer.deallocate()
    unsafe leaf.deallocate()
  }

  /// How many pages are written at once: the library's own files take fewer than 2¹⁷ bytes of one call.
  private static let room = 4
  /// What stands before the places of a leaf's cells.
  private static let leafHeader = 8
  /// What stands before those of a page that leads to others.
  private static let innerHeader = 12
  /// The longest record that a leaf holds whole.
  private static let longestWhole = size - 35
  /// The least that a leaf holds of a longer one.
  private static let leastOfLong = (size - 12) * 32 / 255 - 23
  /// The page that nothing stands on, since locks are held there.
  private static let lockPage = 0x4000_0000 / size + 1

  /// Adds a row after those so far; gives the library's code.
  ///
  /// - Precondition: the record is of a row with that key.
  mutating func append(_ record: Record, _ cells: [CellPointer], row: Int, key: Int64) -> Int32 {
    guard key > last ?? .min, key >= 0 else { return SQLITE_CONSTRAINT }
    last = key
    guard record.count <= TreePages.longestWhole else {
      return unsafe appendLong(record, cells, row: row, key: key)
    }
    let prefix = varintLength(UInt64(record.count)) + varintLength(UInt64(key))
    let code = makeRoom(prefix + record.count)
    guard code == SQLITE_OK else { return code }
    var place = unsafe leaf + start
    unsafe place = write(varint: UInt64(record.count), to: place)
    unsafe place = write(varint: UInt64(key), to: place)
    unsafe record.lay(cells, row: row, to: place)
    return SQLITE_OK
  }

  /// Makes room on the leaf, or on the next one, and notes the place.
  private mutating func makeRoom(_ count: Int) -> Int32 {
    if start - count < TreePages.leafHeader + 2 * (cells + 1) {
      let code = endLeaf(last: lastOnLeaf)
      guard code == SQLITE_OK else { return code }
    }
    start -= count
    unsafe write(UInt16(start), to: leaf + TreePages.leafHeader + 2 * cells)
    cells += 1
    lastOnLeaf = last ?? 0
    return SQLITE_OK
  }

  private var lastOnLeaf: Int64 = 0

  /// Adds a row of which a leaf holds the beginning and pages of their own the rest.
  private mutating func appendLong(
    _ record: Record, _ columns: [CellPointer], row: Int, key: Int64
  ) -> Int32 {
    var long = [UInt8](repeating: 0, count: record.count)
    unsafe long.withUnsafeMutableBufferPointer { bytes in
      if let base = bytes.baseAddress { unsafe record.lay(columns, row: row, to: base) }
    }
    let least = TreePages.leastOfLong
    let rest = least + (record.count - least) % (TreePages.size - 4)
    let kept = rest <= TreePages.longestWhole ? rest : least
    let prefix = varintLength(UInt64(record.count)) + varintLength(UInt64(key))
    let code = makeRoom(prefix + kept + 4)
    guard code == SQLITE_OK else { return code }
    var place = unsafe leaf + start
    unsafe place = write(varint: UInt64(record.count), to: place)
    unsafe place = write(varint: UInt64(key), to: place)
    for index in 0..<kept { unsafe place[index] = long[index] }
    // Each page of the rest names the one after it.
    var done = kept
    var pages: [Int] = []
    while done < record.count {
      pages.append(TreePages.numbers(after: pages.last ?? nextPage - 1))
      done += TreePages.size - 4
    }
    unsafe write(UInt32(pages[0]), to: place + kept)
    for (index, _) in pages.enumerated() {
      let next = index + 1 < pages.count ? pages[index + 1] : 0
      let begin = kept + index * (TreePages.size - 4)
      let page = unsafe beginPage()
      unsafe write(UInt32(next), to: page)
      for offset in begin..<min(begin + TreePages.size - 4, long.count) {
        unsafe page[4 + offset - begin] = long[offset]
      }
      let code = endPage()
      guard code == SQLITE_OK else { return code }
    }
    return SQLITE_OK
  }

  private mutating func endLeaf(last: Int64) -> Int32 {
    finishLeaf()
    leaves.append((nextPage, last))
    let page = unsafe beginPage()
    unsafe page.update(from: leaf, count: TreePages.size)
    cells = 0
    start = TreePages.size
    unsafe leaf.update(repeating: 0, count: TreePages.size)
    return endPage()
  }

  private func finishLeaf() {
    unsafe leaf[0] = 0x0D
    unsafe write(UInt16(cells), to: leaf + 3)
    unsafe write(UInt16(start), to: leaf + 5)
  }

  /// The number of the next page.
  private var nextPage: Int { TreePages.numbers(after: firstWaiting + waiting - 1) }

  private static func numbers(after page: Int) -> Int {
    page + 1 == lockPage ? page + 2 : page + 1
  }

  /// Where the page behind all others is put together, with nothing on it.
  private mutating func beginPage() -> UnsafeMutablePointer<UInt8> {
    let isLockPage = firstWaiting + waiting == TreePages.lockPage
    unsafe (buffer + waiting * TreePages.size).update(
      repeating: 0, count: isLockPage ? 2 * TreePages.size : TreePages.size)
    if isLockPage { waiting += 1 }
    return unsafe buffer + waiting * TreePages.size
  }

  /// Adds that page.
  private mutating func endPage() -> Int32 {
    waiting += 1
    return waiting >= TreePages.room ? flush() : SQLITE_OK
  }

  private mutating func flush() -> Int32 {
    guard waiting > 0 else { return SQLITE_OK }
    let code = unsafe put(firstWaiting, buffer, waiting * TreePages.size)
    firstWaiting += waiting
    waiting = 0
    return code
  }

  /// Writes what is left and the pages that lead to the leaves, and the root at last; gives the library's code and how many pages the
  /// file has.
  consuming func finish(root: Int) -> (code: Int32, pageCount: Int) {
    if leaves.isEmpty {
      let code = flush()
      guard code == SQLITE_OK else { return (code, firstWaiting - 1) }
      finishLeaf()
      return (unsafe put(root, leaf, TreePages.size), firstWaiting - 1)
    }
    var code = cells > 0 ? endLeaf(last: lastOnLeaf) : SQLITE_OK
    var level = leaves
    while code == SQLITE_OK {
      let parts = TreePages.parts(of: level)
      if parts.count == 1 {
        unsafe leaf.update(repeating: 0, count: TreePages.size)
        unsafe TreePages.lead(to: level[...], on: leaf)
        code = flush()
        if code == SQLITE_OK { code = unsafe put(root, leaf, TreePages.size) }
        break
      }
      var above: [(page: Int, last: Int64)] = []
      for part in parts where code == SQLITE_OK {
        above.append((nextPage, part.last?.last ?? 0))
        unsafe TreePages.lead(to: part, on: beginPage())
        code = endPage()
      }
      level = above
    }
    return (code, firstWaiting - 1)
  }

  /// Pages in as many parts as pages lead to them; none leads to one alone.
  private static func parts(
    of pages: [(page: Int, last: Int64)]
  ) -> [ArraySlice<(page: Int, last: Int64)>] {
    // The longest cell: a page's number, a key of nine bytes and its place.
    let most = (size - innerHeader) / (4 + 9 + 2)
    let count = (pages.count + most - 1) / most
    return (0..<count).map { part in
      pages[part * pages.count / count..<(part + 1) * pages.count / count]
    }
  }

  /// Fills a page that leads to others.
  private static func lead(
    to pages: ArraySlice<(page: Int, last: Int64)>, on page: UnsafeMutablePointer<UInt8>
  ) {
    var start = size
    for (index, child) in pages.dropLast().enumerated() {
      start -= 4 + varintLength(UInt64(child.last))
      unsafe write(UInt32(child.page), to: page + start)
      unsafe write(varint: UInt64(child.last), to: page + start + 4)
      unsafe write(UInt16(start), to: page + innerHeader + 2 * index)
    }
    unsafe page[0] = 0x05
    unsafe write(UInt16(pages.count - 1), to: page + 3)
    unsafe write(UInt16(start), to: page + 5)
    unsafe write(UInt32(pages.last?.page ?? 0), to: page + 8)
  }
}

/// What stands in a row before its values: what each of them is.
@safe struct Record {
  /// The type of each value: 0 for NULL, 1 to 6 and 8 and 9 for whole numbers, 7 for a real one, from 13 on for texts.
  private let types: UnsafeMutablePointer<UInt64>
  private let columnCount: Int
  private var header = 0
  /// How long the record is.
  private(set) var count = 0

  /// Makes room for the types of a row's values.
  static func with(columnCount: Int, _ body: (inout Record) -> Int32) -> Int32 {
    let types = UnsafeMutablePointer<UInt64>.allocate(capacity: columnCount)
    defer { unsafe types.deallocate() }
    var record = unsafe Record(types: types, columnCount: columnCount)
    return body(&record)
  }

  private init(types: UnsafeMutablePointer<UInt64>, columnCount: Int) {
    unsafe self.types = unsafe types
    self.columnCount = columnCount
  }

  /// Takes a row's values; false where one is missing that must not be. The first is the key, which stands beside the record.
  mutating func take(_ cells: [CellPointer], row: Int, required: [Bool]) -> Bool {
    unsafe types[0] = 0
    var length = 1
    var values = 0
    for index in 1..<columnCount {
      let type = unsafe cells[index].serialType(row)
      if type == 0, required[index] { return false }
      unsafe types[index] = type
      length += varintLength(type)
      values += valueLength(type)
    }
    // Its own length is part of the header.
    header = length + 1 < 0x80 ? length + 1 : length + 2
    count = header + values
    return true
  }

  /// Writes the record of the row that was taken.
  func lay(_ cells: [CellPointer], row: Int, to start: UnsafeMutablePointer<UInt8>) {
    var place = unsafe write(varint: UInt64(header), to: start)
    for index in 0..<columnCount { unsafe place = write(varint: types[index], to: place) }
    for index in 1..<columnCount {
      unsafe place = cells[index].write(row, as: types[index], to: place)
    }
  }
}

extension CellPointer {
  /// What a row's value is, as a record says it.
  @inline(__always)
  fileprivate func serialType(_ row: Int) -> UInt64 {
    if let present = unsafe present, unsafe present[row >> 6] & (1 << UInt64(row & 63)) == 0 {
      return 0
    }
    switch unsafe values {
    case .truths(let words): return unsafe 8 + (words[row >> 6] >> UInt64(row & 63) & 1)
    case .integers(let numbers): return integerType(unsafe numbers[row])
    case .decimals(let numbers):
      let number = unsafe numbers[row]
      guard number.isFinite else { return 0 }
      // A real number that is whole takes the room of a whole one, and is read as the real one that it is.
      guard number == number.rounded(), number.magnitude < 0x1p47,
        number != 0 || number.sign == .plus
      else { return 7 }
      return integerType(Int64(number))
    case .texts(let codes, let starts, _):
      let code = unsafe Int(codes[row])
      let count = unsafe starts[code + 1] - starts[code]
      return count > 0 ? 13 + 2 * UInt64(count) : 0
    }
  }

  /// Writes a row's value; gives where the next one goes.
  @inline(__always)
  fileprivate func write(
    _ row: Int, as type: UInt64, to place: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let count = valueLength(type)
    guard count > 0 else { return unsafe place }
    switch unsafe values {
    case .truths: break
    case .integers(let numbers):
      unsafe writeBigEndian(UInt64(bitPattern: numbers[row]), count, to: place)
    case .decimals(let numbers):
      let number = unsafe numbers[row]
      unsafe writeBigEndian(
        type == 7 ? number.bitPattern : UInt64(bitPattern: Int64(number)), count, to: place)
    case .texts(let codes, let starts, let bytes):
      if let base = bytes.baseAddress {
        unsafe place.update(from: base + Int(starts[Int(codes[row])]), count: count)
      }
    }
    return unsafe place + count
  }
}

/// The type of a whole number: of as few bytes as it has, and 0 and 1 of none.
@inline(__always)
private func integerType(_ number: Int64) -> UInt64 {
  if number == 0 || number == 1 { return 8 + UInt64(number) }
  let bits = 65 - (number < 0 ? ~number : number).leadingZeroBitCount
  switch bits {
  case ...8: return 1
  case ...16: return 2
  case ...24: return 3
  case ...32: return 4
  case ...48: return 5
  default: return 6
  }
}

/// How many bytes a value of a type takes.
@inline(__always)
private func valueLength(_ type: UInt64) -> Int {
  switch type {
  case 0, 8, 9: 0
  case 1...4: Int(type)
  case 5: 6
  case 6, 7: 8
  default: Int(type - 13) / 2
  }
}

/// How many bytes a number takes that is written seven bits at a time.
@inline(__always)
private func varintLength(_ number: UInt64) -> Int {
  if number < 0x80 { return 1 }
  if number < 0x4000 { return 2 }
  return max(1, (64 - number.leadingZeroBitCount + 6) / 7)
}

/// Writes a number below 2⁵⁶ seven bits at a time, the high ones first; gives what follows.
@inline(__always) @discardableResult
private func write(
  varint number: UInt64, to place: UnsafeMutablePointer<UInt8>
) -> UnsafeMutablePointer<UInt8> {
  let count = varintLength(number)
  var rest = number
  var more: UInt8 = 0
  for index in stride(from: count - 1, through: 0, by: -1) {
    unsafe place[index] = UInt8(truncatingIfNeeded: rest & 0x7F) | more
    rest >>= 7
    more = 0x80
  }
  return unsafe place + count
}

/// Writes the low bytes of a number, the high ones of them first.
@inline(__always)
private func writeBigEndian(
  _ number: UInt64, _ count: Int, to place: UnsafeMutablePointer<UInt8>
) {
  for index in 0..<count {
    unsafe place[index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - index)))
  }
}

@inline(__always)
private func write(_ number: UInt16, to place: UnsafeMutablePointer<UInt8>) {
  unsafe writeBigEndian(UInt64(number), 2, to: place)
}

@inline(__always)
private func write(_ number: UInt32, to place: UnsafeMutablePointer<UInt8>) {
  unsafe writeBigEndian(UInt64(number), 4, to: place)
}

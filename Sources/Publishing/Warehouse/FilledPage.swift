/// What stands on a page of a tree.
///
/// - Source: SQLite, Database File Format, 1.6.
enum PageKind: UInt8 {
  /// Rows of a table.
  case tableLeaf = 0x0D
  /// What leads to rows.
  case tableInner = 0x05
  /// Entries of an index.
  case indexLeaf = 0x0A
  /// Entries of an index between the pages to which they lead.
  case indexInner = 0x02

  /// How many bytes stand before the places of its cells.
  var header: Int { self == .tableInner || self == .indexInner ? 12 : 8 }
}

/// A page of a tree while it is filled: the places of its cells from its beginning, the cells from its end.
@safe struct FilledPage {
  let bytes: UnsafeMutablePointer<UInt8>
  private let kind: PageKind
  private(set) var cells = 0
  /// Where the cells begin.
  private var start = PageAppender.size

  /// Begins a page on which nothing stands.
  init(_ bytes: UnsafeMutablePointer<UInt8>, _ kind: PageKind) {
    unsafe self.bytes = unsafe bytes
    self.kind = kind
  }

  /// Whether a cell of so many bytes has room.
  func hasRoom(_ count: Int) -> Bool { start - count >= kind.header + 2 * (cells + 1) }

  /// Where the next cell of so many bytes goes, which has room.
  mutating func makeRoom(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    start -= count
    unsafe put(UInt16(start), at: bytes + kind.header + 2 * cells)
    cells += 1
    return unsafe bytes + start
  }

  /// Says what stands on the page; `last` is the page to which it leads behind its cells.
  func finish(last: Int = 0) {
    unsafe bytes[0] = kind.rawValue
    unsafe put(UInt16(cells), at: bytes + 3)
    unsafe put(UInt16(start), at: bytes + 5)
    if kind.header == 12 { unsafe put(UInt32(last), at: bytes + 8) }
  }

  /// Empties the page.
  mutating func clear() {
    unsafe bytes.update(repeating: 0, count: PageAppender.size)
    cells = 0
    start = PageAppender.size
  }
}

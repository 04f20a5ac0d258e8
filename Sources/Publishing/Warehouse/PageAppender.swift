import CSQLite

/// Pages that are put behind those that a SQLite file has, some at a time.
///
/// - Source: SQLite, Database File Format, 1.2 and 1.4: pages are numbered from 1, and none may stand on the byte 2³⁰.
@safe struct PageAppender: ~Copyable {
  /// Where pages go: their first one's number, where they lie, and how many bytes they have; gives the library's code.
  typealias Write = (_ page: Int, _ bytes: UnsafeRawPointer, _ count: Int) -> Int32

  /// How long a page is; none of it is kept free at its end.
  static let size = 16_384

  private let write: Write
  /// Pages that are not written yet, and how many.
  private let buffer: UnsafeMutablePointer<UInt8>
  private var waiting = 0
  /// The number of the first of them.
  private var firstWaiting: Int

  /// Begins behind the pages that a file has.
  init(pageCount: Int, write: @escaping Write) {
    unsafe self.write = unsafe write
    firstWaiting = pageCount + 1
    // One more, since the page of locks is left out with the page behind it.
    unsafe buffer = .allocate(capacity: PageAppender.size * (PageAppender.most + 1))
  }

  deinit { unsafe buffer.deallocate() }

  /// How many pages are written at once: the library's own files take fewer than 2¹⁷ bytes of one call.
  private static let most = 4
  /// The page that nothing stands on, since locks are held there.
  private static let lockPage = 0x4000_0000 / size + 1

  /// How many pages the file has, those among them that are not written yet.
  var pageCount: Int { firstWaiting + waiting - 1 }

  /// The number of the next page.
  var next: Int { PageAppender.number(after: pageCount) }

  /// The number of the page after another.
  static func number(after page: Int) -> Int { page + 1 == lockPage ? page + 2 : page + 1 }

  /// Where the page behind all others is put together, with nothing on it.
  mutating func begin() -> UnsafeMutablePointer<UInt8> {
    let page = unsafe room()
    unsafe page.update(repeating: 0, count: PageAppender.size)
    return unsafe page
  }

  /// Adds a page that is put together elsewhere; gives the library's code.
  mutating func append(_ page: UnsafePointer<UInt8>) -> Int32 {
    unsafe room().update(from: page, count: PageAppender.size)
    return end()
  }

  /// Room for the page behind all others.
  private mutating func room() -> UnsafeMutablePointer<UInt8> {
    if firstWaiting + waiting == PageAppender.lockPage {
      unsafe (buffer + waiting * PageAppender.size).update(repeating: 0, count: PageAppender.size)
      waiting += 1
    }
    return unsafe buffer + waiting * PageAppender.size
  }

  /// Adds that page; gives the library's code.
  mutating func end() -> Int32 {
    waiting += 1
    return waiting >= PageAppender.most ? flush() : SQLITE_OK
  }

  /// Writes what is not written yet.
  mutating func flush() -> Int32 {
    guard waiting > 0 else { return SQLITE_OK }
    let code = unsafe write(firstWaiting, buffer, waiting * PageAppender.size)
    firstWaiting += waiting
    waiting = 0
    return code
  }

  /// Writes a page in place of one that the library has made; gives the library's code.
  mutating func replace(
    _ page: Int, by fill: (UnsafeMutablePointer<UInt8>) -> Void
  ) -> Int32 {
    let code = flush()
    guard code == SQLITE_OK else { return code }
    unsafe buffer.update(repeating: 0, count: PageAppender.size)
    unsafe fill(buffer)
    return unsafe write(page, buffer, PageAppender.size)
  }
}

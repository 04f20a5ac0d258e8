/// Whether two files hold the same bytes, each inflated where it is gzip.
///
/// - Throws: `FeedFault` where one of them cannot be read.
public func haveSameContent(_ first: FeedFile, _ second: FeedFile) throws(FeedFault) -> Bool {
  var left = ByteSource(first)
  var right = ByteSource(second)
  var leftBytes: ArraySlice<UInt8> = []
  var rightBytes: ArraySlice<UInt8> = []
  while true {
    if leftBytes.isEmpty { leftBytes = try left.next()?[...] ?? [] }
    if rightBytes.isEmpty { rightBytes = try right.next()?[...] ?? [] }
    guard !leftBytes.isEmpty, !rightBytes.isEmpty else {
      return leftBytes.isEmpty && rightBytes.isEmpty
    }
    let count = min(leftBytes.count, rightBytes.count)
    guard leftBytes.prefix(count) == rightBytes.prefix(count) else { return false }
    leftBytes.removeFirst(count)
    rightBytes.removeFirst(count)
  }
}

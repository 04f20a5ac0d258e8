/// The gzip file of some bytes; nil where zlib could not get memory.
///
/// Its header holds no name and no time, so the same bytes and level make the same file. The level runs from 1, the
/// fastest, to 9, the smallest.
public func gzip(_ bytes: [UInt8], level: Int = 6) -> [UInt8]? {
  guard var stream = DeflateStream(level: level) else { return nil }
  return stream.deflate(bytes)
}

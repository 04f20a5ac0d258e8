import Glibc

/// An element's attributes as libxml2 hands them over: five pointers each, name, prefix, namespace, and where the
/// value starts and ends.
///
/// The memory belongs to the parser and is valid only during its call.
@safe struct XMLAttributes: ~Copyable {
  let count: Int
  private let pointers: UnsafeBufferPointer<UnsafePointer<UInt8>?>

  /// Takes the attributes of a call of the parser.
  @unsafe init(_ pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int32) {
    self.count = unsafe pointers == nil ? 0 : Int(count)
    unsafe self.pointers = UnsafeBufferPointer(start: pointers, count: self.count * 5)
  }

  func name(_ index: Int) -> InternedName { address(5 * index) }

  func prefix(_ index: Int) -> InternedName { address(5 * index + 1) }

  func length(_ index: Int) -> Int {
    Int(bitPattern: address(5 * index + 4) &- address(5 * index + 3))
  }

  private func address(_ position: Int) -> UInt {
    unsafe UInt(bitPattern: pointers[position])
  }

  /// Adds a value's bytes at the end of others.
  func appendValue(_ index: Int, to bytes: inout [UInt8]) {
    let count = length(index)
    guard count > 0, let value = unsafe pointers[5 * index + 3] else { return }
    let start = bytes.count
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: value, count: count))
    // Without the substitution of entities libxml2 leaves an ampersand escaped, and only an ampersand.
    if unsafe memchr(value, 0x26, count) != nil { unescapeAmpersands(&bytes, from: start) }
  }
}

/// Turns each `&#38;` into `&`.
private func unescapeAmpersands(_ bytes: inout [UInt8], from start: Int) {
  let escaped = Array("&#38;".utf8)
  var read = start
  var written = start
  while read < bytes.count {
    bytes[written] = bytes[read]
    read += bytes[read...].starts(with: escaped) ? escaped.count : 1
    written += 1
  }
  bytes.removeLast(bytes.count - written)
}

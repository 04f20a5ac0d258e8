/// An element's attributes as libxml2 hands them over: five pointers each, of which the last two are where the
/// value starts and ends.
///
/// The memory belongs to the parser and is valid only during its call.
@safe struct XMLAttributes: ~Copyable {
  let count: Int
  private let pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?

  /// Takes the attributes of a call of the parser.
  @unsafe init(_ pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int32) {
    unsafe self.pointers = pointers
    self.count = unsafe pointers == nil ? 0 : Int(count)
  }

  func name(_ index: Int) -> InternedName { address(5 * index) }

  func prefix(_ index: Int) -> InternedName { address(5 * index + 1) }

  func length(_ index: Int) -> Int {
    let (start, end) = (address(5 * index + 3), address(5 * index + 4))
    return end >= start ? Int(end - start) : 0
  }

  private func address(_ position: Int) -> UInt {
    unsafe UInt(bitPattern: pointers?[position])
  }

  /// Adds a value's bytes at the end of others.
  func appendValue(_ index: Int, to bytes: inout [UInt8]) {
    let value = unsafe UnsafeBufferPointer(start: pointers?[5 * index + 3], count: length(index))
    let start = bytes.count
    unsafe bytes.append(contentsOf: value)
    // Without the substitution of entities libxml2 leaves an ampersand escaped, and only an ampersand.
    guard unsafe value.contains(0x26) else { return }
    unescapeAmpersands(&bytes, from: start)
  }
}

/// Turns each `&#38;` into `&`.
private func unescapeAmpersands(_ bytes: inout [UInt8], from start: Int) {
  let escaped = Array("&#38;".utf8)
  var read = start
  var written = start
  while read < bytes.count {
    bytes[written] = bytes[read]
    if bytes[read...].starts(with: escaped) { read += escaped.count } else { read += 1 }
    written += 1
  }
  bytes.removeLast(bytes.count - written)
}

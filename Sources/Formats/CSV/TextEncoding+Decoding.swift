extension TextEncoding {
  /// The text of some bytes, or nil where the encoding is UTF-8 and they are not.
  func text(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> String? {
    let copy = (start..<end).map { bytes.byte($0) }
    return switch self {
    case .windows1252: decodedWindows1252(copy)
    case .utf8: String(validating: copy, as: UTF8.self)
    case .automatic: String(validating: copy, as: UTF8.self) ?? decodedWindows1252(copy)
    }
  }

  /// The text of some bytes; what is not UTF-8 becomes replacement characters.
  func repairedText(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> String {
    text(bytes, start, end)
      ?? String(decoding: (start..<end).map { bytes.byte($0) }, as: UTF8.self)
  }
}

/// Bytes 0x80 to 0x9F of Windows-1252; the five that it leaves free stand for the control characters of the same
/// number, as in browsers.
///
/// - Source: WHATWG Encoding Standard, index windows-1252.
private let windows1252: [UInt16] = [
  0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
  0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
]

private func decodedWindows1252(_ bytes: [UInt8]) -> String {
  String(
    decoding: bytes.map { byte in
      (0x80...0x9F).contains(byte) ? windows1252[Int(byte) - 0x80] : UInt16(byte)
    }, as: UTF16.self)
}

import Tables

extension ArrowBuffers {
  /// Texts that are kept as codes into a dictionary; the dictionary's own missing texts are missing rows.
  func encodedTexts(
    _ storage: ArrowStorage, dictionary: TextColumn, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> TextColumn {
    guard case .whole(let bits, let isSigned) = storage else { throw .malformed(.schema) }
    let count = dictionary.codes.count
    var codes: [Int32]
    var present: Bitmap?
    if bits == 32, isSigned {
      let column = try fixed(Int32.self, zero: 0, in: file)
      codes = column.values
      present = column.present
    } else {
      let column = try wholeNumbers(bits: bits, isSigned: isSigned, in: file)
      codes = column.values.map { Int32(exactly: $0) ?? -1 }
      present = column.present
    }
    guard areValid(codes, present, count: count) else { throw .malformed(.dictionary) }
    renumber(&codes, &present, dictionary)
    return TextColumn(codes: codes, present: present, dictionary: dictionary.dictionary)
  }

  private func areValid(_ codes: [Int32], _ present: Bitmap?, count: Int) -> Bool {
    // A negative code is a large number here, and no branch stands in the loop.
    var largest: UInt32 = 0
    for code in codes { largest = max(largest, UInt32(bitPattern: code)) }
    if codes.isEmpty || Int(largest) < count { return true }
    // Missing rows have the code 0, which an empty dictionary lacks.
    return count == 0 && largest == 0 && present?.setCount == 0
  }

  /// Gives each row the code that its text has here, which differs where the file's dictionary repeats a text.
  private func renumber(_ codes: inout [Int32], _ present: inout Bitmap?, _ dictionary: TextColumn)
  {
    let isSame = dictionary.codes.enumerated().allSatisfy { $0.offset == Int($0.element) }
    if dictionary.present == nil, isSame { return }
    guard !dictionary.codes.isEmpty else { return }
    var rows = present ?? Bitmap(repeating: true, count: codes.count)
    for row in codes.indices where rows[row] {
      let code = Int(codes[row])
      if let known = dictionary.present, !known[code] { rows[row] = false }
      codes[row] = dictionary.codes[code]
    }
    for row in codes.indices where !rows[row] { codes[row] = 0 }
    present = rows.isAllSet ? nil : rows
  }

  /// Texts that stand in the batches themselves, put into a dictionary.
  func texts(
    _ storage: ArrowStorage, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> TextColumn {
    if storage == .null { return try absentTexts() }
    let present = try presence(in: file)
    var interning = TextInterning(rowCount: rowCount, present: present)
    for part in parts {
      switch storage {
      case .utf8(isLarge: false):
        try offsetTexts(Int32.self, of: part, to: &interning, in: file)
      case .utf8(isLarge: true):
        try offsetTexts(Int64.self, of: part, to: &interning, in: file)
      case .utf8View:
        try viewedTexts(of: part, to: &interning, in: file)
      default:
        throw .malformed(.columnType)
      }
    }
    return TextColumn(codes: interning.codes, present: present, dictionary: interning.dictionary)
  }

  private func absentTexts() throws(ArrowFault) -> TextColumn {
    // No byte says how many rows there are, so a wrong count would ask for any amount of memory.
    guard rowCount <= 1 << 24 else { throw .malformed(.size) }
    return TextColumn(
      codes: [Int32](repeating: 0, count: rowCount),
      present: rowCount == 0 ? nil : Bitmap(repeating: false, count: rowCount),
      dictionary: TextDictionary())
  }

  private func offsetTexts<Offset: FixedWidthInteger & BitwiseCopyable>(
    _: Offset.Type, of part: ArrowBatch.Part, to interning: inout TextInterning,
    in file: borrowing ArrowFile
  ) throws(ArrowFault) {
    let width = MemoryLayout<Offset>.size
    let places = try buffer(1, of: part, in: file)
    let texts = try buffer(2, of: part, in: file)
    // Without rows a writer may leave the single offset out.
    guard part.rowCount > 0 else { return }
    guard places.count >= (part.rowCount + 1) * width else { throw .malformed(.buffer) }
    let offsets = try file.values(
      Offset.self, from: [places[0..<((part.rowCount + 1) * width)]])
    let bytes = try file.bytes(texts)
    for row in 0..<part.rowCount {
      let start = offsets[row]
      let end = offsets[row + 1]
      guard start >= 0, start <= end, end <= bytes.count else { throw .malformed(.buffer) }
      try interning.append(bytes.span.extracting(Int(start)..<Int(end)))
    }
  }

  /// Texts behind views of 16 bytes: a length, and up to 12 bytes of text, or 4 of them, a buffer and an offset.
  private func viewedTexts(
    of part: ArrowBatch.Part, to interning: inout TextInterning, in file: borrowing ArrowFile
  ) throws(ArrowFault) {
    let place = try buffer(1, of: part, in: file)
    guard place.count >= part.rowCount * 16 else { throw .malformed(.buffer) }
    let views = try file.bytes(place[0..<(part.rowCount * 16)])
    var buffers: [[UInt8]] = []
    for number in 2..<max(2, part.buffers.count) {
      buffers.append(try file.bytes(try buffer(number, of: part, in: file)))
    }
    func number(_ position: Int) -> Int {
      var number: UInt32 = 0
      for byte in 0..<4 { number |= UInt32(views[position + byte]) << (8 * byte) }
      return Int(Int32(bitPattern: number))
    }
    for row in 0..<part.rowCount {
      let view = row * 16
      guard interning.isNextPresent else {
        try interning.append(views.span.extracting(first: 0))
        continue
      }
      let length = number(view)
      guard length >= 0 else { throw .malformed(.buffer) }
      if length <= 12 {
        try interning.append(views.span.extracting((view + 4)..<(view + 4 + length)))
        continue
      }
      let buffer = number(view + 8)
      let offset = number(view + 12)
      guard buffers.indices.contains(buffer) else { throw .malformed(.buffer) }
      let bytes = buffers[buffer]
      guard offset >= 0, offset <= bytes.count - length else { throw .malformed(.buffer) }
      try interning.append(bytes.span.extracting(offset..<(offset + length)))
    }
  }
}

/// Texts becoming codes, row by row; a missing row's text is not looked at.
struct TextInterning {
  private(set) var codes: [Int32] = []
  private(set) var dictionary = TextDictionary()
  private let present: Bitmap?

  init(rowCount: Int, present: Bitmap?) {
    self.present = present
    codes.reserveCapacity(rowCount)
  }

  /// Whether the next row has a text.
  var isNextPresent: Bool { present?[codes.count] ?? true }

  mutating func append(_ text: Span<UInt8>) throws(ArrowFault) {
    guard isNextPresent else {
      codes.append(0)
      return
    }
    guard text.count <= Int(Int32.max) - dictionary.bytes.count else { throw .malformed(.size) }
    let known = dictionary.count
    let code = dictionary.insert(text)
    if Int(code) == known {
      guard isUTF8(text) else { throw .malformed(.utf8) }
    }
    codes.append(code)
  }
}

/// Whether bytes are valid UTF-8.
private func isUTF8(_ text: Span<UInt8>) -> Bool {
  do throws(UTF8.ValidationError) {
    _ = try UTF8Span(validating: text)
    return true
  } catch {
    return false
  }
}

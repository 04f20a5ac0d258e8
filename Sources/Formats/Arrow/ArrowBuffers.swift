import Tables

/// A column's buffers in every batch, and how its values are read from them.
struct ArrowBuffers {
  let parts: [ArrowBatch.Part]

  var rowCount: Int { parts.reduce(0) { $0 + $1.rowCount } }

  /// The bytes of one of the buffers in every batch, as many as the rows need.
  func buffers(
    _ number: Int, bytesPerRow: Int, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> [ArrowBuffer] {
    var buffers: [ArrowBuffer] = []
    for part in parts {
      let buffer = try buffer(number, of: part, in: file)
      guard buffer.count >= part.rowCount * bytesPerRow else { throw .malformed(.buffer) }
      buffers.append(buffer[0..<(part.rowCount * bytesPerRow)])
    }
    return buffers
  }

  func buffer(
    _ number: Int, of part: ArrowBatch.Part, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> ArrowBuffer {
    guard number < part.buffers.count else { throw .malformed(.buffer) }
    return try file.buffer(
      part.buffers[part.buffers.startIndex + number], isCompressed: part.isCompressed)
  }

  /// Which rows have a value; nil where all have.
  func presence(in file: borrowing ArrowFile) throws(ArrowFault) -> Bitmap? {
    guard parts.contains(where: \.hasMissing) else { return nil }
    var present = Bitmap(repeating: false, count: 0)
    for part in parts {
      if part.hasMissing {
        present.append(contentsOf: try bits(0, of: part, in: file))
      } else {
        present.append(contentsOf: Bitmap(repeating: true, count: part.rowCount))
      }
    }
    return present.isAllSet ? nil : present
  }

  /// A buffer of one bit a row.
  func bits(
    _ number: Int, of part: ArrowBatch.Part, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> Bitmap {
    let buffer = try buffer(number, of: part, in: file)
    let byteCount = (part.rowCount + 7) / 8
    guard buffer.count >= byteCount else { throw .malformed(.buffer) }
    let whole = byteCount / 8 * 8
    var words = try file.values(UInt64.self, from: [buffer[0..<whole]])
    if whole < byteCount {
      let rest = try file.bytes(buffer[whole..<byteCount])
      words.append(rest.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    return Bitmap(words: words, count: part.rowCount)
  }

  func booleans(in file: borrowing ArrowFile) throws(ArrowFault) -> BooleanColumn {
    var all = Bitmap(repeating: false, count: 0)
    for part in parts { all.append(contentsOf: try bits(1, of: part, in: file)) }
    return BooleanColumn(all, present: try presence(in: file))
  }

  /// Values of the width in which the file has them; a missing row's value is zero whatever the file has there.
  func fixed<Element: BitwiseCopyable & Hashable & Sendable>(
    _: Element.Type, zero: Element, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> FixedColumn<Element> {
    let buffers = try buffers(1, bytesPerRow: MemoryLayout<Element>.size, in: file)
    var values = try file.values(Element.self, from: buffers)
    let present = try presence(in: file)
    if let present {
      var cells = values.mutableSpan
      for (index, word) in present.words.enumerated() where word != .max {
        var missing = ~word
        while missing != 0 {
          let row = index << 6 + missing.trailingZeroBitCount
          if row < cells.count { cells[row] = zero }
          missing &= missing - 1
        }
      }
    }
    return FixedColumn(values, present: present)
  }

  func wholeNumbers(
    bits: Int, isSigned: Bool, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> FixedColumn<Int64> {
    switch (bits, isSigned) {
    case (64, true): return try fixed(Int64.self, zero: 0, in: file)
    case (64, false): return try widened(UInt64.self, in: file)
    case (32, true): return try widened(Int32.self, in: file)
    case (32, false): return try widened(UInt32.self, in: file)
    case (16, true): return try widened(Int16.self, in: file)
    case (16, false): return try widened(UInt16.self, in: file)
    case (8, true): return try widened(Int8.self, in: file)
    case (8, false): return try widened(UInt8.self, in: file)
    default: throw .malformed(.columnType)
    }
  }

  private func widened<Number: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _: Number.Type, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> FixedColumn<Int64> {
    let narrow = try fixed(Number.self, zero: 0, in: file)
    var wide: [Int64] = []
    wide.reserveCapacity(narrow.values.count)
    for number in narrow.values {
      guard let number = Int64(exactly: number) else { throw .malformed(.range) }
      wide.append(number)
    }
    return FixedColumn(wide, present: narrow.present)
  }

  func decimals(
    bits: Int, in file: borrowing ArrowFile
  ) throws(ArrowFault) -> FixedColumn<Double> {
    if bits == 64 { return try fixed(Double.self, zero: 0, in: file) }
    let narrow = try fixed(Float.self, zero: 0, in: file)
    return FixedColumn(narrow.values.map { Double($0) }, present: narrow.present)
  }

  /// The day on which each instant falls, also before 1970.
  func days(perDay: Int64, in file: borrowing ArrowFile) throws(ArrowFault) -> FixedColumn<Int32> {
    let instants = try fixed(Int64.self, zero: 0, in: file)
    var days: [Int32] = []
    days.reserveCapacity(instants.values.count)
    for instant in instants.values {
      let (day, time) = instant.quotientAndRemainder(dividingBy: perDay)
      guard let day = Int32(exactly: time < 0 ? day - 1 : day) else { throw .malformed(.range) }
      days.append(day)
    }
    return FixedColumn(days, present: instants.present)
  }
}

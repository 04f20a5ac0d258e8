import CSQLite
import Tables

/// The values of a column as a database keeps them: whole numbers, real numbers and texts.
///
/// - Units: a truth is 0 or 1, a day its text `2026-11-20`, a person's number its ten digits as a text.
struct CellValues {
  private enum Values {
    case truths(Bitmap)
    case integers([Int64])
    case decimals([Double])
    /// Text `i` is `bytes[starts[i]..<starts[i + 1]]`.
    case texts(codes: [Int32], starts: [Int32], bytes: [UInt8])
  }

  private let values: Values
  private let present: Bitmap?

  init(_ column: Column) {
    present = column.present
    values =
      switch column {
      case .boolean(let truths): .truths(truths.bits)
      case .integer(let numbers): .integers(numbers.values)
      case .decimal(let numbers): .decimals(numbers.values)
      case .day(let days): CellValues.texts(of: days.values)
      case .identifier(let numbers): CellValues.texts(ofNumbers: numbers.values)
      case .text(let texts), .pseudonym(let texts):
        .texts(
          codes: texts.codes, starts: texts.dictionary.starts, bytes: texts.dictionary.bytes)
      }
  }

  /// Days as texts, each distinct one once.
  private static func texts(of days: [Int32]) -> Values {
    let (first, last) = (days.min() ?? 0, days.max() ?? 0)
    // Days of some centuries have a place each; who has others is looked up.
    let isDense = Int(last) - Int(first) < 1 << 18
    var codes = [Int32](repeating: -1, count: isDense ? Int(last - first) + 1 : 0)
    var codeOfDay: [Int32: Int32] = [:]
    var bytes: [UInt8] = []
    var starts: [Int32] = [0]
    let rows = days.map { day in
      if isDense {
        let code = codes[Int(day - first)]
        if code >= 0 { return code }
      } else if let code = codeOfDay[day] {
        return code
      }
      let code = Int32(starts.count - 1)
      if isDense { codes[Int(day - first)] = code } else { codeOfDay[day] = code }
      bytes += Array(Day(number: day).description.utf8)
      starts.append(Int32(bytes.count))
      return code
    }
    return .texts(codes: rows, starts: starts, bytes: bytes)
  }

  /// Persons' numbers as ten digits each, since a leading zero belongs to them.
  private static func texts(ofNumbers numbers: [Int64]) -> Values {
    let width = 10
    var bytes = [UInt8](repeating: 0x30, count: numbers.count * width)
    for (index, number) in numbers.enumerated() {
      var rest = number
      var place = (index + 1) * width
      while rest > 0, place > index * width {
        place -= 1
        bytes[place] += UInt8(rest % 10)
        rest /= 10
      }
    }
    return .texts(
      codes: (0..<Int32(numbers.count)).map { $0 },
      starts: (0...Int32(numbers.count)).map { $0 * Int32(width) }, bytes: bytes)
  }

  /// Calls a body with the place where the values lie.
  func withPointer(_ body: (CellPointer) -> Int32) -> Int32 {
    guard let present else { return unsafe withPointer(nil, body) }
    return unsafe present.words.withUnsafeBufferPointer { words in
      // No rows have no words.
      unsafe withPointer(words.baseAddress, body)
    }
  }

  private func withPointer(
    _ present: UnsafePointer<UInt64>?, _ body: (CellPointer) -> Int32
  ) -> Int32 {
    switch values {
    case .truths(let bits):
      unsafe bits.words.withUnsafeBufferPointer { words in
        unsafe body(CellPointer(values: .truths(words), present: present))
      }
    case .integers(let numbers):
      unsafe numbers.withUnsafeBufferPointer { numbers in
        unsafe body(CellPointer(values: .integers(numbers), present: present))
      }
    case .decimals(let numbers):
      unsafe numbers.withUnsafeBufferPointer { numbers in
        unsafe body(CellPointer(values: .decimals(numbers), present: present))
      }
    case .texts(let codes, let starts, let bytes):
      unsafe codes.withUnsafeBufferPointer { codes in
        unsafe starts.withUnsafeBufferPointer { starts in
          unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe body(
              CellPointer(
                values: .texts(codes: codes, starts: starts, bytes: bytes), present: present))
          }
        }
      }
    }
  }
}

/// Where the values of a column lie while its rows are inserted.
///
/// Plain pointers, since an array that is taken out of a column for each cell is counted each time.
@unsafe struct CellPointer {
  @unsafe enum Values {
    case truths(UnsafeBufferPointer<UInt64>)
    case integers(UnsafeBufferPointer<Int64>)
    case decimals(UnsafeBufferPointer<Double>)
    case texts(
      codes: UnsafeBufferPointer<Int32>, starts: UnsafeBufferPointer<Int32>,
      bytes: UnsafeBufferPointer<UInt8>)
  }

  let values: Values
  /// A bit a row; nil where all rows have a value.
  let present: UnsafePointer<UInt64>?

  /// Gives a row's value to a statement, which takes it until it is stepped.
  func bind(_ row: Int, to statement: OpaquePointer, _ index: Int32) {
    if let present = unsafe present, unsafe present[row >> 6] & (1 << UInt64(row & 63)) == 0 {
      unsafe sqlite3_bind_null(statement, index)
      return
    }
    switch unsafe values {
    case .truths(let words):
      let bit = unsafe words[row >> 6] >> UInt64(row & 63) & 1
      unsafe sqlite3_bind_int(statement, index, Int32(bit))
    case .integers(let numbers):
      unsafe sqlite3_bind_int64(statement, index, numbers[row])
    case .decimals(let numbers):
      let number = unsafe numbers[row]
      if number.isFinite {
        unsafe sqlite3_bind_double(statement, index, number)
      } else {
        unsafe sqlite3_bind_null(statement, index)
      }
    case .texts(let codes, let starts, let bytes):
      let code = unsafe Int(codes[row])
      let start = unsafe Int(starts[code])
      let count = unsafe starts[code + 1] - starts[code]
      if count > 0, let base = bytes.baseAddress {
        unsafe phm_sqlite_bind_text(statement, index, base + start, count)
      } else {
        unsafe sqlite3_bind_null(statement, index)
      }
    }
  }
}

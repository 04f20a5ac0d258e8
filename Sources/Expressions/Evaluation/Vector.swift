import Tables

/// Values of one fixed width, one a row.
///
/// - Missing: `present` has a bit a row; nil means all rows. The value of a missing row, and the bits after the last row, mean nothing.
struct Cells<Element: BitwiseCopyable> {
  var values: ArraySlice<Element>
  var present: ArraySlice<UInt64>?
}

/// Texts, one a row.
struct TextCells {
  var codes: Cells<Int32>
  var dictionary: TextDictionary
}

/// A value a row, of one type.
enum Vector {
  case truth(Truth)
  case integers(Cells<Int64>)
  case decimals(Cells<Double>)
  case days(Cells<Int32>)
  case texts(TextCells)
  case identifiers(Cells<Int64>)
  case pseudonyms(TextCells)
}

extension Vector {
  /// Some rows of a column, without copying them; they start at a multiple of 64.
  init(_ column: Column, rows: Range<Int>) {
    let words = rows.lowerBound / 64..<(rows.upperBound + 63) / 64
    let present = column.present?.words[words]
    switch column {
    case .boolean(let column):
      self = .truth(Truth(trues: column.bits.words[words], known: present))
    case .integer(let column):
      self = .integers(Cells(values: column.values[rows], present: present))
    case .decimal(let column):
      self = .decimals(Cells(values: column.values[rows], present: present))
    case .day(let column):
      self = .days(Cells(values: column.values[rows], present: present))
    case .text(let column):
      let codes = Cells(values: column.codes[rows], present: present)
      self = .texts(TextCells(codes: codes, dictionary: column.dictionary))
    case .pseudonym(let column):
      let codes = Cells(values: column.codes[rows], present: present)
      self = .pseudonyms(TextCells(codes: codes, dictionary: column.dictionary))
    case .identifier(let column):
      self = .identifiers(Cells(values: column.values[rows], present: present))
    }
  }

  /// One value in every row.
  init(repeating value: Value?, _ type: ColumnType, count: Int) {
    func cells<Element>(_ element: Element) -> Cells<Element> {
      let none = value == nil ? Truth(repeating: nil, count: count).known : nil
      return Cells(values: ArraySlice(repeating: element, count: count), present: none)
    }
    switch (value, type) {
    case (.boolean(let bit), _): self = .truth(Truth(repeating: bit, count: count))
    case (.integer(let number), _): self = .integers(cells(number))
    case (.decimal(let number), _): self = .decimals(cells(number))
    case (.day(let day), _): self = .days(cells(day.number))
    case (.text(let text), _):
      self = .texts(TextCells(codes: cells(0), dictionary: TextDictionary([text])))
    case (.identifier(let identifier), _): self = .identifiers(cells(identifier.number))
    case (.pseudonym(let pseudonym), _):
      self = .pseudonyms(
        TextCells(codes: cells(0), dictionary: TextDictionary([pseudonym.disclosed])))
    case (nil, .boolean): self = .truth(Truth(repeating: nil, count: count))
    case (nil, .integer): self = .integers(cells(0))
    case (nil, .decimal): self = .decimals(cells(0))
    case (nil, .day): self = .days(cells(0))
    case (nil, .text): self = .texts(TextCells(codes: cells(0), dictionary: TextDictionary()))
    case (nil, .identifier): self = .identifiers(cells(0))
    case (nil, .pseudonym):
      self = .pseudonyms(TextCells(codes: cells(0), dictionary: TextDictionary()))
    }
  }

  /// Which rows have a value; nil where all have.
  var present: ArraySlice<UInt64>? {
    switch self {
    case .truth(let truth): truth.known
    case .integers(let cells), .identifiers(let cells): cells.present
    case .decimals(let cells): cells.present
    case .days(let cells): cells.present
    case .texts(let texts), .pseudonyms(let texts): texts.codes.present
    }
  }

  /// The values as a column: missing rows are zero, and no presence is kept where every row has a value.
  func column(count: Int) -> Column {
    let bits = present.map { Bitmap(words: Array($0), count: count) }
    let present = bits?.isAllSet == true ? nil : bits
    switch self {
    case .truth(let truth):
      return .boolean(
        BooleanColumn(Bitmap(words: Array(truth.trues), count: count), present: present))
    case .integers(let cells):
      return .integer(FixedColumn(cells.settled(present), present: present))
    case .identifiers(let cells):
      return .identifier(FixedColumn(cells.settled(present), present: present))
    case .decimals(let cells):
      return .decimal(FixedColumn(cells.settled(present), present: present))
    case .days(let cells):
      return .day(FixedColumn(cells.settled(present), present: present))
    case .texts(let texts): return .text(texts.settled(present))
    case .pseudonyms(let texts): return .pseudonym(texts.settled(present))
    }
  }
}

extension TextCells {
  fileprivate func settled(_ present: Bitmap?) -> TextColumn {
    TextColumn(codes: codes.settled(present), present: present, dictionary: dictionary)
  }
}

extension Cells where Element: Numeric {
  /// The values with zero in every missing row.
  fileprivate func settled(_ present: Bitmap?) -> [Element] {
    var result = Array(values)
    guard let words = present?.words else { return result }
    for (index, word) in words.enumerated() where word != .max {
      var missing = ~word
      while missing != 0 {
        let row = index * 64 + missing.trailingZeroBitCount
        guard row < result.count else { break }
        result[row] = 0
        missing &= missing - 1
      }
    }
    return result
  }
}

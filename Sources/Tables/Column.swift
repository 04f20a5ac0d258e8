/// What kind of values a column or an expression has.
public enum ColumnType: String, Hashable, Sendable, CaseIterable {
  /// True or false.
  case boolean
  /// A whole number, 64 bits.
  case integer
  /// A double-precision number.
  case decimal
  /// A calendar day.
  case day
  /// Text, kept as a code into a dictionary.
  case text
  /// A person's number, which never prints itself.
  case identifier
  /// A text that stands for a person, which never prints itself.
  case pseudonym

  /// Whether a value stands for one person.
  public var isPersonKey: Bool { self == .identifier || self == .pseudonym }
}

/// Values of one fixed width, one a row, some of them missing.
///
/// - Missing: `present` has a bit a row; nil means that every row has a value. A missing row's value is zero.
public struct FixedColumn<Element: Sendable & Hashable & BitwiseCopyable>: Sendable, Hashable {
  /// One value a row.
  public var values: [Element]
  /// Which rows have a value; nil where all have.
  public var present: Bitmap?

  /// Makes a column.
  ///
  /// - Precondition: `present`, where given, has one bit a row.
  public init(_ values: [Element], present: Bitmap? = nil) {
    precondition(present == nil || present?.count == values.count, "one presence bit a row")
    self.values = values
    self.present = present
  }
}

/// Truth values, one bit a row, some of them missing (SQL's unknown).
///
/// - Missing: as in `FixedColumn`; a missing row's bit is zero, so `bits` alone are the rows that are true.
public struct BooleanColumn: Sendable, Hashable {
  /// One bit a row: set where the value is true.
  public var bits: Bitmap
  /// Which rows have a value; nil where all have.
  public var present: Bitmap?

  /// Makes a column; bits of rows without a value are cleared.
  public init(_ bits: Bitmap, present: Bitmap? = nil) {
    self.bits = present.map { bits & $0 } ?? bits
    self.present = present
  }
}

/// Texts, each kept as a code into a dictionary of the distinct ones.
///
/// - Missing: as in `FixedColumn`; a missing row's code is zero.
public struct TextColumn: Sendable, Hashable {
  /// One code a row.
  public var codes: [Int32]
  /// Which rows have a text; nil where all have.
  public var present: Bitmap?
  /// The distinct texts; it may hold more than the rows use.
  public var dictionary: TextDictionary

  /// Makes a column.
  public init(codes: [Int32], present: Bitmap? = nil, dictionary: TextDictionary) {
    self.codes = codes
    self.present = present
    self.dictionary = dictionary
  }

  /// The code of a row's text, or nil where it is missing.
  @inlinable
  public func code(at row: Int) -> Int32? {
    if let present, !present[row] { return nil }
    return codes[row]
  }

  /// The text of a row, or nil where it is missing.
  @inlinable
  public func text(at row: Int) -> String? {
    code(at: row).map { dictionary[$0] }
  }

  /// How many of some rows have each text, of all rows where none are named; texts that no row has are left out.
  ///
  /// - Complexity: O(rows).
  public func rowsByText(among rows: Bitmap? = nil) -> [String: Int] {
    var counts = [Int](repeating: 0, count: dictionary.count)
    for row in codes.indices where (present?[row] ?? true) && (rows?[row] ?? true) {
      counts[Int(codes[row])] += 1
    }
    var byText: [String: Int] = [:]
    for (text, count) in zip(dictionary.texts, counts) where count > 0 { byText[text] = count }
    return byText
  }
}

/// A column of one type.
public enum Column: Sendable, Hashable {
  /// Truth values.
  case boolean(BooleanColumn)
  /// Whole numbers.
  case integer(FixedColumn<Int64>)
  /// Double-precision numbers.
  case decimal(FixedColumn<Double>)
  /// Days since 1970-01-01 (`Day.number`).
  case day(FixedColumn<Int32>)
  /// Texts.
  case text(TextColumn)
  /// Persons' numbers (`Identifier.number`).
  case identifier(FixedColumn<Int64>)
  /// Texts that stand for persons (`Pseudonym.disclosed`).
  case pseudonym(TextColumn)

  /// The kind of the values.
  public var type: ColumnType {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .decimal: .decimal
    case .day: .day
    case .text: .text
    case .identifier: .identifier
    case .pseudonym: .pseudonym
    }
  }

  /// The number of rows.
  public var count: Int {
    switch self {
    case .boolean(let column): column.bits.count
    case .integer(let column), .identifier(let column): column.values.count
    case .decimal(let column): column.values.count
    case .day(let column): column.values.count
    case .text(let column), .pseudonym(let column): column.codes.count
    }
  }

  /// Which rows have a value; nil where all have.
  public var present: Bitmap? {
    switch self {
    case .boolean(let column): column.present
    case .integer(let column), .identifier(let column): column.present
    case .decimal(let column): column.present
    case .day(let column): column.present
    case .text(let column), .pseudonym(let column): column.present
    }
  }

  /// The value of a row, or nil where it is missing.
  ///
  /// For messages, single rows and tests; a loop over rows takes the typed values out once.
  public func value(at row: Int) -> Value? {
    if let present, !present[row] { return nil }
    return switch self {
    case .boolean(let column): .boolean(column.bits[row])
    case .integer(let column): .integer(column.values[row])
    case .decimal(let column): .decimal(column.values[row])
    case .day(let column): .day(Day(number: column.values[row]))
    case .text(let column): .text(column.dictionary[column.codes[row]])
    case .identifier(let column): .identifier(Identifier(number: column.values[row]))
    case .pseudonym(let column): .pseudonym(Pseudonym(column.dictionary[column.codes[row]]))
    }
  }

  /// Makes a column of a type from values; nil is a missing row.
  ///
  /// - Precondition: every value is of the type.
  public init(_ type: ColumnType, _ values: [Value?]) {
    let bits = Bitmap(values.map { $0 != nil })
    let present = bits.isAllSet ? nil : bits
    switch type {
    case .boolean:
      self = .boolean(
        BooleanColumn(Bitmap(values.map { $0 == .boolean(true) }), present: present))
    case .integer:
      self = .integer(FixedColumn(values.map { $0.map(Column.whole) ?? 0 }, present: present))
    case .identifier:
      self = .identifier(FixedColumn(values.map { $0.map(Column.whole) ?? 0 }, present: present))
    case .decimal:
      self = .decimal(
        FixedColumn(
          values.map {
            guard case .decimal(let number)? = $0 else { return 0 }
            return number
          }, present: present))
    case .day:
      self = .day(
        FixedColumn(
          values.map {
            guard case .day(let day)? = $0 else { return 0 }
            return day.number
          }, present: present))
    case .text:
      self = .text(Column.texts(values, present: present))
    case .pseudonym:
      self = .pseudonym(Column.texts(values, present: present))
    }
  }

  private static func texts(_ values: [Value?], present: Bitmap?) -> TextColumn {
    var dictionary = TextDictionary()
    let codes = values.map { value -> Int32 in
      switch value {
      case .text(let text)?: dictionary.insert(text)
      case .pseudonym(let pseudonym)?: dictionary.insert(pseudonym.disclosed)
      default: 0
      }
    }
    return TextColumn(codes: codes, present: present, dictionary: dictionary)
  }

  private static func whole(_ value: Value) -> Int64 {
    switch value {
    case .integer(let number): number
    case .identifier(let identifier): identifier.number
    default: preconditionFailure("a whole-number column is made of whole numbers")
    }
  }
}

/// One value of a column or a literal of a condition.
public enum Value: Hashable, Sendable {
  /// A truth value.
  case boolean(Bool)
  /// A whole number.
  case integer(Int64)
  /// A double-precision number.
  case decimal(Double)
  /// A calendar day.
  case day(Day)
  /// A text.
  case text(String)
  /// A person's number.
  case identifier(Identifier)
  /// A text that stands for a person.
  case pseudonym(Pseudonym)

  /// The kind of the value.
  public var type: ColumnType {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .decimal: .decimal
    case .day: .day
    case .text: .text
    case .identifier: .identifier
    case .pseudonym: .pseudonym
    }
  }
}

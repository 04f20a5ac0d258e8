import Tables

/// How the values of an Arrow column are stored.
///
/// - Source: Apache Arrow columnar format 1.5, Schema.fbs and Message.fbs.
enum ArrowStorage: Hashable {
  /// No buffer at all: every row is missing.
  case null
  /// One bit a row.
  case boolean
  /// Whole numbers of so many bits.
  case whole(bits: Int, isSigned: Bool)
  /// Floating-point numbers of 32 or 64 bits.
  case floating(bits: Int)
  /// Days as 32-bit numbers.
  case days
  /// 64-bit counts of a unit since 1970-01-01, so many of which make a day.
  case instants(perDay: Int64)
  /// UTF-8 with 32-bit offsets, or with 64-bit ones where large.
  case utf8(isLarge: Bool)
  /// UTF-8 with 16-byte views into any number of buffers.
  case utf8View
  /// Anything else: its buffers are stepped over. `hasViews` says that it has a variadic number of them.
  case other(buffers: Int, hasViews: Bool)

  /// How many buffers a column of this storage has in a batch, before those that views point into.
  var bufferCount: Int {
    switch self {
    case .null: 0
    case .boolean, .whole, .floating, .days, .instants, .utf8View: 2
    case .utf8: 3
    case .other(let buffers, _): buffers
    }
  }

  /// Whether the batch says how many more buffers there are.
  var hasViews: Bool {
    switch self {
    case .utf8View, .other(_, hasViews: true): true
    default: false
    }
  }
}

/// How a dictionary-encoded column's codes are stored and which dictionary they point into.
struct ArrowDictionaryEncoding: Hashable {
  var id: Int64
  var codes: ArrowStorage
}

/// A column of an Arrow file, as its schema describes it.
struct ArrowField: Hashable {
  var name: String
  var storage: ArrowStorage
  var dictionary: ArrowDictionaryEncoding?
  /// The columns below a struct, list or the like; they are only stepped over.
  var children: [ArrowField] = []
  /// What persons' keys the column holds by its metadata; nil where it holds none.
  var keyType: ColumnType?

  /// The storage of what the batches hold: codes where there is a dictionary.
  var batchStorage: ArrowStorage { dictionary?.codes ?? storage }

  /// The type of the column that a table gets; nil where tables have no such type.
  var columnType: ColumnType? {
    switch storage {
    case .boolean: dictionary == nil ? .boolean : nil
    case .whole: dictionary != nil ? nil : keyType == .identifier ? .identifier : .integer
    case .floating: dictionary == nil ? .decimal : nil
    case .days, .instants: dictionary == nil ? .day : nil
    case .null, .utf8, .utf8View: keyType == .pseudonym ? .pseudonym : .text
    case .other: nil
    }
  }
}

/// The columns of an Arrow file.
struct ArrowSchema {
  var fields: [ArrowField]

  /// Columns in all, those below other columns included, that a schema may have.
  private static let mostFields = 100_000
  private static let deepestField = 32

  init(_ table: FlatTable) throws(ArrowFault) {
    do {
      guard try table.number(0, default: Int16(0)) == 0 else {
        throw ArrowFault.malformed(.bigEndian)
      }
      var fieldsLeft = ArrowSchema.mostFields
      var fields: [ArrowField] = []
      for field in try table.tables(1) {
        fields.append(try ArrowSchema.field(field, depth: 0, fieldsLeft: &fieldsLeft))
      }
      self.fields = fields
    } catch let fault as ArrowFault {
      throw fault
    } catch {
      throw .malformed(.schema)
    }
  }

  private static func keyValues(_ tables: [FlatTable]) throws(FlatBufferFault) -> [(String, String)]
  {
    var pairs: [(String, String)] = []
    for table in tables {
      pairs.append((try table.string(0) ?? "", try table.string(1) ?? ""))
    }
    return pairs
  }

  private static func field(
    _ table: FlatTable, depth: Int, fieldsLeft: inout Int
  ) throws(FlatBufferFault) -> ArrowField {
    fieldsLeft -= 1
    guard depth <= deepestField, fieldsLeft >= 0 else { throw FlatBufferFault() }
    let kind = try table.number(2, default: UInt8(0))
    var field = ArrowField(
      name: try table.string(0) ?? "", storage: try storage(kind, try table.table(3)))
    if let encoding = try table.table(4) {
      let codes = try encoding.table(1)
      field.dictionary = ArrowDictionaryEncoding(
        id: try encoding.number(0, default: Int64(0)),
        codes: try codes.map(whole) ?? .whole(bits: 32, isSigned: true))
    }
    for child in try table.tables(5) {
      field.children.append(
        try ArrowSchema.field(child, depth: depth + 1, fieldsLeft: &fieldsLeft))
    }
    field.keyType = try keyValues(table.tables(6)).first { $0.0 == ArrowSchema.typeKey }
      .flatMap { ColumnType(rawValue: $0.1) }
    return field
  }

  private static func whole(_ table: FlatTable) throws(FlatBufferFault) -> ArrowStorage {
    let bits = Int(try table.number(0, default: Int32(0)))
    guard [8, 16, 32, 64].contains(bits) else { throw FlatBufferFault() }
    return .whole(bits: bits, isSigned: try table.boolean(1))
  }

  /// The storage that a type of the `Type` union has; its numbers are those of Schema.fbs.
  private static func storage(
    _ kind: UInt8, _ type: FlatTable?
  ) throws(FlatBufferFault) -> ArrowStorage {
    guard let type else { throw FlatBufferFault() }
    switch kind {
    case 1: return .null
    case 2: return try whole(type)
    case 3: return floating(precision: try type.number(0, default: Int16(0)))
    case 5: return .utf8(isLarge: false)
    case 6: return .boolean
    case 8:
      return try type.number(0, default: Int16(1)) == 0 ? .days : .instants(perDay: 86_400_000)
    case 10: return try timestamp(type)
    case 20: return .utf8(isLarge: true)
    case 24: return .utf8View
    case 23: return .other(buffers: 2, hasViews: true)
    case 4, 19, 25, 26: return .other(buffers: 3, hasViews: false)
    case 7, 9, 11, 12, 15, 17, 18, 21: return .other(buffers: 2, hasViews: false)
    case 13, 16: return .other(buffers: 1, hasViews: false)
    case 14:
      let isDense = try type.number(0, default: Int16(0)) == 1
      return .other(buffers: isDense ? 2 : 1, hasViews: false)
    case 22: return .other(buffers: 0, hasViews: false)
    default: throw FlatBufferFault()
    }
  }

  private static func floating(precision: Int16) -> ArrowStorage {
    switch precision {
    case 1: .floating(bits: 32)
    case 2: .floating(bits: 64)
    default: .other(buffers: 2, hasViews: false)
    }
  }

  /// Instants of a time zone other than UTC fall on days that only a time zone table knows, so they are refused.
  private static func timestamp(_ type: FlatTable) throws(FlatBufferFault) -> ArrowStorage {
    let zone = try type.string(1) ?? ""
    guard ["", "UTC", "Etc/UTC", "Z", "+00:00"].contains(zone) else {
      return .other(buffers: 2, hasViews: false)
    }
    let perSecond: Int64
    switch try type.number(0, default: Int16(0)) {
    case 0: perSecond = 1
    case 1: perSecond = 1000
    case 2: perSecond = 1_000_000
    case 3: perSecond = 1_000_000_000
    default: throw FlatBufferFault()
    }
    return .instants(perDay: 86_400 * perSecond)
  }
}

import Tables

extension ArrowSchema {
  /// The field metadata that keeps a type of ours which Arrow does not have.
  static let typeKey = "phm.type"
  /// The metadata version that this writer writes: V5, of Arrow 1.0 and later.
  static let version = FlatValue.short(4)

  /// The schema of a table; a text column's dictionary has the column's number as its id.
  static func encoded(
    _ table: Table, _ widths: [WholeNumberWidth], metadata: [(String, String)]
  ) -> FlatValue {
    let fields = table.names.indices.map {
      field(table.names[$0], table.columns[$0].type, widths[$0], id: $0)
    }
    // Endianness 0 is little.
    return .table([.short(0), .vector(fields), keyValues(metadata)])
  }

  static func keyValues(_ pairs: [(String, String)]) -> FlatValue? {
    pairs.isEmpty ? nil : .vector(pairs.map { .table([.string($0.0), .string($0.1)]) })
  }

  private static func field(
    _ name: String, _ type: ColumnType, _ width: WholeNumberWidth, id: Int
  ) -> FlatValue {
    let (kind, details) = storage(of: type, width)
    let metadata = type.isPersonKey ? keyValues([(typeKey, type.rawValue)]) : nil
    return .table([
      .string(name), .byte(1), .byte(kind), details,
      type == .text || type == .pseudonym ? .table([.long(Int64(id)), whole(width)]) : nil,
      .vector([]), metadata,
    ])
  }

  /// The number of a type in the `Type` union of Schema.fbs, and its table.
  private static func storage(
    of type: ColumnType, _ width: WholeNumberWidth
  ) -> (kind: UInt8, details: FlatValue) {
    switch type {
    case .boolean: (6, .table([]))
    case .integer, .identifier: (2, whole(width))
    case .decimal: (3, .table([.short(2)]))
    case .day: (8, .table([.short(0)]))
    case .text, .pseudonym: (5, .table([]))
    }
  }

  private static func whole(_ width: WholeNumberWidth) -> FlatValue {
    .table([.int(Int32(width.bits)), .byte(1)])
  }
}

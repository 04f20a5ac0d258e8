public import Tables

/// Reads an Arrow IPC file, whoever wrote it, as a table.
///
/// Whole numbers of any width become integers, floats decimals, dates and UTC timestamps days, texts of any
/// encoding text columns. Only the bytes of the wanted columns are read. A column of another type is a fault
/// where it is wanted.
///
/// - Shape: the columns in the order wanted, or of the file; the rows of all batches in their order.
/// - Missing: as in the file; NaN stays a number.
/// - Throws: `ArrowFault.unreadable`, `.malformed`, or `.missingColumn` for a wanted name that the file lacks.
/// - Complexity: O(bytes of the wanted columns).
public func readArrow(
  _ path: String, columns: [String]? = nil
) throws(ArrowFault) -> Table {
  let reader = try ArrowReader(path)
  let names = columns ?? reader.names
  guard Set(names).count == names.count else { throw .malformed(.schema) }
  var table = Table(rowCount: reader.rowCount)
  for column in try reader.columns(reader.positions(of: names)) {
    table.append(column.name, column.column)
  }
  return table
}

/// Reads columns of an open Arrow file, by their position in its schema.
struct ArrowReader: ~Copyable {
  let file: ArrowFile
  let rowCount: Int
  private let batches: [ArrowBatch]

  init(_ path: String) throws(ArrowFault) {
    let opened = try ArrowFile(path)
    batches = try opened.recordBatches()
    file = opened
    rowCount = batches.reduce(0) { $0 + $1.rowCount }
  }

  var names: [String] { file.footer.schema.fields.map(\.name) }

  /// Where columns of the given names stand; of several of one name the first.
  func positions(of names: [String]) throws(ArrowFault) -> [Int] {
    var known: [String: Int] = [:]
    for (index, field) in file.footer.schema.fields.enumerated() where known[field.name] == nil {
      known[field.name] = index
    }
    var positions: [Int] = []
    for name in names {
      guard let position = known[name] else { throw .missingColumn(name) }
      positions.append(position)
    }
    return positions
  }

  /// The columns at some positions.
  func columns(_ positions: [Int]) throws(ArrowFault) -> [(name: String, column: Column)] {
    let fields = file.footer.schema.fields
    let layouts = fields.map { ArrowLayout($0) }
    var parts: [[ArrowBatch.Part]] = []
    for batch in batches { parts.append(try batch.parts(of: layouts)) }
    let ids = Set(positions.compactMap { fields[$0].dictionary?.id })
    let dictionaries = try file.dictionaryBatches(ids)
    var columns: [(name: String, column: Column)] = []
    for position in positions {
      let field = fields[position]
      let column = try column(field, parts.map { $0[position] }, dictionaries)
      columns.append((field.name, column))
    }
    return columns
  }

  private func column(
    _ field: ArrowField, _ parts: [ArrowBatch.Part], _ dictionaries: [Int64: ArrowBatch]
  ) throws(ArrowFault) -> Column {
    guard field.columnType != nil else { throw .malformed(.columnType) }
    guard let encoding = field.dictionary else {
      return try column(field, ArrowBuffers(parts: parts))
    }
    guard let batch = dictionaries[encoding.id] else { throw .malformed(.dictionary) }
    let values = try batch.parts(of: [ArrowLayout(valuesOf: field)])
    let texts = try ArrowBuffers(parts: values).texts(field.storage, in: file)
    return field.texts(
      try ArrowBuffers(parts: parts).encodedTexts(encoding.codes, dictionary: texts, in: file))
  }

  private func column(
    _ field: ArrowField, _ buffers: ArrowBuffers
  ) throws(ArrowFault) -> Column {
    switch field.storage {
    case .boolean:
      return .boolean(try buffers.booleans(in: file))
    case .whole(let bits, let isSigned):
      let numbers = try buffers.wholeNumbers(bits: bits, isSigned: isSigned, in: file)
      return field.keyType == .identifier ? .identifier(numbers) : .integer(numbers)
    case .floating(let bits):
      return .decimal(try buffers.decimals(bits: bits, in: file))
    case .days:
      return .day(try buffers.fixed(Int32.self, zero: 0, in: file))
    case .instants(let perDay):
      return .day(try buffers.days(perDay: perDay, in: file))
    case .null, .utf8, .utf8View:
      return field.texts(try buffers.texts(field.storage, in: file))
    case .other:
      throw .malformed(.columnType)
    }
  }
}

extension ArrowField {
  /// The column of the field's texts.
  fileprivate func texts(_ column: TextColumn) -> Column {
    keyType == .pseudonym ? .pseudonym(column) : .text(column)
  }
}

import Model
import Tables

/// The texts of lists, each of which a warehouse has once, under a number.
struct WarehouseTexts: Sendable {
  private var dictionary = TextDictionary()

  /// The table that has them.
  static let table = WarehouseTable(
    name: "texts", text: "What lists say of people in words, each text once.",
    columns: [
      .init(number),
      .init(.always("text", .text, "Text", "The text, as the lists' files have it.")),
    ], key: [number.name])

  private static let number = SheetField.always(
    "text_id", .integer, "Number",
    "Names a text within this warehouse and no other: the next one may name another by it.")

  /// The column of a list's table that names the texts of a field.
  static func column(_ name: String, of field: SheetField) -> WarehouseTable.Column {
    var named = SheetField(
      name, .integer,
      FieldDescription(
        field.description?.title ?? field.name,
        "Which text of \(table.name) this is: \(field.name)."))
    named.isRequired = field.isRequired
    return WarehouseTable.Column(named, references: table.name)
  }

  /// The text whose number a column has, in a query.
  static func text(of column: String) -> String {
    "(SELECT text FROM \(table.name) WHERE \(number.name) = \(column))"
  }

  /// What the column of a field's numbers is called.
  static func columnName(of field: String) -> String { "\(field)_id" }

  /// The numbers of a column's texts, which are taken in where they are new.
  ///
  /// - Missing: as in the column; a text without a letter is none.
  /// - Complexity: O(rows and distinct texts).
  mutating func numbers(of texts: TextColumn) -> Column {
    let missing: Int64 = 0
    var numberOfCode = [Int64?](repeating: nil, count: texts.dictionary.count)
    var numbers = [Int64](repeating: missing, count: texts.codes.count)
    var present = Bitmap(repeating: true, count: texts.codes.count)
    for row in texts.codes.indices {
      guard let code = texts.code(at: row).map({ Int($0) }) else {
        present[row] = false
        continue
      }
      let number = numberOfCode[code] ?? self.number(of: code, in: texts.dictionary) ?? missing
      numberOfCode[code] = number
      numbers[row] = number
      if number == missing { present[row] = false }
    }
    return .integer(FixedColumn(numbers, present: present.isAllSet ? nil : present))
  }

  private mutating func number(of code: Int, in texts: TextDictionary) -> Int64? {
    let bytes = Int(texts.starts[code])..<Int(texts.starts[code + 1])
    guard !bytes.isEmpty else { return nil }
    return Int64(dictionary.insert(texts.bytes.span.extracting(bytes))) + 1
  }

  /// The table's rows.
  var rows: Table {
    let numbers = (0..<Int64(dictionary.count)).map { $0 + 1 }
    return Table([
      (WarehouseTexts.number.name, .integer(FixedColumn(numbers))),
      (
        "text",
        .text(
          TextColumn(codes: (0..<Int32(dictionary.count)).map { $0 }, dictionary: dictionary))
      ),
    ])
  }
}

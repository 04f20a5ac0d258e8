import Model
import Tables

/// The table of what every table, view and column means.
let dictionaryTable = WarehouseTable(
  name: "data_dictionary",
  text: "Every table, view and column: its type, what it means, and what a missing value means.",
  columns: [
    .init(.always("object", .text, "Object", "The table or the view.")),
    .init(.always("kind", .text, "Kind", "table, or view.")),
    .init(.always("rows_are", .text, "Rows are", "What its rows are.")),
    .init(.always("position", .integer, "Position", "The column's place, from 1.")),
    .init(.always("column_name", .text, "Column", "The column.")),
    .init(
      .always(
        "type", .text, "Type",
        "boolean (0 or 1), integer, number, date (text, as 2026-11-20), or string.")),
    .init(.always("title", .text, "Title", "What people call it.")),
    .init(
      SheetField(
        "meaning", .text,
        FieldDescription("Meaning", "What it means; missing where its name says all."))),
    .init(
      SheetField(
        "unit", .text, FieldDescription("Unit", "The unit of its numbers; missing for none."))),
    .init(.always("missing", .text, "Missing", "What NULL in it means.")),
    .init(
      SheetField(
        "refers_to", .text,
        FieldDescription("Refers to", "The table whose rows it names; missing for none."))),
  ], key: ["object", "column_name"])

/// The rows of the dictionary.
func dictionary(of tables: [WarehouseTable]) -> Table {
  let rows = tables.flatMap { table in
    table.columns.enumerated().map { (table: table, position: $0.offset + 1, column: $0.element) }
  }
  func texts(
    _ text: ((table: WarehouseTable, position: Int, column: WarehouseTable.Column)) -> String?
  )
    -> Column
  {
    Column(.text, rows.map { text($0).map { .text($0) } })
  }
  return Table(
    [
      ("object", texts { $0.table.name }),
      ("kind", texts { $0.table.query == nil ? "table" : "view" }),
      ("rows_are", texts { $0.table.text }),
      ("position", Column(.integer, rows.map { .integer(Int64($0.position)) })),
      ("column_name", texts { $0.column.field.name }),
      ("type", texts { $0.column.field.typeName }),
      ("title", texts { $0.column.field.description?.title ?? $0.column.field.name }),
      ("meaning", texts { $0.column.field.description?.text }),
      ("unit", texts { $0.column.field.unit }),
      ("missing", texts { meaningOfMissing($0.column) }),
      ("refers_to", texts { $0.column.references }),
    ], rowCount: rows.count)
}

private func meaningOfMissing(_ column: WarehouseTable.Column) -> String {
  if column.field.isRequired { return "never missing" }
  return column.mayBeHidden
    ? "hidden by disclosure control where the column hidden names it; otherwise there is no such figure"
    : "not known, or there is none"
}

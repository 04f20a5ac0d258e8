public import Model
import Tables

/// The table of a warehouse in which several files of figures stand, and the column that tells which one a row is of.
public struct FiguresTable: Hashable, Sendable {
  let name: String
  let label: SheetField
  let value: String

  /// The table of indicators, or one of what they leave over.
  public static func indicators(_ indicator: String, suffix: String = "") -> FiguresTable {
    FiguresTable(
      name: "indicators" + underscored(suffix),
      label: .always("indicator", .text, "Indicator", "The indicator's name."), value: indicator)
  }

  /// The table of segments.
  public static func segments(_ segmentation: String) -> FiguresTable {
    FiguresTable(
      name: "segments",
      label: .always("segmentation", .text, "Segmentation", "The set of segments."),
      value: segmentation)
  }
}

private func underscored(_ name: String) -> String {
  String(name.map { $0 == "-" ? "_" : $0 })
}

/// The column that tells a hidden value from one that is not there.
private let hiddenField = SheetField(
  "hidden", .text,
  FieldDescription(
    "Hidden",
    "The columns of the row whose values disclosure control hides, with blanks between them; missing where it hides none."
  ))

extension Warehouse {
  /// Writes the files of the system folder: files of one table under each other, every other as a table of its own name.
  public mutating func add(figures files: [AggregateFile]) throws(WarehouseFault) {
    var tables: [(name: String, files: [AggregateFile])] = []
    for file in files {
      let name = file.stack?.name ?? underscored(file.name.text)
      if let index = tables.firstIndex(where: { $0.name == name }) {
        tables[index].files.append(file)
      } else {
        tables.append((name, [file]))
      }
    }
    for table in tables { try write(table.files, as: table.name) }
  }

  private mutating func write(_ files: [AggregateFile], as name: String) throws(WarehouseFault) {
    let fields = sharedFields(of: files)
    let label = files.first?.stack?.label
    var rows = Table(rowCount: files.reduce(0) { $0 + $1.table.rowCount })
    if let label {
      let values = files.flatMap { file in
        [Value?](repeating: .text(file.stack?.value ?? ""), count: file.table.rowCount)
      }
      rows.append(label.name, Column(.text, values))
    }
    for field in fields {
      let values = files.flatMap { $0.table.published(field.name) }
      rows.append(field.name, Column(field.type, values.map { $0?.converted(to: field.type) }))
    }
    rows.append(
      hiddenField.name,
      Column(
        .text,
        files.flatMap { file in
          (0..<file.table.rowCount).map { file.table.hiddenColumns(row: $0).map { .text($0) } }
        }))
    let hidden = Set(files.flatMap { $0.table.hidden.keys })
    var indexes: [WarehouseIndex] = []
    if fields.contains(where: { $0.name == PersonVocabulary.network }) {
      indexes.append(WarehouseIndex(columns: [PersonVocabulary.network]))
    }
    if let label, fields.contains(where: { $0.name == "area" }) {
      indexes.append(WarehouseIndex(columns: [label.name, "level", "area"]))
    }
    try write(
      WarehouseTable(
        name: name, text: text(of: files),
        columns: (label.map { [.init($0)] } ?? [])
          + fields.map { .init($0, mayBeHidden: hidden.contains($0.name)) } + [.init(hiddenField)]),
      rows, indexes: indexes)
  }

  private func text(of files: [AggregateFile]) -> String {
    guard files.count == 1, let file = files.first, file.stack == nil else {
      return "The figures of \(files.count) files of the system folder, one under the other."
    }
    return "\(file.title). \(file.description)"
  }

  /// Writes what each indicator is.
  public mutating func add(indicators: [IndicatorDefinition]) throws(WarehouseFault) {
    guard !indicators.isEmpty else { return }
    func texts(_ text: (Int) -> String) -> Column {
      Column(.text, indicators.indices.map { .text(text($0)) })
    }
    func shares(_ share: (IndicatorDefinition) -> Double?) -> Column {
      Column(
        .decimal,
        indicators.map { indicator in
          share(indicator).map { .decimal(percent(ofShare: $0)) }
        })
    }
    try write(
      measuresTable,
      Table([
        ("indicator", texts { indicators[$0].name }),
        ("title", texts { indicators[$0].title }),
        ("source", texts { indicators[$0].source }),
        ("made_of", texts { indicators[$0].isFromPersons ? "persons" : "published counts" }),
        ("method", texts { indicators[$0].isOfExpected ? byarsMethod : wilsonsMethod }),
        ("target", shares { $0.target }), ("lower_threshold", shares { $0.lowerThreshold }),
      ]))
  }

  /// Writes the views over figures.
  mutating func addViewsOfFigures() throws(WarehouseFault) {
    guard let indicators = tables.first(where: { $0.name == "indicators" }) else { return }
    func addView(
      _ name: String, _ text: String, _ columns: [WarehouseTable.Column], _ query: String
    )
      throws(WarehouseFault)
    {
      try add(view: WarehouseTable(name: name, text: text, columns: columns, query: query))
    }
    try addView(
      "indicators_by_network", "The figures of each network, with what the indicator is.",
      indicators.columns + [.init(titleField)],
      """
      SELECT i.*, m.title FROM indicators AS i JOIN measures AS m ON m.indicator = i.indicator \
      WHERE i.level = 'pcn'
      """)
    guard indicators.columns.contains(where: { $0.field.name == "target" }) else { return }
    let wanted = ["indicator", "level", "area", "percent", "target", "against_target"]
    try addView(
      "gap_to_target",
      "How far each figure is from its target, the furthest first; hidden and missing figures are left out.",
      wanted.compactMap { name in indicators.columns.first { $0.field.name == name } }
        + [.init(gapField)],
      """
      SELECT \(wanted.joined(separator: ", ")), round(target - percent, 4) AS gap_to_target \
      FROM indicators WHERE target IS NOT NULL AND percent IS NOT NULL \
      ORDER BY round(target - percent, 4) DESC, indicator, level, area
      """)
  }
}

private let titleField = SheetField.always(
  "title", .text, "Title", "One line that says what the indicator is.")

private let gapField: SheetField = {
  var field = SheetField.always(
    "gap_to_target", .decimal, "Gap to target", "Target less percent; below 0 where it is passed.")
  field.unit = "percentage points"
  return field
}()

extension IndicatorDefinition {
  fileprivate var isFromPersons: Bool { if case .persons = kind { true } else { false } }

  /// Whether the figure is held against what would be expected.
  fileprivate var isOfExpected: Bool {
    if case .persons(let proportion) = kind { proportion.expected != nil } else { false }
  }
}

/// How the limits of a share are worked out.
private let wilsonsMethod = "Wilson score interval, 95%"
/// How those of a number against what is expected are.
private let byarsMethod = "Byar's limits, exact below 10, 95%"

private let measuresTable = WarehouseTable(
  name: "measures", text: "What each indicator is.",
  columns: [
    .init(.always("indicator", .text, "Indicator", "The indicator's name.")),
    .init(titleField),
    .init(.always("source", .text, "Source", "Where it comes from.")),
    .init(
      .always(
        "made_of", .text, "Made of",
        "persons: counted here, after disclosure control; published counts: as their source has them."
      )),
    .init(.always("method", .text, "Method", "How its limits are worked out.")),
    .init(percentField("target", "Target", "The percentage to be reached.")),
    .init(
      percentField(
        "lower_threshold", "Lower threshold", "The percentage below which nothing is earned.")),
  ], key: ["indicator"])

private func percentField(_ name: String, _ title: String, _ text: String) -> SheetField {
  var field = SheetField(name, .decimal, FieldDescription(title, text))
  field.unit = "%"
  return field
}

/// The columns of some files in the order in which they first come; a number that is whole in one file and not in another is
/// a decimal.
private func sharedFields(of files: [AggregateFile]) -> [SheetField] {
  var fields: [SheetField] = []
  for field in files.flatMap(\.fields) {
    guard let index = fields.firstIndex(where: { $0.name == field.name }) else {
      var field = field
      if field.type == .decimal, percentages.contains(where: { field.name.hasPrefix($0) }) {
        field.unit = "%"
      }
      fields.append(field)
      continue
    }
    guard fields[index].type != field.type else { continue }
    let types: Set<ColumnType> = [fields[index].type, field.type]
    fields[index].type = types == [.integer, .decimal] ? .decimal : .text
  }
  return fields
}

/// How the names of columns of percentages begin.
private let percentages = ["percent", "target", "lower_threshold", "benchmark"]

extension Value {
  /// The value in a type that has room for it.
  fileprivate func converted(to type: ColumnType) -> Value? {
    switch (self, type) {
    case (.integer(let number), .decimal): .decimal(Double(number))
    case (.integer(let number), .text): .text(String(number))
    case (.decimal(let number), .text): .text(number.description)
    case (.boolean(let truth), .text): .text(truth ? "true" : "false")
    case (.day(let day), .text): .text(day.description)
    default: self
    }
  }
}

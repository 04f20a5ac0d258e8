import Formats
import Model
import Tables

/// The columns of one feed as they are read.
struct FeedColumns {
  /// Where the cells stand and what they hold.
  var contracts: [ColumnContract] = []
  /// Format checks by column.
  var checks: [ColumnCheck] = []
  /// Names and types; a column with a mistake has no type.
  var known: [(name: String, type: ColumnType?)] = []
  /// The code lists, by the place where they are named.
  var contents: [Position: (YAMLNode, ValueShape)] = [:]

  /// The columns of days in which every row has one.
  var requiredDays: [String] {
    contracts.filter { $0.isRequired && $0.type.columnType == .day }.map(\.name)
  }

  /// Reads one column of a file in which cells are found by `place`.
  mutating func read(
    _ entry: YAMLNode.Entry, place: FeedFormat.Place, _ files: inout Files
  ) {
    let node = entry.value
    guard let type = FeedColumnType(rawValue: node.text("type")) else {
      known.append((entry.name, nil))
      return
    }
    checkTypeKeys(node, type, &files.mistakes)
    let cells = cellType(entry, type, &files)
    let isRequired = node.text("required") == "true"
    let grade = Grade(rawValue: node.text("grade"))
    known.append((entry.name, type.columnType))
    let source = source(entry, place: place.rawValue, &files.mistakes)
    contracts.append(
      ColumnContract(
        name: entry.name, source: source, type: cells, isRequired: isRequired,
        missing: node.texts("missing"), faultGrade: grade))
    if let check = ColumnCheck.Format(rawValue: type.rawValue) {
      checks.append(
        ColumnCheck(
          column: entry.name, format: check, grade: grade ?? (isRequired ? .record : .warning),
          refusesTestRange: node.text("test_numbers") == "refuse"))
    }
  }

  /// Keys that belong to one type only.
  private func checkTypeKeys(_ node: YAMLNode, _ type: FeedColumnType, _ mistakes: inout Mistakes) {
    let owners: [(String, FeedColumnType)] = [
      ("values", .code), ("formats", .date), ("true", .boolean), ("false", .boolean),
      ("test_numbers", .nhsNumber),
    ]
    for (key, owner) in owners where owner != type {
      if let entry = node.entry(key) {
        mistakes.add(.expected("type: \(owner.rawValue) where '\(key)' is given"), at: entry.key)
      }
    }
    for key in type.requiredKeys where node.entry(key) == nil {
      mistakes.add(.missingKey(key), at: node.firstKey)
    }
  }

  private mutating func cellType(
    _ entry: YAMLNode.Entry, _ type: FeedColumnType, _ files: inout Files
  ) -> CellType {
    switch type {
    case .text, .practiceCode, .pcnCode, .lsoaCode: .text
    case .integer: .integer
    case .decimal: .decimal
    case .date: .day(dateFormats(entry.value, &files.mistakes))
    case .boolean: .boolean(true: entry.value.texts("true"), false: entry.value.texts("false"))
    case .code: .code(codeList(entry, &files))
    // An NHS number has ten digits.
    case .nhsNumber: .identifier(digits: 10)
    }
  }

  private func dateFormats(_ node: YAMLNode, _ mistakes: inout Mistakes) -> [DateFormat] {
    guard let formats = node["formats"] else {
      return [DateFormat(pattern: "yyyy-MM-dd")].compactMap { $0 }
    }
    return formats.elements.compactMap { node in
      guard let pattern = node.text, !pattern.isEmpty else { return nil }
      if let format = DateFormat(pattern: pattern) { return format }
      mistakes.add(
        .expected("a date's pattern of yyyy, MM or MMM and dd, such as dd/MM/yyyy"), at: node)
      return nil
    }
  }

  private mutating func codeList(_ entry: YAMLNode.Entry, _ files: inout Files) -> CodeList {
    var list = CodeList(name: entry.name, meanings: [:])
    guard let values = entry.value["values"] else { return list }
    guard case .text = values.content else {
      for code in values.elements.compactMap(\.text) { list.meanings[code] = code }
      return list
    }
    guard let root = files.codeList(namedBy: values) else { return list }
    contents[values.place.position] = (root, .mapping(.codeList))
    list.name = root.text("codes")
    for code in root["values"]?.entries ?? [] {
      list.meanings[code.name] = code.value["means"]?.text ?? code.name
    }
    return list
  }

  /// Where the cells stand: by header, position, path or nowhere, whichever the format allows.
  private func source(
    _ entry: YAMLNode.Entry, place: String, _ mistakes: inout Mistakes
  ) -> ColumnContract.Source? {
    let given = ["header", "position", "path", "constant"].compactMap { entry.value.entry($0) }
    guard let first = given.first else {
      if place != "header" { mistakes.add(.missingKey(place), at: entry.key) }
      return nil
    }
    for other in given where other.name != "constant" && other.name != place {
      mistakes.add(.expected("'\(place)' or 'constant' in this feed's format"), at: other.key)
    }
    for other in given.dropFirst() {
      mistakes.add(.expected("one of header, position, path and constant"), at: other.key)
    }
    switch first.name {
    case "position": return readWholeNumber(entry.value.text("position")).map { .position($0) }
    case "path": return .path(entry.value.text("path"))
    case "constant": return .constant(entry.value.text("constant"))
    default: return .header(entry.value.texts("header"))
    }
  }
}

extension FeedColumnType {
  /// The type of the table's column.
  var columnType: ColumnType {
    switch self {
    case .text, .code, .practiceCode, .pcnCode, .lsoaCode: .text
    case .integer: .integer
    case .decimal: .decimal
    case .date: .day
    case .boolean: .boolean
    case .nhsNumber: .identifier
    }
  }

  /// The keys that a column of the type must have.
  fileprivate var requiredKeys: [String] {
    switch self {
    case .code: ["values"]
    case .boolean: ["true", "false"]
    default: []
    }
  }
}

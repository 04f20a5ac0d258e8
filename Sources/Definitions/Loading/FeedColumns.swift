import Expressions
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
  /// The columns that are worked out of others, in their order.
  var computed: [ComputedColumn] = []
  /// What the feed's rows are about.
  let grain: FeedRules.Grain?
  /// The columns of days with two digits of the year of which nothing says which hundred years they mean.
  var guessedCenturies: Set<String> = []
  /// The code lists, by the place where they are named.
  var contents: [Position: (YAMLNode, ValueShape)] = [:]

  /// The columns of days in which every row has one.
  var requiredDays: [String] {
    contracts.filter { $0.isRequired && $0.type.columnType == .day }.map(\.name)
  }

  /// Makes columns without one.
  init(grain: FeedRules.Grain?) {
    self.grain = grain
  }

  /// Reads one column of a file in which cells are found by `place`.
  mutating func read(
    _ entry: YAMLNode.Entry, place: FeedFormat.Place, _ files: inout Files
  ) {
    let node = entry.value
    // A column of both kinds has been reported with the shape.
    guard node.entry("computed") == nil else {
      readComputed(entry, &files.mistakes)
      return
    }
    guard let type = FeedColumnType(rawValue: node.text("type")) else {
      known.append((entry.name, nil))
      return
    }
    checkTypeKeys(node, type, &files.mistakes)
    let cells = cellType(entry, type, &files)
    let isRequired = node.text("required") == "true"
    let stated = Grade(rawValue: node.text("grade"))
    let grade = stated ?? (isRequired ? .record : type.faultGrade(in: grain))
    known.append((entry.name, type.columnType))
    let source = source(entry, place: place.rawValue, &files.mistakes)
    let contract = ColumnContract(
      name: entry.name, source: source, type: cells, isRequired: isRequired,
      missing: node.texts("missing"), faultGrade: grade, absent: absent(node, place, &files),
      marks: marks(node))
    checkTexts(of: contract, node, &files.mistakes)
    contracts.append(contract)
    checkCentury(of: contract, node, &files.mistakes)
    if let check = ColumnCheck.Format(rawValue: type.rawValue) {
      checks.append(
        ColumnCheck(
          column: entry.name, format: check, grade: stated ?? (isRequired ? .record : .warning),
          refusesTestRange: node.text("test_numbers") == "refuse"))
    }
  }

  private mutating func readComputed(_ entry: YAMLNode.Entry, _ mistakes: inout Mistakes) {
    let node = entry.value
    guard let value = checkExpression(node["computed"], in: names, .value, &mistakes) else {
      known.append((entry.name, nil))
      return
    }
    known.append((entry.name, value.type))
    computed.append(
      ComputedColumn(
        name: entry.name, value: value, isRequired: node.text("required") == "true"))
  }

  /// The columns so far, as a column after them may name them.
  private var names: Names {
    var names = Names()
    let lists: [(String, Set<String>)] = contracts.compactMap { contract in
      guard case .code(let list) = contract.type else { return nil }
      return (contract.name, Set(list.meanings.values))
    }
    let texts = Dictionary(
      lists + computed.compactMap { column in column.value.knownTexts.map { (column.name, $0) } }
    ) { first, _ in first }
    for column in known { names.add(column.name, column.type, texts: texts[column.name]) }
    return names
  }

  private func absent(
    _ node: YAMLNode, _ place: FeedFormat.Place, _ files: inout Files
  ) -> String? {
    guard let entry = node.entry("absent") else { return nil }
    if place == .path || node.entry("constant") != nil {
      files.mistakes.add(
        .expected("'absent' only where a file has columns, not in XML or beside 'constant'"),
        at: entry.key)
    }
    return entry.value.text
  }

  /// Reports a text that all rows of a file have and that is no value of the column.
  private func checkTexts(
    of contract: ColumnContract, _ node: YAMLNode, _ mistakes: inout Mistakes
  ) {
    for key in ["absent", "constant"] {
      guard let value = node[key], let text = value.text, !text.isEmpty, !contract.reads(text)
      else { continue }
      guard case .code(let list) = contract.type else {
        mistakes.add(.expected("a value of type \(node.text("type"))"), at: value)
        continue
      }
      // A list that could not be read has been reported.
      guard !list.meanings.isEmpty else { continue }
      let nearest = nearestWord(to: text, in: list.meanings.keys)
      mistakes.add(
        .unknownReference(kind: "code of '\(contract.name)'", name: text, nearest: nearest),
        at: value)
    }
  }

  /// Two digits of a year mean a year of a hundred, the first of which is a whole year.
  private mutating func checkCentury(
    of contract: ColumnContract, _ node: YAMLNode, _ mistakes: inout Mistakes
  ) {
    guard case .day(let formats) = contract.type else { return }
    let isShort = formats.contains(where: \.hasTwoDigitYear)
    guard let entry = node.entry("two_digit_years_from") else {
      if isShort { guessedCenturies.insert(contract.name) }
      return
    }
    if !isShort {
      mistakes.add(
        .expected("a format with 'yy' where 'two_digit_years_from' is given"), at: entry.key)
    } else if let year = readWholeNumber(entry.value.text ?? ""), !(1800...2100).contains(year) {
      mistakes.add(
        .expected(
          "a year of four digits, the first of the hundred years that two digits mean, such as 1930"
        ),
        at: entry.value)
    }
  }

  private func marks(_ node: YAMLNode) -> NumberMarks {
    NumberMarks(
      thousands: NumberMarks.Thousands(rawValue: node.text("thousands")),
      hasDecimalComma: node.text("decimal_mark") == "comma",
      keepsBounds: node.text("comparators") == "keep")
  }

  /// Keys that belong to some types only.
  private func checkTypeKeys(_ node: YAMLNode, _ type: FeedColumnType, _ mistakes: inout Mistakes) {
    let owners: [(String, [FeedColumnType])] = [
      ("values", [.code]), ("formats", [.date]), ("two_digit_years_from", [.date]),
      ("true", [.boolean]), ("false", [.boolean]), ("test_numbers", [.nhsNumber]),
      ("length", [.pseudonym]), ("letters", [.pseudonym]),
      ("thousands", [.integer, .decimal]), ("comparators", [.integer, .decimal]),
      ("decimal_mark", [.decimal]),
    ]
    for (key, owners) in owners where !owners.contains(type) {
      if let entry = node.entry(key) {
        let words = owners.map(\.rawValue).joined(separator: " or ")
        mistakes.add(.expected("type: \(words) where '\(key)' is given"), at: entry.key)
      }
    }
    if node.text("thousands") == (node.text("decimal_mark") == "comma" ? "comma" : "point"),
      let entry = node.entry("thousands")
    {
      mistakes.add(.expected("another mark for thousands than for decimals"), at: entry.value)
    }
    for key in type.requiredKeys where node.entry(key) == nil {
      mistakes.add(.missingKey(key), at: node.firstKey)
    }
  }

  private mutating func cellType(
    _ entry: YAMLNode.Entry, _ type: FeedColumnType, _ files: inout Files
  ) -> CellType {
    switch type {
    case .text: .text
    case .organisationCode, .practiceCode, .pcnCode, .lsoaCode: .organisationCode
    case .integer: .integer
    case .decimal: .decimal
    case .date: .day(dateFormats(entry.value, &files.mistakes))
    case .boolean: .boolean(true: entry.value.texts("true"), false: entry.value.texts("false"))
    case .code: .code(codeList(entry, &files))
    // An NHS number has ten digits.
    case .nhsNumber: .identifier(digits: 10)
    case .pseudonym: .pseudonym(readPseudonymForm(entry.value, &files.mistakes))
    case .uuid: .pseudonym(.uuid)
    }
  }

  private func dateFormats(_ node: YAMLNode, _ mistakes: inout Mistakes) -> [DateFormat] {
    guard let formats = node["formats"] else {
      return [DateFormat(pattern: "yyyy-MM-dd")].compactMap { $0 }
    }
    let firstYear = readWholeNumber(node.text("two_digit_years_from"))
    return formats.elements.compactMap { node in
      guard let pattern = node.text, !pattern.isEmpty else { return nil }
      let format = DateFormat(pattern: pattern, firstYear: firstYear ?? DateFormat.usualFirstYear)
      if let format { return format }
      mistakes.add(
        .expected("a date's pattern of a year, a month and a day, such as dd/MM/yyyy, or excel"),
        at: node)
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
    case .text, .code, .organisationCode, .practiceCode, .pcnCode, .lsoaCode: .text
    case .integer: .integer
    case .decimal: .decimal
    case .date: .day
    case .boolean: .boolean
    case .nhsNumber: .identifier
    case .pseudonym, .uuid: .pseudonym
    }
  }

  /// What a cell of another type means in a column that need not be filled, where the contract does not say.
  ///
  /// A date or a truth value that is missing reads as an end that never came, or as not: a doubtful one must not. The
  /// same holds for codes and numbers of persons; published figures have marks for what is not published.
  fileprivate func faultGrade(in grain: FeedRules.Grain?) -> Grade {
    switch self {
    case .date, .boolean: .record
    case .code, .integer, .decimal, .nhsNumber, .pseudonym, .uuid:
      grain == .reference ? .warning : .record
    case .text, .organisationCode, .practiceCode, .pcnCode, .lsoaCode: .warning
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

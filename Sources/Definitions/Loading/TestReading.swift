import Expressions
import Formats
import Model
import Tables

/// A definition's file, whose tests are read once everything is known that they may name.
struct TestedFile {
  var kind: DefinitionTests.Kind
  var root: YAMLNode

  /// Whether a place is in the definition's tests.
  func covers(_ place: SourcePlace) -> Bool {
    guard let start = root.entry("tests")?.key.place, place.file == start.file else { return false }
    let end = root.entries.map(\.key.place.line).filter { $0 > start.line }.min() ?? .max
    return place.line >= start.line && place.line < end
  }
}

/// What tests may name.
struct TestNames {
  var known: Known
  /// All columns of the person.
  var columns: PersonColumns
  /// All columns of the person with those of a list's own; nil where the pipeline has no actions.
  var ownColumns: PersonColumns?
  /// What is made of actions; nil for nothing.
  var actions: ListActions?
  /// The feed of registrations; nil where it is not known.
  var population: KnownFeed?
  /// The reference date of tests that do not say it.
  var on: Day?
  /// Whether the pipeline says such a date, be it a wrong one.
  var saysOn: Bool
}

extension TestNames {
  /// What is made of actions on the list of a cohort's file; nil for nothing.
  func actions(of file: TestedFile) -> ListActions? {
    file.kind == .cohort && file.root.text("actions") != "false" ? actions : nil
  }

  /// The columns of whom a test is about.
  func columns(of file: TestedFile) -> PersonColumns {
    actions(of: file) == nil ? columns : ownColumns ?? columns
  }
}

/// Reads a definition's tests.
func readTests(_ file: TestedFile, _ names: TestNames, _ mistakes: inout Mistakes)
  -> DefinitionTests
{
  let root = file.root
  var taken: Set<String> = []
  // One date mends them all, so one is enough to be told.
  let undated = root["tests"]?.elements.first { $0.entry("on") == nil && !$0.entries.isEmpty }
  if let undated, !names.saysOn { mistakes.add(.missingKey("on"), at: undated.firstKey) }
  let tests = (root["tests"]?.elements ?? []).compactMap { node -> DefinitionTest? in
    guard case .mapping = node.content else { return nil }
    checkUnique(node["test"], kind: "test", among: &taken, &mistakes)
    return readTest(node, of: file, names, &mistakes)
  }
  let path = mistakes.path(of: root)
  return DefinitionTests(
    kind: file.kind,
    definition: file.kind.nameKey.map { root.text($0) } ?? baseName(ofPath: path),
    file: path, line: root.entry("tests")?.key.place.line ?? 1, tests: tests)
}

extension DefinitionTests.Kind {
  /// The key under which a definition of the kind has its name; nil for features, which are called as their file.
  fileprivate var nameKey: String? {
    switch self {
    case .cohort: "cohort"
    case .segmentation: "segments"
    case .score: "score"
    case .features: nil
    case .population: "population"
    case .impact: "impact"
    }
  }

  fileprivate var testKind: DefinitionKind {
    switch self {
    case .cohort: .cohortTest
    case .segmentation: .segmentationTest
    case .score: .scoreTest
    case .features: .featuresTest
    case .population: .populationTest
    case .impact: .impactTest
    }
  }
}

private func readTest(
  _ node: YAMLNode, of file: TestedFile, _ names: TestNames, _ mistakes: inout Mistakes
) -> DefinitionTest? {
  let patient = (node["patients"]?.entries ?? []).compactMap { entry in
    names.population.flatMap { readCell(entry, of: $0, &mistakes) }
  }
  let others = node.entries.filter { file.kind.testKind.key($0.name) == nil }
  let events = others.flatMap { readRows($0, of: file.kind, names, &mistakes) }
  let given = (node["given"]?.entries ?? []).compactMap {
    readColumn($0, names.columns, &mistakes)
  }
  let expectations = readExpectations(of: node, file, names, &mistakes)
  if expectations.isEmpty, !node.entries.contains(where: { file.kind.outcomes.contains($0.name) }) {
    let outcomes = file.kind.outcomes
    let words = (outcomes.count == 1 ? "" : "one of ") + outcomes.joined(separator: ", ")
    mistakes.add(.expected("what must come out: \(words)"), at: node.firstKey)
  }
  guard let on = Day(iso: node.text("on")) ?? names.on else { return nil }
  return DefinitionTest(
    name: node.text("test"), line: (node["test"] ?? node).place.line, on: on, patient: patient,
    events: events, given: given, expectations: expectations)
}

/// Reads the rows of a feed of events.
private func readRows(
  _ entry: YAMLNode.Entry, of kind: DefinitionTests.Kind, _ names: TestNames,
  _ mistakes: inout Mistakes
) -> [TestRow] {
  guard let feed = names.known.feeds[entry.name] else {
    if !names.known.lacksFeeds {
      let words = names.known.feeds.filter { $0.value.grain == .event }.map(\.key)
      let nearest = nearestWord(to: entry.name, in: words + kind.testKind.keys.map(\.name))
      mistakes.add(
        .unknownReference(kind: "feed or key of a test", name: entry.name, nearest: nearest),
        at: entry.key)
    }
    return []
  }
  if let grain = feed.grain, grain != .event {
    mistakes.add(.expected("a feed of grain event"), at: entry.key)
    return []
  }
  guard case .list(let rows) = entry.value.content else {
    if !entry.value.isRefused {
      mistakes.add(.expected("a list of rows, each a mapping of columns"), at: entry.value)
    }
    return []
  }
  return rows.map { row in
    TestRow(
      feed: feed.name, line: row.place.line,
      cells: row.entries.compactMap { readCell($0, of: feed, &mistakes) })
  }
}

/// Reads a cell of a feed's row.
func readCell(
  _ entry: YAMLNode.Entry, of feed: KnownFeed, _ mistakes: inout Mistakes
) -> TestCell? {
  if let key = feed.key, entry.name == key {
    mistakes.add(.expected("no '\(key)', which a test makes up"), at: entry.key)
    return nil
  }
  if feed.computed[entry.name] != nil {
    mistakes.add(.expected("no '\(entry.name)', which the feed works out"), at: entry.key)
    return nil
  }
  guard let type = feed.column(entry.key, .any, &mistakes) else { return nil }
  return readValue(entry, type, feed.cells[entry.name], &mistakes)
}

/// Reads the value of a column of the person.
func readColumn(
  _ entry: YAMLNode.Entry, _ columns: PersonColumns, _ mistakes: inout Mistakes
) -> TestCell? {
  guard let type = columns.column(entry.key, .any, &mistakes) else { return nil }
  let cell = readValue(entry, type, nil, &mistakes)
  if case .text(let text)? = cell?.value, let known = columns.names.texts[entry.name],
    !known.contains(text)
  {
    let nearest = nearestWord(to: text, in: known)
    mistakes.add(
      .unknownReference(kind: "value of '\(entry.name)'", name: text, nearest: nearest),
      at: entry.value)
    return nil
  }
  return cell
}

private func readValue(
  _ entry: YAMLNode.Entry, _ type: ColumnType, _ cells: CellType?, _ mistakes: inout Mistakes
) -> TestCell? {
  guard let text = entry.value.text else { return nil }
  var cell = TestCell(column: entry.name, type: type, value: nil)
  if type.isPersonKey {
    mistakes.add(.expected("no person's key, which a test makes up"), at: entry.key)
    return nil
  }
  if text == TestExpectation.missing { return cell }
  if case .code(let list)? = cells {
    // What a code stands for is as good as the code.
    guard
      let meaning = list.meaning(of: text) ?? (list.meanings.values.contains(text) ? text : nil)
    else {
      let nearest = nearestWord(to: text, in: list.meanings.keys)
      mistakes.add(
        .unknownReference(kind: "code of '\(entry.name)'", name: text, nearest: nearest),
        at: entry.value)
      return nil
    }
    cell.value = .text(meaning)
    return cell
  }
  cell.value = value(of: text, type, cells)
  if cell.value == nil {
    mistakes.add(.expected("\(type.exampleWords), or missing"), at: entry.value)
    return nil
  }
  return cell
}

/// The value that a text is of a type; nil where it is none.
private func value(of text: String, _ type: ColumnType, _ cells: CellType?) -> Value? {
  switch type {
  case .boolean:
    if text == "true" || text == "false" { return .boolean(text == "true") }
    guard case .boolean(let trues, let falses)? = cells else { return nil }
    return trues.contains(text) ? .boolean(true) : falses.contains(text) ? .boolean(false) : nil
  case .integer: return Int64(text).map { .integer($0) }
  case .decimal: return readDecimal(text).map { .decimal($0) }
  case .day: return Day(iso: text).map { .day($0) }
  case .text: return text.isEmpty ? nil : .text(text)
  case .identifier, .pseudonym: return nil
  }
}

extension ColumnType {
  fileprivate var exampleWords: String {
    switch self {
    case .boolean: ValueShape.truth.words
    case .integer: "a whole number"
    case .decimal: ValueShape.number.words
    case .day: ValueShape.day.words
    case .text, .identifier, .pseudonym: ValueShape.text.words
    }
  }
}

import Expressions
import Formats
import Model
import Tables

/// Reads a feed's definition from its file's tree.
///
/// A feed with mistakes is still known to others, so that they do not report what follows from them.
func readFeed(_ root: YAMLNode, _ files: inout Files) -> (
  feed: Defined<FeedDefinition>, known: KnownFeed
) {
  let name = root.text("feed")
  let grain = FeedRules.Grain(rawValue: root.text("grain"))
  var columns = FeedColumns(grain: grain)
  let format = FeedFormat(of: root, &files.mistakes)
  let layout = root[format.word]
  for entry in root["columns"]?.entries ?? [] {
    columns.read(entry, place: format.place(layout), &files)
  }
  let known = KnownFeed(
    name: name, grain: grain, columns: columns.known, key: root["key"]?.text,
    keyNode: root["key"],
    cells: Dictionary(columns.contracts.map { ($0.name, $0.type) }) { first, _ in first },
    constants: Dictionary(columns.contracts.compactMap(\.constant)) { first, _ in first },
    computed: Dictionary(columns.computed.map { ($0.name, $0.value.knownTexts) }) { first, _ in
      first
    },
    computedFrom: Dictionary(columns.computed.map { ($0.name, $0.value.columns) }) { first, _ in
      first
    },
    looksElsewhere: (root["rules"]?.elements ?? []).contains { $0["known_in"] != nil },
    guessedCenturies: columns.guessedCenturies)
  checkKey(root, known, &files.mistakes)
  let contract = FeedContract(
    name: name, files: root.texts("files"), format: format.read(layout), columns: columns.contracts,
    isRequired: root.text("optional") != "true")
  var rules = feedRules(root, known, &files.mistakes)
  rules.knownOn = readKnownOn(root, known, required: columns.requiredDays, &files.mistakes)
  rules.checks = columns.checks
  rules.computed = columns.computed
  let definition = FeedDefinition(title: root.text("title"), contract: contract, rules: rules)
  let text = canonical(root, .mapping(.feed), contents: columns.contents)
  return (Defined(definition, file: files.mistakes.path(of: root), canonical: text), known)
}

extension ColumnContract {
  /// The column's name and its text, where every row has the same.
  fileprivate var constant: (String, String)? {
    guard case .constant(let text) = source else { return nil }
    return (name, text)
  }
}

private func checkKey(_ root: YAMLNode, _ feed: KnownFeed, _ mistakes: inout Mistakes) {
  switch (feed.grain, root.entry("key")) {
  case (.reference, let entry?):
    mistakes.add(
      .expected("no key, since rows of a reference feed are not about a person"), at: entry.key)
  case (.person, nil), (.event, nil): mistakes.add(.missingKey("key"), at: root.firstKey)
  case (_, let entry?): feed.column(entry.value, .personKey, &mistakes)
  case (_, nil): break
  }
}

/// The column of the day on which a row became known; `required` are the columns of days that every row has.
private func readKnownOn(
  _ root: YAMLNode, _ feed: KnownFeed, required: [String], _ mistakes: inout Mistakes
) -> String? {
  guard let node = root["known_on"] else {
    return feed.grain == .event && required.count == 1 ? required.first : nil
  }
  guard node.text != "none" else { return nil }
  feed.column(node, .day, &mistakes)
  return node.text
}

private func feedRules(_ root: YAMLNode, _ feed: KnownFeed, _ mistakes: inout Mistakes) -> FeedRules
{
  var names = feed.names
  // What is made of a feed whose rules do not read the reference date can be kept from one day to the next.
  names.parameters["reference_date"] = .day
  var rules = FeedRules(feed: feed.name, grain: feed.grain ?? .reference, key: feed.key)
  rules.only = checkExpression(root["only"], in: names, .condition, &mistakes)
  var ruleNames: Set<String> = []
  for node in root["rules"]?.elements ?? [] {
    checkUnique(node["rule"], kind: "rule", among: &ruleNames, &mistakes)
    if let other = node["known_in"] {
      feed.column(node["column"], .any, &mistakes)
      rules.known.append(
        KnownRule(
          name: node.text("rule"), column: node.text("column"), feed: other.text("feed"),
          key: other.text("column"), grade: Grade(rawValue: node.text("grade")) ?? .record,
          says: node.text("says")))
      continue
    }
    guard let holds = checkExpression(node["holds"], in: names, .condition, &mistakes) else {
      continue
    }
    rules.rules.append(
      RowRule(
        name: node.text("rule"), holds: holds,
        grade: Grade(rawValue: node.text("grade")) ?? .record,
        says: node.text("says")))
  }
  rules.measures = root["measures"].map { readMeasures($0, of: feed, &mistakes) }
  rules.totals = root["totals"].map { readTotals($0, of: feed, &mistakes) }
  rules.record = root["record"].map { readRecord($0, of: feed, &mistakes) }
  if let node = root["unique"] {
    for column in node["columns"]?.elements ?? [] { feed.column(column, .any, &mistakes) }
    rules.unique = Uniqueness(
      columns: node.texts("columns"), grade: Grade(rawValue: node.text("grade")) ?? .record)
  }
  if let limit = readDecimal(root.text("reject_limit")) { rules.rejectLimit = limit }
  if let limit = readDecimal(root.text("warning_limit")) { rules.warningLimit = limit }
  rules.history = readHistory(root, rules.grain, &mistakes)
  rules.expectation = readFeedExpectation(root["expect"], &mistakes)
  if let entry = root.entry("expect"), rules.grain == .reference {
    mistakes.add(.expected("grain: event or person where 'expect' is given"), at: entry.key)
  }
  return rules
}

/// Checks what the rules of a feed say of other feeds, once all are known.
func checkOtherFeeds(
  of root: YAMLNode, _ feed: KnownFeed, _ known: Known, _ mistakes: inout Mistakes
) {
  for node in root["rules"]?.elements ?? [] {
    guard let other = node["known_in"], let found = known.feed(other["feed"], &mistakes) else {
      continue
    }
    if found.grain != .reference || found.looksElsewhere, let name = other["feed"] {
      mistakes.add(
        .expected("a feed of grain reference whose own rules look into no other"), at: name)
    }
    let type = found.column(other["column"], .any, &mistakes)
    let own = feed.columns.first { $0.name == node.text("column") }?.type
    if let type, let own, type != own, let column = other["column"] {
      mistakes.add(.expected("a column of the same type as '\(node.text("column"))'"), at: column)
    }
    if type == .text, own == .text, let column = other["column"], let name = column.text,
      feed.isFolded(node.text("column")) != found.isFolded(name)
    {
      mistakes.add(
        .expected(
          "a column that is read as '\(node.text("column"))' is: both of a type of codes, or neither"
        ),
        at: column)
    }
  }
}

/// Reports a name that another definition of its kind has.
func checkUnique(
  _ node: YAMLNode?, kind: String, among names: inout Set<String>, _ mistakes: inout Mistakes
) {
  guard let node, let name = node.text, !name.isEmpty else { return }
  if !names.insert(name).inserted { mistakes.add(.duplicateName(kind: kind, name: name), at: node) }
}

import Expressions
import Formats
import Model
import Tables

/// Reads the population, and adds its columns to those of the person.
func readPopulation(
  _ root: YAMLNode, _ known: Known, _ columns: inout PersonColumns, _ mistakes: inout Mistakes
) -> PopulationDefinition? {
  let feed = known.feed(root["from"], &mistakes)
  addFeedColumns(root, feed, &columns, &mistakes)
  let feedNames = columns.names
  let registered = checkExpression(root["registered"], in: feedNames, .condition, &mistakes)
  let secondaryUse = checkExpression(
    root[PersonVocabulary.secondaryUse], in: feedNames, .condition, &mistakes)
  if let feed {
    feed.column(root["person"], .personKey, &mistakes)
    checkOneForm(root["person"], of: feed, &mistakes)
    checkListedKey(root["person"], feed.keyForm(of: root["person"]?.text), &mistakes)
    feed.column(root["practice"], .organisation, &mistakes)
    feed.column(root["latest_by"], .day, &mistakes)
    feed.column(root["death"], .day, &mistakes)
  }
  let first = root.firstKey
  let statuses = Set(PracticeStatus.allCases.map(\.rawValue))
  columns.add(PersonVocabulary.practiceStatus, .text, texts: statuses, at: first, &mistakes)
  columns.add(PersonVocabulary.network, .text, at: first, &mistakes)
  let networks = readNetworks(root, known, &mistakes)
  let practices = readOrganisations(root["practices"], known, &mistakes)
  let pcns = readOrganisations(root["pcns"], known, &mistakes)
  let successions = readSuccessions(root["successions"], known, &mistakes)
  let lookups = readLookups(root, feed, known, &columns, &mistakes)
  let optOuts = readOptOuts(root["opt_outs"], feedNames, &columns, &mistakes)
  let derived = readDerivedColumns(root, &columns, &mistakes)
  columns.add(PersonVocabulary.secondaryUse, .boolean, at: first, &mistakes)
  feed?.column(root["birth"], .day, &mistakes)
  if let birth = root["birth"], let name = birth.text,
    feed?.guessedCenturies.contains(name) == true
  {
    mistakes.add(
      .expected(
        "days of birth with four digits of the year, or 'two_digit_years_from' at the column in its feed: a child and a centenarian would be alike"
      ), at: birth)
  }
  let listed = readListed(root["lists"], columns, &mistakes)
  let usual = (root["usual"]?.entries ?? []).compactMap { entry in
    feed.flatMap { readCell(entry, of: $0, &mistakes) }
  }
  guard let registered else { return nil }
  return PopulationDefinition(
    name: root.text("population"), title: root.text("title"), feed: root.text("from"),
    person: root.text("person"), practice: root.text("practice"), registered: registered,
    latestBy: root.text("latest_by"), secondaryUse: secondaryUse, networks: networks,
    lookups: lookups, columns: derived, birth: root["birth"]?.text,
    prefer: root["prefer"].map {
      $0.elements.compactMap { $0.text.flatMap(PracticePreference.init(rawValue:)) }
    }
      ?? PracticePreference.allCases, death: root["death"]?.text, practices: practices,
    networkOrganisations: pcns, successions: successions, listed: listed, usual: usual,
    optOuts: optOuts, key: feed?.keyForm(of: root["person"]?.text) ?? .nhsNumber)
}

/// Reads who has which opt-out; each is a column of the person.
private func readOptOuts(
  _ node: YAMLNode?, _ feed: Names, _ columns: inout PersonColumns, _ mistakes: inout Mistakes
) -> [OptOut: CheckedExpression] {
  var optOuts: [OptOut: CheckedExpression] = [:]
  for optOut in OptOut.allCases {
    guard let entry = node?.entry(optOut.rawValue) else { continue }
    optOuts[optOut] = checkExpression(entry.value, in: feed, .condition, &mistakes)
    columns.add(optOut.column, .boolean, at: entry.key, &mistakes)
  }
  return optOuts
}

/// Reads which columns of the person every list shows.
private func readListed(
  _ node: YAMLNode?, _ columns: PersonColumns, _ mistakes: inout Mistakes
) -> [ListColumn: String] {
  var listed: [ListColumn: String] = [:]
  for entry in node?.entries ?? [] {
    guard let column = ListColumn(rawValue: entry.name), let name = entry.value.text else {
      continue
    }
    let type = columns.column(entry.value, .any, &mistakes)
    if let type, type != column.type {
      mistakes.add(.expressionType(expected: column.type, found: type), at: entry.value)
    }
    listed[column] = name
  }
  return listed
}

private func addFeedColumns(
  _ root: YAMLNode, _ feed: KnownFeed?, _ columns: inout PersonColumns, _ mistakes: inout Mistakes
) {
  guard let feed, let node = root["from"] else {
    columns.markIncomplete()
    return
  }
  if let grain = feed.grain, grain != .person {
    mistakes.add(.expected("a feed of grain person"), at: node)
  }
  for column in feed.columns {
    columns.add(
      column.name, column.type, texts: feed.texts(of: column.name), at: node, &mistakes)
  }
}

private func readNetworks(_ root: YAMLNode, _ known: Known, _ mistakes: inout Mistakes)
  -> [NetworkSource]
{
  (root["networks"]?.elements ?? []).map { node in
    if let feed = known.feed(node["from"], &mistakes) {
      feed.column(node["practice"], .organisation, &mistakes)
      feed.column(node["network"], .organisation, &mistakes)
      feed.column(node["starts"], .day, &mistakes)
      feed.column(node["ends"], .day, &mistakes)
    }
    return NetworkSource(
      feed: node.text("from"), practice: node.text("practice"), network: node.text("network"),
      starts: node["starts"]?.text, ends: node["ends"]?.text)
  }
}

private func readOrganisations(
  _ node: YAMLNode?, _ known: Known, _ mistakes: inout Mistakes
) -> [OrganisationSource] {
  (node?.elements ?? []).compactMap { node in
    guard let feed = known.feed(node["from"], &mistakes) else { return nil }
    feed.column(node["code"], .organisation, &mistakes)
    feed.column(node["closed_on"], .day, &mistakes)
    return checkExpression(node["closed"], in: feed.namesOnTheDay, .condition, &mistakes).map {
      OrganisationSource(
        feed: feed.name, code: node.text("code"), closed: $0, closedOn: node["closed_on"]?.text)
    }
  }
}

private func readSuccessions(
  _ node: YAMLNode?, _ known: Known, _ mistakes: inout Mistakes
) -> [SuccessionSource] {
  (node?.elements ?? []).compactMap { node in
    guard let feed = known.feed(node["from"], &mistakes) else { return nil }
    feed.column(node["practice"], .organisation, &mistakes)
    feed.column(node["successor"], .organisation, &mistakes)
    feed.column(node["starts"], .day, &mistakes)
    return SuccessionSource(
      feed: feed.name, practice: node.text("practice"), successor: node.text("successor"),
      starts: node.text("starts"),
      condition: checkExpression(node["where"], in: feed.namesOnTheDay, .condition, &mistakes))
  }
}

extension KnownFeed {
  /// The names that expressions on its rows may use, with the reference date.
  fileprivate var namesOnTheDay: Names {
    var names = names
    names.parameters[RunParameters.referenceDateName] = .day
    return names
  }
}

/// Codes of organisations and areas are read in any case, and other texts as they stand: one would not meet the other.
private func checkFolding(
  _ node: YAMLNode, _ feed: KnownFeed, _ registrations: KnownFeed?, _ mistakes: inout Mistakes
) {
  guard let registrations, let on = node["on"]?.text, let key = node["key"]?.text,
    registrations.cells[on]?.columnType == .text, feed.cells[key]?.columnType == .text,
    registrations.isFolded(on) != feed.isFolded(key), let place = node["key"]
  else { return }
  mistakes.add(
    .expected("a key that is read as '\(on)' is: both of a type of codes, or neither"), at: place)
}

private func readLookups(
  _ root: YAMLNode, _ registrations: KnownFeed?, _ known: Known, _ columns: inout PersonColumns,
  _ mistakes: inout Mistakes
) -> [Lookup] {
  var lookups: [Lookup] = []
  for entry in root["lookups"]?.entries ?? [] {
    let node = entry.value
    let on = columns.column(node["on"], .any, &mistakes)
    var type: ColumnType?
    var texts: Set<String>?
    if let feed = known.feed(node["from"], &mistakes) {
      let key = feed.column(node["key"], .any, &mistakes)
      type = feed.column(node["take"], .any, &mistakes)
      texts = feed.texts(of: node["take"]?.text)
      if let feedGrain = feed.grain, feedGrain != .reference, let from = node["from"] {
        mistakes.add(.expected("a feed of grain reference"), at: from)
      }
      if let on, let key, on != key, let onNode = node["on"] {
        mistakes.add(.expected("a column of the same type as the key"), at: onNode)
      }
      checkFolding(node, feed, registrations, &mistakes)
    }
    columns.add(entry.name, type, texts: texts, at: entry.key, &mistakes)
    lookups.append(
      Lookup(
        name: entry.name, feed: node.text("from"), key: node.text("key"), take: node.text("take"),
        on: node.text("on")))
  }
  return lookups
}

private func readDerivedColumns(
  _ root: YAMLNode, _ columns: inout PersonColumns, _ mistakes: inout Mistakes
) -> [DerivedColumn] {
  var derived: [DerivedColumn] = []
  for entry in root["columns"]?.entries ?? [] {
    let value =
      entry.value.entries.isEmpty
      ? checkExpression(entry.value, in: columns.names, .value, &mistakes)
      : readBandColumn(entry.value, in: columns.names, &mistakes)
    columns.add(
      entry.name, value?.type, texts: value?.knownTexts, at: entry.key, &mistakes)
    if let value { derived.append(DerivedColumn(name: entry.name, value: value)) }
  }
  return derived
}

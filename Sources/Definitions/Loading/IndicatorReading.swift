import Expressions
import Formats
import Model
import Tables

/// Reads an indicator.
///
/// `columns` are the person's columns; nil where the pipeline has no persons.
func readIndicator(
  _ root: YAMLNode, _ known: Known, _ columns: PersonColumns?, _ mistakes: inout Mistakes
) -> IndicatorDefinition? {
  let kind: IndicatorDefinition.Kind?
  if let node = root["published"] {
    kind = .published(readPublished(node, known, &mistakes))
  } else {
    kind = readProportion(root, known, columns, &mistakes).map { .persons($0) }
  }
  let neededFeeds = (root["needs_feeds"]?.elements ?? []).compactMap {
    known.feed($0, &mistakes)?.name
  }
  return kind.map {
    var definition = IndicatorDefinition(
      name: root.text("indicator"), title: root.text("title"), source: root.text("source"),
      kind: $0,
      campaign: root["campaign"]?.text, target: readDecimal(root.text("target")))
    definition.neededFeeds = neededFeeds
    definition.statedBetterWay = root["better"]?.text.flatMap { BetterWay(rawValue: $0) }
    if definition.target != nil, definition.betterWay != .higher, let node = root["better"] {
      mistakes.add(.expected("'higher', since each figure is held against its target so"), at: node)
    }
    definition.lowerThreshold = readLowerThreshold(root, below: definition.target, &mistakes)
    return definition
  }
}

private func readLowerThreshold(
  _ root: YAMLNode, below target: Double?, _ mistakes: inout Mistakes
) -> Double? {
  guard let entry = root.entry("lower_threshold") else { return nil }
  guard let target else {
    mistakes.add(.missingKey("target"), at: entry.key)
    return nil
  }
  guard let threshold = readDecimal(root.text("lower_threshold")) else { return nil }
  if threshold >= target {
    mistakes.add(.expected("a share below 'target'"), at: entry.value)
  }
  return threshold
}

private func readProportion(
  _ root: YAMLNode, _ known: Known, _ columns: PersonColumns?, _ mistakes: inout Mistakes
) -> PersonProportion? {
  guard let columns else {
    if let entry = root.entry("denominator") ?? root.entry("numerator") {
      mistakes.add(
        .expected("published counts, since the pipeline has no population"), at: entry.key)
    }
    return nil
  }
  let campaign = known.parameters(ofCampaign: root["campaign"], &mistakes)
  var names = columns.names.with(campaign ?? [:])
  if campaign == nil { names.isIncomplete = true }
  for node in root["by"]?.elements ?? [] { columns.column(node, .any, &mistakes) }
  let denominator = checkExpression(root["denominator"], in: names, .condition, &mistakes)
  let numerator = checkExpression(root["numerator"], in: names, .condition, &mistakes)
  let last = readLastSeason(root, names, &mistakes)
  let expected = readExpected(root, names, &mistakes)
  guard let denominator, let numerator else { return nil }
  return PersonProportion(
    denominator: denominator, numerator: numerator, last: last, expected: expected,
    by: root.texts("by"))
}

private func readLastSeason(
  _ root: YAMLNode, _ names: Names, _ mistakes: inout Mistakes
) -> PersonProportion.LastSeason? {
  let keys = ["last_denominator", "last_numerator"]
  guard let first = keys.compactMap({ root.entry($0) }).first else { return nil }
  for key in keys where root.entry(key) == nil { mistakes.add(.missingKey(key), at: first.key) }
  guard root.entry("campaign") != nil else {
    mistakes.add(.missingKey("campaign"), at: first.key)
    return nil
  }
  guard
    let denominator = checkExpression(root["last_denominator"], in: names, .condition, &mistakes),
    let numerator = checkExpression(root["last_numerator"], in: names, .condition, &mistakes)
  else { return nil }
  return PersonProportion.LastSeason(denominator: denominator, numerator: numerator)
}

private func readExpected(
  _ root: YAMLNode, _ names: Names, _ mistakes: inout Mistakes
) -> CheckedExpression? {
  guard let entry = root.entry("expected") else { return nil }
  if root.entry("last_denominator") != nil || root.entry("last_numerator") != nil {
    mistakes.add(.expected("either 'expected' or the season before"), at: entry.key)
  }
  guard let expected = checkExpression(entry.value, in: names, .value, &mistakes) else {
    return nil
  }
  guard ColumnNeed.number.allows(expected.type) else {
    mistakes.add(.expressionType(expected: .decimal, found: expected.type), at: entry.value)
    return nil
  }
  return expected
}

private func readPublished(
  _ node: YAMLNode, _ known: Known, _ mistakes: inout Mistakes
) -> PublishedProportion {
  if let feed = known.feed(node["from"], &mistakes) {
    feed.column(node["practice"], .organisation, &mistakes)
    feed.column(node["numerator"], .number, &mistakes)
    feed.column(node["denominator"], .number, &mistakes)
    for column in node["group"]?.elements ?? [] { feed.column(column, .any, &mistakes) }
    feed.column(node["year"], .any, &mistakes)
  }
  let geography = node["geography"]
  var proportion = PublishedProportion(
    feed: node.text("from"), practice: node.text("practice"), numerator: node.text("numerator"),
    denominator: node.text("denominator"), group: node.texts("group"),
    geography: geography?["from"]?.text, geographyPractice: geography?["practice"]?.text,
    areas: readAreas(geography, known, &mistakes), whole: node.text("whole"),
    listSizes: node["list_sizes"].map { readListSizes($0, known, &mistakes) },
    deprivation: readDeprivation(node, known, &mistakes))
  proportion.year = node["year"]?.text
  if let multiple = readDecimal(node.text("tenfold")) {
    proportion.tenfold = multiple
    if multiple <= 1, let entry = node["tenfold"] {
      mistakes.add(.expected("a number above 1"), at: entry)
    }
  }
  return proportion
}

private func readAreas(_ node: YAMLNode?, _ known: Known, _ mistakes: inout Mistakes) -> [AreaLevel]
{
  guard let node else { return [] }
  let feed = known.feed(node["from"], &mistakes)
  feed?.column(node["practice"], .organisation, &mistakes)
  var names: Set<String> = []
  return (node["areas"]?.elements ?? []).map { area in
    checkUnique(area["area"], kind: "area level", among: &names, &mistakes)
    feed?.column(area["code"], .organisation, &mistakes)
    feed?.column(area["title"], .text, &mistakes)
    return AreaLevel(
      name: area.text("area"), code: area.text("code"), title: area["title"]?.text,
      unallocated: area["unallocated"]?.text.map { organisationCode($0) })
  }
}

/// Reads where published list sizes stand.
func readListSizes(_ node: YAMLNode, _ known: Known, _ mistakes: inout Mistakes) -> ListSizeSource {
  if let feed = known.feed(node["from"], &mistakes) {
    feed.column(node["practice"], .organisation, &mistakes)
    feed.column(node["patients"], .number, &mistakes)
  }
  return ListSizeSource(
    feed: node.text("from"), practice: node.text("practice"), patients: node.text("patients"))
}

private func readDeprivation(
  _ node: YAMLNode, _ known: Known, _ mistakes: inout Mistakes
) -> Lookup? {
  guard let source = node["deprivation"] else { return nil }
  if let feed = known.feed(source["from"], &mistakes) {
    feed.column(source["key"], .organisation, &mistakes)
    feed.column(source["take"], .number, &mistakes)
  }
  return Lookup(
    name: "deprivation", feed: source.text("from"), key: source.text("key"),
    take: source.text("take"), on: node.text("practice"))
}

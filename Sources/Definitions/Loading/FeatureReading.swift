import Expressions
import Model
import Tables

/// Reads the features of one file, and adds them to the person's columns.
///
/// A condition on events reads the person's columns that stand before it, of the population and of features alike.
func readFeatures(
  _ root: YAMLNode, _ known: Known, _ columns: inout PersonColumns, _ mistakes: inout Mistakes
) -> [FeatureDefinition] {
  var features: [FeatureDefinition] = []
  for entry in root["features"]?.entries ?? [] {
    let node = entry.value
    let campaign = known.parameters(ofCampaign: node["campaign"], &mistakes)
    var type: ColumnType?
    var texts: Set<String>?
    var kind: FeatureDefinition.Kind?
    if node["derive"] != nil || node["bands"] != nil {
      var names = columns.names.with(campaign ?? [:])
      if campaign == nil { names.isIncomplete = true }
      let value =
        node["bands"] == nil
        ? checkExpression(node["derive"], in: names, .value, &mistakes)
        : readBandColumn(node, in: names, &mistakes)
      type = node["bands"] == nil ? value?.type : .text
      texts = value?.knownTexts
      kind = value.map { .derived($0) }
    } else {
      let events = EventFeeds(
        node, known, person: columns.namesForEvents, campaign: campaign, &mistakes)
      (kind, type) = readReduction(node, events, &mistakes)
      texts = kind.flatMap { events.texts(of: $0) }
    }
    columns.add(entry.name, type, texts: texts, at: entry.key, &mistakes)
    if let kind {
      features.append(
        FeatureDefinition(
          name: entry.name, kind: kind, campaign: node["campaign"]?.text,
          title: node["title"]?.text, unit: node["unit"]?.text,
          decimals: readDecimals(node["decimals"], of: type, &mistakes)))
    }
  }
  return features
}

/// The most decimals that a value may be shown with.
let mostDecimals = 4

/// Reads with how many decimals a feature's numbers are shown.
private func readDecimals(
  _ node: YAMLNode?, of type: ColumnType?, _ mistakes: inout Mistakes
) -> Int? {
  guard let node, let decimals = readWholeNumber(node.text ?? ""), decimals >= 0 else { return nil }
  if decimals > mostDecimals {
    mistakes.add(.expected("a whole number from 0 to \(mostDecimals)"), at: node)
  }
  if let type, type != .decimal {
    mistakes.add(.expected("no 'decimals' of values that have none"), at: node)
  }
  return decimals
}

/// The feeds of a reduction, which are read as one.
private struct EventFeeds {
  var feeds: [KnownFeed] = []
  /// What conditions on the events may read.
  var names: Names
  /// Whether a feed is not known.
  var isIncomplete = false

  init(
    _ node: YAMLNode, _ known: Known, person: Names, campaign: [String: ColumnType]?,
    _ mistakes: inout Mistakes
  ) {
    names = person
    var seen: Set<String> = []
    for name in node["from"]?.elements ?? [] {
      checkUnique(name, kind: "feed in this list", among: &seen, &mistakes)
      guard let feed = known.feed(name, &mistakes) else {
        isIncomplete = true
        continue
      }
      if let grain = feed.grain, grain != .event {
        mistakes.add(.expected("a feed of grain event"), at: name)
      }
      feeds.append(feed)
    }
    addSharedColumns()
    names = names.with(campaign ?? [:])
    names.isIncomplete = isIncomplete || person.isIncomplete || campaign == nil
  }

  /// Only columns that every feed has, with one type, can be read; of the others it is said what is wrong.
  private mutating func addSharedColumns() {
    for (name, type) in feeds.flatMap(\.columns) where names.explained[name] == nil {
      let found = feeds.map { feed in feed.columns.first { $0.name == name } }
      if let lacking = zip(feeds, found).first(where: { $1 == nil })?.0 {
        names.explained[name] = .unknownReference(
          kind: "column of feed \(lacking.name)", name: name, nearest: nil)
      } else if found.contains(where: { $0?.type == nil }) {
        names.add(name, nil)
      } else if found.contains(where: { $0?.type != type }) {
        names.explained[name] = .expected("a column that has the same type in every feed")
      } else {
        names.add(name, type, texts: texts(of: name))
      }
    }
  }

  /// The texts that a column can have in any of the feeds; nil where it may have any in one of them.
  private func texts(of column: String) -> Set<String>? {
    var all: Set<String> = []
    for feed in feeds {
      guard let texts = feed.texts(of: column) else { return nil }
      all.formUnion(texts)
    }
    return all
  }

  /// The texts that what a feature takes can be; nil where it may be any, or is no text.
  func texts(of kind: FeatureDefinition.Kind) -> Set<String>? {
    guard case .reduced(let reduction) = kind, let value = reduction.value else { return nil }
    return names.texts[value]
  }

  /// Checks that every feed has the column that a value names, and gives its type.
  func column(_ text: String, of node: YAMLNode, _ mistakes: inout Mistakes) -> ColumnType? {
    if let type = names.columns[text], !text.contains(".") { return type }
    if let reason = names.explained[text] {
      mistakes.add(reason, at: node, bytes: node.bytes(ofWord: text))
    } else if !isIncomplete, !names.unsure.contains(text) {
      let columns = feeds.flatMap(\.columns).map(\.name)
      let kind = feeds.count == 1 ? "column of feed \(feeds[0].name)" : "column of these feeds"
      mistakes.add(
        .unknownReference(kind: kind, name: text, nearest: nearestWord(to: text, in: columns)),
        at: node, bytes: node.bytes(ofWord: text))
    }
    return nil
  }
}

extension YAMLNode {
  /// The range of a word inside a text, in UTF-8 bytes; the whole text where it is not found.
  fileprivate func bytes(ofWord word: String) -> Range<Int> {
    let text = text ?? ""
    var start = 0
    for part in text.utf8.split(separator: 0x20, omittingEmptySubsequences: false) {
      if part.elementsEqual(word.utf8) { return start..<start + part.count }
      start += part.count + 1
    }
    return 0..<text.utf8.count
  }
}

private typealias ReadReduction = (kind: FeatureDefinition.Kind?, type: ColumnType?)

private func readReduction(_ node: YAMLNode, _ events: EventFeeds, _ mistakes: inout Mistakes)
  -> ReadReduction
{
  let before = mistakes.count
  let condition = checkExpression(node["where"], in: events.names, .condition, &mistakes)
  guard let take = node["take"], let text = take.text, !text.isEmpty else { return (nil, nil) }
  let words = text.utf8.split(separator: 0x20).map { String(Substring($0)) }
  guard let first = words.first, let operation = Reduction.Operation(rawValue: first) else {
    let allowed = Reduction.Operation.allCases.map(\.rawValue)
    let word = words.first ?? ""
    let nearest = nearestWord(to: word, in: allowed)
    mistakes.add(
      .unknownValue(word, allowed: allowed, nearest: nearest), at: take,
      bytes: take.bytes(ofWord: word))
    return (nil, nil)
  }
  let needsValue = operation != .exists && operation != .count
  guard words.count == (needsValue ? 2 : 1) else {
    let form = needsValue ? "'\(first)' and one column, as in '\(first) value'" : "'\(first)' alone"
    mistakes.add(.expected(form), at: take)
    return (nil, operation.type(ofValue: nil))
  }
  let value = needsValue ? words[1] : nil
  let valueType = value.flatMap { events.column($0, of: take, &mistakes) }
  checkValueType(valueType, operation, take, &mistakes)
  let by = readOrder(node, operation, value, valueType, events, &mistakes)
  let type = operation.type(ofValue: valueType)
  let ties = readTies(node["ties"], operation, &mistakes)
  if mistakes.count > before { return (nil, type) }
  let reduction = Reduction(
    feeds: node.texts("from"), condition: condition, operation: operation, value: value, by: by,
    ties: ties)
  return (.reduced(reduction), type)
}

/// Which of several values of one day counts: the largest where nothing is said.
private func readTies(
  _ node: YAMLNode?, _ operation: Reduction.Operation, _ mistakes: inout Mistakes
) -> Reduction.Ties {
  guard let node else { return .largest }
  if operation != .first && operation != .last {
    mistakes.add(.expected("'ties' only with first and last"), at: node)
  }
  return Reduction.Ties(rawValue: node.text ?? "") ?? .largest
}

private func checkValueType(
  _ type: ColumnType?, _ operation: Reduction.Operation, _ take: YAMLNode,
  _ mistakes: inout Mistakes
) {
  guard let type else { return }
  switch operation {
  case .sum, .mean, .stddev:
    if !ColumnNeed.number.allows(type) { mistakes.add(.expected("a column of numbers"), at: take) }
  case .min, .max:
    if type == .boolean || type.isPersonKey {
      mistakes.add(.expected("a column of numbers, days or texts"), at: take)
    }
  case .first, .last:
    if type.isPersonKey {
      mistakes.add(.expected("a column other than a person's key"), at: take)
    }
  case .exists, .count: break
  }
}

/// The day that orders the events: `by`, or the value itself where that is a day.
private func readOrder(
  _ node: YAMLNode, _ operation: Reduction.Operation, _ value: String?, _ valueType: ColumnType?,
  _ events: EventFeeds, _ mistakes: inout Mistakes
) -> String? {
  let needsOrder = operation == .first || operation == .last
  guard let by = node["by"], let name = by.text else {
    if needsOrder && valueType == .day { return value }
    if needsOrder && valueType != nil { mistakes.add(.missingKey("by"), at: node.firstKey) }
    return nil
  }
  if !needsOrder {
    mistakes.add(.expected("'by' only with first and last"), at: by)
  } else if let type = events.column(name, of: by, &mistakes), type != .day {
    mistakes.add(.expected(ColumnNeed.day.words), at: by)
  }
  return name
}

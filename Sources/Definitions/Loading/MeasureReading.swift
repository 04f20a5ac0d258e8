import Expressions
import Model
import Tables

/// Reads how the rows of a feed replace each other.
func readRecord(_ node: YAMLNode, of feed: KnownFeed, _ mistakes: inout Mistakes) -> RecordRule {
  for key in ["key", "order"] {
    for column in node[key]?.elements ?? [] { feed.column(column, .any, &mistakes) }
  }
  feed.column(node["action"], .text, &mistakes)
  for key in ["begins", "removes"] {
    for action in node[key]?.elements ?? [] {
      checkCode(action, of: node.text("action"), in: feed, &mistakes)
    }
  }
  for action in node["removes"]?.elements ?? [] {
    if let text = action.text, node.texts("begins").contains(text) {
      mistakes.add(.expected("an action that does not begin a record too"), at: action)
    }
  }
  return RecordRule(
    key: node.texts("key"), action: node.text("action"), begins: node.texts("begins"),
    removes: node.texts("removes"), order: node.texts("order"))
}

/// Reads how the figures of a feed are added up.
func readTotals(_ node: YAMLNode, of feed: KnownFeed, _ mistakes: inout Mistakes) -> TotalsRule {
  for key in ["by", "parts"] {
    for column in node[key]?.elements ?? [] { feed.column(column, .any, &mistakes) }
  }
  feed.column(node["add"], .number, &mistakes)
  return TotalsRule(
    by: node.texts("by"), parts: node.texts("parts"), add: node.text("add"),
    firstOf: (node["first_of"]?.elements ?? []).compactMap {
      checkExpression($0, in: feed.names, .condition, &mistakes)
    })
}

/// Reads the units and plausible values of what a feed measures.
func readMeasures(_ node: YAMLNode, of feed: KnownFeed, _ mistakes: inout Mistakes) -> Measures {
  readCodesColumn(node, of: feed, &mistakes)
  if let type = feed.column(node["value"], .number, &mistakes), type == .integer,
    let value = node["value"]
  {
    mistakes.add(.expected("a column of type decimal"), at: value)
  }
  feed.column(node["unit"], .text, &mistakes)
  let by = node.text("by")
  var measures: [Measures.Measure] = []
  for entry in node["of"]?.entries ?? [] {
    checkCode(entry.name, at: entry.key, of: by, in: feed, &mistakes)
    measures.append(readMeasure(entry, of: feed, &mistakes))
  }
  let lacking = (feed.texts(of: by) ?? []).subtracting(measures.map(\.code))
  if !lacking.isEmpty, let of = node.entry("of") {
    let words = lacking.sorted().joined(separator: ", ")
    mistakes.add(.expected("a measure for each code of '\(by)'; \(words) has none"), at: of.key)
  }
  return Measures(
    by: by, value: node.text("value"), unit: node["unit"]?.text, of: measures,
    pairs: (node["pairs"]?.elements ?? []).map { readPair($0, measures, of: feed, &mistakes) })
}

/// The column of what was measured, which is one of codes: each of them has its measure.
private func readCodesColumn(_ node: YAMLNode, of feed: KnownFeed, _ mistakes: inout Mistakes) {
  guard let by = node["by"], let name = by.text else { return }
  if feed.column(by, .text, &mistakes) == .text, feed.texts(of: name) == nil {
    mistakes.add(.expected("a column of type code"), at: by)
  }
  if let unit = node["unit"], unit.text == name {
    mistakes.add(.expected("another column than that of the codes"), at: unit)
  }
}

private func readMeasure(
  _ entry: YAMLNode.Entry, of feed: KnownFeed, _ mistakes: inout Mistakes
) -> Measures.Measure {
  let node = entry.value
  let name = node.text("unit")
  var measure = Measures.Measure(
    code: entry.name,
    unit: name == "none" ? nil : Measures.Unit(name: name, spellings: node.texts("spellings")),
    plausible: readBounds(node["plausible"], &mistakes),
    isZeroMissing: node.text("zero") == "missing")
  if measure.unit == nil {
    for key in ["also", "spellings"] {
      if let entry = node.entry(key) {
        mistakes.add(.expected("a unit where '\(key)' is given"), at: entry.key)
      }
    }
  }
  for other in node["also"]?.entries ?? [] {
    let isPlain = other.value.text != nil
    let value = isPlain ? other.value : other.value["value"]
    guard let checked = checkExpression(value, in: feed.names, .number, &mistakes) else { continue }
    let spellings = isPlain ? [] : other.value.texts("spellings")
    measure.also.append(
      Measures.OtherUnit(
        unit: Measures.Unit(name: other.name, spellings: spellings), value: checked))
  }
  checkSpellings(of: measure, node, &mistakes)
  return measure
}

/// A unit that is written as another one is would be either.
private func checkSpellings(
  of measure: Measures.Measure, _ node: YAMLNode, _ mistakes: inout Mistakes
) {
  var known: Set<String> = []
  for unit in [measure.unit].compactMap({ $0 }) + measure.also.map(\.unit) {
    let own = Set(([unit.name] + unit.spellings).map { Measures.Unit.spelling($0) })
    if !known.isDisjoint(with: own) {
      mistakes.add(
        .expected("units that are written apart; '\(unit.name)' is written as another one is"),
        at: node.firstKey)
    }
    known.formUnion(own)
  }
}

private func readBounds(_ node: YAMLNode?, _ mistakes: inout Mistakes) -> ClosedRange<Double>? {
  guard let node else { return nil }
  let numbers = node.elements.compactMap { $0.text.flatMap { readDecimal($0) } }
  // An element that is no number has been reported with the shape.
  guard numbers.count == node.elements.count else { return nil }
  guard numbers.count == 2, numbers[0] <= numbers[1] else {
    mistakes.add(.expected("two numbers, the lowest and the highest"), at: node)
    return nil
  }
  return numbers[0]...numbers[1]
}

private func readPair(
  _ node: YAMLNode, _ measures: [Measures.Measure], of feed: KnownFeed, _ mistakes: inout Mistakes
) -> Measures.Pair {
  for key in ["lower", "upper"] {
    guard let code = node[key], let text = code.text, !text.isEmpty else { continue }
    if !measures.contains(where: { $0.code == text }) {
      let nearest = nearestWord(to: text, in: measures.map(\.code))
      mistakes.add(.unknownReference(kind: "measure", name: text, nearest: nearest), at: code)
    }
  }
  if let upper = node["upper"], upper.text == node["lower"]?.text, upper.text?.isEmpty == false {
    mistakes.add(.expected("another measure than the lower one"), at: upper)
  }
  for column in node["alike"]?.elements ?? [] { feed.column(column, .any, &mistakes) }
  feed.column(node["reading"], .any, &mistakes)
  return Measures.Pair(
    lower: node.text("lower"), upper: node.text("upper"), alike: node.texts("alike"),
    reading: node["reading"]?.text)
}

private func checkCode(
  _ node: YAMLNode, of column: String, in feed: KnownFeed, _ mistakes: inout Mistakes
) {
  guard let text = node.text, !text.isEmpty else { return }
  checkCode(text, at: node, of: column, in: feed, &mistakes)
}

/// Reports a code that a column never has.
private func checkCode(
  _ text: String, at node: YAMLNode, of column: String, in feed: KnownFeed,
  _ mistakes: inout Mistakes
) {
  guard let known = feed.texts(of: column), !known.contains(text) else { return }
  let nearest = nearestWord(to: text, in: known)
  mistakes.add(
    .unknownReference(kind: "code of '\(column)'", name: text, nearest: nearest), at: node)
}

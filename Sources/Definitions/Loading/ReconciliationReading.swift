import Formats
import Model

/// Reads how person-level feeds are held against published figures.
func readReconciliation(
  _ root: YAMLNode, _ known: Known, _ mistakes: inout Mistakes
) -> ReconciliationDefinition {
  var definition = ReconciliationDefinition(listSizes: nil, registers: nil)
  if let node = root["list_sizes"] {
    definition.listSizes = readListSizes(node, known, &mistakes)
    if let good = readDecimal(node.text("good")) { definition.good = good }
    if let major = readDecimal(node.text("major")) { definition.major = major }
    if definition.good > definition.major, let good = node["good"] ?? node["major"] {
      mistakes.add(.expected("'good' not above 'major'"), at: good)
    }
  }
  definition.registers = root["registers"].map { readRegisters($0, known, &mistakes) }
  return definition
}

private func readRegisters(
  _ node: YAMLNode, _ known: Known, _ mistakes: inout Mistakes
) -> RegisterSource {
  if let feed = known.feed(node["from"], &mistakes) {
    feed.column(node["practice"], .organisation, &mistakes)
    feed.column(node["group"], .text, &mistakes)
    feed.column(node["count"], .number, &mistakes)
  }
  let entries = known.feed(node["entries"], &mistakes)
  if let feed = entries {
    if let grain = feed.grain, grain != .event, let entries = node["entries"] {
      mistakes.add(.expected("a feed of grain event"), at: entries)
    }
    feed.column(node["entry_group"], .text, &mistakes)
    feed.column(node["entry_resolved"], .day, &mistakes)
  }
  var tolerance = RegisterTolerance()
  if let node = node["tolerance"] {
    if let share = readDecimal(node.text("aggregate")) { tolerance.aggregate = share }
    if let share = readDecimal(node.text("practice")) { tolerance.practice = share }
    if let patients = readWholeNumber(node.text("patients")) { tolerance.patients = patients }
  }
  return RegisterSource(
    feed: node.text("from"), practice: node.text("practice"), group: node.text("group"),
    count: node.text("count"), entries: node.text("entries"),
    entryKey: entries?.key ?? "", entryGroup: node.text("entry_group"),
    entryResolved: node.text("entry_resolved"), tolerance: tolerance)
}

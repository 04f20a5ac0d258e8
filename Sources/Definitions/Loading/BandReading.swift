import Expressions
import Model
import Tables

/// Reads bands or tiers; `key` is the key of their names.
///
/// They must ascend without a gap, and only the last may and must be open, so that every number is in exactly one.
func readBands(_ node: YAMLNode?, key: String, _ mistakes: inout Mistakes) -> [ScoreBand] {
  let nodes = node?.elements ?? []
  var names: Set<String> = []
  var bands: [ScoreBand] = []
  var bound: Double?
  for (index, node) in nodes.enumerated() {
    guard case .mapping = node.content else { continue }
    checkUnique(node[key], kind: key, among: &names, &mistakes)
    checkFrom(node, key, isFirst: index == 0, bound: bound, &mistakes)
    checkBelow(node, key, isLast: index == nodes.count - 1, bound: bound, &mistakes)
    let below = node["below"].flatMap { readDecimal($0.text ?? "") }
    bound = index == 0 ? below : bound.flatMap { bound in below.map { max(bound, $0) } }
    bands.append(ScoreBand(name: node.text(key), below: below))
  }
  return bands
}

/// Where a band begins, if it says so, the one before it must end.
private func checkFrom(
  _ node: YAMLNode, _ key: String, isFirst: Bool, bound: Double?, _ mistakes: inout Mistakes
) {
  guard let entry = node.entry("from") else { return }
  if isFirst {
    mistakes.add(
      .bands("the first \(key) must be open at its bottom, without 'from'"), at: entry.key)
  } else if let from = readDecimal(entry.value.text ?? ""), let bound, from != bound {
    mistakes.add(
      .bands(from < bound ? "\(key)s overlap" : "\(key)s leave a gap"), at: entry.value)
  }
}

private func checkBelow(
  _ node: YAMLNode, _ key: String, isLast: Bool, bound: Double?, _ mistakes: inout Mistakes
) {
  switch (isLast, node.entry("below")) {
  case (true, let entry?):
    mistakes.add(.bands("the last \(key) must be open at its top, without 'below'"), at: entry.key)
  case (false, nil):
    mistakes.add(.bands("only the last \(key) may be open at its top"), at: node.firstKey)
  case (false, let entry?):
    if let below = readDecimal(entry.value.text ?? ""), let bound, below <= bound {
      mistakes.add(.bands("a \(key) must end above the one before it"), at: entry.value)
    }
  case (true, nil): break
  }
}

/// Reads a column of bands as the `case` that it means; a missing number is in no band.
func readBandColumn(
  _ node: YAMLNode, in names: Names, _ mistakes: inout Mistakes
) -> CheckedExpression? {
  let before = mistakes.count
  let number = checkExpression(node["bands"], in: names, .number, &mistakes)
  let bands = readBands(node["of"], key: "band", &mistakes)
  guard let number, !bands.isEmpty, mistakes.count == before else { return nil }
  let branches = bands.map { band in
    let bound = band.below.map { "< \(decimalLiteral($0))" } ?? "is not null"
    return "when (\(number.text)) \(bound) then \(textLiteral(band.name))"
  }
  let text = "case \(branches.joined(separator: " ")) end"
  return checkExpression(text, of: node.firstKey, in: names, .value, &mistakes)
}

/// A finite number as expressions write it.
private func decimalLiteral(_ number: Double) -> String {
  number.sign == .minus ? "(-\(number.magnitude))" : "\(number)"
}

/// A text as expressions write it.
private func textLiteral(_ text: String) -> String {
  let quoted = text.split(separator: "'", omittingEmptySubsequences: false)
  return "'" + quoted.joined(separator: "''") + "'"
}

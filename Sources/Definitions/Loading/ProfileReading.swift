import Expressions
import Model

/// What the definition of networks' pages is held against.
struct ProfileSources {
  /// Whether the pipeline has lists, whose networks get the pages.
  var haveLists: Bool
  /// The columns of the person.
  var columns: PersonColumns
  /// The indicators; nil where one could not be read.
  var indicators: [IndicatorDefinition]?
}

/// Reads what networks' pages show.
func readProfile(
  _ root: YAMLNode, _ sources: ProfileSources, _ mistakes: inout Mistakes
) -> ProfileDefinition {
  if !sources.haveLists {
    mistakes.add(.expected("a pipeline with cohorts, whose networks get a page"), at: root)
  }
  for key in ["ages", "sexes"] { sources.columns.column(root[key], .text, &mistakes) }
  checkSides(root, sources, &mistakes)
  sources.columns.column(root["deprivation"], .classes, &mistakes)
  checkInDetail(root, sources, &mistakes)
  return ProfileDefinition(
    age: root.text("ages"), sex: root.text("sexes"), sides: root.texts("sides"),
    people: readBreakdowns(root["people"], sources, &mistakes),
    need: readBreakdowns(root["need"], sources, &mistakes),
    conditions: (root["conditions"]?.elements ?? []).map { node in
      sources.columns.column(node["column"], .truth, &mistakes)
      return ProfileDefinition.Breakdown(
        column: node.text("column"), title: node.text("title"), isCondition: true)
    }, deprivation: root["deprivation"]?.text, inDetail: root.texts("in_detail"))
}

extension PipelineDefinition {
  /// Gives the indicators that pages show in detail the column by which they are split in each network.
  mutating func applyProfile() {
    guard let profile = publish.value.profile, let column = profile.deprivation else { return }
    for index in indicators.indices where profile.inDetail.contains(indicators[index].value.name) {
      guard case .persons(var proportion) = indicators[index].value.kind else { continue }
      proportion.inNetworks = column
      indicators[index].value.kind = .persons(proportion)
    }
  }
}

private func readBreakdowns(
  _ node: YAMLNode?, _ sources: ProfileSources, _ mistakes: inout Mistakes
) -> [ProfileDefinition.Breakdown] {
  (node?.elements ?? []).map { node in
    sources.columns.column(node["by"], .classes, &mistakes)
    var breakdown = ProfileDefinition.Breakdown(
      column: node.text("by"), title: node.text("title"))
    breakdown.order = node.texts("order")
    return breakdown
  }
}

/// A pyramid has two sides, and each is a text that somebody may have.
private func checkSides(
  _ root: YAMLNode, _ sources: ProfileSources, _ mistakes: inout Mistakes
) {
  guard let node = root["sides"] else { return }
  if node.elements.count != 2 || Set(node.elements.compactMap(\.text)).count != 2 {
    mistakes.add(.expected("two values, one for each side"), at: node)
  }
  guard let known = sources.columns.names.texts[root.text("sexes")] else { return }
  for node in node.elements {
    guard let text = node.text, !known.contains(text) else { continue }
    mistakes.add(
      .unknownReference(
        kind: "text of '\(root.text("sexes"))'", name: text,
        nearest: nearestWord(to: text, in: known)), at: node)
  }
}

/// Only indicators of persons are counted by practice and by part of the population.
private func checkInDetail(
  _ root: YAMLNode, _ sources: ProfileSources, _ mistakes: inout Mistakes
) {
  guard let node = root["in_detail"], let indicators = sources.indicators else { return }
  let names = indicators.filter { if case .persons = $0.kind { true } else { false } }.map(\.name)
  for node in node.elements.isEmpty ? [node] : node.elements {
    guard let name = node.text, !names.contains(name) else { continue }
    let nearest = nearestWord(to: name, in: names)
    mistakes.add(
      .unknownReference(kind: "indicator of persons", name: name, nearest: nearest), at: node)
  }
}

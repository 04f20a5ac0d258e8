import Expressions
import Model

/// What the definition of networks' pages is held against.
struct ProfileSources {
  /// The names of the pipeline's lists, whose networks get the pages; nil where it has none, or one could not be read.
  var lists: Set<String>?
  /// Whether the pipeline has lists.
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
  checkIndicators(root["in_detail"], sources, &mistakes)
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

/// Reads what the pages of the whole system show beside the measures of all networks; nil where nothing is said of them.
func readSystemPages(
  _ root: YAMLNode, _ sources: ProfileSources, _ profile: ProfileDefinition?,
  _ mistakes: inout Mistakes
) -> SystemPagesDefinition? {
  guard let entry = root.entry("system_pages") else { return nil }
  if profile == nil { mistakes.add(.missingKey("profile"), at: entry.key) }
  let node = entry.value
  sources.columns.column(node["districts"], .text, &mistakes)
  checkIndicators(node["indicators"], sources, &mistakes)
  let named = node.texts("indicators")
  let lists = node["lists"]
  for node in lists.map({ $0.elements.isEmpty ? [$0] : $0.elements }) ?? [] {
    guard let names = sources.lists, let name = node.text, !names.contains(name) else { continue }
    let nearest = nearestWord(to: name, in: names)
    mistakes.add(.unknownReference(kind: "cohort", name: name, nearest: nearest), at: node)
  }
  var pages = SystemPagesDefinition(
    indicators: named.isEmpty ? profile?.inDetail ?? [] : named,
    groups: readBreakdowns(node["groups"], sources, &mistakes), district: node["districts"]?.text,
    lists: node.texts("lists"))
  pages.inverseCare = node["inverse_care"].map { readInverseCare($0, sources, &mistakes) }
  return pages
}

extension PipelineDefinition {
  /// Gives indicators and lists the columns by which pages show them: indicators in each network by deprivation, and in the system, as
  /// lists, by groups and districts.
  mutating func applyPages() {
    if let pages = publish.value.systemPages {
      let groups = pages.groups.map(\.column)
      let columns = groups + [pages.district].compactMap { $0 }.filter { !groups.contains($0) }
      for index in cohorts.indices where pages.lists.contains(cohorts[index].value.name) {
        cohorts[index].value.comparedBy = columns
      }
      publish.value.countInSystem(pages)
    }
    for index in indicators.indices {
      guard case .persons(var proportion) = indicators[index].value.kind else { continue }
      proportion.splits = publish.value.splits(
        ofIndicator: indicators[index].value.name, isOfExpected: proportion.expected != nil)
      indicators[index].value.kind = .persons(proportion)
    }
  }
}

extension PublishDefinition {
  /// Counts people in the system by the groups and districts of its pages too, where networks' pages do not.
  fileprivate mutating func countInSystem(_ pages: SystemPagesDefinition) {
    guard let profile else { return }
    let counted = profile.columns
    let district = pages.district.map { ProfileDefinition.Breakdown(column: $0, title: $0) }
    self.profile?.ofSystem = (pages.groups + [district].compactMap { $0 }).enumerated()
      .filter { place, group in
        !counted.contains(group.column)
          && !pages.groups.prefix(place).contains { $0.column == group.column }
      }.map(\.element)
  }

  /// The columns by which pages show an indicator, each once.
  fileprivate func splits(
    ofIndicator name: String, isOfExpected: Bool
  ) -> [PersonProportion.Split] {
    var splits: [PersonProportion.Split] = []
    if let profile, let column = profile.deprivation, profile.inDetail.contains(name) {
      splits.append(.init(column, isInNetworks: true))
    }
    guard let pages = systemPages else { return splits }
    let groups = pages.indicators.contains(name) ? pages.groups.map(\.column) : []
    let districts = isOfExpected ? [] : [pages.district].compactMap { $0 }
    let inverse = pages.inverseCare.map { $0.indicators.contains(name) ? [$0.column] : [] } ?? []
    for column in groups + districts + inverse
    where !splits.contains(where: { $0.column == column }) {
      splits.append(.init(column))
    }
    return splits
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
func checkIndicators(
  _ node: YAMLNode?, _ sources: ProfileSources, _ mistakes: inout Mistakes
) {
  guard let node, let indicators = sources.indicators else { return }
  let names = indicators.filter { if case .persons = $0.kind { true } else { false } }.map(\.name)
  for node in node.elements.isEmpty ? [node] : node.elements {
    guard let name = node.text, !names.contains(name) else { continue }
    let nearest = nearestWord(to: name, in: names)
    mistakes.add(
      .unknownReference(kind: "indicator of persons", name: name, nearest: nearest), at: node)
  }
}

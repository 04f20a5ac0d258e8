import Formats
import Model

/// What the definition of an area's figures is held against.
struct AreaSources {
  var known: Known
  /// The indicators that it may name.
  var profile: ProfileSources

  /// A feed of counts, not of persons, whose columns are checked; nil where there is none.
  func feed(
    _ node: YAMLNode, _ needs: [(key: String, need: ColumnNeed)], _ mistakes: inout Mistakes
  ) {
    guard let feed = known.feed(node["from"], &mistakes) else { return }
    if let grain = feed.grain, grain != .reference, let from = node["from"] {
      mistakes.add(.expected("a feed of grain reference"), at: from)
    }
    for (key, need) in needs { feed.column(node[key], need, &mistakes) }
  }
}

/// Reads figures of the whole area.
func readAreaFigures(
  _ root: YAMLNode, _ sources: AreaSources, _ mistakes: inout Mistakes
) -> AreaFiguresDefinition {
  var definition = AreaFiguresDefinition(name: root.text("area"), title: root.text("title"))
  definition.listSizes = root["list_sizes"].map { readAreaListSizes($0, sources, &mistakes) }
  definition.lifeExpectancy = root["life_expectancy"].map { node in
    sources.feed(
      node,
      [
        ("sexes", .text), ("ages", .number), ("group", .number), ("deaths", .number),
        ("people", .number),
      ],
      &mistakes)
    return LifeExpectancySource(
      feed: node.text("from"), sex: node.text("sexes"), age: node.text("ages"),
      group: node.text("group"), deaths: node.text("deaths"), people: node.text("people"),
      source: node.text("source"))
  }
  definition.projections = root["projections"].map { readProjections($0, sources, &mistakes) }
  definition.contracts = root["contracts"].map { readContracts($0, sources, &mistakes) }
  definition.experience = root["experience"].map { readExperience($0, sources, &mistakes) }
  definition.members = root["members"].map { node in
    sources.feed(node, [], &mistakes)
    let groups = node["by"]?.elements ?? []
    for group in groups {
      sources.known.feeds[node.text("from")]?.column(group["take"], .classes, &mistakes)
    }
    return MemberSource(
      feed: node.text("from"), title: node.text("title"),
      by: groups.map { .init(column: $0.text("column"), take: $0.text("take")) },
      source: node.text("source"))
  }
  definition.equality = root["equality"].map { node in
    var numbers: Set<String> = []
    return EqualityOutcomes(
      title: node.text("title"), source: node.text("source"),
      outcomes: (node["outcomes"]?.elements ?? []).map { node in
        checkUnique(node["outcome"], kind: "outcome", among: &numbers, &mistakes)
        checkIndicators(node["indicators"], sources.profile, &mistakes)
        return .init(
          outcome: node.text("outcome"), title: node.text("title"),
          indicators: node.texts("indicators"))
      })
  }
  return definition
}

private func readAreaListSizes(
  _ node: YAMLNode, _ sources: AreaSources, _ mistakes: inout Mistakes
) -> ListSizesOfArea {
  let residents = node["residents"].map { node in
    sources.feed(node, [("area", .text), ("title", .text), ("people", .number)], &mistakes)
    return ListSizesOfArea.Residents(
      feed: node.text("from"), area: node.text("area"), title: node.text("title"),
      people: node.text("people"))
  }
  return ListSizesOfArea(
    lists: readListSizes(node, sources.known, &mistakes), residents: residents,
    source: node.text("source"))
}

private func readProjections(
  _ node: YAMLNode, _ sources: AreaSources, _ mistakes: inout Mistakes
) -> ProjectionSource {
  sources.feed(
    node, [("year", .number), ("sexes", .text), ("ages", .text), ("people", .number)], &mistakes)
  for key in ["of_sexes", "of_ages"] where Set(node.texts(key)).count < node.texts(key).count {
    mistakes.add(.expected("each value once"), at: node[key] ?? node.firstKey)
  }
  let rates = node["rates"] ?? node
  sources.feed(
    rates, [("condition", .text), ("sexes", .text), ("ages", .text), ("percent", .number)],
    &mistakes)
  return ProjectionSource(
    feed: node.text("from"), year: node.text("year"), sex: node.text("sexes"),
    age: node.text("ages"), people: node.text("people"), sexes: node.texts("of_sexes"),
    ages: node.texts("of_ages"),
    rates: .init(
      feed: rates.text("from"), condition: rates.text("condition"), sex: rates.text("sexes"),
      age: rates.text("ages"), percent: rates.text("percent")), source: node.text("source"))
}

private func readContracts(
  _ node: YAMLNode, _ sources: AreaSources, _ mistakes: inout Mistakes
) -> ContractSource {
  sources.feed(
    node,
    [
      ("provider", .text), ("provider_title", .text), ("service", .text), ("period", .day),
      ("eligible", .number), ("reached", .number),
    ], &mistakes)
  var names: Set<String> = []
  let services = (node["services"]?.elements ?? []).map { node -> ContractSource.Service in
    checkUnique(node["service"], kind: "service", among: &names, &mistakes)
    if let target = node.entry("target"), node["source"] == nil {
      mistakes.add(.missingKey("source"), at: target.key)
    }
    return .init(
      service: node.text("service"), title: node.text("title"),
      target: readDecimal(node.text("target")), source: node.text("source"))
  }
  return ContractSource(
    feed: node.text("from"), provider: node.text("provider"),
    providerTitle: node.text("provider_title"), service: node.text("service"),
    period: node.text("period"), eligible: node.text("eligible"), reached: node.text("reached"),
    services: services, source: node.text("source"))
}

private func readExperience(
  _ node: YAMLNode, _ sources: AreaSources, _ mistakes: inout Mistakes
) -> ExperienceSource {
  sources.feed(
    node, [("care", .text), ("examples", .number), ("positive", .number), ("negative", .number)],
    &mistakes)
  let test = node["friends_and_family"].map { node in
    sources.feed(
      node,
      [("care", .text), ("responses", .number), ("positive", .number), ("negative", .number)],
      &mistakes)
    return ExperienceSource.FriendsAndFamily(
      feed: node.text("from"), area: node.text("care"), responses: node.text("responses"),
      positive: node.text("positive"), negative: node.text("negative"))
  }
  var names: Set<String> = []
  let areas = (node["areas"]?.elements ?? []).map { node -> ExperienceSource.Area in
    checkUnique(node["care"], kind: "area of care", among: &names, &mistakes)
    checkIndicators(node["indicators"], sources.profile, &mistakes)
    return .init(
      area: node.text("care"), title: node.text("title"), indicators: node.texts("indicators"))
  }
  return ExperienceSource(
    feed: node.text("from"), area: node.text("care"), examples: node.text("examples"),
    positive: node.text("positive"), negative: node.text("negative"), friendsAndFamily: test,
    areas: areas, source: node.text("source"))
}

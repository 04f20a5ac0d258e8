import Model
import Tables

/// Reads the campaigns; their seasons come by their first day.
func readCampaigns(_ root: YAMLNode, _ mistakes: inout Mistakes) -> [Campaign] {
  (root["campaigns"]?.entries ?? []).map { entry in
    let seasons = readSeasons(entry.value["seasons"]?.entries ?? [], &mistakes)
    return Campaign(name: entry.name, title: entry.value.text("title"), seasons: seasons)
  }.sorted { $0.name < $1.name }
}

private func readSeasons(_ entries: [YAMLNode.Entry], _ mistakes: inout Mistakes) -> [Season] {
  var seasons: [(season: Season, key: YAMLNode)] = []
  let dayNames = Set(entries.flatMap { $0.value["days"]?.entries.map(\.name) ?? [] })
  for entry in entries {
    let days = entry.value["days"]?.entries ?? []
    for day in days where reservedNames(dayNames).contains(day.name) {
      mistakes.add(.duplicateName(kind: "parameter", name: day.name), at: day.key)
    }
    for name in dayNames.sorted() where !days.contains(where: { $0.name == name }) {
      mistakes.add(.missingKey(name), at: entry.value["days"]?.firstKey ?? entry.key)
    }
    guard let from = Day(iso: entry.value.text("from")),
      let before = Day(iso: entry.value.text("before"))
    else { continue }
    if before <= from, let node = entry.value["before"] {
      mistakes.add(.seasons("the season ends before it starts"), at: node)
      continue
    }
    let pairs = days.compactMap { day in Day(iso: day.value.text ?? "").map { (day.name, $0) } }
    let season = Season(
      name: entry.name, from: from, before: before, days: Dictionary(pairs) { first, _ in first },
      source: entry.value.text("source"))
    seasons.append((season, entry.key))
  }
  seasons.sort { ($0.season.from, $0.season.name) < ($1.season.from, $1.season.name) }
  for (earlier, later) in zip(seasons, seasons.dropFirst())
  where later.season.from < earlier.season.before {
    mistakes.add(.seasons("the season overlaps '\(earlier.season.name)'"), at: later.key)
  }
  return seasons.map(\.season)
}

/// What a day of a season may not be called, since conditions read something else by that name.
private func reservedNames(_ dayNames: Set<String>) -> Set<String> {
  let own: Set<String> = ["reference_date", "season", "season_start", "season_end"]
  return own.union(own.union(dayNames).map { Campaign.lastPrefix + $0 })
}

extension Campaign {
  /// The parameters that expressions of the campaign may use.
  var parameterTypes: [String: ColumnType] {
    var types: [String: ColumnType] = ["season": .text, "season_start": .day, "season_end": .day]
    for name in seasons.flatMap({ $0.days.keys }) { types[name] = .day }
    for (name, type) in types { types[Campaign.lastPrefix + name] = type }
    return types
  }
}

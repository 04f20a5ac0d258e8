import Expressions
import Model
import Tables

/// Reads a score, and adds its columns to those of the person.
func readScore(_ root: YAMLNode, _ columns: inout PersonColumns, _ mistakes: inout Mistakes)
  -> ScoreDefinition
{
  let persons = columns.names
  addColumns(of: root, &columns, &mistakes)
  var names = persons
  let values = readValues(root["values"], &names, &mistakes)
  let requirements = (root["requires"]?.elements ?? []).compactMap { node in
    checkExpression(node["holds"], in: names, .condition, &mistakes).map {
      ScoreRequirement(because: node.text("because"), holds: $0)
    }
  }
  return ScoreDefinition(
    name: root.text("score"), version: root.text("version"), title: root.text("title"),
    source: root.text("source"), notice: root["notice"]?.text,
    eligible: checkExpression(root["eligible"], in: persons, .condition, &mistakes),
    recorded: checkExpression(root["recorded"], in: persons, .number, &mistakes),
    values: values, requirements: requirements, models: readModels(root, names, &mistakes),
    bands: readBands(root["bands"], key: "band", &mistakes),
    tiers: root["tiers"].flatMap { readTiers($0, &mistakes) },
    intendedPurpose: root.text("intended_purpose"),
    device: DeviceStatus(
      isDevice: root["device"]?.text("status") == DeviceStatus.words.isOne,
      because: root["device"]?.text("because") ?? ""))
}

/// Adds the columns that a score makes: three always, the others where its definition asks for them.
private func addColumns(
  of root: YAMLNode, _ columns: inout PersonColumns, _ mistakes: inout Mistakes
) {
  let place = root.firstKey
  let asked: [ScoreColumn: String] = [.origin: "recorded", .without: "requires", .tier: "tiers"]
  let texts: [ScoreColumn: Set<String>] = [
    .band: names("band", root["bands"]), .origin: Set(ScoreDefinition.origins),
    .without: names("because", root["requires"]).union(ScoreDefinition.lacks),
    .tier: names("tier", root["tiers"]?["of"]),
  ]
  for column in ScoreColumn.allCases {
    if let key = asked[column], root[key] == nil { continue }
    columns.add(
      column.name(of: root.text("score")), column.type, texts: texts[column], at: place, &mistakes)
  }
}

/// The values that a key has in the mappings of a list.
private func names(_ key: String, _ list: YAMLNode?) -> Set<String> {
  Set((list?.elements ?? []).compactMap { $0[key]?.text })
}

/// Reads named values, each of which may read those before it, and adds them to the names.
private func readValues(
  _ node: YAMLNode?, _ names: inout Names, _ mistakes: inout Mistakes
) -> [DerivedColumn] {
  var values: [DerivedColumn] = []
  for entry in node?.entries ?? [] {
    let value = checkExpression(entry.value, in: names, .value, &mistakes)
    guard !names.has(entry.name), entry.name != ScoreModel.sum else {
      mistakes.add(.duplicateName(kind: "column", name: entry.name), at: entry.key)
      continue
    }
    names.add(entry.name, value?.type, texts: value?.knownTexts)
    if let value { values.append(DerivedColumn(name: entry.name, value: value)) }
  }
  return values
}

/// Reads a score's models; a score that has terms instead is one model for everybody.
private func readModels(_ root: YAMLNode, _ names: Names, _ mistakes: inout Mistakes)
  -> [ScoreModel]
{
  var modelNames: Set<String> = []
  guard let nodes = root["models"]?.elements else { return [readModel(root, names, &mistakes)] }
  return nodes.map { node in
    checkUnique(node["model"], kind: "model", among: &modelNames, &mistakes)
    let when = checkExpression(node["when"], in: names, .condition, &mistakes)
    var names = names
    let values = readValues(node["values"], &names, &mistakes)
    var model = readModel(node, names, &mistakes)
    model.name = node.text("model")
    model.when = when
    model.values = values
    return model
  }
}

/// Reads terms and result.
private func readModel(_ node: YAMLNode, _ names: Names, _ mistakes: inout Mistakes) -> ScoreModel {
  var termNames: Set<String> = []
  let terms = (node["terms"]?.elements ?? []).map { node in
    checkUnique(node["term"], kind: "term", among: &termNames, &mistakes)
    return ScoreTerm(
      name: node.text("term"), title: node.text("title"),
      when: checkExpression(node["when"], in: names, .condition, &mistakes),
      value: checkExpression(node["value"], in: names, .number, &mistakes),
      weight: readDecimal(node.text("weight")) ?? 0)
  }
  var resultNames = names
  resultNames.add(ScoreModel.sum, .decimal)
  return ScoreModel(
    terms: terms, result: checkExpression(node["result"], in: resultNames, .number, &mistakes))
}

private func readTiers(_ node: YAMLNode, _ mistakes: inout Mistakes) -> ScoreTiers? {
  let tiers = readBands(node["of"], key: "tier", &mistakes)
  return ScoreTiers.Area(rawValue: node.text("within")).map { ScoreTiers(within: $0, tiers: tiers) }
}

import Expressions
import Model

/// Reads how results leave the program.
///
/// `segmentations` are the names of the sets of segments; nil where one could not be read.
func readPublishing(
  _ root: YAMLNode, segmentations: Set<String>?, _ persons: OutputPersons,
  _ lists: WorkbookLists, _ profile: ProfileSources, _ mistakes: inout Mistakes
) -> PublishDefinition {
  var definition = PublishDefinition()
  if let node = root["disclosure"] {
    if let count = readWholeNumber(node.text("hide_up_to")) {
      definition.disclosure.hidesUpTo = count
    }
    if let count = readWholeNumber(node.text("round_to")) { definition.disclosure.roundsTo = count }
    // Neither hidden nor rounded, a count of one would be published as it is.
    if definition.disclosure.hidesUpTo < 1, definition.disclosure.roundsTo < 2 {
      mistakes.add(
        .expected("a rule that protects: hide_up_to from 1, or round_to from 2"), at: node)
    }
  }
  if let node = root["segments"], let name = node.text {
    definition.segmentation = name
    if let segmentations, !segmentations.contains(name) {
      let nearest = nearestWord(to: name, in: segmentations)
      mistakes.add(.unknownReference(kind: "segmentation", name: name, nearest: nearest), at: node)
    }
  }
  if let count = readWholeNumber(root.text("keep_runs")) { definition.runsKept = count }
  if let count = readWholeNumber(root.text("keep_gigabytes")) {
    let bytes = count.multipliedReportingOverflow(by: 1_000_000_000)
    // What no disk has is no limit.
    definition.bytesKept = bytes.overflow ? nil : bytes.partialValue
  }
  definition.outputs = readOutputs(root, persons, &mistakes)
  definition.workbook = root["workbook"].map { readWorkbook($0, lists, &mistakes) }
  definition.pseudonymised = root["pseudonymised"].map {
    readPseudonymised($0, persons, profile, &mistakes)
  }
  definition.hasWarehouse = root.text("warehouse") != "left-out"
  definition.aggregates = AggregateCadence(rawValue: root.text("publish_aggregates")) ?? .weekly
  definition.centralMetrics = root["central_metrics"].map { node in
    CentralMetricsDefinition(
      location: node.text("location"), locationType: node.text("location_type"),
      businessArea: node.text("business_area"), businessSubArea: node.text("business_sub_area"),
      owner: node.text("owner"), source: node.text("source"))
  }
  definition.profile = root["profile"].map { readProfile($0, profile, &mistakes) }
  definition.systemPages = readSystemPages(root, profile, definition.profile, &mistakes)
  definition.handingOver = root["handing_over"].map { readHandingOver($0, &mistakes) }
  return definition
}

/// Reads what leaves of each person under a pseudonym; which columns tell who it is, the plan knows.
private func readPseudonymised(
  _ root: YAMLNode, _ persons: OutputPersons, _ sources: ProfileSources, _ mistakes: inout Mistakes
) -> PseudonymisedDefinition {
  if !persons.isThere { mistakes.add(.expected("a pipeline with a population"), at: root) }
  for node in root["columns"]?.elements ?? [] { sources.columns.column(node, .any, &mistakes) }
  for node in root["lists"]?.elements ?? [] {
    guard let known = sources.lists, let name = node.text, !known.contains(name) else { continue }
    mistakes.add(
      .unknownReference(kind: "cohort", name: name, nearest: nearestWord(to: name, in: known)),
      at: node)
  }
  let definition = PseudonymisedDefinition(
    columns: root.texts("columns"), lists: root.texts("lists"))
  var names: Set<String> = [PseudonymisedDefinition.pseudonym]
  let lists = definition.lists.map { PseudonymisedDefinition.column(ofList: $0) }
  let nodes = (root["columns"]?.elements ?? []) + (root["lists"]?.elements ?? [])
  for (name, node) in zip(definition.columns + lists, nodes) where !names.insert(name).inserted {
    mistakes.add(.duplicateName(kind: "column", name: name), at: node)
  }
  return definition
}

private func readHandingOver(_ node: YAMLNode, _ mistakes: inout Mistakes) -> HandingOver {
  var networks: HandedFolder?
  if let node = node["networks"] {
    networks = readHandedFolder(node, &mistakes)
    // One folder cannot be the copy of all networks' folders, and whoever may read one network's may not read another's.
    for key in ["copy_to", "group"] {
      if let value = node[key], let text = value.text, !text.contains(HandedFolder.placeholder) {
        mistakes.add(
          .expected("'\(HandedFolder.placeholder)' where the network's code is to stand"), at: value
        )
      }
    }
  }
  // A copy takes the place of the one before it.
  let targets = [("networks", true), ("system", false), ("pseudonymised", false)].compactMap {
    key, isMany in
    node[key]?["copy_to"].map { (value: $0, isMany: isMany) }
  }
  for (index, target) in targets.enumerated() {
    let path = copyPath(target.value)
    let isTaken = targets.prefix(index).contains { other in
      other.isMany ? matches(path, copyPath(other.value)) : path == copyPath(other.value)
    }
    if isTaken {
      mistakes.add(.expected("a folder of its own: another one is copied there"), at: target.value)
    }
  }
  return HandingOver(
    networks: networks, system: node["system"].map { readHandedFolder($0, &mistakes) },
    pseudonymised: node["pseudonymised"].map { readHandedFolder($0, &mistakes) })
}

/// The names that a path leads through.
private func copyPath(_ node: YAMLNode) -> [String] {
  (node.text ?? "").split(separator: "/").filter { $0 != "." }.map { String($0) }
}

/// Whether a path is one of those of networks' folders, in which `{network}` stands for any code.
private func matches(_ path: [String], _ pattern: [String]) -> Bool {
  path.count == pattern.count
    && zip(path, pattern).allSatisfy { name, wanted in
      let parts = wanted.split(
        separator: HandedFolder.placeholder, omittingEmptySubsequences: false)
      guard parts.count > 1, let first = parts.first, let last = parts.last else {
        return name == wanted
      }
      guard name.hasPrefix(first), name.hasSuffix(last), name.count > first.count + last.count
      else { return false }
      // The codes of networks are capitals and digits; a folder beside theirs is called otherwise.
      return name.dropFirst(first.count).dropLast(last.count)
        .allSatisfy { $0.isUppercase || $0.isNumber }
    }
}

private func readHandedFolder(_ node: YAMLNode, _ mistakes: inout Mistakes) -> HandedFolder {
  var folder = HandedFolder(group: node["group"]?.text, copiedTo: node["copy_to"]?.text)
  folder.statesModes = node["folders"] != nil || node["files"] != nil
  for entry in node["groups"]?.entries ?? [] { folder.groups[entry.name] = entry.value.text }
  if let mode = node["folders"]?.text.flatMap({ UInt32($0, radix: 8) }) { folder.folderMode = mode }
  if let mode = node["files"]?.text.flatMap({ UInt32($0, radix: 8) }) { folder.fileMode = mode }
  if let value = node["copy_to"], let path = value.text, !path.hasPrefix("/") {
    mistakes.add(.expected("a whole path, from '/' on"), at: value)
  }
  return folder
}

import Expressions
import Model

/// Reads a directory of pathways.
///
/// A need may have a service's name: whoever asks for it then means both.
func readPathways(
  _ root: YAMLNode, _ columns: PersonColumns, _ mistakes: inout Mistakes
) -> PathwaysDefinition {
  var names: Set<String> = []
  let services = (root["services"]?.elements ?? []).map { node in
    checkUnique(node["service"], kind: "service", among: &names, &mistakes)
    return Service(
      name: node.text("service"), title: node.text("title"), needs: node.texts("needs"),
      eligible: checkExpression(node["eligible"], in: columns.names, .condition, &mistakes),
      source: node.text("source"), audience: node["for"]?.text, places: node["where"]?.text)
  }
  return PathwaysDefinition(
    name: root.text("pathways"), title: root.text("title"), source: root.text("source"),
    services: services, titledNeeds: readNeeds(root["needs"], of: services, &mistakes))
}

/// A title is of a need that some service meets.
private func readNeeds(
  _ node: YAMLNode?, of services: [Service], _ mistakes: inout Mistakes
) -> [PathwaysDefinition.Need] {
  let known = Set(services.flatMap(\.needs))
  return (node?.entries ?? []).map { entry in
    if !known.contains(entry.name) {
      let nearest = nearestWord(to: entry.name, in: known)
      mistakes.add(
        .unknownReference(kind: "need", name: entry.name, nearest: nearest), at: entry.key)
    }
    return PathwaysDefinition.Need(name: entry.name, title: entry.value.text ?? "")
  }
}

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
      source: node.text("source"))
  }
  return PathwaysDefinition(
    name: root.text("pathways"), title: root.text("title"), source: root.text("source"),
    services: services)
}

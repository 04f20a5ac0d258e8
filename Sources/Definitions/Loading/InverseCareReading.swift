import Model

/// Reads what is held beside what to see whether care goes where need is.
///
/// Of care more is better, and of need it is not: otherwise nothing could diverge.
func readInverseCare(
  _ node: YAMLNode, _ sources: ProfileSources, _ mistakes: inout Mistakes
) -> InverseCareDefinition {
  sources.columns.column(node["by"], .classes, &mistakes)
  for (key, isCare) in [("need", false), ("care", true)] {
    checkIndicators(node[key], sources, &mistakes)
    for value in node[key].map({ $0.elements.isEmpty ? [$0] : $0.elements }) ?? [] {
      guard let name = value.text,
        let indicator = sources.indicators?.first(where: { $0.name == name }),
        // With a target it cannot be otherwise: whoever says so is told there.
        (indicator.target != nil || indicator.betterWay == .higher) != isCare
      else { continue }
      mistakes.add(
        .expected(
          isCare
            ? "an indicator of care, of which a higher share is better"
            : "an indicator of need, of which a higher share is not better"), at: value)
    }
  }
  return InverseCareDefinition(
    column: node.text("by"), need: node.texts("need"), care: node.texts("care"))
}

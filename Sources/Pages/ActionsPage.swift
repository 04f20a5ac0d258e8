import Definitions
import Expressions
import Messages
import Model

/// The page of what is made of what networks report, which is the same for every list.
func page(of defined: Defined<ActionsDefinition>, _ catalogue: Catalogue) -> String {
  let definition = defined.value
  let actions = definition.ofEachList
  let place =
    defined.file.hasPrefix("/")
    ? code(definition.name) : "[\(code(definition.name))](../../../\(defined.file))"
  var lines = [
    "# \(prose(definition.title))", "", "\(place). [All definitions](README.md).", "",
    "**Source.** \(prose(definition.source))", "",
    "The feed \(code(actions.feed)) is read list by list: its column \(code(actions.list)) names the list. Whoever is taken off a list stays in its "
      + "denominator. An action is held against who is or was on the list for \(counted(actions.auditDays, "day")).",
    "",
  ]
  lines += chapter(
    "Who is taken off a list",
    markdownTable(
      ["Step", "Rule", "When"],
      actions.closings.enumerated().map {
        ["\($0 + 1)", prose(capitalised($1.because)), code($1.when.text)]
      }))
  lines += chapter(
    "What is said of a person",
    markdownTable(
      ["Reason", "When"], actions.reasons.map { [prose(capitalised($0.says)), code($0.when.text)] })
  )
  lines += chapter("The list's own values", values(of: actions))
  if let wrong = actions.wronglyListed {
    lines += ["Told to the data team as wrongly listed: \(code(wrong.text)).", ""]
  }
  lines += chapter("Red flags", redFlags(of: catalogue.pipeline))
  let without = catalogue.pipeline.cohorts.map(\.value).filter { $0.actions == nil }
  if !without.isEmpty {
    lines += [
      "Lists that take no actions: \(without.map { code($0.name) }.joined(separator: ", ")).", "",
    ]
  }
  return lines.joined(separator: "\n")
}

private func values(of actions: ListActions) -> [String] {
  markdownTable(
    ["Value", "How", "Shown"],
    actions.features.map { feature in
      let how =
        switch feature.kind {
        case .derived(let value): code(value.text)
        case .reduced(let reduction): how(reduction)
        }
      return [code(feature.name), how, actions.shown.contains(feature.name) ? "yes" : ""]
    })
}

/// For how many days an action holds in spite of each red flag.
private func redFlags(of pipeline: PipelineDefinition) -> [String] {
  markdownTable(
    ["Red flag", "Lists", "An action holds"],
    (pipeline.impact?.value.redFlags ?? []).map { flag in
      [
        prose(flag.because),
        flag.lists.isEmpty ? "all" : flag.lists.map { code($0) }.joined(separator: ", "),
        flag.heldDays == 0 ? "not at all" : counted(flag.heldDays, "day"),
      ]
    })
}

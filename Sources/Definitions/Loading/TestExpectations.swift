import Expressions
import Model
import Tables

extension DefinitionTests.Kind {
  /// The keys of a test that say what must come out.
  var outcomes: [String] {
    switch self {
    case .cohort: ["on_list", "excluded", "status", "due_on", "reasons", "pathway", "columns"]
    case .segmentation: ["segment", "elements", "columns"]
    case .score: ["score", "band", "without", "columns"]
    case .features: ["columns"]
    case .population: ["in_population", "columns"]
    case .impact: ["need", "gap", "equity", "priority", "open_lists", "red_flags", "columns"]
    }
  }
}

/// Reads what must come out of a test, in the order of its keys.
func readExpectations(
  of node: YAMLNode, _ file: TestedFile, _ names: TestNames, _ mistakes: inout Mistakes
) -> [TestExpectation] {
  if node.text("on_list") == "true", let entry = node.entry("excluded") {
    mistakes.add(.expected("no 'excluded' of somebody who is on the list"), at: entry.key)
  }
  if node.text("in_population") == "false", let entry = node.entry("columns") {
    mistakes.add(
      .expected("no 'columns' of somebody who is not in the population"), at: entry.key)
  }
  let root = file.root
  let actions = names.actions(of: file)
  return node.entries.filter { file.kind.outcomes.contains($0.name) }.flatMap {
    entry -> [TestExpectation] in
    let (text, line) = (entry.value.text ?? "", entry.key.place.line)
    func named(_ kind: String, _ allowed: [String]) -> String? {
      name(entry.value, kind, among: allowed, &mistakes)
    }
    func namedOrMissing(_ kind: String, _ allowed: [String]) -> String?? {
      text == TestExpectation.missing ? .some(nil) : named(kind, allowed).map { .some($0) }
    }
    let number = text == TestExpectation.missing ? nil : readDecimal(text)
    let subject: TestExpectation.Subject? =
      switch entry.name {
      case "on_list": .onList(text == "true")
      case "excluded":
        named(
          "exclusion of this cohort",
          root.becauses("exclude") + (actions?.closings.map(\.because) ?? [])
            + [TestExpectation.notEligible, TestExpectation.optedOut]
        )
        .map { .excluded($0) }
      case "status": .status(text)
      case "due_on":
        text == TestExpectation.missing ? .dueOn(nil) : Day(iso: text).map { .dueOn($0) }
      case "reasons":
        .reasons(
          entry.value.elements.compactMap {
            name(
              $0, "reason of this cohort",
              among: root.values("says", of: "reasons") + (actions?.reasons.map(\.says) ?? []),
              &mistakes)
          })
      case "pathway": .pathway(text == TestExpectation.missing ? nil : text)
      case "segment":
        named("segment of this set", root.values("segment", of: "precedence"))
          .map { .segment($0) }
      case "elements":
        .elements(
          entry.value.elements.compactMap {
            name($0, "element or overlay of this set", among: root.elementNames, &mistakes)
          })
      case "score": .score(number)
      case "band":
        namedOrMissing("band of this score", root.values("band", of: "bands")).map { .band($0) }
      case "without":
        namedOrMissing(
          "requirement of this score", root.becauses("requires") + ScoreDefinition.lacks
        )
        .map { .without($0) }
      case "in_population": .inPopulation(text == "true")
      case "need": .need(number)
      case "gap": .gap(number)
      case "equity": .equity(number)
      case "priority": .priority(number)
      case "open_lists":
        .openLists(
          entry.value.elements.compactMap {
            name(
              $0, "cohort of this impact definition",
              among: root["benefits"]?.entries.map(\.name) ?? [], &mistakes)
          })
      case "red_flags":
        .redFlags(
          entry.value.elements.compactMap {
            name(
              $0, "red flag of this impact definition", among: root.becauses("red_flags"), &mistakes
            )
          })
      default: nil
      }
    if let subject { return [TestExpectation(subject, line: line)] }
    guard entry.name == "columns" else { return [] }
    return entry.value.entries.compactMap { column in
      readColumn(column, names.columns(of: file), &mistakes).map {
        TestExpectation(.column($0), line: column.key.place.line)
      }
    }
  }
}

/// The text of a value that must be one of those that the definition says.
private func name(
  _ node: YAMLNode, _ kind: String, among allowed: [String], _ mistakes: inout Mistakes
) -> String? {
  guard let text = node.text, !text.isEmpty else { return nil }
  guard !allowed.contains(text) else { return text }
  let nearest = nearestWord(to: text, in: allowed)
  mistakes.add(.unknownReference(kind: kind, name: text, nearest: nearest), at: node)
  return nil
}

extension YAMLNode {
  /// The values that a key has in the mappings of a list.
  fileprivate func values(_ key: String, of list: String) -> [String] {
    (self[list]?.elements ?? []).compactMap { $0[key]?.text }
  }

  /// What the mappings of a list give as the reason.
  fileprivate func becauses(_ list: String) -> [String] { values("because", of: list) }

  /// The elements of all segments, and the overlays.
  fileprivate var elementNames: [String] {
    (self["precedence"]?.elements ?? []).flatMap { $0.values("element", of: "elements") }
      + values("overlay", of: "overlays")
  }
}

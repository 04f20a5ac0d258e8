import Messages
import Model
import Definitions
import Expressions
import Tables

/// The page of a cohort.
func page(of defined: Defined<CohortDefinition>, _ catalogue: Catalogue) -> String {
  let cohort = defined.value
  var lines = head(
    cohort.title, name: cohort.name, version: nil, source: cohort.source, defined.file)
  if let campaign = cohort.campaign {
    lines += ["Days such as `season_start` are those of the \(prose(campaign)) season.", ""]
  }
  lines += chapter(
    "Who is on the list", flowchart(of: cohort) + rules(of: cohort, catalogue.pipeline))
  lines += chapter(
    "Who comes first",
    rank(
      of: cohort, key: catalogue.pipeline.population?.value.key ?? .nhsNumber))
  lines += chapter(
    "What is said of a person",
    markdownTable(
      ["Reason", "When"], cohort.reasons.map { [prose(capitalised($0.says)), code($0.when.text)] }))
  lines += chapter("What is offered, and what is aimed at", offer(of: cohort, catalogue.pipeline))
  lines += howFarBack(cohort, catalogue)
  if let terms = cohort.terms {
    lines += chapter("What the list may be used for", termsLines(terms))
  }
  let read = cohort.expressions(offering: catalogue.pipeline.pathways?.value)
    .reduce(into: Set<String>()) { $0.formUnion($1.columns) }
  lines += catalogue.meanings.lines(of: read)
  lines += ruleByRule(catalogue.cases[cohort.name] ?? [])
  lines += workedExamples(catalogue.tests(of: defined.file))
  return lines.joined(separator: "\n")
}

/// How far back it looks who is on the list and what is said of them, beside how far back the feeds reach.
private func howFarBack(_ cohort: CohortDefinition, _ catalogue: Catalogue) -> [String] {
  guard let looks = catalogue.looks else { return [] }
  let (deciding, all) = (looks.whoIsOn(cohort), looks.all(cohort))
  let rows = all.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { feeds, time in
    [
      prose(feeds.joined(separator: ", ")), prose(deciding[feeds]?.text ?? "not at all"),
      prose(time.text), prose(catalogue.pipeline.history(of: feeds)?.text ?? "not stated"),
    ]
  }
  guard !rows.isEmpty else { return [] }
  let beyond = all.contains { feeds, time in
    catalogue.pipeline.history(of: feeds).map { $0 < time } ?? false
  }
  return chapter(
    "How far back it looks",
    markdownTable(
      ["Feed", "Who is on the list", "With what is said of them", "The feed reaches back"], rows)
      + (beyond
        ? ["What was ever or never there means in the time that the feed reaches back.", ""] : []))
}

/// The terms of an output as a list.
func termsLines(_ terms: OutputTerms) -> [String] {
  lines(of: terms).map { "* " + prose($0) } + [""]
}

/// The steps of a cohort as a flowchart: who goes on down the middle, who leaves at the side.
private func flowchart(of cohort: CohortDefinition) -> [String] {
  var lines = [
    "start([\(mermaidText("Registered with a practice that has a list"))])",
    "eligible{\(mermaidText("Eligible?"))}",
    "start --> eligible",
    "eligible -- no --> out0[\(mermaidText("Not considered"))]",
  ]
  if !cohort.leavesOut.isEmpty {
    let titles = cohort.leavesOut.inOrder.map(\.title).joined(separator: " or ")
    lines[2] = "start --> optout{\(mermaidText("A \(titles), or not known?"))}"
    lines.insert("optout -- yes --> outoptout[\(mermaidText("Not on the list"))]", at: 3)
    lines.insert("optout -- no --> eligible", at: 4)
  }
  var before = "eligible -- yes"
  for (index, exclusion) in cohort.exclusions.enumerated() {
    let (step, out) = ("step\(index + 1)", "out\(index + 1)")
    let soon = exclusion.until == nil ? nil : "until a day"
    let notes = [exclusion.status?.rawValue, soon].compactMap { $0 }
    let status = "Not on the list" + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
    lines.append("\(before) --> \(step){\(mermaidText(capitalised(exclusion.because) + "?"))}")
    lines.append("\(step) -- yes --> \(out)[\(mermaidText(status))]")
    before = "\(step) -- no"
  }
  lines.append("\(before) --> list([\(mermaidText("On the list"))])")
  return mermaid(lines)
}

private func rules(of cohort: CohortDefinition, _ pipeline: PipelineDefinition) -> [String] {
  func until(_ day: CheckedExpression?) -> [String] {
    cohort.statesDueDays ? [code(day?.text ?? "")] : []
  }
  let exclusions = cohort.exclusions.enumerated().map { index, exclusion in
    [
      "\(index + 1)", prose(capitalised(exclusion.because)), code(exclusion.when.text),
      exclusion.status.map { "taken out, as \($0.rawValue)" } ?? "taken out",
    ] + until(exclusion.until)
  }
  return markdownTable(
    ["Step", "Rule", "When", "Then"] + (cohort.statesDueDays ? ["Until"] : []),
    [
      ["", "Eligible", code(cohort.eligible.text), "considered"]
        + until(cohort.dueSoon.eligibleFrom)
    ] + exclusions) + dueSoon(of: cohort)
    + (cohort.declined.map {
      ["Somebody on the list for whom \(code($0.text)) has the status *declined*.", ""]
    } ?? [])
    + (cohort.actions.map { actions in
      [
        "After that what networks report takes people off the list for a time: "
          + actions.closings.map { "*\(prose($0.because))*" }.joined(separator: ", ")
          + ". [It is the same for every list](../actions.md)"
          + (ownActions(of: cohort, pipeline).isEmpty
            ? "." : ", but that " + ownActions(of: cohort, pipeline) + "."),
        "",
      ]
    } ?? [])
}

/// What of actions is worked out otherwise for the list.
private func ownActions(of cohort: CohortDefinition, _ pipeline: PipelineDefinition) -> String {
  let usual = pipeline.actions?.value.ofEachList.features ?? []
  return (cohort.actions?.features ?? []).compactMap { feature in
    guard case .derived(let value) = feature.kind,
      let other = usual.first(where: { $0.name == feature.name })?.expression,
      other != value
    else { return nil }
    return "\(code(feature.name)) is \(code(value.text))"
  }.joined(separator: ", and ")
}

/// Who comes onto the list soon.
private func dueSoon(of cohort: CohortDefinition) -> [String] {
  guard cohort.statesDueDays else { return [] }
  var text =
    "Due soon is who is not on the list and whom all steps that take them out cease to take out within "
    + "\(cohort.dueSoon.days) days, on the days under *until*; beside *eligible* stands from when on somebody is. The latest of "
    + "these days is the one on which the person is due."
  if let until = cohort.dueSoon.eligibleUntil {
    text += " Nobody is due on \(code(until.text)) or later."
  }
  return [text, ""]
}

private func rank(of cohort: CohortDefinition, key: PersonKeyForm) -> [String] {
  cohort.rank.enumerated().map { index, term in
    "\(index + 1). \(code(term.value.text)), \(first(term)) first; "
      + "missing values \(term.nullsFirst ? "first" : "last")"
  } + (cohort.rank.isEmpty ? [] : ["", "Equal people are ordered by \(key.noun).", ""])
}

/// Which values of a criterion come first.
private func first(_ term: RankTerm) -> String {
  switch term.value.type {
  case .day: term.isDescending ? "latest" : "earliest"
  case .boolean: term.isDescending ? "true" : "false"
  case .text: term.isDescending ? "last in the alphabet" : "first in the alphabet"
  case .integer, .decimal, .identifier, .pseudonym: term.isDescending ? "largest" : "smallest"
  }
}

private func offer(of cohort: CohortDefinition, _ pipeline: PipelineDefinition) -> [String] {
  var rows = cohort.pathway.map { [prose($0), "everybody on the list", services($0, pipeline)] }
  rows += cohort.alsoOffer.map {
    [prose($0.need), code($0.when.text), services($0.need, pipeline)]
  }
  var lines = markdownTable(["Offer", "To", "By"], rows)
  if let target = cohort.target {
    lines += ["Target: \(decimal(target * 100, places: 0))% of the eligible reached.", ""]
  }
  if let score = cohort.score {
    lines += ["Shown with the list: [\(score)](../scores/\(score).md).", ""]
  }
  return lines
}

/// The services of the directory that a name stands for.
private func services(_ name: String, _ pipeline: PipelineDefinition) -> String {
  guard let directory = pipeline.pathways?.value else { return "" }
  return directory.services(for: name).map { prose(directory.services[$0].title) }
    .joined(separator: "<br>")
}

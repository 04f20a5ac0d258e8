import Definitions
import Expressions
import Formats
import Messages
import Model

/// The page of a pipeline's data flows: what is read, what is made of it, for what and for whom, and how long it is kept.
func dataFlowPage(_ pipeline: PipelineDefinition, _ plan: PersonPlan?) -> String {
  let flows = DataFlows(pipeline, plan)
  var lines = [
    "# Data flows", "",
    "What the pipeline \(code(pipeline.name)) reads, makes, gives away and keeps. Made from the definitions by `make docs`. "
      + "[All definitions](README.md).", "",
  ]
  lines += chapter("The way of the data", flows.flowchart)
  lines += chapter("What is read", flows.feeds)
  lines += chapter("What is made, for what and for whom", flows.outputs)
  lines += chapter("Which feeds each output rests on", flows.sources)
  lines += chapter("How long it is kept", flows.retention)
  return lines.joined(separator: "\n")
}

/// What a pipeline reads and makes, as parts of a page.
private struct DataFlows {
  let pipeline: PipelineDefinition
  let plan: PersonPlan?
  private let columns: [String: PersonColumn]

  init(_ pipeline: PipelineDefinition, _ plan: PersonPlan?) {
    self.pipeline = pipeline
    self.plan = plan
    columns = Dictionary((plan?.columns ?? []).map { ($0.name, $0) }) { first, _ in first }
  }

  /// What tells persons apart; an NHS number where there is no population.
  private var personKey: PersonKeyForm { plan?.vocabulary.key ?? .nhsNumber }

  private var keyWords: String {
    personKey == .nhsNumber
      ? "the person's number" : "the person's pseudonym, which is no NHS number"
  }

  private func listedName(of column: ListColumn) -> String {
    plan.map { column.name(in: $0.vocabulary) } ?? column.rawValue
  }

  private var hasWarehouse: Bool { pipeline.publish.value.hasWarehouse }

  // MARK: Parts

  var flowchart: [String] {
    let grains: [(FeedRules.Grain, String)] = [
      (.person, "Registrations"), (.event, "Events of persons"), (.reference, "Reference data"),
    ]
    var lines = ["run[\(mermaidText("phm, on one host: no connection to any other"))]"]
    for (index, (grain, title)) in grains.enumerated() {
      let names = pipeline.feeds.filter { $0.value.rules.grain == grain }.map {
        $0.value.contract.name
      }
      guard !names.isEmpty else { continue }
      let text = "\(title): \(names.joined(separator: ", "))"
      lines += ["feeds\(index)[(\(mermaidText(text)))]", "feeds\(index) --> run"]
    }
    lines += [
      "run --> state[(\(mermaidText("State folder: every person of the night; the data team's alone")))]"
    ]
    if hasWarehouse {
      lines += [
        "run --> warehouse[(\(mermaidText("Warehouse: everybody on a list, and the figures; the data team's alone")))]"
      ]
    }
    for (index, output) in pipeline.outputsStated.enumerated() {
      lines += [
        "run --> output\(index)[\(mermaidText(output.name))]",
        "output\(index) --> who\(index)([\(mermaidText(output.terms.recipients))])",
      ]
    }
    return mermaid(lines)
  }

  var feeds: [String] {
    let rows = pipeline.feeds.map { feed in
      let rules = feed.value.rules
      let columns = feed.value.contract.columns.map { column in
        code(column.name) + (column.name == rules.key ? " (\(keyWords))" : "")
      }
      let grain =
        switch rules.grain {
        case .person: "a registration of a person"
        case .event: "an event of a person"
        case .reference: "no person"
        }
      return [
        code(feed.value.contract.name), prose(feed.value.title), grain,
        columns.joined(separator: ", "),
      ]
    }
    return [
      "Other columns of a file are passed over, and stand in no file that the program writes but the rejects, which keep a rejected row as it came.",
      "",
    ] + markdownTable(["Feed", "What it is", "One row is", "Columns that are read"], rows)
  }

  var outputs: [String] {
    let rows = pipeline.outputsStated.map { output in
      let terms = output.terms
      let optOuts = OptOut.allCases.map { terms.treatment(of: $0)?.rawValue ?? "no persons" }
      return [
        prose(output.name), prose(terms.purpose), prose(terms.lawfulBasis), prose(terms.recipients),
      ] + optOuts
    }
    return markdownTable(
      ["Output", "Purpose", "Lawful basis", "Recipients"] + OptOut.allCases.map(\.pluralTitle), rows
    )
      + [
        "A list shows of each person: "
          + ListColumn.allCases.map { code(listedName(of: $0)) }.joined(separator: ", ")
          + "; and what its definition shows beside them.", "",
      ]
  }

  var sources: [String] {
    var rows = pipeline.cohorts.map { cohort in
      let read = plan?[PersonPlan.name(ofCohort: cohort.value.name)]?.reads ?? []
      return [
        "[\(prose(cohort.value.title))](cohorts/\(cohort.value.name).md)",
        names(
          feeds(of: Set(read).union(shown(by: cohort.value)))
            .union([cohort.value.actions?.feed].compactMap { $0 })),
      ]
    }
    if let impact = pipeline.impact, let step = plan?[PersonPlan.name(ofImpact: impact.value.name)]
    {
      rows.append([
        "\(prose(impact.value.title)), beside its lists", names(feeds(of: Set(step.reads))),
      ])
    }
    rows += pipeline.indicators.map { indicator in
      let name = indicator.value.name
      if let step = plan?[PersonPlan.name(ofIndicator: name)] {
        return [prose(indicator.value.title), names(feeds(of: Set(step.reads)))]
      }
      guard case .published(let published) = indicator.value.kind else { return [] }
      let read = [
        published.feed, published.geography, published.listSizes?.feed, published.deprivation?.feed,
      ]
      return [prose(indicator.value.title), names(Set(read.compactMap { $0 }))]
    }.filter { !$0.isEmpty }
    return markdownTable(["Output", "Feeds"], rows)
  }

  var retention: [String] {
    let publish = pipeline.publish.value
    let room = publish.bytesKept.map {
      ", as far as all of them take no more than \($0 / 1_000_000_000) GB (`keep_gigabytes`)"
    }
    let runs = counted(publish.runsKept, "published run") + " (`keep_runs`)" + (room ?? "")
    let warehouse = [
      "The warehouse, for the data team alone", code("<output>/releases/<run>/warehouse.sqlite"),
      "yes", runs,
    ]
    return markdownTable(
      ["What", "Where", "Holds persons", "Kept"],
      [
        [
          "Lists and aggregates", code("<output>/releases/<run>"), "lists: yes; aggregates: no",
          runs,
        ]
      ] + (hasWarehouse ? [warehouse] : []) + [
        ["Outputs of stages", code("<state>/store"), "yes", "as long as a kept run has them"],
        ["Rejected rows and findings", code("<state>/runs/<run>"), "yes", runs],
        [
          "The ledger: counts, fingerprints and findings of each run",
          code("<state>/runs/<run>.json"), "no", "until somebody removes it",
        ],
        [
          "Feeds", "the input folder", "yes",
          "not the program's: whoever delivers them removes them",
        ],
      ])
  }

  // MARK: What rests on what

  /// The columns of the person that a cohort's list shows.
  private func shown(by cohort: CohortDefinition) -> [String] {
    let score = pipeline.scores.first { $0.value.name == cohort.score }?.value
    let wanted = pipeline.publish.value.segmentation
    let segments = pipeline.segmentations.first { $0.value.name == wanted || wanted == nil }?.value
    return cohort.shown + Array(plan?.vocabulary.listed.values ?? [:].values)
      + [
        cohort.lastDone, cohort.lastInvited, cohort.lastDeclined, cohort.overdueOn,
        segments?.column,
      ].compactMap { $0 }
      + (score?.columns.map { $0.name(of: score?.name ?? "") } ?? [])
  }

  /// The feeds that some columns of the person rest on.
  private func feeds(of names: Set<String>) -> Set<String> {
    var open = names
    var seen: Set<String> = []
    // Everybody comes out of the registrations.
    var feeds: Set<String> = pipeline.population.map { [$0.value.feed] } ?? []
    while let name = open.popFirst() {
      guard seen.insert(name).inserted, let column = columns[name] else { continue }
      let step = plan?.steps.first { $0.makes.contains { $0.name == name } }
      switch column.origin {
      case .delivered(let feed), .secondaryUse(let feed, _, _): feeds.insert(feed)
      case .practiceStatus(let networks), .network(let networks): feeds.formUnion(networks)
      case .lookedUp(let lookup):
        feeds.insert(lookup.feed)
        open.insert(lookup.on)
      case .derived(let value), .optOut(_, let value): open.formUnion(value.columns)
      case .reduced(let reduction):
        feeds.formUnion(reduction.feeds)
        open.formUnion(reduction.personColumns)
      case .score, .segment, .element: open.formUnion(step?.reads ?? [])
      }
    }
    return feeds
  }

  /// The feeds of some names, in the order of the pipeline.
  private func names(_ feeds: Set<String>) -> String {
    pipeline.feeds.map(\.value.contract.name).filter { feeds.contains($0) }.map { code($0) }
      .joined(separator: ", ")
  }
}

extension Reduction {
  /// The columns of the person that its condition reads.
  fileprivate var personColumns: [String] {
    (condition?.columns ?? []).filter { $0.hasPrefix(Reduction.personPrefix) }
      .map { String($0.dropFirst(Reduction.personPrefix.count)) }
  }
}

extension OptOut {
  /// The heading of how it applies.
  fileprivate var pluralTitle: String { capitalised(title) + "s" }
}

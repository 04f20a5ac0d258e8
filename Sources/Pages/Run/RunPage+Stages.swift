import Charts
import Messages

extension RunPage {
  /// The stages by phase, with a graph of their kinds.
  var stages: Markup {
    part(.stages) {
      if run.stages.isEmpty, run.unfinished?.isEmpty ?? true {
        nothing(NothingOfRun.stages)
      } else {
        graph
        for phase in ["extract", "validate", "transform", "load"] { table(ofPhase: phase) }
      }
    }
  }

  private func table(ofPhase phase: String) -> Markup {
    let stages = run.stages.filter { $0.phase == phase }
    let unfinished = (run.unfinished ?? []).filter { $0.stage.hasPrefix("\(phase)/") }
    guard !stages.isEmpty || !unfinished.isEmpty else { return .nothing }
    let made = stages.count { !$0.isReused }
    let counts = sentence(made: made, reused: stages.count - made).joined(separator: ", ")
    // What failed is seen at once.
    let isOpen = unfinished.contains(where: \.hasFailed)
    return element("h3") { counts.isEmpty ? phase : "\(phase): \(counts)" }
      + element("details", isOpen ? ["open": "open"] : [:]) {
        element("summary") { eachStage }
        pageTable(
          "Stages of \(phase)", RunHeading.stages,
          unfinished.map { cells(of: $0.stage, $0.hasFailed) } + stages.map { cells(of: $0) },
          kind: "wide stages")
      }
  }

  private func cells(of stage: RunAccount.Stage) -> [PageCell] {
    [
      .markup(element("span", ["id": anchor(of: stage.path)]) { stage.name }),
      .text(stage.isReused ? reusedStage : madeStage),
      .text(stage.isReused ? reusedBecause : stage.why.isEmpty ? notNoted : stage.why),
      .number(stage.started.map { said($0) } ?? (stage.isReused ? "not run" : notNoted)),
      .number(said(stage.seconds)),
      .number(stage.processorSeconds.map { said($0) } ?? notNoted),
      .number(stage.rows.map { grouped($0) } ?? "no table"),
      .number(stage.reads.map { $0.isEmpty ? "files" : counted($0.count, "stage") } ?? notNoted),
      stage.waitedFor.map { name in
        .markup(element("a", ["href": "#\(anchor(of: name))"]) { name })
      } ?? .text("none"),
    ]
  }

  private func cells(of stage: String, _ hasFailed: Bool) -> [PageCell] {
    let name = stage.split(separator: "/").last.map { String($0) } ?? stage
    let what = hasFailed ? failedStage : notBegunStage
    return [.text(name), .text(what)] + RunHeading.stages.dropFirst(2).map { _ in .text("none") }
  }

  private func anchor(of stage: String) -> String {
    "stage-" + stage.map { $0 == "/" ? "-" : $0 }
  }

  // MARK: Kinds of stages

  /// The kinds of stages as a graph from the feeds to the release.
  private var graph: Markup {
    let kinds = self.kinds
    let chain = Set(chain.map(\.path))
    let text = ChartText(
      id: "graph", title: "Kinds of stages", description: description(ofGraph: kinds.count))
    let boxes = kinds.map { kind in
      FlowBox(
        name: kind.name,
        said: sentence(made: kind.made, reused: kind.stages.count - kind.made)
          + (kind.made > 0 ? [said(kind.seconds)] : []),
        isMarked: kind.stages.contains { chain.contains($0.path) }, after: kind.reads)
    }
    guard !boxes.isEmpty else { return .nothing }
    return chartGrid {
      pageFigure(
        "From feeds to files: what reads what", flowGraph(boxes, text),
        notes: [
          "Times are those of all stages of a kind together. A thick edge: it decided how long the run took."
        ],
        table: pageTable(
          "Kinds of stages", RunHeading.kinds,
          kinds.map { kind in
            [
              .text(kind.name), .number(grouped(kind.made)),
              .number(grouped(kind.stages.count - kind.made)),
              .number(kind.made > 0 ? said(kind.seconds) : "not run"),
              .text(kind.reads.isEmpty ? "files" : kind.reads.sorted().joined(separator: ", ")),
            ]
          }))
    }
  }

  private struct Kind {
    var name: String
    var stages: [RunAccount.Stage] = []
    var reads: Set<String> = []
    var made: Int { stages.count { !$0.isReused } }
    var seconds: Double { stages.filter { !$0.isReused }.reduce(0) { $0 + $1.seconds } }
  }

  /// The kinds of stages, in the order in which the first of each stands.
  private var kinds: [Kind] {
    var kinds: [Kind] = []
    var place: [String: Int] = [:]
    for stage in run.stages {
      let name = kind(of: stage.path)
      if place[name] == nil {
        place[name] = kinds.count
        kinds.append(Kind(name: name))
      }
      guard let index = place[name] else { continue }
      kinds[index].stages.append(stage)
      for input in stage.reads ?? [] where kind(of: input) != name {
        kinds[index].reads.insert(kind(of: input))
      }
    }
    return kinds
  }

  /// The kind of a stage: its phase, but for transform what its name begins with, and for load its name.
  private func kind(of path: String) -> String {
    let parts = path.split(separator: "/")
    guard parts.count == 2 else { return path }
    switch parts[0] {
    case "extract", "validate": return String(parts[0])
    case "load": return path
    default: return String(parts[1].prefix { $0 != "-" })
    }
  }

  // MARK: Time

  /// What ran side by side, and what decided how long it took.
  var time: Markup {
    let timed = run.stages.filter { $0.started != nil }
    return part(.time) {
      if timed.isEmpty {
        nothing(NothingOfRun.time)
      } else {
        chartGrid {
          sideBySide(timed)
          decided
        }
      }
    }
  }

  private func sideBySide(_ timed: [RunAccount.Stage]) -> Markup {
    let marked = Set(chain.map(\.path))
    let rows = ["extract", "validate", "transform", "load"].compactMap { phase -> TimelineRow? in
      let stages = timed.filter { $0.phase == phase }
      guard !stages.isEmpty else { return nil }
      return TimelineRow(
        name: phase, said: counted(stages.count, "stage"),
        pieces: stages.map { piece(of: $0, isMarked: marked.contains($0.path)) })
    }
    let text = ChartText(
      id: "timeline", title: "What ran side by side",
      description: description(
        ofTimeline: timed.count, seconds: run.seconds, most: mostAtOnce(timed)))
    return pageFigure(
      "What ran side by side, in seconds", timeline(rows, end: run.seconds, text),
      notes: [text.description, timelineNote],
      table: pageTable(
        "What ran side by side", RunHeading.timeline, timed.map { cells(timing: $0) }))
  }

  private var decided: Markup {
    let chain = self.chain
    guard let first = chain.first, let last = chain.last else { return .nothing }
    let text = ChartText(
      id: "chain", title: "What decided how long it took",
      description: description(
        ofChain: first.path, last: last.path, stages: chain.count))
    return pageFigure(
      "What decided how long it took, in seconds",
      timeline(
        chain.map {
          TimelineRow(
            name: $0.path, said: said($0.seconds), pieces: [piece(of: $0, isMarked: true)])
        }, end: run.seconds, text),
      notes: [text.description],
      table: pageTable(
        "What decided how long it took", RunHeading.timeline, chain.map { cells(timing: $0) }))
  }

  private func cells(timing stage: RunAccount.Stage) -> [PageCell] {
    let started = stage.started ?? 0
    return [
      .text(stage.path), .number(said(started)), .number(said(started + stage.seconds)),
      .number(said(stage.seconds)),
    ]
  }

  private func piece(of stage: RunAccount.Stage, isMarked: Bool) -> TimelinePiece {
    let started = stage.started ?? 0
    return TimelinePiece(start: started, end: started + stage.seconds, isMarked: isMarked)
  }

  /// How many stages ran at once at the most.
  private func mostAtOnce(_ timed: [RunAccount.Stage]) -> Int {
    let events = timed.flatMap { stage -> [(time: Double, change: Int)] in
      let started = stage.started ?? 0
      return [(started, 1), (started + stage.seconds, -1)]
    }.sorted { ($0.time, $0.change) < ($1.time, $1.change) }
    var (now, most) = (0, 0)
    for event in events {
      now += event.change
      most = max(most, now)
    }
    return most
  }

  /// The stages each of which waited for the one before, up to the one that was done last.
  private var chain: [RunAccount.Stage] {
    let timed = Dictionary(
      run.stages.filter { $0.started != nil }.map { ($0.path, $0) }
    ) { first, _ in first }
    var chain: [RunAccount.Stage] = []
    var next = timed.values.max { (end(of: $0), $0.path) < (end(of: $1), $1.path) }
    while let stage = next, chain.count < timed.count {
      chain.append(stage)
      next = stage.waitedFor.flatMap { timed[$0] }
    }
    return chain.reversed()
  }

  private func end(of stage: RunAccount.Stage) -> Double { (stage.started ?? 0) + stage.seconds }

  /// Seconds as a stage's time is said.
  private func said(_ seconds: Double) -> String { duration(seconds) }
}

extension RunAccount.Stage {
  /// `phase/name`.
  var path: String { "\(phase)/\(name)" }
}

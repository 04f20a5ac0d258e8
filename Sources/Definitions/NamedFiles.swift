package import Model
import Formats

/// The files that a definition file names, at whatever remove, by their paths, each once; those that are not there are left out.
package func namedFiles(in path: String) -> [String] {
  var named: [String] = []
  var open = [path]
  while let next = open.popLast() {
    guard let (root, file) = tree(of: next) else { continue }
    for text in scalars(of: root) where text.hasSuffix(".yaml") || text.hasSuffix(".yml") {
      let other = file.path(of: text)
      guard other != path, !named.contains(other), (try? readFile(other)) != nil else { continue }
      named.append(other)
      open.append(other)
    }
  }
  return named
}

/// The texts that a definition file has directly below its keys, by key.
package func texts(in path: String) -> [String: String] {
  (tree(of: path)?.root.entries ?? []).reduce(into: [:]) { texts, entry in
    if let text = entry.value.text { texts[entry.name] = text }
  }
}

private func tree(of path: String) -> (root: YAMLNode, file: SourceFile)? {
  guard let bytes = try? readFile(path), let text = decodeUTF8(bytes) else { return nil }
  var mistakes = Mistakes()
  let file = SourceFile(path: path, lines: splitLines(text))
  mistakes.keep(file)
  return parseYAML(text, ofFile: 0, &mistakes).map { ($0, file) }
}

private func scalars(of node: YAMLNode) -> [String] {
  switch node.content {
  case .text(let text, _): [text]
  case .list(let nodes): nodes.flatMap { scalars(of: $0) }
  case .mapping(let entries): entries.flatMap { scalars(of: $0.value) }
  case .refused: []
  }
}

extension PipelineDefinition {
  /// The feeds of registrations and of what is looked up for them.
  var feedsOfPopulation: Set<String> {
    guard let people = population?.value else { return [] }
    return Set([people.feed] + people.organisationFeeds + people.lookups.map(\.feed))
  }

  /// The definitions without which a step cannot be made, beside it: features, scores, sets of segments and feeds.
  package func needed(for step: PersonStep, in plan: PersonPlan) -> NeededDefinitions {
    var needed = needed(for: [step], in: plan)
    needed.steps.remove(step.name)
    return needed
  }

  /// The definitions without which some columns of the person cannot be made.
  package func needed(
    for columns: some Sequence<String>, in plan: PersonPlan
  ) -> NeededDefinitions {
    needed(for: (try? plan.makers(of: columns, for: "")) ?? [], in: plan)
  }

  private func needed(for steps: [PersonStep], in plan: PersonPlan) -> NeededDefinitions {
    var needed = NeededDefinitions(feeds: feedsOfPopulation)
    var open = steps
    while let step = open.popLast() {
      guard needed.steps.insert(step.name).inserted else { continue }
      let tests = tests.first { $0.file == file(of: step) }?.tests ?? []
      needed.feeds.formUnion(
        step.feeds + step.neededFeeds + tests.flatMap { $0.events.map(\.feed) })
      let tested = Set(tests.flatMap { $0.given.map(\.column) })
      open += plan.steps.filter { $0.makes.contains { tested.contains($0.name) } }
      // Whatever it reads is made by a step: the plan was checked.
      open += (try? plan.makers(of: step.reads, for: step.name)) ?? []
    }
    needed.feeds = withKnown(needed.feeds)
    return needed
  }

  /// The file of a step's definition; nil for one that has none of its own.
  private func file(of step: PersonStep) -> String? {
    switch step.work {
    case .features(let set): features.first { $0.value == set }?.file
    case .score(let score): scores.first { $0.value == score }?.file
    case .segments(let set): segmentations.first { $0.value == set }?.file
    case .cohort(let cohort, _): cohorts.first { $0.value == cohort }?.file
    default: nil
    }
  }

  /// Feeds with those in which values of theirs have to stand.
  package func withKnown(_ feeds: Set<String>) -> Set<String> {
    var all = feeds
    var open = feeds
    while let name = open.popFirst() {
      let rules = self.feeds.first { $0.value.contract.name == name }?.value.rules
      for feed in (rules?.known ?? []).map(\.feed) where all.insert(feed).inserted {
        open.insert(feed)
      }
    }
    return all
  }
}

/// What a list or an indicator needs of a pipeline.
package struct NeededDefinitions: Hashable, Sendable {
  /// The steps of the person plan, by name.
  package var steps: Set<String> = []
  /// The feeds, by name.
  package var feeds: Set<String>

  /// How many definitions they are.
  package var count: Int { steps.count + feeds.count }

  /// What either needs.
  package func union(_ other: NeededDefinitions) -> NeededDefinitions {
    NeededDefinitions(steps: steps.union(other.steps), feeds: feeds.union(other.feeds))
  }
}

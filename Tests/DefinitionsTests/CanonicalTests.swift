import Testing

@testable import Definitions

/// What counts in a definition's canonical text.
@Suite struct CanonicalTests {
  @Test("comments, layout, quotes and the order of keys do not count")
  func layoutDoesNotCount() throws {
    let block = """
      # a comment
      cohort: due
      title: "Due"      # another
      exclude:
        - because: done
          when: 'a = ''b'''
      rank: [age, sex]
      """
    let flow = """
      {rank: [age,
        "sex"], exclude: [{when: "a = 'b'", because: done}],
       title: Due, cohort: due}
      """
    #expect(try text(block, .cohort) == text(flow, .cohort))
  }

  @Test("the order of lists, of columns and of features counts; the order of codes does not")
  func orderCounts() throws {
    #expect(try text("rank: [a, b]", .cohort) != text("rank: [b, a]", .cohort))
    let columns = "columns: {a: {type: text}, b: {type: date}}"
    let others = "columns: {b: {type: date}, a: {type: text}}"
    #expect(try text(columns, .feed) != text(others, .feed))
    let codes = try text("values: {a: A, b: B}", .codeList)
    #expect(try codes == text("values: {b: B, a: A}", .codeList))
  }

  @Test(
    "every value and every key counts",
    arguments: [
      ("pipeline.yaml", DefinitionKind.pipeline), ("campaigns.yaml", .campaigns),
      ("feeds/patients.yaml", .feed), ("feeds/readings.yaml", .feed), ("sexes.yaml", .codeList),
      ("population.yaml", .population), ("features.yaml", .features),
      ("segments.yaml", .segmentation), ("score.yaml", .score), ("cohort.yaml", .cohort),
      ("pathways.yaml", .pathways), ("impact.yaml", .impact),
      ("coverage.yaml", .indicator), ("prevalence.yaml", .indicator),
      ("reconcile.yaml", .reconciliation), ("publish.yaml", .publishing),
    ])
  func everyValueCounts(file: String, kind: DefinitionKind) throws {
    var files = Files()
    let read = files.read(kind, at: exampleFile(file))
    let root = try #require(read).withoutTests
    let original = canonical(root, .mapping(kind))
    var texts: Set<String> = [original]
    let count = root.textCount
    #expect(count > 3)
    for index in 0..<count {
      var left = index
      let changed = canonical(root.changing(&left), .mapping(kind))
      #expect(texts.insert(changed).inserted, "\(file): changing text \(index) changes nothing")
    }
  }

  @Test("tests and their date do not count")
  func testsDoNotCount() throws {
    let copy = try ExampleCopy()
    let before = try loadPipeline(at: copy.path("pipeline.yaml"))
    try copy.replace("65 by the end", with: "somebody who is 65 by the end", in: "cohort.yaml")
    try copy.replace(
      "test: young, given: {age: 30}", with: "test: young, given: {age: 31}", in: "segments.yaml")
    try copy.replace(
      "test: adult, given: {age: 64}", with: "test: adult, given: {age: 63}", in: "score.yaml")
    try copy.replace("too young for the list", with: "30 years old", in: "impact.yaml")
    try copy.replace("left on the day", with: "left today", in: "population.yaml")
    try copy.replace("one from before birth", with: "one before birth", in: "features.yaml")
    try copy.replace("tests_on: 2026-11-20", with: "tests_on: 2026-11-21", in: "pipeline.yaml")
    let after = try loadPipeline(at: copy.path("pipeline.yaml"))
    #expect(before.tests != after.tests)
    #expect(before.cohorts == after.cohorts)
    #expect(before.segmentations == after.segmentations)
    #expect(before.scores == after.scores)
    #expect(before.population == after.population)
    #expect(before.features == after.features)
    #expect(before.impact == after.impact)
    #expect(!before.cohorts[0].canonical.contains("tests"))
  }

  @Test("a code list counts in the feed that names it, and only there")
  func codeListCounts() throws {
    let copy = try ExampleCopy()
    let before = try loadPipeline(at: copy.path("pipeline.yaml"))
    try copy.replace("Female", with: "Woman", in: "sexes.yaml")
    let after = try loadPipeline(at: copy.path("pipeline.yaml"))
    #expect(before.feeds[0].canonical != after.feeds[0].canonical)
    #expect(before.feeds[0].canonical.contains("\"codes\":\"sexes\""))
    #expect(before.feeds.dropFirst().map(\.canonical) == after.feeds.dropFirst().map(\.canonical))
    #expect(before.population?.canonical == after.population?.canonical)
  }

  private func text(_ yaml: String, _ kind: DefinitionKind) throws -> String {
    var mistakes = Mistakes()
    mistakes.keep(SourceFile(path: "test.yaml", lines: splitLines(yaml)))
    let parsed = parseYAML(yaml, ofFile: 0, &mistakes)
    let root = try #require(parsed)
    return canonical(root, .mapping(kind))
  }
}

extension YAMLNode {
  /// The mapping without what only tests it.
  fileprivate var withoutTests: YAMLNode {
    var copy = self
    copy.content = .mapping(entries.filter { !["tests", "tests_on"].contains($0.name) })
    return copy
  }

  /// How many texts there are, keys included.
  fileprivate var textCount: Int {
    switch content {
    case .text: 1
    case .list(let nodes): nodes.reduce(0) { $0 + $1.textCount }
    case .mapping(let entries): entries.reduce(0) { $0 + 1 + $1.value.textCount }
    case .refused: 0
    }
  }

  /// The tree with one text changed: the one at the index, which is counted down.
  fileprivate func changing(_ index: inout Int) -> YAMLNode {
    var copy = self
    switch content {
    case .text(let text, let style):
      if index == 0 { copy.content = .text(text + "x", style) }
      index -= 1
    case .list(let nodes): copy.content = .list(nodes.map { $0.changing(&index) })
    case .mapping(let entries):
      copy.content = .mapping(
        entries.map { .init(key: $0.key.changing(&index), value: $0.value.changing(&index)) })
    case .refused: break
    }
    return copy
  }
}

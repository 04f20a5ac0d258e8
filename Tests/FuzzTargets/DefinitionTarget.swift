@testable import Definitions
import Model

extension FuzzTarget {
  /// A file of YAML, read as a cohort of a pipeline, or as a feed where it begins so: every mistake has a place that there is, and a
  /// second reading gives the same.
  static let yaml = FuzzTarget("yaml") { bytes, scratch in
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = splitLines(text)
    var tree = Mistakes()
    tree.keep(SourceFile(path: "fuzz.yaml", lines: lines))
    _ = parseYAML(text, ofFile: 0, &tree)
    let told = tree.sorted().mistakes
    try check(told, lines)
    // What is no YAML says nothing more of definitions.
    guard told.isEmpty else { return }
    let folder = try scratch.definitionExamples()
    if text.hasPrefix("feed") {
      let path = "\(folder)/fuzz.yaml"
      _ = try scratch.file("definitions/fuzz.yaml", bytes)
      try checkTwice(lines) { () throws(DefinitionMistakes) in try loadFeed(at: path).canonical }
    } else {
      _ = try scratch.file("definitions/cohort.yaml", bytes)
      try checkTwice(lines) { () throws(DefinitionMistakes) in
        try loadPipeline(at: "\(folder)/pipeline.yaml").cohorts.map(\.canonical).joined()
      }
    }
  }

  private static func checkTwice(
    _ lines: [String], _ load: () throws(DefinitionMistakes) -> String
  ) throws(Violation) {
    let readings = (0..<2).map { _ in Result { () throws(DefinitionMistakes) in try load() } }
    try require(readings[0] == readings[1], "a second reading gives the same")
    if case .failure(let mistakes) = readings[0] {
      try require(!mistakes.mistakes.isEmpty, "a refusal says why")
      let own = mistakes.mistakes.filter {
        $0.file.hasSuffix("/cohort.yaml") || $0.file.hasSuffix("/fuzz.yaml")
      }
      try check(own, lines)
    }
  }

  private static func check(
    _ mistakes: [DefinitionMistake], _ lines: [String]
  ) throws(Violation) {
    for mistake in mistakes {
      // The end of a file that ends without a line break is told on the line after it.
      try require(
        mistake.line >= 0 && mistake.line <= lines.count + 1,
        "line \(mistake.line) of \(lines.count)")
    }
  }
}

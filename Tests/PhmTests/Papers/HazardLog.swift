import Foundation

@testable import Definitions
@testable import ProgramRuns

/// The hazard log of `safety/hazards.yaml`.
struct HazardLog {
  /// How bad and how likely, and what follows.
  struct Risk: Equatable {
    var severity: String
    var likelihood: String

    /// The rating from 1 to 5; nil for words that are not those of the matrix.
    ///
    /// - Source: the risk matrix of NHS Digital's guidance to DCB0129 and DCB0160 [M].
    var rating: Int? {
      guard let row = Risk.matrix.first(where: { $0.likelihood == likelihood }),
        let column = Risk.severities.firstIndex(of: severity)
      else { return nil }
      return row.ratings[column]
    }

    /// Severity and likelihood as places in their order, from the least; nil for words that are not those of the matrix.
    var steps: (severity: Int, likelihood: Int)? {
      guard let severity = Risk.severities.firstIndex(of: severity),
        let likelihood = Risk.matrix.firstIndex(where: { $0.likelihood == likelihood })
      else { return nil }
      return (severity, Risk.matrix.count - likelihood)
    }

    static let severities = ["minor", "significant", "considerable", "major", "catastrophic"]
    static let matrix: [(likelihood: String, ratings: [Int])] = [
      ("very-high", [3, 4, 4, 5, 5]), ("high", [2, 3, 3, 4, 5]), ("medium", [2, 2, 3, 3, 4]),
      ("low", [1, 2, 2, 3, 4]), ("very-low", [1, 1, 2, 2, 3]),
    ]
    /// What a rating asks for, from 1.
    static let meanings = [
      "acceptable", "acceptable where reducing it further costs more than it gains",
      "undesirable: reduce it, or have it accepted by name",
      "mandatory to reduce", "unacceptable",
    ]
  }

  /// A test by its suite's type and its own name.
  struct TestName: Hashable {
    var suite: String
    var test: String
  }

  struct Hazard {
    var id: String
    var hazard: String
    var cause: String
    var effect: String
    var initial: Risk
    var control: String
    var tests: [TestName]
    var residual: Risk
    /// What only the using organisation can do; nil for nothing.
    var left: String?
  }

  var hazards: [Hazard]

  /// Reads the log; a text that is no YAML has no hazards.
  init(_ text: String) {
    var mistakes = Mistakes()
    let root = parseYAML(text, ofFile: 0, &mistakes)
    func risk(_ node: YAMLNode?) -> Risk {
      Risk(
        severity: node?.text("severity") ?? "", likelihood: node?.text("likelihood") ?? "")
    }
    hazards = (root?["hazards"]?.elements ?? []).map { node in
      Hazard(
        id: node.text("id"), hazard: node.text("hazard"), cause: node.text("cause"),
        effect: node.text("effect"), initial: risk(node["initial"]), control: node.text("control"),
        tests: (node["tests"]?.elements ?? []).map {
          TestName(suite: $0.text("suite"), test: $0.text("test"))
        }, residual: risk(node["residual"]), left: node["left"]?.text)
    }
  }

  /// The log as a page.
  var page: String {
    var lines = [
      "# Hazard log", "",
      "Made from [hazards.yaml](hazards.yaml) by `make docs`. What the columns of DCB0129 hold stands below; what only the using "
        + "organisation can sign stands in [README.md](README.md).", "",
      "## Hazards", "",
    ]
    for hazard in hazards {
      lines += [
        "### \(hazard.id). \(hazard.hazard)", "",
        "* **Cause.** \(hazard.cause).", "* **Effect.** \(hazard.effect).",
        "* **Initial risk.** \(words(hazard.initial)).", "* **Control.** \(hazard.control).",
      ]
      lines += hazard.tests.map { "* **Shown by.** `\($0.suite)`: \($0.test)." }
      lines += ["* **Residual risk.** \(words(hazard.residual))."]
      if let left = hazard.left { lines += ["* **Left to the using organisation.** \(left)."] }
      lines += [""]
    }
    lines += [
      "## Ratings", "",
      "By the matrix of the guidance to DCB0129 and DCB0160 [M]; the ratings are this project's proposal.",
      "",
      "| Likelihood | " + Risk.severities.joined(separator: " | ") + " |",
      "|---|" + String(repeating: "---|", count: Risk.severities.count),
    ]
    lines += Risk.matrix.map { row in
      "| \(row.likelihood) | " + row.ratings.map { String($0) }.joined(separator: " | ") + " |"
    }
    lines += [""] + Risk.meanings.enumerated().map { "\($0 + 1). \($1)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(_ risk: Risk) -> String {
    "\(risk.severity), \(risk.likelihood): \(risk.rating.map { String($0) } ?? "?")"
  }
}

/// Every test of the repository, by the type of its suite and its name, as the sources have them.
func testsOfSources() throws -> Set<HazardLog.TestName> {
  let root = packageRoot.appending(path: "Tests")
  var found: Set<HazardLog.TestName> = []
  for path in try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
  where path.hasSuffix(".swift") {
    found.formUnion(
      testNames(in: try String(contentsOf: root.appending(path: path), encoding: .utf8)))
  }
  return found
}

/// The tests of a source, each of the type that was declared last before it.
func testNames(in source: String) -> Set<HazardLog.TestName> {
  var suite = ""
  var found: Set<HazardLog.TestName> = []
  let mark =
    /(?m)^(?:struct|final class) (\w+)|^@Suite[^{]*?struct (\w+)|@Test\(\s*"((?:[^"\\]|\\.)*)"/
  for match in source.matches(of: mark) {
    if let name = match.output.1 ?? match.output.2 {
      suite = String(name)
    } else if let test = match.output.3 {
      found.insert(
        HazardLog.TestName(suite: suite, test: test.replacingOccurrences(of: "\\\"", with: "\"")))
    }
  }
  return found
}

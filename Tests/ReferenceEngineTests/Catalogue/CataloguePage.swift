import Foundation
import Tables

/// A page of `Tests/Specs/catalogue`: Markdown that says what definitions mean, with examples that prove it.
///
/// The blocks between ``` are read from the top down; a newer one takes the place of an older one of the same kind.
///
/// ```
/// reference-date       the day of which everything is worked out
/// patients             a table of registered people: `person`, a number, and any columns; `pcn` is their network
/// events NAME          a table of a feed of events: `person` and any columns
/// reference NAME       a table of a feed of anything else
/// yaml KIND            a definition file: columns, lookups, population, features, campaigns, score, segments, cohort,
///                      pathways, impact, indicator; of a cohort, score, segments and indicator there may be several
/// persons              a result: what is worked out of every person
/// members COHORT       a result: a list in its order
/// statuses COHORT      a result: everybody who should have what a cohort offers, with what is known
/// due-soon COHORT      a result: who is not on a list and comes onto it soon, in the order of the days
/// attrition COHORT     a result: the steps of a list, of the whole system
/// care-gaps COHORT     a result: how many have each status, of the whole system
/// counts SEGMENTS      a result: the persons of each segment
/// figures INDICATOR    a result: the figures of an indicator
/// priority             a result: who is reached first over all lists
/// audit                a result: who has a place with and without equity
/// ```
///
/// A table's first line has names, with a type each where it is an input; cells stand between `|` and are blank where
/// they are missing. A result shows any columns and writes `missing`, or `unknown` of a condition.
struct CataloguePage: Sendable, CustomStringConvertible {
  /// What is wrong with a page itself.
  struct Fault: Error {
    var says: String
  }

  /// One block.
  struct Block: Sendable {
    var kind: String
    var name: String
    var line: Int
    var lines: [String]
  }

  let name: String
  let blocks: [Block]

  var description: String { name }

  static let folder = packageRoot.appending(path: "Tests/Specs/catalogue")

  /// The kinds of blocks that are results.
  static let results: Set<String> = [
    "persons", "members", "statuses", "due-soon", "attrition", "care-gaps", "counts", "figures",
    "priority",
    "audit",
  ]

  static func all() throws -> [CataloguePage] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
      .sorted().map { name in
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return CataloguePage(name: name, blocks: blocks(of: text))
      }
  }

  private static func blocks(of text: String) -> [Block] {
    var blocks: [Block] = []
    var isInside = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") {
        if !isInside {
          let words = line.dropFirst(3).split(separator: " ").map { String($0) }
          let isYAML = words.first == "yaml"
          let kind = (isYAML ? words.dropFirst() : words[...]).prefix(1).joined()
          blocks.append(
            Block(
              kind: isYAML ? "yaml " + kind : kind,
              name: isYAML ? "" : words.dropFirst().joined(separator: " "), line: index + 1,
              lines: []))
        }
        isInside.toggle()
      } else if isInside {
        blocks[blocks.count - 1].lines.append(String(line))
      }
    }
    return blocks
  }

  /// The examples: every result with all that stands above it.
  func examples() throws -> [CatalogueExample] {
    var state = CatalogueExample(page: name)
    var examples: [CatalogueExample] = []
    for block in blocks {
      if Self.results.contains(block.kind) {
        state.result = block
        examples.append(state)
      } else {
        try state.take(block)
      }
    }
    return examples
  }
}

extension CataloguePage.Block {
  /// The first line's cells.
  var heads: [String] { lines.first.map(cells) ?? [] }

  /// The cells of the other lines.
  func rows() throws -> [[String]] {
    try lines.dropFirst().map { line in
      let row = cells(line)
      guard row.count == heads.count else {
        throw CataloguePage.Fault(says: "line \(self.line): a row has a cell a column: \(line)")
      }
      return row
    }
  }

  private func cells(_ line: String) -> [String] {
    line.split(separator: "|", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }
}

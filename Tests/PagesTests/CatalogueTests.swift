import Definitions
import Foundation
import Model
import Tables
import Testing

@testable import Pages

/// The pages that are made from definitions.
@Suite("Catalogue")
struct CatalogueTests {
  private func pages() throws -> [String: String] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "DefinitionExamples/pipeline.yaml").path
    let pages = Catalogue(try loadPipeline(at: path)).pages
    return Dictionary(pages.map { ($0.path, $0.text) }) { first, _ in first }
  }

  @Test("every set of segments, score and cohort has a page, and the index links it")
  func everyDefinition() throws {
    let pages = try pages()
    #expect(
      pages.keys.sorted() == [
        "README.md", "cohorts/flu-over-64.md", "data-flows.md", "scores/example-score.md",
        "segments/by-age.md",
      ])
    let index = try #require(pages["README.md"])
    for path in pages.keys where path != "README.md" { #expect(index.contains("](\(path))")) }
    #expect(index.contains("| [Flu vaccination due](cohorts/flu-over-64.md) | 1 exclusion | 4 |"))
  }

  @Test("a cohort's page has its rules, order, reasons, what they read, and worked examples")
  func cohort() throws {
    let page = try #require(try pages()["cohorts/flu-over-64.md"])
    for line in [
      "# Flu vaccination due",
      "Days such as `season_start` are those of the flu season.",
      "  eligible -- yes --> step1{\"Vaccinated?\"}",
      "  step1 -- no --> list([\"On the list\"])",
      "|  | Eligible | `years_between(date_of_birth, age_on) >= 65` | considered |",
      "| 1 | Vaccinated | `flu_given` | taken out, as given |",
      "1. `example_score`, largest first; missing values first",
      "| Is old | `by_age = 'old'` |",
      "| vaccination | everybody on the list | Vaccination clinic |",
      "Target: 75% of the eligible reached.",
      "| `flu_given` | `events`, `readings` | `exists` where `outcome = 'done' and event_on >= season_start` |",
      "| `by_age` | [By age](../segments/by-age.md) | the segment |",
      "| `example_score` | [A score](../scores/example-score.md) | the score |",
      "| Old | on 2026-11-20<br>given: date of birth 1940-01-01, age 86 | on the list<br>is old<br>offered: Vaccination clinic; Helpline |",
    ] {
      #expect(page.contains(line + "\n"), "no line '\(line)'")
    }
    #expect(
      page.contains(
        "| Vaccinated in September | on 2026-10-01<br>date of birth 1950-01-01<br>"
          + "events: FLU, event on 2026-09-01, done, dose 1<br>"))
  }

  @Test("a cohort's page says of made-up people which part of each rule was true")
  func ruleByRule() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "DefinitionExamples/pipeline.yaml").path
    let pipeline = try loadPipeline(at: path)
    let test = try #require(pipeline.tests.first { $0.kind == .cohort }?.tests.first)
    let parts = [
      WorkedRule.Part(
        depth: 0, word: "", condition: "age >= 65", truth: true,
        readings: [("age", .integer, .integer(66))]),
      WorkedRule.Part(
        depth: 0, word: "and", condition: "a or b", truth: nil, readings: []),
      WorkedRule.Part(
        depth: 1, word: "or", condition: "by_age = 'old'", truth: nil,
        readings: [("by_age", .text, nil)]),
    ]
    let rules = [
      WorkedRule(
        title: "eligible", condition: "a long one", truth: nil, then: "taken out", parts: parts),
      WorkedRule(
        title: "vaccinated", condition: "flu_given", truth: false, then: "already out",
        parts: [
          WorkedRule.Part(
            depth: 0, word: "", condition: "flu_given", truth: false,
            readings: [("flu_given", .boolean, .boolean(false))])
        ]),
    ]
    let cases = [
      "flu-over-64": [WorkedCase(test: test, outcome: "left out: eligible", rules: rules)]
    ]
    let pages = Catalogue(pipeline, cases: cases).pages
    let page = try #require(pages.first { $0.path == "cohorts/flu-over-64.md" }?.text)
    for line in [
      "## Rule by rule",
      "<summary>65 by the end of March: left out: eligible</summary>",
      "On 2026-11-20; date of birth 1962-03-31, sex 2, carer true",
      "| Eligible | `a long one` | *not known* |  | taken out |",
      "|  | &emsp;`age >= 65` | **true** | age 66 |  |",
      "|  | &emsp;and `a or b` | *not known* |  |  |",
      "|  | &emsp;&emsp;or `by_age = 'old'` | *not known* | no by age |  |",
      "| Vaccinated | `flu_given` | false |  | already out |",
    ] {
      #expect(page.contains(line + "\n"), "no line '\(line)'")
    }
    #expect(try !self.pages().values.contains { $0.contains("Rule by rule") })
  }

  @Test("a score's page has its terms with weights and its bands; a segmentation's its elements")
  func scoreAndSegments() throws {
    let pages = try pages()
    let score = try #require(pages["scores/example-score.md"])
    #expect(score.contains("| Over 64 | `age > 64` | 2.46 |\n"))
    #expect(score.contains("| Migraine | no feed carries it | 0.07 |\n"))
    #expect(score.contains("| 1 |  | 0.5 |\n| 2 | 0.5 | 1 |\n| 3 | 1 |  |\n"))
    #expect(score.contains("It is for people for whom `is_adult`; others have none."))
    let set = try #require(pages["segments/by-age.md"])
    #expect(set.contains("  start --> step0{\"Over 80 or<br>Over 64\"}\n"))
    #expect(set.contains("| 1 | Old people (`old`) | Over 80 | `age > 80` |\n"))
    #expect(set.contains("| 2 | Everybody else (`everybody-else`) | Everybody else |  |\n"))
    #expect(set.contains("| Carer | `carer` |\n"))
  }

  @Test("what Markdown or HTML would take for a sign of its own is shown as it is")
  func escapes() {
    #expect(prose("a < b | c * d > `e`\nf") == "a &lt; b \\| c \\* d &gt; \\`e\\` f")
    #expect(code("a || b\nc") == "`a \\|\\| b c`")
    #expect(mermaidText("\"a\" < #1") == "\"#quot;a#quot; #lt; #35;1\"")
  }
}

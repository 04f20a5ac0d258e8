import Model
import Testing

@testable import Commands
@testable import Messages
@testable import Runs

/// The flowcharts of `phm explain`.
@Suite("Flowcharts")
struct FlowchartTests {
  private func steps(_ rest: [CountedStep]) -> [CountedStep] {
    [
      CountedStep(title: "population", kind: .population, removed: 0, remaining: 1_234_567),
      CountedStep(title: "eligible", kind: .eligible, removed: 1_233_567, remaining: 1000),
    ] + rest
  }

  @Test("exclusions stand in one box at the side, and who is left below")
  func exclusions() {
    let lines = textFlowchart(
      steps([
        CountedStep(title: "diabetes", kind: .exclusion, removed: 10, remaining: 990),
        CountedStep(title: "hypertension", kind: .exclusion, removed: 1, remaining: 989),
      ]))
    #expect(
      lines.joined(separator: "\n") == """
        ┌──────────────────────────────┐
        │          population          │
        │          1,234,567           │
        └──────────────┬───────────────┘
                       │
                       │    ┌─────────────────────────────────────────────────────────┐
                       ├───▶│ not eligible                                  1,233,567 │
                       │    └─────────────────────────────────────────────────────────┘
                       ▼
        ┌──────────────────────────────┐
        │           eligible           │
        │            1,000             │
        └──────────────┬───────────────┘
                       │
                       │    ┌─────────────────────────────────────────────────────────┐
                       ├───▶│ diabetes                                             10 │
                       │    │ hypertension                                          1 │
                       │    └─────────────────────────────────────────────────────────┘
                       ▼
        ┌──────────────────────────────┐
        │         on the list          │
        │             989              │
        └──────────────────────────────┘
        """)
  }

  @Test("those with a status leave after the denominator")
  func statuses() {
    let lines = mermaidFlowchart(
      steps([
        CountedStep(title: "diabetes", kind: .exclusion, removed: 10, remaining: 990),
        CountedStep(title: "\"done\" <here>", kind: .status, removed: 90, remaining: 900),
      ]))
    #expect(
      lines == [
        "flowchart TD",
        "  left0[\"population: 1,234,567\"]",
        "  left1[\"eligible: 1,000\"]",
        "  left0 --> out1[\"not eligible: 1,233,567\"]",
        "  left0 --> left1",
        "  left2[\"denominator: 990\"]",
        "  left1 --> out2[\"diabetes: 10\"]",
        "  left1 --> left2",
        "  left3[\"on the list: 900\"]",
        "  left2 --> out3[\"#quot;done#quot; #lt;here#gt;: 90\"]",
        "  left2 --> left3",
      ])
  }

  @Test("long titles are broken, and no line is wider than 80 columns")
  func wideTitles() {
    let long = "a very long title that goes on and on " + String(repeating: "x", count: 120)
    let lines = textFlowchart(
      steps([
        CountedStep(title: long, kind: .exclusion, removed: 123_456, remaining: 7),
        CountedStep(title: long, kind: .status, removed: 1, remaining: 6),
      ]))
    #expect(lines.allSatisfy { $0.count <= 80 })
    // Every box is closed: as many upper as lower edges, and in each line as many left as right sides.
    let text = lines.joined()
    #expect(text.count { $0 == "┌" } == text.count { $0 == "└" })
    #expect(text.count { $0 == "┐" } == text.count { $0 == "┘" })
    #expect(text.count { $0 == "x" } == 240)
  }

  @Test("a cohort without exclusions lists everybody who is eligible")
  func noExclusions() {
    let lines = textFlowchart(steps([]))
    #expect(lines.count { $0.contains("on the list") } == 1)
    #expect(lines.last(where: { $0.contains("1,000") }) != nil)
    #expect(textFlowchart([]).isEmpty)
  }
}

import Model
import Testing

@testable import Commands

/// Steps of what networks report, in the flowcharts of `phm explain`.
@Suite("Flowcharts of actions")
struct ActionStepTests {
  @Test("whom an action takes off the list leaves after those with an open gap")
  func actions() {
    let lines = mermaidFlowchart([
      CountedStep(title: "population", kind: .population, removed: 0, remaining: 1_000),
      CountedStep(title: "eligible", kind: .eligible, removed: 900, remaining: 100),
      CountedStep(title: "done", kind: .status, removed: 60, remaining: 40),
      CountedStep(title: "snoozed", kind: .action, removed: 3, remaining: 37),
      CountedStep(title: "declined", kind: .action, removed: 2, remaining: 35),
    ])
    #expect(lines.contains("  left2[\"with an open gap: 40\"]"), "\(lines)")
    #expect(lines.contains("  left2 --> out3[\"snoozed: 3<br>declined: 2\"]"), "\(lines)")
    #expect(lines.contains("  left3[\"on the list: 35\"]"), "\(lines)")
  }
}

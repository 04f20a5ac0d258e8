import Testing

@testable import Statistics

@Suite("Care by need")
struct CareByNeedTests {
  private func slope(_ lower: Double, _ upper: Double) -> Inequality {
    Inequality(
      slope: ConfidenceInterval(value: (lower + upper) / 2, lower: lower, upper: upper),
      relative: nil, start: 0, isUnstable: false)
  }

  @Test("a value rises towards the most deprived where both limits of its slope lie below 0")
  func gradients() {
    #expect(DeprivationGradient(slope(-9, -1)) == .rises)
    #expect(DeprivationGradient(slope(1, 9)) == .falls)
    #expect(DeprivationGradient(slope(-1, 9)) == .level)
    // 0 at a limit lies within.
    #expect(DeprivationGradient(slope(0, 9)) == .level)
    #expect(DeprivationGradient(slope(-9, 0)) == .level)
  }

  @Test("need goes a way where some of its measures do and none goes the other")
  func need() {
    #expect(NeedGradient([]) == .notKnown && NeedGradient([nil, nil]) == .notKnown)
    #expect(NeedGradient([.level, nil]) == .level)
    #expect(NeedGradient([.level, .rises, nil]) == .rises)
    #expect(NeedGradient([.falls, .level]) == .falls)
    #expect(NeedGradient([.falls, .level, .rises]) == .mixed)
  }

  @Test("care diverges where it falls and need rises, and the other way round")
  func verdicts() {
    let expected: [DeprivationGradient: [NeedGradient: CareByNeed]] = [
      .rises: [
        .rises: .goesWithNeed, .falls: .diverges, .level: .differsAlone, .mixed: .differsAlone,
      ],
      .falls: [
        .rises: .diverges, .falls: .goesWithNeed, .level: .differsAlone, .mixed: .differsAlone,
      ],
      .level: [
        .rises: .noDifference, .falls: .noDifference, .level: .noDifference, .mixed: .noDifference,
      ],
    ]
    for need in NeedGradient.allCases {
      #expect(CareByNeed(care: nil, need: need) == .notTold)
      for care in DeprivationGradient.allCases {
        #expect(
          CareByNeed(care: care, need: need)
            == (need == .notKnown ? .notTold : expected[care]?[need]))
      }
    }
  }
}

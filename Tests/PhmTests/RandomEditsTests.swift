import Foundation
import Testing

@testable import ProgramRuns

/// Edits in a random order, each made or taken back, against runs from nothing.
@Suite("Random edits")
struct RandomEditsTests {
  /// An edit of a definition.
  struct Edit {
    var file: String
    var text: String
    var other: String
    var isMade = false
  }

  static let edits = [
    Edit(file: "cohorts/flu-65-and-over.yaml", text: "heart disease", other: "a heart disease"),
    Edit(
      file: "cohorts/nhs-health-check.yaml", text: "never checked", other: "never yet checked"),
    Edit(
      file: "cohorts/nhs-health-check.yaml", text: "eligible: ",
      other: "eligible: sex = '2' and "),
    Edit(
      file: "cohorts/carers.yaml", text: "eligible: carer", other: "eligible: carer or age > 70"),
    Edit(
      file: "cohorts/carers.yaml", text: "  - imd_decile asc nulls last\n",
      other: "  - imd_decile desc nulls last\n"),
    Edit(
      file: "cohorts/carers.yaml", text: "score: burden", other: "score: risk"),
    Edit(file: "cohorts/carers.yaml", text: "title: Unpaid carers", other: "title: All carers"),
    Edit(file: "impact.yaml", text: "benefit: 3", other: "benefit: 1"),
    Edit(
      file: "publish.yaml", text: "segments: by-need", other: "segments: by-age"),
    Edit(
      file: "nightly.yaml",
      text:
        "  - cohorts/nhs-health-check.yaml\n  - cohorts/learning-disability-health-check.yaml\n",
      other:
        "  - cohorts/learning-disability-health-check.yaml\n  - cohorts/nhs-health-check.yaml\n"),
    Edit(file: "nightly.yaml", text: "  - cohorts/anticoagulation.yaml\n", other: "  # fewer\n"),
    Edit(file: "cohorts/carers.yaml", text: "show: [condition_count]", other: "show: [age_band]"),
    Edit(file: "pathways.yaml", text: "title: Carers hub", other: "title: The carers' hub"),
    Edit(file: "population.yaml", text: "  care_home: care_home\n", other: "  # unsaid\n"),
    Edit(file: "features-people.yaml", text: "systolic >= 140", other: "systolic >= 130"),
    Edit(
      file: "features-common.yaml", text: "register = 'COPD'",
      other: "register = 'COPD' and resolved_on is null"),
    Edit(
      file: "features-common.yaml", text: "title: Last health check",
      other: "title: The last health check"),
    Edit(
      file: "features-common.yaml",
      text: "campaign: flu, where: \"programme = 'FLU' and outcome = 'declined'",
      other: "campaign: flu, where: \"programme = 'FLU' and outcome in ('declined', 'invited')"),
    Edit(
      file: "features-people.yaml", text: "features:\n",
      other: "features:\n  on_two: {derive: on_hyp and on_chd}\n"),
    Edit(
      file: "features-common.yaml", text: "  on_pc: ",
      other: "  doses_read: {from: doses, take: count}\n  on_pc: "),
    Edit(file: "scores/burden.yaml", text: "weight: 1.25", other: "weight: 1.3"),
    Edit(file: "campaigns.yaml", text: "age_on: 2027-03-31", other: "age_on: 2027-04-01"),
    Edit(file: "publish.yaml", text: "hide_up_to: 7", other: "hide_up_to: 4"),
  ]

  @Test(
    "after each of several edits a run gives the bytes of a run from nothing",
    arguments: [(nil as Int?, 8, 1 as UInt64), (1500, 3, 2)])
  func edits(patients: Int?, steps: Int, seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let night =
      try patients.map { try EditedNight(input: folder.makeFeeds(patients: $0)) }
      ?? EditedNight()
    try night.run()
    var edits = Self.edits
    var numbers = SplitMix(state: seed)
    for _ in 0..<(Self.asked ?? steps) {
      for _ in 0..<Int.random(in: 1...2, using: &numbers) {
        let index = edits.indices.randomElement(using: &numbers) ?? 0
        let edit = edits[index]
        try night.replace(
          edit.file, edit.isMade ? edit.other : edit.text, edit.isMade ? edit.text : edit.other)
        edits[index].isMade.toggle()
      }
      try night.run()
      try night.compareWithFreshRun()
    }
  }

  /// How many edits a longer run of the generative tests asks for.
  private static var asked: Int? {
    ProcessInfo.processInfo.environment["PHM_EDITS"].flatMap { Int($0) }
  }
}

/// Random numbers that a seed decides.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

import Commands
import Definitions
import Foundation
import Health
import Model
import Testing

@testable import Checks
@testable import Messages

/// What `phm check --tests` says of the example, as it is and changed.
@Suite("Tests of definitions")
struct RunningTestsTests {
  @Test("the example's tests hold, and one line says so")
  func allHold() throws {
    let example = try Example()
    let summary = try testPipeline(at: example.pipeline, everyRule: false, everyCondition: false)
    #expect(
      report(of: summary)
        == "example: 15 tests of 1 cohort, 1 segmentation, 1 score, 1 feature file, 1 population and "
        + "1 impact definition hold, 2 rules have none (--every-rule lists them)")
  }

  @Test("where every rule must have a test, a rule without one is named with what would test it")
  func everyRule() throws {
    let example = try Example()
    #expect(
      try example.message(everyRule: true) == """
        score.yaml:13: no test tries the band '2'
          add a test that says 'band: 2'
        cohort.yaml:16: no test tries the step 'declined'
          add a test that says 'status: declined'
        2 rules have no test
        """)
  }

  @Test("a definition without tests lacks one for each of its rules")
  func noTests() throws {
    let example = try Example()
    try example.change("cohort.yaml", "tests:\n", "declined: is_adult\ntests:\n")
    try example.cut("cohort.yaml", from: "tests:\n")
    let fault = try #require(try example.fault(everyRule: true))
    #expect(fault.failures.isEmpty)
    #expect(
      fault.untested.filter { $0.file.hasSuffix("cohort.yaml") }.map { $0.rule } == [
        "step 'on the list'", "step 'not eligible'", "exclusion 'vaccinated'",
        "step 'declined'", "reason 'is old'",
      ])
  }

  @Test(
    "what does not come out as expected is said with its place, what was expected and what came")
  func failures() throws {
    let example = try Example()
    try example.change("cohort.yaml", "    excluded: not eligible\n", "    excluded: vaccinated\n")
    try example.change("cohort.yaml", "reading_count: 1, last", "reading_count: 2, last")
    try example.change("cohort.yaml", "reasons: [is old]", "reasons: []")
    try example.change(
      "segments.yaml", "segment: everybody-else, elements: []", "segment: old, elements: [over-64]")
    try example.change("score.yaml", "score: 2.46, band: \"3\"", "score: 2.4601, band: \"2\"")
    #expect(
      try example.message() == """
        score.yaml:14: test 'over 64' does not hold
          expected  score: 2.4601
          found     score: 2.46
        score.yaml:14: test 'over 64' does not hold
          expected  band: 2
          found     band: 3
        segments.yaml:19: test 'young' does not hold
          expected  segment: old
          found     segment: everybody-else
        segments.yaml:19: test 'young' does not hold
          expected  elements: [over-64]
          found     elements: []
        cohort.yaml:23: test 'not 65 by then' does not hold
          expected  excluded: vaccinated
          found     excluded: not eligible
        cohort.yaml:30: test 'vaccinated in September' does not hold
          expected  columns: {reading_count: 2}
          found     columns: {reading_count: 1}
        cohort.yaml:34: test 'old' does not hold
          expected  reasons: []
          found     reasons: [is old]
        5 of 15 tests do not hold
        """)
  }

  @Test("somebody expected on a list who is not is shown with the step that took them out")
  func notOnList() throws {
    let example = try Example()
    try example.change("cohort.yaml", "date_of_birth: 1962-03-31", "date_of_birth: 1970-03-31")
    try example.change(
      "cohort.yaml", "    excluded: vaccinated\n", "    on_list: true\n    status: given\n")
    #expect(
      try example.message() == """
        cohort.yaml:19: test '65 by the end of March' does not hold
          expected  on_list: true
          found     on_list: false, excluded: not eligible
        cohort.yaml:29: test 'vaccinated in September' does not hold
          expected  on_list: true
          found     on_list: false, excluded: vaccinated
        2 of 15 tests do not hold
        """)
  }

  @Test("statuses are those of the cohort's denominator")
  func statuses() throws {
    let example = try Example()
    try example.change("cohort.yaml", "declined: first_outcome = 'declined'", "declined: age > 85")
    try example.change(
      "cohort.yaml", "    excluded: vaccinated\n", "    excluded: vaccinated\n    status: given\n")
    try example.change(
      "cohort.yaml", "    reasons: []\n", "    reasons: []\n    status: not-recorded\n")
    try example.change(
      "cohort.yaml", "    reasons: [is old]\n", "    reasons: [is old]\n    status: declined\n")
    let summary = try testPipeline(at: example.pipeline, everyRule: false, everyCondition: false)
    // The example's band 2 is the only rule without a test: declined has one.
    #expect(summary.untested.map { $0.rule } == ["band '2'"])
  }

  @Test(
    "of a cohort the first on the list and the first whom an exclusion leaves out are taken apart")
  func workedPeople() throws {
    let example = try Example()
    let people = try Checks.workedPeople(of: loadPipeline(at: example.pipeline))
    #expect(people.map(\.cohort) == ["flu-over-64", "flu-over-64"])
    #expect(people.map(\.test.name) == ["65 by the end of March", "vaccinated in September"])
    #expect(people.map { $0.steps.first { $0.effect == .removes }?.title } == [nil, "vaccinated"])
    let eligible = try #require(people[0].steps.first { $0.kind == .step(.eligible) })
    #expect(eligible.truth == true)
    #expect(eligible.parts.map(\.condition) == ["years_between(date_of_birth, age_on) >= 65"])
    #expect(eligible.parts.first?.readings.map(\.column) == ["date_of_birth"])
    #expect(people[0].steps.map(\.kind).suffix(3) == [.declined, .reason, .offer])
  }

  @Test("on the day on which a test says somebody is due the person is on the list, and not before")
  func dueDays() throws {
    let example = try Example()
    try example.change(
      "cohort.yaml", "target: 0.75",
      "target: 0.75\ndue_soon: {eligible_from: \"date_of_birth + interval '776' month\"}")
    try example.change(
      "cohort.yaml", "    excluded: not eligible\n",
      "    excluded: not eligible\n    due_on: 2026-12-01\n")
    // Whoever is 65 after the end of March is not on this season's list, whatever the day says.
    #expect(
      try example.message() == """
        cohort.yaml:25: test 'not 65 by then, on 2026-12-01' does not hold
          expected  on_list: true
          found     on_list: false, excluded: not eligible
        1 of 15 tests does not hold
        """)
    // Of one without such a test the rule is told.
    let untested = try Example()
    try untested.change(
      "cohort.yaml", "target: 0.75",
      "target: 0.75\ndue_soon: {eligible_from: \"date_of_birth + interval '776' month\"}")
    let summary = try testPipeline(at: untested.pipeline, everyRule: false, everyCondition: false)
    #expect(summary.untested.map { $0.rule }.contains("day until which 'not eligible' holds"))
  }

  @Test(
    "a row that its feed's rule rejects fails the test, one that 'only' leaves out does not count")
  func feedRules() throws {
    let rejected = try Example()
    try rejected.change("cohort.yaml", "date_of_birth: 1962-04-01", "date_of_birth: 2026-11-21")
    #expect(
      try rejected.message() == """
        cohort.yaml:21: test 'not 65 by then' does not hold
          expected  a row that feed 'patients' accepts
          found     a row that its rule 'birth-not-in-the-future' rejects
        cohort.yaml:23: test 'not 65 by then' does not hold
          expected  excluded: not eligible
          found     nobody: not in the population on 2026-11-20
        1 of 15 tests does not hold
        """)
    let leftOut = try Example()
    try leftOut.change(
      "cohort.yaml", "{programme: FLU, event_on: 2026-09-01", "{event_on: 2026-09-01")
    #expect(
      try leftOut.message() == """
        cohort.yaml:29: test 'vaccinated in September' does not hold
          expected  excluded: vaccinated
          found     on_list: true
        1 of 15 tests does not hold
        """)
  }

  @Test("somebody who left the practice is on no list, and nothing else can be said of them")
  func notInPopulation() throws {
    let example = try Example()
    try example.change(
      "cohort.yaml", "patients: {date_of_birth: 1962-04-01}\n    excluded: not eligible",
      "patients: {date_of_birth: 1950-01-01, deregistered_on: 2026-11-20}\n    on_list: false")
    #expect(try example.fault(everyRule: false) == nil)
    try example.change("cohort.yaml", "on_list: false", "reasons: []")
    #expect(
      try example.fault(everyRule: false)?.failures.map { $0.found } == [
        "nobody: not in the population on 2026-11-20"
      ])
  }

  @Test(
    "what is given stands over population, features, scores and segments, and what reads it comes after"
  )
  func given() throws {
    let example = try Example()
    try example.change(
      "cohort.yaml", "given: {date_of_birth: 1940-01-01, age: 86}",
      "given: {date_of_birth: 1940-01-01, age: 86, flu_given: false, by_age: old, example_score: 7}\n"
        + "    columns: {is_adult: true, event_count: 1, example_score: 7, example_score_band: \"3\"}"
    )
    #expect(try example.fault(everyRule: false) == nil)
    // A feature that is given takes the person off the list; a column that is worked out from it follows.
    try example.change("cohort.yaml", "flu_given: false", "flu_given: true")
    #expect(
      try example.fault(everyRule: false)?.failures.map { $0.found } == [
        "columns: {event_count: 2}", "on_list: false, excluded: vaccinated",
        "reasons: [], excluded: vaccinated", "pathway: missing, excluded: vaccinated",
      ])
  }

  @Test("population, features and impact are tested where they are defined")
  func personDefinitions() throws {
    let example = try Example()
    try example.change("population.yaml", "in_population: false", "in_population: true")
    try example.change("population.yaml", "is_adult: true,", "is_adult: false,")
    try example.change("features.yaml", "last_reading: 2.5,", "last_reading: missing,")
    try example.change("impact.yaml", "need: 2.46", "need: 2.4602")
    try example.change("impact.yaml", "gap: 2\n", "gap: 3\n")
    try example.change("impact.yaml", "equity: 1.2\n", "equity: 1\n")
    try example.change("impact.yaml", "priority: 5.904", "priority: missing")
    try example.change(
      "impact.yaml", "open_lists: [], need: missing", "open_lists: [flu-over-64], need: 1")
    #expect(
      try example.message() == """
        population.yaml:17: test 'left on the day' does not hold
          expected  in_population: true
          found     nobody: not in the population on 2026-11-20
        population.yaml:21: test 'turns 18 on the day' does not hold
          expected  columns: {is_adult: false}
          found     columns: {is_adult: true}
        features.yaml:14: test 'two readings, one from before birth' does not hold
          expected  columns: {last_reading: missing}
          found     columns: {last_reading: 2.5}
        impact.yaml:19: test 'due, in a most deprived fifth' does not hold
          expected  need: 2.4602
          found     need: 2.46
        impact.yaml:20: test 'due, in a most deprived fifth' does not hold
          expected  gap: 3
          found     gap: 2
        impact.yaml:21: test 'due, in a most deprived fifth' does not hold
          expected  equity: 1
          found     equity: 1.2
        impact.yaml:22: test 'due, in a most deprived fifth' does not hold
          expected  priority: missing
          found     priority: 5.904
        impact.yaml:23: test 'too young for the list' does not hold
          expected  open_lists: [flu-over-64]
          found     open_lists: []
        impact.yaml:23: test 'too young for the list' does not hold
          expected  need: 1
          found     need: missing
        5 of 15 tests do not hold
        """)
  }

  @Test("somebody who is in the population although the test says not")
  func inPopulation() throws {
    let example = try Example()
    try example.change(
      "population.yaml", "deregistered_on: 2026-11-20", "deregistered_on: 2026-11-21")
    #expect(
      try example.fault(everyRule: false)?.failures.map { $0.found } == ["in_population: true"])
    // Of somebody who is not there no column can be said.
    try example.change("population.yaml", "in_population: false", "columns: {is_adult: true}")
    try example.change(
      "population.yaml", "deregistered_on: 2026-11-21", "deregistered_on: 2026-11-20")
    #expect(
      try example.fault(everyRule: false)?.failures.map { $0.found } == [
        "nobody: not in the population on 2026-11-20"
      ])
  }

  @Test("a need that is not known is missing, and counts as the smallest of those tested")
  func unknownNeed() throws {
    let example = try Example()
    try example.change(
      "impact.yaml", "need: case when by_age", "need: case when carer then null when by_age")
    try example.change(
      "impact.yaml", "  - {test: too young",
      """
        - test: with an unknown need
          patients: {date_of_birth: 1941-01-01, carer: Y}
          need: missing
          gap: 2
          priority: 4.92
        - {test: too young
      """)
    #expect(try example.fault(everyRule: false) == nil)
  }

  @Test(
    "every condition inside a rule is true in some test and false in another, where that is asked for"
  )
  func everyCondition() throws {
    let example = try Example()
    try example.change(
      "cohort.yaml", "when: by_age = 'old', says: is old",
      "when: \"by_age = 'old' and not coalesce(imd_decile, 1) > 9\", says: is old")
    // Somebody old is not the least deprived, and nobody tried is: the rule holds, a part of it is not tried.
    #expect(try example.fault(everyRule: false) == nil)
    let untried = try #require(try example.fault(everyRule: false, everyCondition: true)).untested
      .map(\.rule)
    #expect(untried.contains("reason 'is old' where 'coalesce(imd_decile, 1) > 9' is true"))
    #expect(!untried.contains { $0.contains("reason 'is old' where 'by_age = 'old''") })
    try example.change(
      "cohort.yaml", "  - test: old\n",
      """
        - test: old, of the least deprived
          given: {date_of_birth: 1940-01-01, age: 86, imd_decile: 10}
          on_list: true
          reasons: []
        - test: old\n
      """)
    let left = try example.fault(everyRule: false, everyCondition: true)?.untested.map(\.rule) ?? []
    #expect(!left.contains { $0.contains("'coalesce(imd_decile, 1) > 9' is true") })
  }

  @Test("a test on a date without a season ends as a run on that date does")
  func noSeason() throws {
    let example = try Example()
    try example.change("cohort.yaml", "on: 2026-10-01", "on: 2024-10-01")
    #expect(throws: RunFault.noSeason(campaign: "flu", date: "2024-10-01", usedBy: "flu_given")) {
      try testPipeline(at: example.pipeline, everyRule: false, everyCondition: false)
    }
  }
}

/// A copy of the example that a test may change; it goes away with the value.
private final class Example {
  private let folder: URL

  init() throws {
    let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "DefinitionExamples")
    folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: examples, to: folder)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  var pipeline: String { folder.appending(path: "pipeline.yaml").path }

  /// Replaces a text, which must be there.
  func change(_ file: String, _ old: String, _ new: String) throws {
    let url = folder.appending(path: file)
    let text = try String(contentsOf: url, encoding: .utf8)
    try #require(text.contains(old), "\(file) has no '\(old)'")
    try text.replacingOccurrences(of: old, with: new).write(
      to: url, atomically: false, encoding: .utf8)
  }

  /// Leaves out the rest of a file from a text on.
  func cut(_ file: String, from start: String) throws {
    let url = folder.appending(path: file)
    let text = try String(contentsOf: url, encoding: .utf8)
    let range = try #require(text.range(of: start))
    try String(text[..<range.lowerBound]).write(to: url, atomically: false, encoding: .utf8)
  }

  /// What is wrong with the tests; nil where nothing is.
  func fault(everyRule: Bool, everyCondition: Bool = false) throws -> TestsFault? {
    do throws(RunFault) {
      _ = try testPipeline(
        at: pipeline, everyRule: everyRule, everyCondition: everyCondition)
      return nil
    } catch {
      guard case .tests(let fault) = error else { throw error }
      return fault
    }
  }

  /// The message of what is wrong, with paths relative to the copy.
  func message(everyRule: Bool = false) throws -> String {
    let fault = try #require(try fault(everyRule: everyRule))
    return message(for: fault).replacingOccurrences(of: folder.path + "/", with: "")
  }

  private func message(for fault: TestsFault) -> String {
    Messages.message(for: .tests(fault))
  }
}

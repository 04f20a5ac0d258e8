import Definitions
import Expressions
import Formats
import Foundation
import Model
import Tables
import Testing

/// How far back feeds reach and definitions look, by the engine's own pipeline.
@Suite("How far back feeds reach")
struct HistoryTests {
  private let copy: ExampleCopy

  init() throws { copy = try ExampleCopy.ofFixtures() }

  private func load() throws -> PipelineDefinition {
    try loadPipeline(at: copy.path("nightly.yaml"))
  }

  private func mistakes() -> [DefinitionMistake] {
    do {
      _ = try load()
      return []
    } catch {
      return (error as? DefinitionMistakes)?.mistakes ?? []
    }
  }

  @Test(
    "a time is a number of days, months or years, or a whole life",
    arguments: [
      ("5 years", "5 years"), ("1 year", "1 year"), ("60 months", "5 years"),
      ("18 months", "18 months"), ("90 days", "90 days"), ("whole life", "whole life"),
      ("5", nil), ("0 years", nil), ("-1 years", nil), ("five years", nil), ("5 decades", nil),
      ("life", nil), ("99999999999999999999 days", nil), ("5  years", "5 years"),
    ] as [(String, String?)])
  func texts(text: String, means: String?) {
    #expect(History(text)?.text == means)
  }

  @Test("of two times the longer is the greater, and a whole life is longer than any")
  func order() throws {
    let ordered = try ["1 days", "11 months", "1 year", "366 days", "5 years", "whole life"].map {
      try #require(History($0))
    }
    #expect(ordered == ordered.sorted())
    #expect(History("12 months") == History("1 year"))
  }

  @Test("a window that is longer than its feed reaches is refused where it stands")
  func windows() throws {
    try copy.replace("history: 5 years", with: "history: 2 years", in: "feeds/observations.yaml")
    let found = mistakes()
    #expect(!found.isEmpty)
    #expect(
      found.allSatisfy {
        $0.reason
          == .looksFurtherBack(feeds: "observations", reaches: "2 years", looks: "5 years")
      })
    #expect(found.contains { $0.lineText.contains("systolic_mean") })
    // A window of a year is none of them.
    try copy.replace("history: 2 years", with: "history: 5 years", in: "feeds/observations.yaml")
    #expect(mistakes().isEmpty)
  }

  @Test(
    "a comparison of a last day in a list is refused too, and feeds read as one reach as far as the longest"
  )
  func comparisons() throws {
    try copy.replace("history: whole life", with: "history: 4 years", in: "feeds/uptake.yaml")
    let found = mistakes()
    #expect(
      found.map(\.reason) == [
        .looksFurtherBack(feeds: "uptake", reaches: "4 years", looks: "5 years")
      ])
    #expect(found.first?.file.hasSuffix("cohorts/nhs-health-check.yaml") == true)
    // The same rows of `uptake` and `vaccinations` together reach back a whole life.
    #expect(!found.contains { $0.lineText.contains("flu") })
  }

  @Test(
    "what was ever or never is noted of its lists, and a feed that does not say how far back it reaches"
  )
  func notes() throws {
    try copy.replace("history: whole life", with: "history: 10 years", in: "feeds/registers.yaml")
    try copy.replace("history: whole life\n", with: "", in: "feeds/conditions.yaml")
    let pipeline = try load()
    let beyond = try pipeline.listsBeyondHistory()
    let registers = try #require(beyond.first { $0.feeds == ["registers"] })
    #expect(registers.reaches == History("10 years"))
    #expect(registers.lists.contains("anticoagulation"))
    #expect(try pipeline.feedsWithoutHistory() == ["conditions"])
  }

  @Test("the day of a feed of reference or of persons has no history")
  func grain() throws {
    try copy.replace(
      "grain: person", with: "grain: person\nhistory: 1 year", in: "feeds/patients.yaml")
    #expect(
      mistakes().map(\.reason) == [.expected("grain: event where 'history' is given")])
  }

  // MARK: Expressions

  /// How far back a condition looks of the person's columns `last` (a last day), `value` (of two years) and `ever`.
  private func looks(_ condition: String) throws -> History? {
    let feed = FeedSchema(
      name: "events", key: "number",
      columns: [.init("number", .identifier), .init("on", .day), .init("value", .decimal)])
    func of(
      _ text: String?, _ operation: Reduction.Operation, _ value: String?, _ by: String?
    ) throws -> FeatureDefinition.Kind {
      try .reduced(
        Reduction(
          feeds: [feed.name],
          condition: text.map {
            try checked($0, feed.columns.map { ($0.name, $0.type) })
          }, operation: operation, value: value, by: by))
    }
    let features = FeatureSet(
      name: "features",
      features: try [
        FeatureDefinition(name: "last", kind: of(nil, .last, "on", "on")),
        FeatureDefinition(
          name: "value",
          kind: of("\"on\" > reference_date - interval '2' year", .last, "value", "on")),
        FeatureDefinition(
          name: "either",
          kind: of(
            "\"on\" > reference_date - interval '2' year or \"on\" >= reference_date - interval '90' day",
            .exists, nil, nil)),
        FeatureDefinition(name: "ever", kind: of("value > 3", .exists, nil, nil)),
        FeatureDefinition(name: "first", kind: of(nil, .first, "on", "on")),
      ])
    let columns: [(String, ColumnType)] = [
      ("last", .day), ("value", .decimal), ("either", .boolean), ("ever", .boolean),
      ("first", .day),
    ]
    var all = LooksBack(days: ["events": "on"])
    all.add(features)
    return all.looks(try checked(condition, columns).root)[["events"]]
  }

  private func checked(
    _ text: String, _ columns: [(String, ColumnType)]
  ) throws -> CheckedExpression {
    let scope = Scope(
      columns: Dictionary(columns) { first, _ in first }, parameters: ["reference_date": .day])
    return try check(text, in: scope).get()
  }

  @Test(
    "a condition looks back as far as older events could change it",
    arguments: [
      ("last > reference_date - interval '12' month", "1 year"),
      ("last + interval '12' month > reference_date", "1 year"),
      ("reference_date - interval '12' month < last", "1 year"),
      ("last + interval '30' day > reference_date - interval '12' month", "1 year and 30 days"),
      ("coalesce(last > reference_date - interval '6' month, false)", "6 months"),
      ("not coalesce(last > reference_date - interval '6' month, false)", "6 months"),
      ("coalesce(last <= reference_date - interval '6' month, true)", "6 months"),
      ("last is null or last <= reference_date - interval '6' month", "6 months"),
      ("(last > reference_date - interval '6' month) is true", "6 months"),
      ("last between reference_date - interval '3' month and reference_date", "3 months"),
      ("greatest(last, last) > reference_date - interval '6' month", "6 months"),
      ("value > 3", "2 years"), ("either", "2 years"),
      ("value > 3 and last > reference_date - interval '5' year", "5 years"),
      // These are not the same whatever was before.
      ("last is null", "whole life"), ("last <= reference_date - interval '6' month", "whole life"),
      ("not (last > reference_date - interval '6' month)", "whole life"),
      ("coalesce(last > reference_date - interval '6' month, true)", "whole life"),
      ("(last > reference_date - interval '6' month) is false", "whole life"),
      ("(last > reference_date - interval '6' month) is null", "whole life"),
      ("least(last, last) > reference_date - interval '6' month", "whole life"),
      ("coalesce(last, reference_date) > reference_date - interval '6' month", "whole life"),
      ("last = reference_date", "whole life"), ("ever", "whole life"),
      ("first > reference_date - interval '6' month", "whole life"),
    ])
  func conditions(condition: String, time: String) throws {
    #expect(try looks(condition)?.text == time)
  }
}

import Model
import Definitions
import Expressions
import Testing

/// A condition that compares a column with a text that the column never has is a mistake, wherever the column comes from.
@Suite("Texts that a column can have") struct KnownTextsTests {
  /// A column of the person, which texts it can have, and what the example is changed to first.
  struct Column: CustomTestStringConvertible, Sendable {
    var name: String
    /// Nil where it may have any text.
    var known: [String]?
    var edits: [(file: String, old: String, new: String)] = []

    var testDescription: String { "\(name) \(edits.map(\.new).joined(separator: " "))" }
  }

  private static func feature(_ definition: String) -> [(file: String, old: String, new: String)] {
    [
      (
        "features.yaml", #"event_count: {derive: "count_true(flu_given, is_adult)"}"#,
        "made: \(definition)"
      ), noGap, noInverseCare,
    ]
  }

  private static func populationColumn(_ lines: String) -> [(
    file: String, old: String, new: String
  )] {
    [("population.yaml", "  is_adult: age >= 18\n", "  is_adult: age >= 18\n\(lines)")]
  }

  // It reads the feature that is exchanged.
  private static let noGap = (file: "pipeline.yaml", old: ", gap.yaml", new: "")
  private static let noInverseCare = (
    file: "publish.yaml",
    old: ", inverse_care: {by: imd_decile, need: gap, care: flu-coverage}", new: ""
  )
  private static let outcomes = ["declined", "done"]

  static let columns: [Column] = [
    // A code column has what its codes stand for: F is one of them, and stands for 2.
    Column(name: "sex", known: ["1", "2"]),
    Column(name: "opt_out", known: ["1", "D", "N"]),
    Column(name: "lsoa_code", known: nil),
    Column(
      name: "practice_status", known: ["held-back", "no-pcn", "not-delivered", "ok", "unknown"]),
    Column(name: "by_age", known: ["everybody-else", "old"]),
    Column(name: "example_score_band", known: ["1", "2", "3"]),
    Column(
      name: "example_score_origin", known: ["estimated", "recorded"],
      edits: [("score.yaml", "eligible: is_adult", "eligible: is_adult\nrecorded: last_reading")]),
    Column(
      name: "example_score_without",
      known: [
        "a value is missing", "no model is for this person", "not worked out here", "too young",
      ],
      edits: [
        (
          "score.yaml", "eligible: is_adult",
          "eligible: is_adult\nrequires:\n  - {because: too young, holds: age > 17}"
        )
      ]),
    Column(
      name: "example_score_tier", known: ["most", "others"],
      edits: [
        (
          "score.yaml", "eligible: is_adult",
          "eligible: is_adult\ntiers:\n  within: pcn\n  of: [{tier: others, below: 90}, {tier: most}]"
        )
      ]),
    Column(name: "first_outcome", known: outcomes),
    Column(name: "made", known: outcomes, edits: feature("{from: events, take: max outcome}")),
    Column(
      name: "made", known: outcomes,
      edits: feature("{from: [events, readings], take: last outcome, by: event_on}")),
    Column(
      name: "made", known: nil,
      edits: feature("{from: [events, readings], take: last outcome, by: event_on}")
        + [("feeds/readings.yaml", "{type: text, constant: done}", #"{type: text, path: "@is"}"#)]),
    Column(name: "made", known: nil, edits: feature("{from: events, take: max programme}")),
    Column(
      name: "made", known: ["high", "low"],
      edits: feature("{bands: age, of: [{band: low, below: 65}, {band: high}]}")),
    Column(
      name: "made", known: ["declined", "done", "none"],
      edits: feature(#"{derive: "coalesce(first_outcome, 'none')"}"#)),
    Column(
      name: "grown", known: ["adult", "child"],
      edits: populationColumn("  grown: case when is_adult then 'adult' else 'child' end\n")),
    Column(
      name: "grown", known: ["adult", "child"],
      edits: populationColumn(
        "  grown:\n    bands: age\n    of: [{band: child, below: 18}, {band: adult}]\n")),
    Column(
      name: "setting", known: ["rural", "urban"],
      edits: [
        (
          "feeds/memberships.yaml", "{type: integer, position: 5}",
          "{type: integer, position: 5}\n  setting: {type: code, position: 6, values: [rural, urban]}"
        ),
        (
          "population.yaml", "lookups:",
          "lookups:\n  setting: {from: memberships, key: practice_code, take: setting, on: practice_code}"
        ),
      ]),
  ]

  private func mistakes(_ column: Column, _ condition: String) throws -> [DefinitionMistake.Reason]
  {
    let copy = try ExampleCopy()
    for edit in column.edits { try copy.replace(edit.old, with: edit.new, in: edit.file) }
    try copy.replace("when: flu_given", with: "when: \"\(condition)\"", in: "cohort.yaml")
    do throws(DefinitionMistakes) {
      _ = try loadPipeline(at: copy.path("pipeline.yaml"))
      return []
    } catch {
      return error.mistakes.map(\.reason)
    }
  }

  @Test("a text that it never has is a mistake", arguments: columns)
  func never(column: Column) throws {
    let expected = column.known.map { known in
      DefinitionMistake.Reason.expression(
        .unknownText("xyzzyxyzzy", column: column.name, nearest: nil, known: known))
    }
    #expect(try mistakes(column, "\(column.name) = 'xyzzyxyzzy'") == [expected].compactMap { $0 })
  }

  @Test("each of its texts may be asked for", arguments: columns)
  func each(column: Column) throws {
    let list = (column.known ?? ["xyzzy"]).map { "'\($0)'" }.joined(separator: ", ")
    #expect(try mistakes(column, "\(column.name) in (\(list))") == [])
  }

  @Test("rules of a feed and conditions on its rows know the texts too")
  func rows() throws {
    let copy = try ExampleCopy()
    try copy.replace("outcome = 'done'", with: "outcome = 'don'", in: "features.yaml")
    try copy.replace(
      "take: last event_on}", with: "where: person.sex = 'F', take: last event_on}",
      in: "features.yaml")
    try copy.replace(
      "only: programme is not null", with: "only: outcome <> 'doen'", in: "feeds/events.yaml")
    let found = #expect(throws: DefinitionMistakes.self) {
      _ = try loadPipeline(at: copy.path("pipeline.yaml"))
    }
    #expect(
      Set(found?.mistakes.map(\.reason) ?? []) == [
        .expression(
          .unknownText("don", column: "outcome", nearest: "done", known: Self.outcomes)),
        .expression(
          .unknownText("F", column: "person.sex", nearest: nil, known: ["1", "2"])),
        .expression(
          .unknownText("doen", column: "outcome", nearest: "done", known: Self.outcomes)),
      ])
  }

  @Test("a code list that cannot be read is one mistake and not two")
  func unread() throws {
    let column = Column(
      name: "sex", known: nil, edits: [("feeds/patients.yaml", "../sexes.yaml", "../saxes.yaml")])
    #expect(try mistakes(column, "sex = 'F'") == [.unreadable(code: 2)])
  }
}

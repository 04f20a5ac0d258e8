import Model

extension DefinitionKey {
  /// The key under which a definition has its tests.
  static func tests(_ kind: DefinitionKind) -> DefinitionKey {
    var key = optional(
      "tests", .list(of: .mapping(kind)),
      "What must come out for made-up people; a changed test re-runs nothing.")
    key.isAside = true
    return key
  }
}

extension DefinitionKind {
  /// A test of a cohort.
  static let cohortTest = DefinitionKind(
    name: "cohort test", summary: "A made-up person, and what the cohort must do with them.",
    keys: personKeys + [
      optional("on_list", .truth, "Whether the person is on the list."),
      optional(
        "excluded", .text,
        "The `because` of the exclusion that takes the person out; `not eligible` or `opted out` where it is none of them."
      ),
      optional(
        "status", .word(["given", "contraindicated", "declined", "not-recorded", "due-soon"]),
        "The person's status in the cohort's denominator, or that the person is due soon."),
      optional(
        "due_on", .either([.word([TestExpectation.missing]), .day]),
        "The day on which somebody who is due soon comes onto the list; `missing` for whoever is not due soon."
      ),
      optional(
        "reasons", .listOrNone(of: .text), "What is said about the person: exactly these, in order."
      ),
      optional(
        "pathway", .text, "What the list offers the person; `missing` where it offers nothing."),
      columnsKey,
    ], others: eventRows)

  /// A test of a set of segments.
  static let segmentationTest = DefinitionKind(
    name: "segmentation test", summary: "A made-up person, and which segment they must be in.",
    keys: personKeys + [
      optional("segment", .name, "The person's segment."),
      optional(
        "elements", .listOrNone(of: .name),
        "The elements and overlays that apply to the person: exactly these, in any order."),
      columnsKey,
    ], others: eventRows)

  /// A test of a score.
  static let scoreTest = DefinitionKind(
    name: "score test", summary: "A made-up person, and the score that they must have.",
    keys: personKeys + [
      number("score", "The score, to four decimals; `missing` for none."),
      optional("band", .text, "The score's band; `missing` for none."),
      optional(
        "without", .text,
        "The `because` of the requirement that keeps the person without a score; `missing` for none."
      ),
      columnsKey,
    ], others: eventRows)

  /// A test of a file of features.
  static let featuresTest = DefinitionKind(
    name: "features test", summary: "A made-up person, and the features that they must have.",
    keys: personKeys + [columnsKey], others: eventRows)

  /// A test of the population.
  static let populationTest = DefinitionKind(
    name: "population test",
    summary: "A made-up person, and whether they are in the population and with which columns.",
    keys: personKeys + [
      optional("in_population", .truth, "Whether the person is in the population."),
      columnsKey,
    ], others: eventRows)

  /// A test of an impact definition.
  static let impactTest = DefinitionKind(
    name: "impact test",
    summary: "A made-up person, and what their open lists come to.",
    keys: personKeys + [
      number(
        "need",
        "How much the person needs, to four decimals; `missing` where that is not known or no list that counts is open."
      ),
      number("gap", "What their open lists can gain; `missing` where none that counts is open."),
      number(
        "equity",
        "The equity weight, to four decimals; `missing` where no list that counts is open."),
      number(
        "priority",
        "Need x gap x equity, to four decimals; `missing` where no list that counts is open."),
      optional(
        "open_lists", .listOrNone(of: .name),
        "The cohorts that count and on whose lists the person is: exactly these, in any order."),
      optional(
        "red_flags", .listOrNone(of: .text),
        "What makes the person's open gap urgent: exactly these, in any order."),
      columnsKey,
    ], others: eventRows)

  private static func number(_ name: String, _ summary: String) -> DefinitionKey {
    optional(name, .either([.word([TestExpectation.missing]), .number]), summary)
  }

  /// What every test says of its person.
  private static let personKeys = [
    required("test", .text, "The test's name, unique in the file."),
    optional("on", .day, "The reference date; the pipeline's `tests_on` where it is left out."),
    optional(
      "patients", .entries(of: .anyText, keys: .columns, ordered: false),
      "Cells of the person's row in the population's feed, as the typed column holds them; left out: registered since 2000-01-01 (or birth) with a practice that has a list, and not opted out."
    ),
    optional(
      "given", .entries(of: .anyText, keys: .columns, ordered: false),
      "Columns of the person that are set, whatever the feeds give; what is worked out from them comes after. `missing` for no value."
    ),
  ]

  private static let columnsKey = optional(
    "columns", .entries(of: .anyText, keys: .columns, ordered: false),
    "Columns that the person must have; `missing` for no value.")

  private static let eventRows = Others(
    names: "the name of a feed of events",
    shape: .list(of: .entries(of: .anyText, keys: .columns, ordered: false)),
    summary: "Rows that the person has in that feed, each a mapping of columns without the key.")
}

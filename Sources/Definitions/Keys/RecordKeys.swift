extension DefinitionKind {
  /// How rows of a feed replace each other.
  static let record = DefinitionKind(
    name: "record",
    summary:
      "Which rows are of one record and what each does: the last one counts, the others were replaced and are no faults.",
    keys: [
      required(
        "key", .oneOrMore(.columnName),
        "The columns whose values together name a record; rows that lack a value are alike in it. A supplier's own numbers need the supplier beside them."
      ),
      required("action", .columnName, "The column of codes that say what a row does."),
      required("begins", .oneOrMore(.text), "The actions that begin a record."),
      required("removes", .oneOrMore(.text), "The actions that take a record away."),
      optional(
        "order", .oneOrMore(.columnName),
        "The columns by which the rows of a record follow each other, a missing value first; rows that are alike in them, and all where it is left out, follow each other as they stand, files by name."
      ),
    ])

  /// How figures are added up.
  static let totals = DefinitionKind(
    name: "totals",
    summary:
      "How figures are added up where there is no row for their total: one row with the sum stays, the others are left out.",
    keys: [
      required(
        "by", .oneOrMore(.columnName),
        "The columns of what a figure is about, such as the practice and the day."),
      required(
        "parts", .oneOrMore(.columnName),
        "The columns that tell its parts apart, such as sex and age; a total is rejected where two parts are alike in them or one was rejected."
      ),
      required("add", .columnName, "The column of the figure."),
      required(
        "first_of", .list(of: .expression),
        "Which rows make a total, the total itself first; those of the first condition that a row fulfils are added up."
      ),
    ])

  /// Units and plausible values by what is measured.
  static let measures = DefinitionKind(
    name: "measures",
    summary:
      "The units and the plausible values of what is measured: another unit is converted or its row rejected, and so is a number that no living person has.",
    keys: [
      required("by", .columnName, "The column of what is measured."),
      required("value", .columnName, "The column of the number, of type decimal."),
      optional(
        "unit", .columnName,
        "The column of the unit as it is written; where a row has none, the number is in the agreed unit."
      ),
      required(
        "of", .entries(of: .mapping(.measure), keys: .codes, ordered: true),
        "What is measured, by its code; every code that the column can have."),
      optional(
        "pairs", .list(of: .mapping(.measurePair)),
        "Measures of which one is always below the other where they are taken together."),
    ])

  static let measure = DefinitionKind(
    name: "measure", summary: "The units and plausible values of one thing that is measured.",
    keys: [
      required(
        "unit", .text, "The agreed unit; `none` where there is none and a unit is not looked at."),
      optional(
        "spellings", .oneOrMore(.text),
        "How else the unit is written; case, blanks, brackets, `*`, `^`, `_`, raised figures and the micro sign do not count."
      ),
      optional(
        "also",
        .entries(of: .either([.expression, .mapping(.otherUnit)]), keys: .codes, ordered: true),
        "Other units, each with the number in the agreed one."),
      optional(
        "plausible", .list(of: .number),
        "The lowest and the highest number, in the agreed unit, that a living person can have; other rows are rejected."
      ),
      optional(
        "zero", .word(["missing"]), "Says that 0 stands for no value: such a row is rejected."),
      optional("source", .text, "Where conversions and bounds come from."),
    ])

  static let otherUnit = DefinitionKind(
    name: "other unit", summary: "Another unit than the agreed one.",
    keys: [
      required("value", .expression, "The number in the agreed unit."),
      optional("spellings", .oneOrMore(.text), "How else the unit is written."),
    ])

  static let measurePair = DefinitionKind(
    name: "pair", summary: "Two measures of which one is always below the other.",
    keys: [
      required("lower", .text, "The code of the one that is below."),
      required("upper", .text, "The code of the one that is above."),
      required(
        "alike", .oneOrMore(.columnName),
        "The columns in which two readings that were taken together are alike; readings that are not below are both rejected."
      ),
      optional(
        "reading", .columnName,
        "The column that names the reading which both are parts of; where it says nothing they go by what they are alike in."
      ),
    ])
}

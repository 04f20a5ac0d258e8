import Formats
import Model
import Tables

extension DefinitionKind {
  /// A feed: what its files look like and what its rows must fulfil.
  static let feed = DefinitionKind(
    name: "feed", summary: "What the files of one feed look like and what their rows must fulfil.",
    keys: [
      required("feed", .name, "The feed's name."),
      required("title", .text, "One line that says what it is."),
      required(
        "files", .oneOrMore(.text),
        "File name patterns; `*` is any run of characters, a trailing `.gz` may be there or not."),
      required("format", .word(FeedFormat.all.map(\.word)), "The files' format."),
      optional(
        "optional", .truth,
        "Whether the run goes on where no file matches; false where it is left out."),
    ] + FeedFormat.all.compactMap(\.layoutKey) + [
      required(
        "grain", .word(FeedRules.Grain.allCases.map(\.rawValue)),
        "What one row is about: a registration of a person, an event of a person, or anything else."
      ),
      optional(
        "key", .columnName,
        "The column of the person's key, which is an `nhs_number`, a `pseudonym` or a `uuid` in all feeds alike; not for reference feeds."
      ),
      required(
        "columns", .entries(of: .mapping(.feedColumn), keys: .columns, ordered: true),
        "The columns to take, in the order of the table."),
      optional(
        "measures", .mapping(.measures),
        "The units and the plausible values of what is measured, by its code."),
      optional(
        "record", .mapping(.record),
        "Which rows are of one record and what each does, where the last one counts."),
      optional(
        "totals", .mapping(.totals),
        "How figures are added up where there is no row for their total."),
      optional(
        "only", .expression,
        "Which rows to use; the others are left out and counted, without being faults."),
      optional(
        "known_on", .columnName,
        "The column of the day on which a row became known: rows after the reference date are left out and counted. In a feed of events its one required column of days where it is left out; `none` where rows of the future count."
      ),
      optional(
        "history", .text,
        "How far back a feed of events reaches: `5 years`, `18 months`, `90 days`, or `whole life`; definitions that look further back are refused, and a night whose oldest events are newer is told."
      ),
      optional("rules", .list(of: .mapping(.rowRule)), "What rows must fulfil."),
      optional("unique", .mapping(.uniqueness), "Columns whose values together may occur once."),
      optional(
        "reject_limit", .fraction,
        "The share of rows above which rejects stop the run; 0.05 where it is left out."),
      optional(
        "warning_limit", .fraction,
        "The share of a column's filled cells above which ten or more that cannot be read stop the run, in columns where such a cell is left missing; 0.5 where it is left out."
      ),
      optional(
        "expect", .mapping(.feedExpectation),
        "What is expected each night, of a feed of events: how fresh and how much."),
    ])

  static let feedColumn = DefinitionKind(
    name: "feed column", summary: "Where the cells of a column stand and what they hold.",
    keys: [
      optional("type", .word(FeedColumnType.allCases.map(\.rawValue)), "What the cells hold."),
      optional(
        "computed", .expression,
        "The value, worked out of the columns before this one; in place of all that says where cells stand and what they hold."
      ),
      optional(
        "required", .truth,
        "Whether a file must have the column and a row a value in it; false where it is left out."),
      optional(
        "absent", .anyText,
        "The text that each row of a file without the column has, an empty one for no value; where it is left out such a file is told of, or refused where the column is required."
      ),
      optional(
        "header", .oneOrMore(.text),
        "The names that the column may have in a file; its own where it is left out."),
      optional(
        "position", .wholeNumber(from: 1), "The column's position in a file without a header."),
      optional(
        "path", .text,
        "The path from the record element of an XML file, such as `Target/OrgId/@extension`."),
      optional("constant", .anyText, "A text that every row has."),
      optional("missing", .oneOrMore(.anyText), "Texts that mean that there is no value."),
      optional(
        "values", .either([.path(to: "code list"), .list(of: .text)]),
        "The codes of a `code` column: a code list file, or the codes."),
      optional(
        "formats", .oneOrMore(.text),
        "The patterns of a `date` column; `yyyy-MM-dd` where it is left out. Parts: `yyyy`, `yy`, `MM`, `M`, `MMM` (a month's name), `dd`, `d`; of the time, which is read over, `HH`, `H`, `hh`, `h`, `mm`, `ss`, `S` (a fraction), `a` (am, pm), `X` (a zone), `UU` (hours from UTC without a sign); text between apostrophes, and what may be left out between brackets. The time may be lacking as a whole. `excel` is a spreadsheet's number of a day. The day is the one that is written, whatever the zone."
      ),
      optional(
        "two_digit_years_from", .wholeNumber(from: 1),
        "The first of the hundred years that the two digits of `yy` mean; 1930 where it is left out, as in spreadsheets."
      ),
      optional(
        "thousands", .word(NumberMarks.Thousands.allCases.map(\.rawValue)),
        "What may part the thousands of a number; nothing where it is left out."),
      optional(
        "decimal_mark", .word(["point", "comma"]),
        "What stands before the decimals of a number; a point where it is left out."),
      optional(
        "comparators", .word(["keep"]),
        "Reads `<0.5` and its like as the number after the sign, the bound of what is meant, with a warning; such a cell is no number otherwise."
      ),
      optional(
        "true", .oneOrMore(.text), "The texts that mean true in a `boolean` column, in any case."),
      optional(
        "false", .oneOrMore(.text), "The texts that mean false in a `boolean` column, in any case."
      ),
      optional(
        "grade", .word(["record", "warning"]),
        "What a cell that does not fit means: its row is rejected, or the cell is missing. Where it is left out: `record` for required columns, dates and truth values, and of feeds of persons and events also for codes and numbers; else `warning`."
      ),
      optional(
        "test_numbers", .word(["refuse"]),
        "Refuses NHS numbers of the test range, which are a warning otherwise."),
      optional(
        "length", .wholeNumber(from: 4),
        "How many characters each text of a `pseudonym` column has, up to \(PseudonymForm.longest); 1 to \(PseudonymForm.longest) where it is left out."
      ),
      optional(
        "letters", .word([PseudonymForm.Letters.lower, .upper].map(\.rawValue)),
        "The case that the letters of a `pseudonym` column are put into, so that a pseudonym is the same in either; where it is left out a letter of another case makes another pseudonym."
      ),
    ],
    choices: [
      DefinitionKind.Choice(
        requires: ["type"],
        allows: [
          "required", "header", "position", "path", "constant", "absent", "missing", "values",
          "formats", "two_digit_years_from", "thousands", "decimal_mark", "comparators", "true",
          "false", "grade", "test_numbers", "length", "letters",
        ]),
      DefinitionKind.Choice(requires: ["computed"], allows: ["required"]),
    ])

  static let rowRule = DefinitionKind(
    name: "rule", summary: "A condition that a row must not break.",
    keys: [
      required("rule", .name, "The rule's name: what is wrong or what is right."),
      optional("holds", .expression, "The condition; a row breaks it only where it is false."),
      optional(
        "column", .columnName,
        "In place of a condition: the column whose values stand in another feed too."),
      optional("known_in", .mapping(.knownIn), "Where they stand."),
      required("grade", .word(Grade.allCases.map(\.rawValue)), "What a broken rule means."),
      required("says", .text, "What is wrong with a row that breaks it."),
    ],
    choices: [
      DefinitionKind.Choice(requires: ["holds"]),
      DefinitionKind.Choice(requires: ["column", "known_in"]),
    ])

  static let knownIn = DefinitionKind(
    name: "known in", summary: "A column of another feed in which values stand.",
    keys: [
      required(
        "feed", .name,
        "The other feed, which is one of reference; where nothing of it was delivered the rule is not evaluated, with a warning."
      ),
      required("column", .columnName, "The column of the other feed."),
    ])

  static let uniqueness = DefinitionKind(
    name: "uniqueness", summary: "Columns whose values together may occur once.",
    keys: [
      required("columns", .oneOrMore(.columnName), "The columns."),
      optional(
        "grade", .word(["record", "warning"]),
        "What rows that differ mean: all are rejected, or all are kept; `record` where it is left out."
      ),
    ])

  /// A list of codes.
  static let codeList = DefinitionKind(
    name: "code list", summary: "The codes that a column may hold.",
    keys: [
      required("codes", .name, "The list's name."),
      required("title", .text, "One line that says what it is."),
      optional("source", .text, "Where it comes from."),
      required(
        "values",
        .entries(of: .either([.text, .mapping(.codeMeaning)]), keys: .codes, ordered: false),
        "The codes, each with its title."),
    ])

  static let codeMeaning = DefinitionKind(
    name: "code", summary: "A code that is read as another.",
    keys: [
      required("means", .text, "The code that the table gets."),
      optional("title", .text, "The code's title."),
    ])
}

/// The types of a feed's columns, by the words that definitions use.
enum FeedColumnType: String, CaseIterable, Sendable {
  case text
  case integer
  case decimal
  case date
  case boolean
  case code
  case nhsNumber = "nhs_number"
  case pseudonym
  case uuid
  case organisationCode = "organisation_code"
  case practiceCode = "practice_code"
  case pcnCode = "pcn_code"
  case lsoaCode = "lsoa_code"
}

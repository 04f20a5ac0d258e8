extension DefinitionKind {
  /// What is expected of a feed of events each night.
  static let feedExpectation = DefinitionKind(
    name: "feed expectation",
    summary:
      "What is expected of a feed of events each night. A practice that is far from it is left out of whatever reads the feed.",
    keys: [
      optional(
        "warn_after_days", .wholeNumber(from: 0),
        "How many days the newest event may lie before the reference date without a word, and the files of a feed of persons or events may stay the same; 14 where it is left out."
      ),
      optional(
        "refuse_after_days", .wholeNumber(from: 0),
        "How many days it may lie before the reference date at all, in a feed of a thousand rows or more; 92 where it is left out."
      ),
      optional(
        "warn_below", .fraction,
        "The share of a practice's rows a patient of the last complete nights, below which the practice is named; 0.9 where it is left out."
      ),
      optional(
        "warn_above", .number,
        "The multiple of those rows, counting days until the last release, above which the practice is named; 1.25 where it is left out."
      ),
      optional(
        "hold_above", .number,
        "The multiple above which the practice is left out as below `hold_below`; 1.5 where it is left out."
      ),
      optional(
        "hold_below", .fraction,
        "The share below which the practice is left out of lists, reasons, scores and indicators that read the feed; 0.75 where it is left out."
      ),
    ])

  /// What is expected of a whole night.
  static let nightExpectation = DefinitionKind(
    name: "night expectation",
    summary: "What is expected of a whole night, and how far from it a night may be.",
    keys: [
      optional(
        "held_back", .fraction,
        "The share of all people who may be left out because their practices' deliveries are not complete, before the night is refused; 0.2 where it is left out."
      ),
      optional(
        "matched_warning", .fraction,
        "The share of the persons with a key for whom a look-up must find the value, below which it is said; 0.9 where it is left out."
      ),
      optional(
        "matched_limit", .fraction,
        "The share below which the night is refused; 0.5 where it is left out."),
      optional(
        "list_change", .fraction,
        "The share by which a list of the same definition may change against the last release, before somebody must accept it; 0.5 where it is left out."
      ),
      optional(
        "list_change_people", .wholeNumber(from: 1),
        "Lists that change by fewer people are never refused; 50 where it is left out."),
      optional(
        "ignore", .oneOrMore(.text),
        "Patterns of names of files in the input folder that are no feed's, so that nobody is told of them."
      ),
      optional(
        "except", .list(of: .mapping(.practiceException)),
        "Practices or feeds that are known to be different, each with why and until when."),
    ])

  static let practiceException = DefinitionKind(
    name: "exception",
    summary:
      "A practice or a feed that is known not to deliver as the others do, or a practice that is known to differ from its published list size.",
    keys: [
      optional("practice", .text, "The practice's code; all practices where it is left out."),
      optional(
        "feed", .name,
        "The feed; all feeds where it is left out. With the feed of the published list sizes the practice's size is not held against it, and its patients stay on lists."
      ),
      required("reason", .text, "Why it is different."),
      required("until", .day, "The last reference date on which it is."),
    ])
}

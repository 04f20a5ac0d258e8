import Model

extension DefinitionKind {
  /// A population: who is counted.
  static let population = DefinitionKind(
    name: "population",
    summary: "Who is counted, and what is known of each person beside the feed's own columns.",
    keys: [
      required("population", .name, "The population's name."),
      required("title", .text, "One line that says who is in it."),
      required("from", .name, "The feed of registrations."),
      required(
        "person", .columnName,
        "Its column of the person's key: of type `nhs_number`, `pseudonym` or `uuid`."),
      required("practice", .columnName, "Its column of the practice."),
      required("registered", .expression, "Which registrations are open on the reference date."),
      required(
        "latest_by", .columnName,
        "Of several open registrations of a person the one with the latest day in this column counts."
      ),
      optional(
        "prefer", .list(of: .word(PracticePreference.allCases.map(\.rawValue))),
        "Of several practices with which a person's registrations start on the same latest day the one that has the first of these counts, and then the one whose code is first; `[open, in-network]` where it is left out."
      ),
      optional(
        "death", .columnName,
        "Its column of the day of death: a death in any row of a person is the person's, and one after the day of the run keeps the person off all lists."
      ),
      optional(
        // The key has the name of the column that it makes.
        PersonVocabulary.secondaryUse, .expression,
        "Who else may be counted in aggregates, beside those whom opt-outs leave out; everybody where it is left out."
      ),
      optional(
        "opt_outs", .mapping(.optOuts),
        "Who has which opt-out; each is a column of the person too, unknown where that is not known."
      ),
      required(
        "networks", .list(of: .mapping(.network)),
        "Where practices' networks (PCNs) stand; the first feed that has rows is used. Of several memberships on a day the one that starts later counts."
      ),
      optional(
        "practices", .list(of: .mapping(.organisationSource)),
        "Where it stands which practices have closed: those that still have patients are named."),
      optional(
        "pcns", .list(of: .mapping(.organisationSource)),
        "Where it stands which networks (PCNs) have closed: these have no members."),
      optional(
        "successions", .list(of: .mapping(.succession)),
        "Where it stands which practices were merged into others: their registrations count for these, and their published figures are added."
      ),
      optional(
        "lookups", .entries(of: .mapping(.lookup), keys: .columns, ordered: true),
        "Columns taken from reference feeds."),
      optional(
        "columns",
        .entries(of: .either([.expression, .mapping(.bandColumn)]), keys: .columns, ordered: true),
        "Columns worked out from the others, in order: each an expression, or bands of one."),
      optional("birth", .columnName, "The feed's column of the day of birth."),
      optional(
        "lists", .mapping(.listColumns),
        "What every list shows of a person, by what the list calls it: a column of the person."),
      optional(
        "usual", .entries(of: .text, keys: .columns, ordered: false),
        "What somebody in a definition's tests has in the feed where the test does not say otherwise."
      ),
      .tests(.populationTest),
    ])

  /// Who has which opt-out.
  static let optOuts = DefinitionKind(
    name: "opt-outs", summary: "Who has which opt-out; outputs say how each applies.",
    keys: OptOut.allCases.map { optOut in
      optional(
        optOut.rawValue, .expression,
        "Who has a \(optOut.title), by the feed's columns; the column of the person is `\(optOut.column)`."
      )
    })

  /// What every list may show of a person.
  static let listColumns = DefinitionKind(
    name: "list columns", summary: "The columns of the person that every list shows.",
    keys: ListColumn.ofPersons.map {
      optional($0.rawValue, .columnName, $0.description.text)
    })

  static let network = DefinitionKind(
    name: "network source",
    summary: "A feed that says which practice belonged to which network when.",
    keys: [
      required("from", .name, "The feed."),
      required("practice", .columnName, "Its column of the practice."),
      required("network", .columnName, "Its column of the network."),
      optional("starts", .columnName, "Its column of the first day of membership."),
      optional("ends", .columnName, "Its column of the last day of membership."),
    ])

  static let organisationSource = DefinitionKind(
    name: "organisation source", summary: "A feed that says which organisations have closed.",
    keys: [
      required("from", .name, "The feed."),
      required("code", .columnName, "Its column of the organisation's code."),
      required(
        "closed", .expression,
        "Whether the organisation is closed on the reference date, from the feed's columns."),
      optional("closed_on", .columnName, "Its column of the organisation's last day."),
    ])

  static let succession = DefinitionKind(
    name: "succession source", summary: "A feed that says which practices were merged into others.",
    keys: [
      required("from", .name, "The feed."),
      required("practice", .columnName, "Its column of the practice that was merged."),
      required("successor", .columnName, "Its column of the practice that has its patients."),
      required("starts", .columnName, "Its column of the day from which it has them."),
      optional("where", .expression, "Which of its rows are such successions."),
    ])

  static let lookup = DefinitionKind(
    name: "lookup", summary: "A column that a reference feed gives by a key.",
    keys: [
      required("from", .name, "The reference feed."),
      required("key", .columnName, "Its key column."),
      required("take", .columnName, "Its column to take."),
      required("on", .columnName, "The person's column that holds the key."),
    ])

  /// Features: values worked out for each person.
  static let features = DefinitionKind(
    name: "features",
    summary: "Values for each person, reduced from events or worked out from other values.",
    keys: [
      required(
        "features", .entries(of: .mapping(.feature), keys: .columns, ordered: true),
        "The features by name, in order."),
      .tests(.featuresTest),
    ])

  static let feature = DefinitionKind(
    name: "feature", summary: "One value a person.",
    keys: [
      optional("from", .oneOrMore(.name), "The event feeds to reduce, read as one."),
      optional("campaign", .name, "The campaign whose season the expression reads."),
      optional(
        "where", .expression, "Which events count; the person's columns are `person.<name>`."),
      optional(
        "take", .text,
        "How many events become one value: exists, count, or first, last, min, max, sum, mean or stddev and a column."
      ),
      optional("by", .columnName, "The day that orders the events, for first and last."),
      optional(
        "ties", .word(Reduction.Ties.allCases.map(\.rawValue)),
        "Which of several values of one day counts, for first and last; the largest where it is left out."
      ),
      optional("title", .text, "What people call the value, above its column in a list."),
      optional("unit", .text, "The unit of its numbers, such as mmHg."),
      optional(
        "decimals", .wholeNumber(from: 0),
        "With how many decimals, up to \(mostDecimals), its numbers are shown in lists and by explain; as many as they have where it is left out."
      ),
      optional("derive", .expression, "The value, from columns of the same person."),
      optional(
        "bands", .expression, "The number to put into bands, from columns of the same person."),
      optional(
        "of", .list(of: .mapping(.band)), "The bands, ascending; the last is open at its top."),
    ],
    choices: [
      Choice(requires: ["from", "take"], allows: ["where", "by", "ties"]),
      Choice(requires: ["derive"]),
      Choice(requires: ["bands", "of"]),
    ])

  /// A set of segments.
  static let segmentation = DefinitionKind(
    name: "segmentation",
    summary: "A set of segments in order of precedence: everybody is in exactly one.",
    keys: [
      required("segments", .name, "The set's name."),
      required("version", .text, "The version of the set."),
      required("title", .text, "One line that says what it is."),
      required("source", .text, "Where it comes from."),
      required(
        "precedence", .list(of: .mapping(.segment)),
        "The segments, highest precedence first; the last has no elements and takes everybody else."
      ),
      optional("overlays", .list(of: .mapping(.overlay)), "Flags beside the segment."),
      .tests(.segmentationTest),
    ])

  static let segment = DefinitionKind(
    name: "segment", summary: "Whoever meets any of its elements, and none of a segment above it.",
    keys: [
      required("segment", .name, "The segment's code."),
      required("title", .text, "Its name for people."),
      optional("elements", .list(of: .mapping(.element)), "What makes somebody a member."),
    ])

  static let element = DefinitionKind(
    name: "segment element", summary: "One reason to be in a segment.",
    keys: [
      required("element", .name, "The element's code."),
      required("title", .text, "Its name for people."),
      required("when", .expression, "Whom it applies to."),
    ])

  static let overlay = DefinitionKind(
    name: "overlay", summary: "A flag beside the segment.",
    keys: [
      required("overlay", .name, "The overlay's code."),
      required("title", .text, "Its name for people."),
      required("when", .expression, "Whom it applies to."),
    ])
}

import Model

extension DefinitionKind {
  /// A cohort: who should be offered something.
  static let cohort = DefinitionKind(
    name: "cohort", summary: "Who should be offered something, in which order and why.",
    keys: [
      required("cohort", .name, "The cohort's name, which is its list's file name."),
      required("title", .text, "One line that says who is on the list."),
      required("source", .text, "Where the rules come from."),
      optional("campaign", .name, "The campaign whose season the expressions read."),
      required("eligible", .expression, "Who is considered."),
      optional(
        "exclude", .list(of: .mapping(.exclusion)), "Who is taken out, step by step."),
      required(
        "rank", .list(of: .text),
        "What orders the list: each an expression, then asc or desc, then nulls first or nulls last (the default)."
      ),
      optional(
        "due_soon", .mapping(.dueSoon),
        "Who comes onto the list soon by time alone; within 90 days, where an exclusion says `until` and this is left out."
      ),
      optional("reasons", .list(of: .mapping(.reason)), "What is said about a person on the list."),
      optional(
        "declined", .expression, "Who of those on the list said no; the others are not recorded."),
      optional(
        "needs_feeds", .oneOrMore(.name),
        "The feeds without which the list would be wrong; where one has no file or no accepted row the list is empty and says so."
      ),
      optional(
        "pathway", .oneOrMore(.text),
        "What to offer: services or needs of the directory of pathways, in order."),
      optional(
        "also_offer", .list(of: .mapping(.alsoOffer)), "Needs seen on the way, offered after that."),
      optional("target", .fraction, "The share of the eligible who should have been reached."),
      optional("score", .name, "The score shown in the list."),
      optional("last_done", .columnName, "The person's column that says when it was last done."),
      optional(
        "last_invited", .columnName,
        "The person's column that says when the person was last invited."),
      optional(
        "last_declined", .columnName,
        "The person's column that says when an offer was last declined."),
      optional(
        "overdue_on", .columnName, "The person's column that says from when on it is overdue."),
      optional(
        "show", .oneOrMore(.columnName),
        "Columns of the person that the list shows beside those of every list, in order."),
      optional(
        "if_empty", .text,
        "What NOTICES.txt says where nobody of a network is on the list, such as why it is empty on purpose."
      ),
      optional(
        "actions", .either([.truth, .entries(of: .expression, keys: .columns, ordered: false)]),
        "Whether what networks report of the people on the list counts, where the pipeline has actions; true where it is left out. Or which of their derived features are worked out otherwise for this list, such as the day until which an action holds."
      ),
      optional(
        "output", .mapping(.outputTerms),
        "What this list may be used for, where that is not what the pipeline's publishing file says of lists."
      ),
      .tests(.cohortTest),
    ])

  static let exclusion = DefinitionKind(
    name: "exclusion", summary: "A step that takes people out of a cohort.",
    keys: [
      required("because", .text, "Why, in the words of the attrition table."),
      required("when", .expression, "Whom it takes out."),
      optional(
        "status", .word(["given", "contraindicated"]),
        "The status of those whom it takes out: they stay in the denominator."),
      optional(
        "until", .expression,
        "The day from which on it takes the person out no more by time alone, such as the last review and 12 months; missing where it goes on."
      ),
    ])

  static let dueSoon = DefinitionKind(
    name: "due soon", summary: "Who comes onto a list soon, if nothing else happens.",
    keys: [
      optional(
        "within_days", .wholeNumber(from: 1),
        "How many days ahead, at most 366; 90 where it is left out."),
      optional(
        "eligible_from", .expression,
        "The day on which somebody who is not eligible becomes so by time alone, such as a birthday; missing for whoever does not."
      ),
      optional(
        "eligible_until", .expression,
        "The day from which on the person is eligible no more: who would come onto the list on that day or later is not due."
      ),
    ])

  static let reason = DefinitionKind(
    name: "reason", summary: "Something worth saying about a person on a list.",
    keys: [
      required("when", .expression, "Whom it is said of."),
      required("says", .text, "What is said."),
    ])

  /// An indicator: a proportion by area.
  static let indicator = DefinitionKind(
    name: "indicator",
    summary: "A proportion with its limits, by area: from persons, or from published counts.",
    keys: [
      required("indicator", .name, "The indicator's name."),
      required("title", .text, "One line that says what it is."),
      required("source", .text, "Where it comes from."),
      optional(
        "target", .fraction,
        "The share to be reached, such as the upper threshold of a QOF indicator; each figure says whether it is."
      ),
      optional(
        "lower_threshold", .fraction,
        "The share below which nothing is earned, such as the lower threshold of a QOF indicator; below the target."
      ),
      optional(
        "better", .word(BetterWay.allCases.map(\.rawValue)),
        "Which way is better, for pages that compare; where it is left out `higher` with a target, and `neither` without one."
      ),
      optional("campaign", .name, "The campaign whose season the expressions read."),
      optional(
        "needs_feeds", .oneOrMore(.name),
        "The feeds without which the figures would be wrong; where one has no file or no accepted row there are none."
      ),
      optional("denominator", .expression, "Who is counted below the line."),
      optional("numerator", .expression, "Who of them is counted above it."),
      optional(
        "last_denominator", .expression,
        "Who was counted below the line in the season before, which then stands beside this one."),
      optional(
        "last_numerator", .expression, "Who of them was counted above it in the season before."),
      optional(
        "expected", .expression,
        "The chance of each person in the denominator, from 0 to 1: the numerator is then held against their sum."
      ),
      optional(
        "by", .oneOrMore(.columnName), "The person's columns by which the system's figure is split."
      ),
      optional("published", .mapping(.published), "The published counts."),
    ],
    choices: [
      Choice(
        requires: ["denominator", "numerator"],
        allows: [
          "by", "campaign", "last_denominator", "last_numerator", "expected", "needs_feeds",
        ]),
      Choice(requires: ["published"]),
    ])

  static let published = DefinitionKind(
    name: "published proportion",
    summary: "A proportion from counts that a feed publishes by practice.",
    keys: [
      required("from", .name, "The feed of the counts."),
      required("practice", .columnName, "Its column of the practice."),
      required("numerator", .columnName, "Its column of the numerator."),
      required("denominator", .columnName, "Its column of the denominator."),
      optional("group", .oneOrMore(.columnName), "Its columns whose values name one figure."),
      optional("geography", .mapping(.geography), "To which areas a practice belongs."),
      required("whole", .text, "The name of the whole, such as `England`."),
      optional(
        "list_sizes", .mapping(.listSizes),
        "Published list sizes, whose practices should be the same."),
      optional("deprivation", .mapping(.deprivation), "Where the practice's deprivation stands."),
      optional(
        "year", .columnName,
        "Its column of the year, where it has several: those of the latest are measured and held against the earlier ones."
      ),
      optional(
        "tenfold", .number,
        "The multiple of what a practice's figure was, or is expected to be by the rate of all others, from which on it is left out; 10 where it is left out."
      ),
    ])

  static let geography = DefinitionKind(
    name: "geography", summary: "A feed that says to which areas a practice belongs.",
    keys: [
      required("from", .name, "The feed."),
      required("practice", .columnName, "Its column of the practice."),
      required("areas", .list(of: .mapping(.area)), "The levels of areas, from small to large."),
    ])

  static let area = DefinitionKind(
    name: "area level", summary: "A level of areas that practices belong to.",
    keys: [
      required("area", .name, "The level's name, such as `pcn`."),
      required("code", .columnName, "The geography feed's column of the area's code."),
      optional("title", .columnName, "Its column of the area's name."),
      optional(
        "unallocated", .text,
        "The code that means that a practice belongs to no area of this level."),
    ])

  static let listSizes = DefinitionKind(
    name: "list size source", summary: "A feed of published list sizes.",
    keys: [
      required("from", .name, "The feed."),
      required("practice", .columnName, "Its column of the practice."),
      required("patients", .columnName, "Its column of the number of patients."),
    ])

  static let deprivation = DefinitionKind(
    name: "deprivation source", summary: "A feed that says how deprived a practice is.",
    keys: [
      required("from", .name, "The feed."),
      required("key", .columnName, "Its column of the practice."),
      required("take", .columnName, "Its column of the deprivation score."),
    ])

  /// A reconciliation: person-level feeds against published figures.
  static let reconciliation = DefinitionKind(
    name: "reconciliation", summary: "How person-level feeds are held against published figures.",
    keys: [
      required("reconcile", .name, "The definition's name."),
      optional("list_sizes", .mapping(.listSizeCheck), "The published list sizes."),
      optional("registers", .mapping(.registerCheck), "The published register counts."),
    ])

  static let listSizeCheck = DefinitionKind(
    name: "list size check",
    summary: "Published list sizes and how far a practice's list may differ.",
    keys: listSizes.keys + [
      optional(
        "good", .fraction,
        "The relative difference below which all is well; 0.05 where it is left out."),
      optional(
        "major", .fraction,
        "The relative difference from which a practice is held back; 0.20 where it is left out."),
    ])

  static let registerCheck = DefinitionKind(
    name: "register check",
    summary: "Published register counts and the entries to hold against them.",
    keys: [
      required("from", .name, "The feed of published counts."),
      required("practice", .columnName, "Its column of the practice."),
      required("group", .columnName, "Its column of the register's code."),
      required("count", .columnName, "Its column of the count."),
      required("entries", .name, "The feed of register entries."),
      required("entry_group", .columnName, "Its column of the register's code."),
      required(
        "entry_resolved", .columnName, "Its column of the day from which an entry no longer counts."
      ),
      optional(
        "tolerance", .mapping(.registerTolerance), "How far a computed register may differ."),
    ])

  static let registerTolerance = DefinitionKind(
    name: "register tolerance",
    summary: "How far a register computed from entries may differ from the published number.",
    keys: [
      optional(
        "aggregate", .fraction,
        "The relative difference up to which all practices together pass; 0.01 where it is left out."
      ),
      optional(
        "practice", .fraction,
        "The relative difference up to which a practice passes; 0.02 where it is left out."),
      optional(
        "patients", .wholeNumber(from: 0),
        "The number of patients up to which a difference passes whatever its share; 5 where it is left out."
      ),
    ])

  /// The kinds of definition files, in the order of the reference page.
  package static let files: [DefinitionKind] = [
    .pipeline, .feed, .codeList, .population, .features, .segmentation, .score, .cohort, .pathways,
    .impact, .actions,
    .indicator, .campaigns,
    .reconciliation, .areaFigures, .publishing,
  ]
}

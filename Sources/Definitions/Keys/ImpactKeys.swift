extension DefinitionKind {
  /// A directory of pathways: what can be offered to whom.
  static let pathways = DefinitionKind(
    name: "pathways", summary: "A directory of services: what can be offered, and to whom.",
    keys: [
      required("pathways", .name, "The directory's name."),
      required("title", .text, "One line that says whose services these are."),
      required("source", .text, "Where it comes from."),
      required(
        "services", .list(of: .mapping(.service)),
        "The services; of several that meet a need a person is offered the first that is for them."
      ),
      optional(
        "needs", .entries(of: .text, keys: .names, ordered: true),
        "What needs are called on the page of the directory, `system/pathways.html`, in its order; others follow by their names."
      ),
    ])

  static let service = DefinitionKind(
    name: "service", summary: "A service that people can be offered.",
    keys: [
      required("service", .name, "The service's name, by which a cohort may ask for it."),
      required("title", .text, "What lists call it."),
      optional("needs", .oneOrMore(.name), "The needs that it meets."),
      optional("eligible", .expression, "Whom it is for; everybody where it is left out."),
      optional("for", .text, "Whom it is for, in words for the page of the directory."),
      optional("where", .text, "Where it is, such as its districts, in words for that page."),
      required("source", .text, "Where it comes from."),
    ])

  static let alsoOffer = DefinitionKind(
    name: "also offer", summary: "A need seen on the way.",
    keys: [
      required("need", .name, "A need of the directory of pathways, or a service's name."),
      required("when", .expression, "Whom it is offered to."),
    ])

  /// An impact definition: who is reached first over all lists.
  static let impact = DefinitionKind(
    name: "impact",
    summary: "Who is reached first over all lists: need, times what can be gained, times equity.",
    keys: [
      required("impact", .name, "The definition's name."),
      required("version", .text, "The definition's version."),
      required("title", .text, "One line that says what it is."),
      required("source", .text, "Where it comes from."),
      required(
        "need", .expression,
        "How much each person needs, as a number; a missing one counts as the smallest there is."),
      required(
        "benefits", .entries(of: .mapping(.benefit), keys: .names, ordered: false),
        "The cohorts that count, each with what is gained; others do not count."),
      optional(
        "rest", .number,
        "The part of what is gained beside the largest benefit that counts, from 0 to 1; 1, the plain sum, where it is left out."
      ),
      optional(
        "red_flags", .list(of: .mapping(.redFlag)),
        "What puts a person with an open gap before everybody else, the gravest first."),
      optional(
        "equity", .list(of: .mapping(.equityWeight)),
        "Weights of those whom services reach least; the product of all that hold."),
      optional("cap", .number, "The largest product of equity weights, at least 1."),
      required("capacity", .mapping(.capacity), "How many can be reached in a week."),
      optional(
        "people", .wholeNumber(from: 1),
        "How many people of each network `priority.csv` holds: the first of its order, and below them everybody else with a red flag or one of this week's places; all where it is left out. Nobody is off a cohort's own list for it."
      ),
      optional(
        "strata", .columnName,
        "The column between whose values places are shared in proportion to their total priority."),
      optional(
        "audit", .oneOrMore(.columnName),
        "The columns by which places are counted with and without equity."),
      .tests(.impactTest),
    ])

  static let benefit = DefinitionKind(
    name: "benefit", summary: "What is gained by closing a gap.",
    keys: [
      required(
        "benefit", .expression,
        "How much a person on the list gains, as a number; a missing one counts as 1, one below 0 as 0."
      ),
      optional(
        "gap", .name,
        "A gap that several lists share, such as one vaccination that closes two: it counts once."),
      required("source", .text, "Where it comes from."),
    ])

  static let redFlag = DefinitionKind(
    name: "red flag", summary: "What puts a person with an open gap before everybody else.",
    keys: [
      required("because", .text, "Why, in the words of the list."),
      required("when", .expression, "Whom it is about."),
      optional(
        "lists", .oneOrMore(.name),
        "The lists on which a person with it stays whatever the network reports; all where it is left out."
      ),
      optional(
        "held_days", .wholeNumber(from: 0),
        "For how many days from its day an action may all the same take the person off them, as `red_flag_days` of the actions; 0 where it is left out."
      ),
    ])

  static let equityWeight = DefinitionKind(
    name: "equity weight", summary: "A weight of those whom services reach least.",
    keys: [
      required("because", .text, "Why, in the words of the list."),
      required("when", .expression, "Whom it is for."),
      required("weight", .number, "The weight, at least 1."),
    ])

  static let capacity = DefinitionKind(
    name: "capacity", summary: "How many people can be reached in a week.",
    keys: [
      required("places", .wholeNumber(from: 0), "How many."),
      required(
        "per", .word(["pcn", "system"]), "Whether each network has so many, or all together."),
    ])
}

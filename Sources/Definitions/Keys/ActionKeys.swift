import Model

extension DefinitionKind {
  /// What comes back from networks.
  static let actions = DefinitionKind(
    name: "actions",
    summary:
      "What is made of what networks report of the people on their lists: the same for each list, of the rows that name it.",
    keys: [
      required("actions", .name, "The definition's name."),
      required("title", .text, "One line that says what it is."),
      required("source", .text, "Where the rules and their durations come from."),
      required("feed", .name, "The feed of actions, of grain event."),
      required("list", .columnName, "Its column that names the list: a cohort's name."),
      optional(
        "practice", .columnName,
        "Its column of the practice that the person was listed for, which is held against the registration."
      ),
      required(
        "features", .entries(of: .mapping(.feature), keys: .columns, ordered: true),
        "Values of the list's own, in order, as in a file of features; a reduction reads the rows that name the list. They may read `\(ListActions.redFlagDays)`: the fewest `held_days` of the impact definition's red flags that the person has and that are about the list, missing with none."
      ),
      optional(
        "take_off", .list(of: .mapping(.closing)),
        "Who is taken off the list for a time, step by step after the exclusions; they stay in the denominator."
      ),
      optional(
        "reasons", .list(of: .mapping(.reason)),
        "What is said of a person on the list, after the cohort's own reasons."),
      optional(
        "show", .oneOrMore(.columnName), "The own features that each list shows, in order."),
      optional(
        "wrongly_listed", .expression,
        "Who is said to be wrongly listed: a finding for the data team, with the rules that listed them."
      ),
      optional(
        "audit_days", .wholeNumber(from: 0),
        "For how many days after its day an action is held against who is or was on the list; \(defaultAuditDays) where it is left out."
      ),
    ])

  static let closing = DefinitionKind(
    name: "taking off", summary: "A step that takes people off a list for a time.",
    keys: [
      required("because", .text, "Why, in the words of the attrition table."),
      required("when", .expression, "Whom it takes off."),
    ])
}

/// For how many days an action is held against who is on the list.
///
/// Source: project choice: a list is worked from for about a week, and what was done comes back within another.
let defaultAuditDays = 14

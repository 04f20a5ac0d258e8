import Model

extension DefinitionKind {
  /// A score.
  static let score = DefinitionKind(
    name: "score",
    summary: "A number for each person, from a weighted sum or as recorded, with bands.",
    keys: [
      required("score", .name, "The score's name."),
      required("version", .text, "The score's version."),
      required("title", .text, "One line that says what it is."),
      required("source", .text, "Where it comes from."),
      required(
        "intended_purpose", .text, "What the score is meant for, and what it is not."),
      required(
        "device", .mapping(.device),
        "Whether software that works it out is a medical device."),
      optional("notice", .text, "A text that must travel with every score that is shown."),
      optional("eligible", .expression, "Whom it is for; everybody where it is left out."),
      optional(
        "recorded", .expression,
        "The score as somebody recorded it; where it is not missing it is the score."),
      optional(
        "values", .entries(of: .expression, keys: .columns, ordered: true),
        "Named values that the expressions below may read, in order."),
      optional(
        "requires", .list(of: .mapping(.scoreRequirement)),
        "What must hold for a score to be worked out; the first that is not true says why there is none."
      ),
      optional("terms", .list(of: .mapping(.scoreTerm)), "The terms of the sum."),
      optional(
        "result", .expression, "The score, from the `sum`; the sum itself where it is left out."),
      optional(
        "models", .list(of: .mapping(.scoreModel)),
        "Several ways to work the score out; the first that applies is used."),
      required(
        "bands", .list(of: .mapping(.band)),
        "The bands, ascending; the last is open at its top."),
      optional("tiers", .mapping(.scoreTiers), "How persons are put into tiers by percentile."),
      .tests(.scoreTest),
    ],
    choices: [
      Choice(requires: ["terms"], allows: ["result"]), Choice(requires: ["models"]),
    ])

  static let device = DefinitionKind(
    name: "device status",
    summary: "Whether software that works a score out is a medical device.",
    keys: [
      required(
        "status", .word([DeviceStatus.words.isNone, DeviceStatus.words.isOne]),
        "With `medical-device` the pipeline's `answers_for` must name who answers for it, or switch it `off`."
      ),
      required("because", .text, "Why, and what whoever uses it has to see to."),
    ])

  static let scoreRequirement = DefinitionKind(
    name: "requirement", summary: "What must hold for a score to be worked out.",
    keys: [
      required("because", .text, "Why there is no score where it does not hold."),
      required("holds", .expression, "The condition; unknown counts as no."),
    ])

  static let scoreModel = DefinitionKind(
    name: "score model", summary: "One way to work a score out.",
    keys: [
      required("model", .name, "The model's code."),
      optional("when", .expression, "Whom it is for; everybody where it is left out."),
      optional(
        "values", .entries(of: .expression, keys: .columns, ordered: true),
        "Named values that its terms and its result may read, in order."),
      required("terms", .list(of: .mapping(.scoreTerm)), "The terms of the sum."),
      optional(
        "result", .expression, "The score, from the `sum`; the sum itself where it is left out."),
    ])

  static let scoreTerm = DefinitionKind(
    name: "score term", summary: "One term of a weighted sum.",
    keys: [
      required("term", .name, "The term's code."),
      required("title", .text, "Its name for people."),
      optional(
        "when", .expression,
        "Whom it applies to; with neither this nor a value no feed carries the term."),
      optional("value", .expression, "What the weight is multiplied by; 1 where it is left out."),
      required("weight", .number, "What it adds, for each unit of the value."),
    ])

  /// A band of a number, in scores and in columns alike.
  static let band = DefinitionKind(
    name: "band", summary: "A stretch of numbers with a name.",
    keys: [
      required("band", .text, "The band's name."),
      optional("from", .number, "Where it begins: where the band before it ends."),
      optional(
        "below", .number, "The number below which something is in this band or a lower one."),
    ])

  /// A column of bands.
  static let bandColumn = DefinitionKind(
    name: "bands", summary: "A text column: the band that a number is in.",
    keys: [
      required("bands", .expression, "The number."),
      required(
        "of", .list(of: .mapping(.band)), "The bands, ascending; the last is open at its top."),
    ])

  static let scoreTiers = DefinitionKind(
    name: "tiers", summary: "How persons are put into tiers by the percentile of their score.",
    keys: [
      required(
        "within", .word(ScoreTiers.Area.allCases.map(\.rawValue)),
        "Among whom the percentile is taken: all with a score in the person's PCN, or in the system."
      ),
      required(
        "of", .list(of: .mapping(.tier)),
        "The tiers by percentile, ascending; the last is open at its top."),
    ])

  static let tier = DefinitionKind(
    name: "tier", summary: "A stretch of percentiles with a name.",
    keys: [
      required("tier", .text, "The tier's name."),
      optional("from", .number, "Where it begins: where the tier before it ends."),
      optional(
        "below", .number, "The percentile below which somebody is in this tier or a lower one."),
    ])
}

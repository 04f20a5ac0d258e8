import Model

extension DefinitionKind {
  /// A pipeline: everything that a run does, by the files that say how.
  static let pipeline = DefinitionKind(
    name: "pipeline",
    summary:
      "Everything that one run does, by the files that say how; paths are relative to this file.",
    keys: [
      required("version", .word(["1"]), "The version of the definition language: 1."),
      required("pipeline", .name, "The pipeline's name."),
      required("title", .text, "One line that says what it is."),
      optional(
        "reference_date", .either([.word(["today"]), .day]),
        "The day as of which everything is worked out; `today` where it is left out."),
      optional(
        "input", .folder, "The folder of the feeds' files, where the command line names none."),
      optional("campaigns", .path(to: "campaigns"), "The seasons and reference ages of campaigns."),
      required("feeds", .oneOrMore(.path(to: "feed")), "The feeds to read."),
      optional(
        "one_of", .list(of: .list(of: .name)),
        "Sets of optional feeds of which at least one must have a file with an accepted row, such as `[uptake, vaccinations]`."
      ),
      optional(
        "expect", .mapping(.nightExpectation),
        "What is expected of a whole night, and what is known to be different."),
      optional(
        "reconcile", .path(to: "reconciliation"), "How feeds are held against published figures."),
      optional(
        "population", .path(to: "population"), "Who is counted; without it there are no persons."),
      optional("features", .oneOrMore(.path(to: "features")), "Values worked out for each person."),
      optional("segments", .oneOrMore(.path(to: "segmentation")), "The sets of segments."),
      optional("scores", .oneOrMore(.path(to: "score")), "The scores."),
      optional(
        "answers_for", .entries(of: .text, keys: .names, ordered: false),
        "For each score that is a medical device: the person or role who answers for its being worked out here, or `off`, which takes recorded values only."
      ),
      optional("cohorts", .oneOrMore(.path(to: "cohort")), "The lists of people to reach."),
      optional(
        "pathways", .path(to: "pathways"), "The services that lists may offer, and to whom."),
      optional("impact", .path(to: "impact"), "Who is reached first over all lists."),
      optional(
        "actions", .path(to: "actions"),
        "What is made of what networks report of the people on their lists; nothing where it is left out."
      ),
      optional("indicators", .oneOrMore(.path(to: "indicator")), "The proportions to report."),
      optional(
        "area", .path(to: "area figures"),
        "Figures of the whole area from published files and returns, for pages of the whole system."
      ),
      required(
        "publish", .path(to: "publishing"),
        "How results leave the program, and what they may be used for."),
      DefinitionKey(
        name: "tests_on", shape: .day, isRequired: false,
        summary: "The reference date of the definitions' tests, where a test does not say it.",
        isAside: true),
    ])

  /// Seasons and their dates.
  static let campaigns = DefinitionKind(
    name: "campaigns", summary: "Programmes that run in seasons, each season with its own dates.",
    keys: [
      required(
        "campaigns", .entries(of: .mapping(.campaign), keys: .names, ordered: false),
        "The campaigns by name.")
    ])

  static let campaign = DefinitionKind(
    name: "campaign", summary: "A programme that runs in seasons.",
    keys: [
      required("title", .text, "One line that says what it is."),
      required(
        "seasons", .entries(of: .mapping(.season), keys: .codes, ordered: false),
        "The seasons by name, such as `2026-27`."),
    ])

  static let season = DefinitionKind(
    name: "season",
    summary:
      "One season; conditions read it as `season`, `season_start` and `season_end`, and the one before as `last_season` and so on.",
    keys: [
      required("from", .day, "The first reference date of the season."),
      required("before", .day, "The first reference date after the season."),
      required("source", .text, "Where the dates come from."),
      optional(
        "days", .entries(of: .day, keys: .columns, ordered: false),
        "Further days that conditions may read by name, such as `age_on`; every season has the same ones."
      ),
    ])

  /// How results leave the program.
  static let publishing = DefinitionKind(
    name: "publishing", summary: "How results leave the program.",
    keys: [
      required("publish", .name, "The definition's name."),
      optional("disclosure", .mapping(.disclosure), "How counts made from persons are changed."),
      optional("segments", .name, "The set of segments whose segment stands in every list."),
      optional(
        "keep_runs", .wholeNumber(from: 1),
        "How many runs keep their stages and releases; 14 where it is left out."),
      optional(
        "keep_gigabytes", .wholeNumber(from: 1),
        "How many gigabytes (of 10⁹ bytes) this pipeline's stages and releases may take: the oldest are cleared away before their time where they take more. The current release, those that tonight's is held against and the one that a rollback takes stay; as many as they take where it is left out."
      ),
      required(
        "outputs", .mapping(.outputs),
        "What each kind of output may be used for, and how opt-outs apply; there is no default."),
      optional(
        "workbook", .mapping(.workbook),
        "The lists as a workbook beside their files; none where it is left out."),
      optional(
        "warehouse", .word(["made", "left-out"]),
        "Whether a release has `warehouse.sqlite`, all of it as one file for the data team's analysts; made where it is left out."
      ),
      optional(
        "pseudonymised", .mapping(.pseudonymised),
        "Persons under pseudonyms for secondary use, `pseudonymised/persons.arrow`; none where it is left out. A run is given the key (`--pseudonym-key`)."
      ),
      optional(
        "publish_aggregates", .word(AggregateCadence.allCases.map(\.rawValue)),
        "How often figures that count persons are counted anew: in the first release of a week or month, or in each; `weekly` where it is left out."
      ),
      optional(
        "central_metrics", .mapping(.centralMetrics),
        "Writes indicators in the layout of NHS England's Central Metrics Library too; not where it is left out."
      ),
      optional(
        "profile", .mapping(.profile),
        "A page of pictures for each network, `profile.html`; none where it is left out."),
      optional(
        "system_pages", .mapping(.systemPages),
        "What the pages of the whole system show beside the measures of all networks, where there are networks' pages; nothing where it is left out."
      ),
      DefinitionKey(
        name: "handing_over", shape: .mapping(.handingOver), isRequired: false,
        summary:
          "Who may read which folder of a release; where it is left out, whoever runs the program alone.",
        isAside: true),
    ])

  /// Persons under pseudonyms.
  static let pseudonymised = DefinitionKind(
    name: "pseudonymised",
    summary:
      "What leaves of each person for secondary use, under a pseudonym that a secret key makes of the person's own.",
    keys: [
      required(
        "columns", .oneOrMore(.columnName),
        "The columns of the person; one that tells who it is, such as the NHS number, the day of birth or a text in which anything may stand, is refused."
      ),
      optional(
        "lists", .oneOrMore(.name),
        "The cohorts of which it is said whether the person is on the list, in a column such as `list_nhs_health_check`."
      ),
    ])

  /// The workbook that holds the lists.
  static let workbook = DefinitionKind(
    name: "workbook",
    summary: "The lists of a network, or of a practice, as one workbook for a spreadsheet.",
    keys: [
      required(
        "for", .oneOrMore(.word(WorkbookDefinition.Recipient.allCases.map(\.rawValue))),
        "Who gets one: `pcn`, the file `lists.xlsx` of all of the network's lists; `practice`, a file `lists-M81001.xlsx` of its own patients on them."
      ),
      optional(
        "people", .wholeNumber(from: 1),
        "How many people a sheet shows from the top of its list, and below that everybody with one of this week's places; all where it is left out."
      ),
      optional(
        "fill_in", .oneOrMore(.columnName),
        "The columns of the feed of actions that people fill in on the lists' sheets, with all that the feed requires; nothing is filled in where it is left out."
      ),
    ])

  /// What the Central Metrics Library asks.
  static let centralMetrics = DefinitionKind(
    name: "central metrics",
    summary:
      "What the metadata of NHS England's Central Metrics Library asks and indicators' definitions do not say.",
    keys: [
      required("location", .text, "The system's code, such as that of its integrated care board."),
      required(
        "location_type", .text, "What kind of place it is, such as `integrated-care-board`."),
      required("business_area", .text, "The business area of the metrics."),
      required("business_sub_area", .text, "The part of the business area."),
      required("owner", .text, "Who answers for the metrics."),
      required("source", .text, "What the records are that are counted."),
    ])

  /// The networks' pages.
  static let profile = DefinitionKind(
    name: "profile",
    summary: "What a network's page says of its people, and which indicators it shows in detail.",
    keys: [
      required("ages", .columnName, "The person's column of the age band; its values sort by age."),
      required("sexes", .columnName, "The person's column of the sex."),
      required(
        "sides", .list(of: .text),
        "The two values of the sex that the pyramid shows, the left side first."),
      optional(
        "people", .list(of: .mapping(.breakdown)), "Who lives here: what people are counted by."),
      optional(
        "need", .list(of: .mapping(.breakdown)), "What they need: what people are counted by."),
      optional(
        "conditions", .list(of: .mapping(.counted)),
        "The conditions whose people are counted, each by a column that is true of them."),
      optional(
        "deprivation", .columnName,
        "The person's column of deprivation, whose lowest value is the most deprived, by which the indicators in detail are counted in each network; without it nothing is said of inequality."
      ),
      optional(
        "in_detail", .oneOrMore(.name),
        "The indicators of persons that get charts of their own: by deprivation, by practice and over time; none where it is left out."
      ),
    ])

  /// The pages of the whole system.
  static let systemPages = DefinitionKind(
    name: "system pages",
    summary: "What the pages of the whole system show beside the measures of all networks.",
    keys: [
      optional(
        "groups", .list(of: .mapping(.breakdown)),
        "The groups of people between whom differences are shown, `system/inequalities.html`, such as ages, sexes, ethnic groups and fifths of deprivation; without it there is no such page."
      ),
      optional(
        "indicators", .oneOrMore(.name),
        "The indicators of persons that are shown by these groups; those of the profile's `in_detail` where it is left out."
      ),
      optional(
        "lists", .oneOrMore(.name),
        "The lists that are held against the people who are considered for them, by groups and districts, `system/representativeness.html`; without it there is no such page."
      ),
      optional(
        "districts", .columnName,
        "The person's column of the district of residence, by which all indicators of persons but those of what is expected are shown, `system/districts.html`; without it there is no such page."
      ),
      optional(
        "inverse_care", .mapping(.inverseCare),
        "Care beside need by deprivation, `system/inverse-care.html`; without it there is no such page."
      ),
    ])

  /// Care beside need.
  static let inverseCare = DefinitionKind(
    name: "inverse care", summary: "Care beside need, by groups of deprivation.",
    keys: [
      required(
        "by", .columnName,
        "The person's column of the groups, whose lowest value is the most deprived. Places are shown by it where the impact definition audits it."
      ),
      required(
        "need", .oneOrMore(.name),
        "The indicators of persons that say how much need there is, of which a higher share is not better."
      ),
      required(
        "care", .oneOrMore(.name),
        "The indicators of persons that say what care is given, of which a higher share is better."),
    ])

  static let breakdown = DefinitionKind(
    name: "breakdown", summary: "People by the values of a column.",
    keys: [
      required("by", .columnName, "The person's column."),
      required("title", .text, "What its values are of, in words."),
      optional(
        "order", .list(of: .text),
        "The order in which values are shown; others, and all where it is left out, by letters and numbers."
      ),
    ])

  static let counted = DefinitionKind(
    name: "counted people", summary: "People of whom a column is true.",
    keys: [
      required("column", .columnName, "The person's column of truths."),
      required("title", .text, "What they have, in words."),
    ])

  /// Who may read which folder.
  static let handingOver = DefinitionKind(
    name: "handing over",
    summary: "Who may read which folder of a release, and where it is copied to.",
    keys: [
      optional(
        "networks", .mapping(.handedNetworks),
        "The folder of each network, for those who work there."),
      optional(
        "system", .mapping(.handedFolder), "The folder of the whole system, for its analysts."),
      optional(
        OutputKind.pseudonymised.rawValue, .mapping(.handedFolder),
        "The folder of persons under pseudonyms."),
    ])

  /// Who may read the system's folder.
  static let handedFolder = DefinitionKind(
    name: "handed folder", summary: "Who may read a folder, and where it is copied to.",
    keys: handedFolderKeys)

  /// Who may read the networks' folders.
  static let handedNetworks = DefinitionKind(
    name: "handed networks",
    summary:
      "Who may read the folder of each network, and where it is copied to; `{network}` stands for the network's code.",
    keys: handedFolderKeys + [
      optional(
        "groups", .entries(of: .text, keys: .codes, ordered: false),
        "The owner groups of networks whose group is named otherwise, by the network's code.")
    ])

  private static let handedFolderKeys = [
    optional(
      "group", .text,
      "The owner group; where it is left out, modes that are stated open the folder to whom its access control list names."
    ),
    optional(
      "folders", .word(["750", "2750"]),
      "The mode of folders; 750 where it is left out."),
    optional("files", .word(["640", "440"]), "The mode of files; 640 where it is left out."),
    optional(
      "copy_to", .text,
      "The folder that a copy is to be, by its whole path; the folder above it has to be there."),
  ]

  /// The terms of each kind of output.
  static let outputs = DefinitionKind(
    name: "outputs", summary: "What each kind of output may be used for.",
    keys: [
      optional(
        OutputKind.lists.rawValue, .mapping(.outputTerms),
        "The cohorts' lists; needed where a cohort does not state its own `output`."),
      optional(
        OutputKind.priority.rawValue, .mapping(.outputTerms),
        "The list over all lists; needed where the pipeline has an impact definition."),
      required(
        OutputKind.aggregates.rawValue, .mapping(.outputTerms),
        "The system's folder: counts and proportions."),
      optional(
        OutputKind.pseudonymised.rawValue, .mapping(.outputTerms),
        "Persons under pseudonyms; needed where there are any."),
    ])

  /// What an output may be used for.
  static let outputTerms = DefinitionKind(
    name: "output terms",
    summary:
      "What an output may be used for, by whom and on what basis: policy of the system that runs the program.",
    keys: [
      required("purpose", .text, "What it is for."),
      required("lawful_basis", .text, "Why that is lawful."),
      required("recipients", .text, "Who gets it."),
    ]
      + OptOut.allCases.map { optOut in
        optional(
          optOut.termsKey, .word(OptOutTreatment.allCases.map(\.rawValue)),
          "Whether people with a \(optOut.title) stay; with `left-out` whoever's choice is not known is left out too. Needed where there are persons."
        )
      })

  static let disclosure = DefinitionKind(
    name: "disclosure rule",
    summary: "How counts made from persons are changed before they are published.",
    keys: [
      optional(
        "hide_up_to", .wholeNumber(from: 0),
        "The largest count that is hidden; 7 where it is left out."),
      optional(
        "round_to", .wholeNumber(from: 1),
        "What other counts are rounded to; 5 where it is left out."),
    ])
}

import Model

extension DefinitionKind {
  /// Figures of the whole area from published files and returns.
  static let areaFigures = DefinitionKind(
    name: "area figures",
    summary: "Figures of the whole area from published files and returns, beside those of persons.",
    keys: [
      required("area", .name, "The definition's name."),
      required("title", .text, "One line that says of which area the figures are."),
      optional("list_sizes", .mapping(.listSizesOfArea), "List sizes against residents."),
      optional(
        "life_expectancy", .mapping(.lifeExpectancy), "Life expectancy by sex and deprivation."),
      optional(
        "projections", .mapping(.projections), "People with conditions in years to come."),
      optional("contracts", .mapping(.contracts), "Providers' uptake against what was agreed."),
      optional("experience", .mapping(.experience), "What patients say, by area of care."),
      optional(
        "members", .mapping(.members),
        "Members of something, or people who answered a survey, beside the population."),
      optional(
        "equality", .mapping(.equality),
        "Outcomes that a body is held to for equality, with the indicators that speak to them."),
    ])

  static let listSizesOfArea = DefinitionKind(
    name: "area list sizes",
    summary: "Published list sizes of the area's practices, held against its residents.",
    keys: listSizes.keys + [
      optional("residents", .mapping(.residents), "The people who live in the area."),
      required("source", .text, "Where the figures come from."),
    ])

  static let residents = DefinitionKind(
    name: "residents source", summary: "A feed of the people who live in the area.",
    keys: [
      required("from", .name, "The feed."),
      required("area", .columnName, "Its column of the district's code."),
      required("title", .columnName, "Its column of the district's name."),
      required("people", .columnName, "Its column of the number of people."),
    ])

  static let lifeExpectancy = DefinitionKind(
    name: "life expectancy source",
    summary:
      "A feed of deaths and people by sex, age band and deprivation: the life table's 20 bands begin at 0, 1, 5, 10 and so on to 90.",
    keys: [
      required("from", .name, "The feed."),
      required("sexes", .columnName, "Its column of the sex."),
      required("ages", .columnName, "Its column of the first age of the band."),
      required(
        "group", .columnName,
        "Its column of the group of deprivation, a whole number whose lowest value is the most deprived."
      ),
      required("deaths", .columnName, "Its column of deaths."),
      required("people", .columnName, "Its column of people or person-years."),
      required("source", .text, "Where the figures come from."),
    ])

  static let projections = DefinitionKind(
    name: "projections source",
    summary: "People in years to come, times how many of them have each condition.",
    keys: [
      required("from", .name, "The feed of people."),
      required("year", .columnName, "Its column of the year."),
      required("sexes", .columnName, "Its column of the sex."),
      required("ages", .columnName, "Its column of the age band."),
      required("people", .columnName, "Its column of the number of people."),
      required("of_sexes", .list(of: .text), "The sexes that are counted."),
      required("of_ages", .list(of: .text), "The age bands that are counted, from young to old."),
      required("rates", .mapping(.conditionRates), "How many people have each condition."),
      required("source", .text, "Where the figures come from."),
    ])

  static let conditionRates = DefinitionKind(
    name: "condition rates", summary: "A feed of how many people have a condition, by sex and age.",
    keys: [
      required("from", .name, "The feed."),
      required("condition", .columnName, "Its column of the condition."),
      required("sexes", .columnName, "Its column of the sex, in the same words as the people's."),
      required("ages", .columnName, "Its column of the age band, in the same words."),
      required("percent", .columnName, "Its column of how many in a hundred have it."),
    ])

  static let contracts = DefinitionKind(
    name: "contract source",
    summary:
      "A feed of providers' returns: the eligible and the reached of a service and a period.",
    keys: [
      required("from", .name, "The feed."),
      required("provider", .columnName, "Its column of the provider's code."),
      required("provider_title", .columnName, "Its column of the provider's name."),
      required("service", .columnName, "Its column of the service."),
      required("period", .columnName, "Its column of the first day of the period."),
      required("eligible", .columnName, "Its column of how many were eligible."),
      required("reached", .columnName, "Its column of how many of them were reached."),
      required(
        "services", .list(of: .mapping(.contractService)), "The services that are monitored."),
      required("source", .text, "Where the figures come from."),
    ])

  static let contractService = DefinitionKind(
    name: "contract service", summary: "A service and what was agreed.",
    keys: [
      required("service", .text, "Its code in the feed."),
      required("title", .text, "What it is called."),
      optional("target", .fraction, "The share of the eligible who should be reached."),
      optional("source", .text, "Where the target comes from; required with one."),
    ])

  static let experience = DefinitionKind(
    name: "experience source", summary: "Feeds of what patients say, by area of care.",
    keys: [
      required("from", .name, "The feed of examples."),
      required("care", .columnName, "Its column of the area of care."),
      required("examples", .columnName, "Its column of how many examples there are."),
      required("positive", .columnName, "Its column of how many of them are positive."),
      required("negative", .columnName, "Its column of how many are negative."),
      optional(
        "friends_and_family", .mapping(.friendsAndFamily), "The Friends and Family Test."),
      required("areas", .list(of: .mapping(.areaOfCare)), "The areas of care."),
      required("source", .text, "Where the figures come from."),
    ])

  static let friendsAndFamily = DefinitionKind(
    name: "friends and family source", summary: "A feed of the Friends and Family Test.",
    keys: [
      required("from", .name, "The feed."),
      required("care", .columnName, "Its column of the area of care."),
      required("responses", .columnName, "Its column of all responses, “don't know” too."),
      required("positive", .columnName, "Its column of those who called it very good or good."),
      required("negative", .columnName, "Its column of those who called it poor or very poor."),
    ])

  static let areaOfCare = DefinitionKind(
    name: "area of care", summary: "An area of care and the indicators beside it.",
    keys: [
      required("care", .text, "Its code in the feeds."),
      required("title", .text, "What it is called."),
      optional(
        "indicators", .oneOrMore(.name), "The indicators that speak of the same care."),
    ])

  static let members = DefinitionKind(
    name: "member source",
    summary: "A feed with one row a member of something, or a person who answered a survey.",
    keys: [
      required("from", .name, "The feed."),
      required("title", .text, "Who they are, in a line."),
      required(
        "by", .list(of: .mapping(.memberGroup)),
        "By what they are held against the population."),
      required("source", .text, "Where the figures come from."),
    ])

  static let memberGroup = DefinitionKind(
    name: "member group", summary: "Values by which members are held against the population.",
    keys: [
      required(
        "column", .columnName,
        "The person's column, one by which the networks' pages or those of the system count people."
      ),
      required("take", .columnName, "The feed's column, whose values are the same words."),
    ])

  static let equality = DefinitionKind(
    name: "equality outcomes", summary: "Outcomes that a body is held to for equality.",
    keys: [
      required("title", .text, "What the outcomes are called."),
      required("source", .text, "Where they come from."),
      required("outcomes", .list(of: .mapping(.equalityOutcome)), "The outcomes."),
    ])

  static let equalityOutcome = DefinitionKind(
    name: "equality outcome", summary: "An outcome and the indicators that speak to it.",
    keys: [
      required("outcome", .text, "Its number."),
      required("title", .text, "What it asks."),
      optional("indicators", .oneOrMore(.name), "The indicators that speak to it."),
    ])
}

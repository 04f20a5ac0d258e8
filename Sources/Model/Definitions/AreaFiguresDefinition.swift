/// Figures of the whole area from published files and returns, which stand beside those that are counted from persons.
public struct AreaFiguresDefinition: Hashable, Sendable {
  /// The definition's name.
  public var name: String
  /// One line that says of which area they are.
  public var title: String
  /// List sizes against residents; nil for no such figures, as for the other parts.
  public var listSizes: ListSizesOfArea?
  /// Life expectancy by sex and deprivation.
  public var lifeExpectancy: LifeExpectancySource?
  /// People with conditions in years to come.
  public var projections: ProjectionSource?
  /// Providers' uptake against what was agreed.
  public var contracts: ContractSource?
  /// What patients say.
  public var experience: ExperienceSource?
  /// People who are members of something, or answered a survey.
  public var members: MemberSource?
  /// The outcomes that a body is held to for equality, with the figures that speak to them.
  public var equality: EqualityOutcomes?

  /// Makes a definition without figures.
  public init(name: String, title: String) {
    self.name = name
    self.title = title
  }

  /// The feeds that are read, each once, in the order of the parts.
  public var feeds: [String] {
    var feeds: [String] = []
    let named = [
      listSizes?.lists.feed, listSizes?.residents?.feed, lifeExpectancy?.feed, projections?.feed,
      projections?.rates.feed, contracts?.feed, experience?.feed,
      experience?.friendsAndFamily?.feed,
      members?.feed,
    ].compactMap { $0 }
    for feed in named where !feeds.contains(feed) { feeds.append(feed) }
    return feeds
  }
}

/// Published list sizes of the area's practices, held against the people who live there.
public struct ListSizesOfArea: Hashable, Sendable {
  /// A feed of the people who live in the area.
  public struct Residents: Hashable, Sendable {
    /// The feed.
    public var feed: String
    /// Its column of the district's code.
    public var area: String
    /// Its column of the district's name.
    public var title: String
    /// Its column of the people.
    public var people: String

    /// Names a source.
    public init(feed: String, area: String, title: String, people: String) {
      self.feed = feed
      self.area = area
      self.title = title
      self.people = people
    }
  }

  /// The published list sizes.
  public var lists: ListSizeSource
  /// The people who live in the area; nil where nobody says.
  public var residents: Residents?
  /// Where the figures come from.
  public var source: String

  /// Names a source.
  public init(lists: ListSizeSource, residents: Residents?, source: String) {
    self.lists = lists
    self.residents = residents
    self.source = source
  }
}

/// A feed of deaths and people by sex, age and deprivation.
public struct LifeExpectancySource: Hashable, Sendable {
  /// The feed.
  public var feed: String
  /// Its column of the sex.
  public var sex: String
  /// Its column of the first age of the band.
  public var age: String
  /// Its column of the group of deprivation, whose lowest value is the most deprived.
  public var group: String
  /// Its column of deaths.
  public var deaths: String
  /// Its column of people or person-years.
  public var people: String
  /// Where the figures come from.
  public var source: String

  /// Names a source.
  public init(
    feed: String, sex: String, age: String, group: String, deaths: String, people: String,
    source: String
  ) {
    self.feed = feed
    self.sex = sex
    self.age = age
    self.group = group
    self.deaths = deaths
    self.people = people
    self.source = source
  }
}

/// A feed of people in years to come, and one of how many of them have each condition.
public struct ProjectionSource: Hashable, Sendable {
  /// A feed of the share of people who have a condition, by sex and age.
  public struct Rates: Hashable, Sendable {
    /// The feed.
    public var feed: String
    /// Its column of the condition.
    public var condition: String
    /// Its column of the sex.
    public var sex: String
    /// Its column of the age band.
    public var age: String
    /// Its column of the people in a hundred who have it.
    public var percent: String

    /// Names a source.
    public init(feed: String, condition: String, sex: String, age: String, percent: String) {
      self.feed = feed
      self.condition = condition
      self.sex = sex
      self.age = age
      self.percent = percent
    }
  }

  /// The feed of people.
  public var feed: String
  /// Its column of the year.
  public var year: String
  /// Its column of the sex.
  public var sex: String
  /// Its column of the age band.
  public var age: String
  /// Its column of people.
  public var people: String
  /// The sexes that are counted: each of them in every band.
  public var sexes: [String]
  /// The age bands that are counted, from young to old.
  public var ages: [String]
  /// The rates.
  public var rates: Rates
  /// Where the figures come from.
  public var source: String

  /// Names a source.
  public init(
    feed: String, year: String, sex: String, age: String, people: String, sexes: [String],
    ages: [String], rates: Rates, source: String
  ) {
    self.feed = feed
    self.year = year
    self.sex = sex
    self.age = age
    self.people = people
    self.sexes = sexes
    self.ages = ages
    self.rates = rates
    self.source = source
  }
}

/// A feed of providers' returns: how many were eligible for a service in a period, and how many were reached.
public struct ContractSource: Hashable, Sendable {
  /// What was agreed for a service.
  public struct Service: Hashable, Sendable {
    /// The service's code in the feed.
    public var service: String
    /// What it is called.
    public var title: String
    /// The share of the eligible who should be reached; nil where none was agreed.
    public var target: Double?
    /// Where the target comes from; empty without one.
    public var source: String

    /// Describes a service.
    public init(service: String, title: String, target: Double? = nil, source: String = "") {
      self.service = service
      self.title = title
      self.target = target
      self.source = source
    }
  }

  /// The feed.
  public var feed: String
  /// Its column of the provider's code.
  public var provider: String
  /// Its column of the provider's name.
  public var providerTitle: String
  /// Its column of the service.
  public var service: String
  /// Its column of the first day of the period.
  public var period: String
  /// Its column of the eligible.
  public var eligible: String
  /// Its column of those who were reached.
  public var reached: String
  /// The services, in the order of the page.
  public var services: [Service]
  /// Where the figures come from.
  public var source: String

  /// Names a source.
  public init(
    feed: String, provider: String, providerTitle: String, service: String, period: String,
    eligible: String, reached: String, services: [Service], source: String
  ) {
    self.feed = feed
    self.provider = provider
    self.providerTitle = providerTitle
    self.service = service
    self.period = period
    self.eligible = eligible
    self.reached = reached
    self.services = services
    self.source = source
  }
}

/// Feeds of what patients say, by area of care.
public struct ExperienceSource: Hashable, Sendable {
  /// A feed of the Friends and Family Test.
  public struct FriendsAndFamily: Hashable, Sendable {
    /// The feed.
    public var feed: String
    /// Its column of the area of care.
    public var area: String
    /// Its column of all responses.
    public var responses: String
    /// Its column of those who called it very good or good.
    public var positive: String
    /// Its column of those who called it poor or very poor.
    public var negative: String

    /// Names a source.
    public init(
      feed: String, area: String, responses: String, positive: String, negative: String
    ) {
      self.feed = feed
      self.area = area
      self.responses = responses
      self.positive = positive
      self.negative = negative
    }
  }

  /// An area of care and the indicators beside it.
  public struct Area: Hashable, Sendable {
    /// The area's code in the feeds.
    public var area: String
    /// What it is called.
    public var title: String
    /// The indicators that speak of the same care, by name.
    public var indicators: [String]

    /// Describes an area.
    public init(area: String, title: String, indicators: [String] = []) {
      self.area = area
      self.title = title
      self.indicators = indicators
    }
  }

  /// The feed of examples.
  public var feed: String
  /// Its column of the area of care.
  public var area: String
  /// Its column of the examples.
  public var examples: String
  /// Its column of those that are positive.
  public var positive: String
  /// Its column of those that are negative.
  public var negative: String
  /// The Friends and Family Test; nil for none.
  public var friendsAndFamily: FriendsAndFamily?
  /// The areas of care, in the order of the page.
  public var areas: [Area]
  /// Where the figures come from.
  public var source: String

  /// Names a source.
  public init(
    feed: String, area: String, examples: String, positive: String, negative: String,
    friendsAndFamily: FriendsAndFamily?, areas: [Area], source: String
  ) {
    self.feed = feed
    self.area = area
    self.examples = examples
    self.positive = positive
    self.negative = negative
    self.friendsAndFamily = friendsAndFamily
    self.areas = areas
    self.source = source
  }
}

/// A feed with one row a member of something, or a person who answered a survey.
public struct MemberSource: Hashable, Sendable {
  /// A column by whose values members are held against the population.
  public struct Group: Hashable, Sendable {
    /// The person's column.
    public var column: String
    /// The feed's column, whose values are the same words.
    public var take: String

    /// Pairs two columns.
    public init(column: String, take: String) {
      self.column = column
      self.take = take
    }
  }

  /// The feed.
  public var feed: String
  /// Who they are, in a line.
  public var title: String
  /// By what they are held against the population, in the order of the page.
  public var by: [Group]
  /// Where the figures come from.
  public var source: String

  /// Names a source.
  public init(feed: String, title: String, by: [Group], source: String) {
    self.feed = feed
    self.title = title
    self.by = by
    self.source = source
  }
}

/// The outcomes that a body is held to for equality.
public struct EqualityOutcomes: Hashable, Sendable {
  /// An outcome.
  public struct Outcome: Hashable, Sendable {
    /// Its number.
    public var outcome: String
    /// What it asks.
    public var title: String
    /// The indicators that speak to it, by name.
    public var indicators: [String]

    /// Describes an outcome.
    public init(outcome: String, title: String, indicators: [String] = []) {
      self.outcome = outcome
      self.title = title
      self.indicators = indicators
    }
  }

  /// What the set of outcomes is called.
  public var title: String
  /// Where the outcomes come from.
  public var source: String
  /// The outcomes in their order.
  public var outcomes: [Outcome]

  /// Puts outcomes together.
  public init(title: String, source: String, outcomes: [Outcome]) {
    self.title = title
    self.source = source
    self.outcomes = outcomes
  }
}

/// The tables of an area's figures, which are files of the system folder too.
public enum AreaTable: String, Hashable, Sendable, CaseIterable {
  /// List sizes against residents.
  case listSizes = "list-sizes"
  /// Life expectancy.
  case lifeExpectancy = "life-expectancy"
  /// People with conditions in years to come.
  case projections
  /// Providers' uptake against what was agreed.
  case contracts
  /// What patients say.
  case experience
  /// Members beside the population.
  case members
}

extension AreaFiguresDefinition {
  /// The feeds that each table is made of, of those that are asked for.
  public var tables: [(table: AreaTable, feeds: [String])] {
    let feeds: [AreaTable: [String?]] = [
      .listSizes: [listSizes?.lists.feed, listSizes?.residents?.feed],
      .lifeExpectancy: [lifeExpectancy?.feed],
      .projections: [projections?.feed, projections?.rates.feed],
      .contracts: [contracts?.feed],
      .experience: [experience?.feed, experience?.friendsAndFamily?.feed],
      .members: [members?.feed],
    ]
    return AreaTable.allCases.compactMap { table in
      let named = (feeds[table] ?? []).compactMap { $0 }
      return named.isEmpty ? nil : (table, named)
    }
  }
}

public import Expressions

/// Who is in the population, and what is known of each person beside the feed's own columns.
public struct PopulationDefinition: Hashable, Sendable {
  /// The population's name.
  public var name: String
  /// One line that says who is in it.
  public var title: String
  /// The feed of registrations.
  public var feed: String
  /// The column of the person's key.
  public var person: String
  /// What these keys are.
  public var key: PersonKeyForm
  /// The column of the practice.
  public var practice: String
  /// Which registrations are open on the reference date.
  public var registered: CheckedExpression
  /// Of several open registrations of one person the one with the latest day in this column counts.
  public var latestBy: String
  /// Which practice counts where registrations of one person with several practices start latest: the first of these that
  /// one practice has and another has not decides, and after them the practice's code, the first in the order of bytes.
  public var prefer: [PracticePreference]
  /// The column of the day of death, which counts for all registrations of a person; nil where none is named.
  public var death: String?
  /// Who else may be counted in aggregates, beside those whom their opt-outs leave out; unknown counts as no.
  public var secondaryUse: CheckedExpression?
  /// Who has which opt-out; unknown where that is not known.
  ///
  /// Each makes a column of the person.
  public var optOuts: [OptOut: CheckedExpression]
  /// The opt-outs for which aggregates leave people out, as the pipeline's outputs say.
  public var leftOutOfAggregates: Set<OptOut> = []
  /// Where practices' networks stand, in order of preference: the first feed that has rows is used.
  public var networks: [NetworkSource]
  /// Where it stands which practices have closed.
  public var practices: [OrganisationSource]
  /// Where it stands which networks have closed.
  public var networkOrganisations: [OrganisationSource]
  /// Where it stands which practices were merged into others.
  public var successions: [SuccessionSource]
  /// Columns taken from reference feeds by a key.
  public var lookups: [Lookup]
  /// Columns worked out from the others, in order.
  public var columns: [DerivedColumn]
  /// The column of the day of birth; nil where none is named.
  public var birth: String?
  /// The columns that every list shows, by what the list calls them.
  public var listed: [ListColumn: String]
  /// What somebody in a definition's tests has in the feed where the test does not say otherwise.
  public var usual: [TestCell]

  /// Makes a definition.
  public init(
    name: String, title: String, feed: String, person: String, practice: String,
    registered: CheckedExpression, latestBy: String, secondaryUse: CheckedExpression?,
    networks: [NetworkSource], lookups: [Lookup], columns: [DerivedColumn], birth: String? = nil,
    prefer: [PracticePreference] = PracticePreference.allCases, death: String? = nil,
    practices: [OrganisationSource] = [], networkOrganisations: [OrganisationSource] = [],
    successions: [SuccessionSource] = [],
    listed: [ListColumn: String] = [:], usual: [TestCell] = [],
    optOuts: [OptOut: CheckedExpression] = [:], key: PersonKeyForm = .nhsNumber
  ) {
    self.name = name
    self.title = title
    self.feed = feed
    self.person = person
    self.key = key
    self.practice = practice
    self.registered = registered
    self.latestBy = latestBy
    self.prefer = prefer
    self.death = death
    self.practices = practices
    self.networkOrganisations = networkOrganisations
    self.successions = successions
    self.secondaryUse = secondaryUse
    self.networks = networks
    self.lookups = lookups
    self.columns = columns
    self.birth = birth
    self.listed = listed
    self.usual = usual
    self.optOuts = optOuts
  }

  /// The feeds that say what is known of practices and networks.
  public var organisationFeeds: [String] {
    networks.map(\.feed) + practices.map(\.feed) + networkOrganisations.map(\.feed)
      + successions.map(\.feed)
  }

  /// What its columns are called.
  public var vocabulary: PersonVocabulary {
    PersonVocabulary(
      person: person, practice: practice, birth: birth, listed: listed, key: key)
  }
}

/// What one practice may have and another not, where a person is registered with both from one day on.
public enum PracticePreference: String, Hashable, Sendable, CaseIterable {
  /// It has not closed.
  case open
  /// It has a network on the reference date, so that its patients can be on a list.
  case inNetwork = "in-network"
}

/// A feed that says which practice belonged to which network (PCN) when.
public struct NetworkSource: Hashable, Sendable {
  /// The feed.
  public var feed: String
  /// The column of the practice.
  public var practice: String
  /// The column of the network.
  public var network: String
  /// The column of the first day of membership; nil where the feed holds current members only.
  public var starts: String?
  /// The column of the last day of membership (ODS end dates are the last day); missing means that it goes on.
  public var ends: String?

  /// Names a source.
  public init(feed: String, practice: String, network: String, starts: String?, ends: String?) {
    self.feed = feed
    self.practice = practice
    self.network = network
    self.starts = starts
    self.ends = ends
  }
}

/// A column that a reference feed gives by a key.
public struct Lookup: Hashable, Sendable {
  /// The new column's name.
  public var name: String
  /// The reference feed.
  public var feed: String
  /// The reference feed's key column.
  public var key: String
  /// The reference feed's column to take.
  public var take: String
  /// The population's column that holds the key.
  public var on: String

  /// Makes a lookup.
  public init(name: String, feed: String, key: String, take: String, on: String) {
    self.name = name
    self.feed = feed
    self.key = key
    self.take = take
    self.on = on
  }
}

/// A column that is worked out from the columns of the same row.
public struct DerivedColumn: Hashable, Sendable {
  /// The new column's name.
  public var name: String
  /// Its value.
  public var value: CheckedExpression

  /// Makes a derived column.
  public init(name: String, value: CheckedExpression) {
    self.name = name
    self.value = value
  }
}

public import Expressions

/// A proportion with its limits, by area.
public struct IndicatorDefinition: Hashable, Sendable {
  /// Where numerator and denominator come from.
  public enum Kind: Hashable, Sendable {
    /// From persons: those in the denominator, and of them those in the numerator. Goes through disclosure control.
    case persons(PersonProportion)
    /// From counts that a feed publishes by practice. Exempt from disclosure control: published at their source.
    case published(PublishedProportion)
  }

  /// The indicator's name.
  public var name: String
  /// One line that says what it is.
  public var title: String
  /// Where it comes from.
  public var source: String
  /// Numerator and denominator.
  public var kind: Kind
  /// The campaign whose season gives `season_start` and its other parameters; nil for none.
  public var campaign: String?
  /// The share to be reached, as a fraction; nil for none.
  public var target: Double?
  /// The share below which nothing is earned, such as the lower threshold of a QOF indicator, as a fraction below the
  /// target; nil for none.
  public var lowerThreshold: Double?
  /// Which way is better, as the definition states it; nil where it does not.
  public var statedBetterWay: BetterWay?
  /// The feeds without which the figures would be wrong; where one has no file there are none.
  public var neededFeeds: [String] = []

  /// Which way is better: higher where there is a target, and neither where nothing is said.
  public var betterWay: BetterWay { statedBetterWay ?? (target == nil ? .neither : .higher) }

  /// Makes an indicator.
  public init(
    name: String, title: String, source: String, kind: Kind, campaign: String?, target: Double?
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.kind = kind
    self.campaign = campaign
    self.target = target
  }
}

/// A proportion of the population's persons, by practice, PCN and the whole system.
public struct PersonProportion: Hashable, Sendable {
  /// Who is counted below the line; unknown counts as no.
  public var denominator: CheckedExpression
  /// Who of them is counted above it; unknown counts as no.
  public var numerator: CheckedExpression
  /// The same for the season before; nil where it does not stand beside this one.
  public var last: LastSeason?
  /// The chance that a person of the denominator belongs above the line, such as the prevalence at the person's age; nil
  /// where the numerator is a share of the denominator itself.
  ///
  /// - Units: a fraction of 1.
  public var expected: CheckedExpression?
  /// Person columns by which the system's figure is split too, such as `imd_decile`.
  public var by: [String]
  /// The person columns by whose values the figure is split in a table of its own, for pages; none for none.
  public var splits: [Split] = []

  /// Makes a proportion.
  public init(
    denominator: CheckedExpression, numerator: CheckedExpression, last: LastSeason? = nil,
    expected: CheckedExpression? = nil, by: [String]
  ) {
    self.denominator = denominator
    self.numerator = numerator
    self.last = last
    self.expected = expected
    self.by = by
  }

  /// A column by whose values a figure is split.
  public struct Split: Hashable, Sendable {
    /// The person's column.
    public var column: String
    /// Whether each network is split by it too, and not the system alone.
    public var isInNetworks: Bool

    /// Names a column.
    public init(_ column: String, isInNetworks: Bool = false) {
      self.column = column
      self.isInNetworks = isInNetworks
    }
  }

  /// Who is counted of the season before, among those who are in the population now.
  public struct LastSeason: Hashable, Sendable {
    /// Who is counted below the line; unknown counts as no.
    public var denominator: CheckedExpression
    /// Who of them is counted above it; unknown counts as no.
    public var numerator: CheckedExpression

    /// Says who is counted.
    public init(denominator: CheckedExpression, numerator: CheckedExpression) {
      self.denominator = denominator
      self.numerator = numerator
    }
  }

  /// Everything that it reads.
  public var expressions: [CheckedExpression] {
    [denominator, numerator]
      + [last?.denominator, last?.numerator, expected].compactMap { $0 }
  }
}

/// A proportion from counts that a feed publishes, by practice, PCN, further areas and England.
public struct PublishedProportion: Hashable, Sendable {
  /// The feed of the counts.
  public var feed: String
  /// Its column of the practice.
  public var practice: String
  /// Its column of the numerator.
  public var numerator: String
  /// Its column of the denominator.
  public var denominator: String
  /// Its columns whose values name one figure, such as group and list type; figures are never added across them.
  public var group: [String]
  /// The feed that says to which areas a practice belongs.
  public var geography: String?
  /// That feed's column of the practice.
  public var geographyPractice: String?
  /// The areas to add practices up to, from small to large, before the whole.
  public var areas: [AreaLevel]
  /// The name of the whole, such as `England`.
  public var whole: String
  /// A feed of list sizes whose practices should be the same.
  public var listSizes: ListSizeSource?
  /// Where the practice's deprivation stands; nil for none.
  public var deprivation: Lookup?
  /// The feed's column of the year: figures of the latest count, and are held against those of earlier ones; nil for a feed of
  /// one year.
  public var year: String?
  /// The multiple of what a figure was, or is expected to be, from which on it is left out.
  ///
  /// Source: project choice: a register does not become ten times as large in a year.
  public var tenfold = 10.0

  /// Makes a proportion.
  public init(
    feed: String, practice: String, numerator: String, denominator: String, group: [String],
    geography: String?, geographyPractice: String?, areas: [AreaLevel], whole: String,
    listSizes: ListSizeSource?, deprivation: Lookup?
  ) {
    self.feed = feed
    self.practice = practice
    self.numerator = numerator
    self.denominator = denominator
    self.group = group
    self.geography = geography
    self.geographyPractice = geographyPractice
    self.areas = areas
    self.whole = whole
    self.listSizes = listSizes
    self.deprivation = deprivation
  }
}

/// A level of areas that practices belong to.
public struct AreaLevel: Hashable, Sendable {
  /// The level's name, such as `pcn`.
  public var name: String
  /// The geography feed's column of the area's code.
  public var code: String
  /// The geography feed's column of the area's name; nil for none.
  public var title: String?
  /// The code that means that a practice belongs to no area of this level, such as `U`.
  public var unallocated: String?

  /// Makes a level.
  public init(name: String, code: String, title: String?, unallocated: String?) {
    self.name = name
    self.code = code
    self.title = title
    self.unallocated = unallocated
  }
}

/// A feed of published list sizes.
public struct ListSizeSource: Hashable, Sendable {
  /// The feed.
  public var feed: String
  /// Its column of the practice.
  public var practice: String
  /// Its column of the number of patients.
  public var patients: String

  /// Names a source.
  public init(feed: String, practice: String, patients: String) {
    self.feed = feed
    self.practice = practice
    self.patients = patients
  }
}

/// A stated share in percent, to a decimal.
///
/// 0.56 x 100 is more than 56 by a hair, and a limit that is shown as 56 reaches it.
public func percent(ofShare share: Double) -> Double { (share * 1000).rounded() / 10 }

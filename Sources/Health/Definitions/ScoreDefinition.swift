public import Expressions

/// A weighted sum of conditions, with bands and percentiles.
public struct ScoreDefinition: Hashable, Sendable {
  /// The score's name.
  public var name: String
  /// The score's version; two versions never meet in one ranking.
  public var version: String
  /// One line that says what it is.
  public var title: String
  /// Where it comes from.
  public var source: String
  /// A text that must travel with every score; nil for none.
  public var notice: String?
  /// Whom it is for; others have no score.
  ///
  /// Nil for everybody.
  public var eligible: CheckedExpression?
  /// The terms of the sum.
  public var terms: [ScoreTerm]
  /// The bands, ascending, without gaps: a score is in the first band whose upper bound it is below.
  public var bands: [ScoreBand]

  /// Makes a score.
  public init(
    name: String, version: String, title: String, source: String, eligible: CheckedExpression?,
    terms: [ScoreTerm], bands: [ScoreBand]
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.source = source
    self.eligible = eligible
    self.terms = terms
    self.bands = bands
  }
}

/// One term of a weighted sum.
public struct ScoreTerm: Hashable, Sendable {
  /// The term's code.
  public var name: String
  /// Its name for people.
  public var title: String
  /// Whom it applies to, or nil where no feed carries the condition; unknown counts as no.
  public var when: CheckedExpression?
  /// What it adds.
  public var weight: Double

  /// Makes a term.
  public init(name: String, title: String, when: CheckedExpression?, weight: Double) {
    self.name = name
    self.title = title
    self.when = when
    self.weight = weight
  }
}

/// A band of a score.
public struct ScoreBand: Hashable, Sendable {
  /// The band's name.
  public var name: String
  /// The score below which somebody is in this band or a lower one; nil for the highest band.
  public var below: Double?

  /// Makes a band.
  public init(name: String, below: Double?) {
    self.name = name
    self.below = below
  }
}

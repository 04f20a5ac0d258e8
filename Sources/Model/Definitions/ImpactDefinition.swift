public import Expressions

/// Who is reached first over all lists: need, times what can be gained, times equity.
///
/// - Source: Lewis 2010, Milbank Quarterly 88(2):240-255, and Orlowski 2021, BMJ Open 11(12):e052455, on impactability; of
///   Lewis's three ways the one that drops people is not used.
public struct ImpactDefinition: Hashable, Sendable {
  /// The definition's name.
  public var name: String
  /// The definition's version.
  public var version: String
  /// One line that says what it is.
  public var title: String
  /// Where it comes from.
  public var source: String
  /// How much each person needs: a number; a missing one counts as the smallest there is.
  public var need: CheckedExpression
  /// The cohorts that count, in the order of their names.
  public var benefits: [Benefit]
  /// The part of what is gained beside the largest benefit that counts, from 0 to 1: 1 is the plain sum.
  public var rest: Double
  /// What puts a person before everybody else, the gravest first.
  public var redFlags: [RedFlag]
  /// Weights of those whom services reach least; the product of all that hold.
  public var equity: [EquityWeight]
  /// The largest product of equity weights; nil for no limit.
  public var cap: Double?
  /// How many people can be reached in a week.
  public var capacity: Capacity
  /// How many of each network's order `priority.csv` holds; nil for all.
  ///
  /// Below them it holds everybody else with a red flag or one of this week's places. It changes nobody's place in the order.
  public var listed: Int?
  /// The person column between whose values places are shared; nil for none.
  public var strata: String?
  /// The person columns by which places are counted with and without equity.
  public var audit: [String]
  /// What the list may be used for; nil only for a definition that does not come from files.
  public var terms: OutputTerms?

  /// Makes a definition.
  public init(
    name: String, version: String, title: String, source: String, need: CheckedExpression,
    benefits: [Benefit], rest: Double = 1, redFlags: [RedFlag] = [], equity: [EquityWeight],
    cap: Double?,
    capacity: Capacity, listed: Int? = nil, strata: String?, audit: [String],
    terms: OutputTerms? = nil
  ) {
    self.name = name
    self.version = version
    self.title = title
    self.source = source
    self.need = need
    self.benefits = benefits
    self.rest = rest
    self.redFlags = redFlags
    self.equity = equity
    self.cap = cap
    self.capacity = capacity
    self.listed = listed
    self.strata = strata
    self.audit = audit
    self.terms = terms
  }

  /// Every expression that is evaluated on persons.
  public var expressions: [CheckedExpression] {
    [need] + benefits.map(\.benefit) + redFlags.map(\.when) + equity.map(\.when)
  }

  /// The opt-outs for which it leaves people out.
  public var leavesOut: Set<OptOut> { terms?.leavesOut ?? [] }

  /// The benefit of a cohort; nil for one that does not count.
  public func benefit(of cohort: String) -> Benefit? {
    benefits.first { $0.cohort == cohort }
  }
}

/// What is gained by closing a gap.
public struct Benefit: Hashable, Sendable {
  /// The cohort whose list is the gap.
  public var cohort: String
  /// How much a person on the list gains, as a number, which may grow with how grave the gap is; a missing one counts as
  /// 1, one below 0 as 0.
  public var benefit: CheckedExpression
  /// The gap that several lists share, such as one vaccination that closes two of them: it counts once, with the largest
  /// benefit; nil for a gap of the list's own.
  public var gap: String?
  /// Where it comes from.
  public var source: String

  /// Makes a benefit.
  public init(cohort: String, benefit: CheckedExpression, gap: String? = nil, source: String) {
    self.cohort = cohort
    self.benefit = benefit
    self.gap = gap
    self.source = source
  }
}

/// What makes a person's open gap urgent, so that they come before everybody else.
public struct RedFlag: Hashable, Sendable {
  /// Why, in the words of the list.
  public var because: String
  /// Whom it is about; unknown counts as no.
  public var when: CheckedExpression
  /// The lists on which it keeps a person whatever was reported; empty for all.
  public var lists: [String]
  /// For how many days from its day an action may take a person with it off these lists.
  public var heldDays: Int

  /// Makes a red flag.
  public init(
    because: String, when: CheckedExpression, lists: [String] = [], heldDays: Int = 0
  ) {
    self.because = because
    self.when = when
    self.lists = lists
    self.heldDays = heldDays
  }
}

/// A weight of those whom services reach least.
public struct EquityWeight: Hashable, Sendable {
  /// Why, in the words of the list.
  public var because: String
  /// Whom it is for; unknown counts as no.
  public var when: CheckedExpression
  /// The weight, at least 1.
  public var weight: Double

  /// Makes a weight.
  public init(because: String, when: CheckedExpression, weight: Double) {
    self.because = because
    self.when = when
    self.weight = weight
  }
}

/// How many people can be reached in a week.
public struct Capacity: Hashable, Sendable {
  /// Who has so many places.
  public enum Scope: String, Hashable, Sendable, CaseIterable {
    /// Each network.
    case network = "pcn"
    /// All networks together.
    case system
  }

  /// How many.
  public var places: Int
  /// Who has so many.
  public var scope: Scope

  /// Makes a capacity.
  public init(places: Int, per scope: Scope) {
    self.places = places
    self.scope = scope
  }
}

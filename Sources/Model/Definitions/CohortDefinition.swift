public import Expressions

/// Who should be offered something: eligible, exclusions in order, rank and reasons.
public struct CohortDefinition: Hashable, Sendable {
  /// The cohort's name, which is its list's file name.
  public var name: String
  /// One line that says who is on the list.
  public var title: String
  /// Where the rules come from.
  public var source: String
  /// The campaign whose season gives `season_start` and its other parameters; nil for none.
  public var campaign: String?
  /// Who is considered; unknown counts as no.
  public var eligible: CheckedExpression
  /// Who is taken out, step by step; unknown counts as no.
  ///
  /// First those that take people out of the denominator, then those with a status, which take them off the list.
  public var exclusions: [Exclusion]
  /// What orders the list; equal people are ordered by NHS number.
  public var rank: [RankTerm]
  /// What is said about a person on the list.
  public var reasons: [Reason]
  /// Who of those on the list said no; the others are not recorded.
  ///
  /// Nil where nothing says so; unknown counts as no.
  public var declined: CheckedExpression?
  /// What to offer: services or needs of the directory of pathways, in order.
  public var pathway: [String]
  /// Needs seen on the way, in order, offered after the pathway.
  public var alsoOffer: [AlsoOffer]
  /// The share of the eligible who should have been reached, as a fraction; nil for none.
  public var target: Double?
  /// The score shown in the list; nil for none.
  public var score: String?
  /// The person column that says when it was last done; nil for none.
  public var lastDone: String?
  /// The person column that says when the person was last invited; nil for none.
  public var lastInvited: String?
  /// The person column that says when an offer was last declined; nil for none.
  public var lastDeclined: String?
  /// The person column that says from when on it is overdue; nil for none.
  public var overdueOn: String?
  /// The feeds without which the list would be wrong, such as that of medicines for a list of people who take none.
  ///
  /// Where one of them has no file the list is empty, and says so.
  public var neededFeeds: [String]
  /// The person columns that the list shows beside those of every list, in order.
  public var shown: [String]
  /// Who comes onto the list soon: within how many days, and when people become eligible and cease to be.
  public var dueSoon: DueSoonRule
  /// What networks report of the people on its list, and what follows from it; nil where nothing does.
  public var actions: ListActions?
  /// What a network should know where nobody of it is on the list; nil where there is nothing to say.
  public var ifEmpty: String?
  /// What its list may be used for; nil only for a definition that does not come from files.
  public var terms: OutputTerms?
  /// The columns of the person by which the list is held against those whom it is drawn from, for pages; none for none.
  public var comparedBy: [String] = []

  /// Makes a cohort.
  public init(
    name: String, title: String, source: String, campaign: String?, eligible: CheckedExpression,
    exclusions: [Exclusion], rank: [RankTerm], reasons: [Reason], pathway: [String],
    target: Double?, score: String?, lastDone: String?, lastInvited: String? = nil,
    lastDeclined: String? = nil, overdueOn: String? = nil, declined: CheckedExpression? = nil,
    alsoOffer: [AlsoOffer] = [], neededFeeds: [String] = [],
    shown: [String] = [], dueSoon: DueSoonRule = DueSoonRule(), terms: OutputTerms? = nil
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.campaign = campaign
    self.eligible = eligible
    self.exclusions = exclusions
    self.rank = rank
    self.reasons = reasons
    self.pathway = pathway
    self.target = target
    self.score = score
    self.lastDone = lastDone
    self.lastInvited = lastInvited
    self.lastDeclined = lastDeclined
    self.overdueOn = overdueOn
    self.declined = declined
    self.alsoOffer = alsoOffer
    self.neededFeeds = neededFeeds
    self.shown = shown
    self.dueSoon = dueSoon
    self.terms = terms
  }

  /// The opt-outs for which its list leaves people out.
  public var leavesOut: Set<OptOut> { terms?.leavesOut ?? [] }

  /// Whether it states any day on which somebody comes onto the list by time alone: then it says who is due soon.
  public var statesDueDays: Bool {
    dueSoon.eligibleFrom != nil || exclusions.contains { $0.until != nil }
  }
}

/// Who comes onto a cohort's list soon, which is a prospective gap.
///
/// A person is due soon who is not on the list, and whom every step that takes them out ceases to take out on a day that is
/// known: the latest of these days is the one on which the person comes onto the list if nothing else happens.
///
/// - Source: prospective gap, code system of the status of gaps in care, HL7 Da Vinci DEQM implementation guide 5.0.0.
public struct DueSoonRule: Hashable, Sendable {
  /// How many days ahead, from 1 to `mostDays`.
  public var days: Int
  /// The day on which somebody who is not eligible becomes so by time alone; nil where the definition states none.
  ///
  /// Missing for whoever will not be.
  public var eligibleFrom: CheckedExpression?
  /// The day from which on the person is eligible no more; nil where there is none.
  ///
  /// Whoever would come onto the list on that day or later is not due.
  public var eligibleUntil: CheckedExpression?

  /// How many days ahead where a definition does not say.
  public static let usualDays = 90
  /// How many days ahead at the most: nobody plans a year ahead by what is known today.
  public static let mostDays = 366

  /// Makes a rule.
  public init(
    days: Int = usualDays, eligibleFrom: CheckedExpression? = nil,
    eligibleUntil: CheckedExpression? = nil
  ) {
    self.days = days
    self.eligibleFrom = eligibleFrom
    self.eligibleUntil = eligibleUntil
  }
}

/// What is known of the offer to a person who should have it.
public enum GapStatus: String, Hashable, Sendable, CaseIterable {
  /// It was done.
  case given
  /// It must not be done.
  case contraindicated
  /// The person said no.
  case declined
  /// Nothing is recorded.
  case notRecorded = "not-recorded"
  /// Not on the list, and on it within the days of `DueSoonRule`.
  case dueSoon = "due-soon"

  /// The statuses of which everybody in a cohort's denominator has one, whatever is due soon.
  public static let ofDenominator: [GapStatus] = [
    .given, .contraindicated, .declined, .notRecorded,
  ]
}

/// A step that takes people out of a cohort.
public struct Exclusion: Hashable, Sendable {
  /// Why, in the words of the attrition table.
  public var because: String
  /// Whom it takes out.
  public var when: CheckedExpression
  /// The status of those whom it takes out: they stay in the cohort's denominator.
  ///
  /// Nil where they are not in the denominator either.
  public var status: GapStatus?
  /// The day from which on it takes the person out no more by time alone; nil where the definition states none.
  ///
  /// Missing for whoever it will go on to take out.
  public var until: CheckedExpression?

  /// Makes an exclusion.
  public init(
    because: String, when: CheckedExpression, status: GapStatus? = nil,
    until: CheckedExpression? = nil
  ) {
    self.because = because
    self.when = when
    self.status = status
    self.until = until
  }
}

/// A need that may be met on the way.
public struct AlsoOffer: Hashable, Sendable {
  /// The need, or a service by its name.
  public var need: String
  /// Whom it is offered to; unknown counts as no.
  public var when: CheckedExpression

  /// Makes an offer.
  public init(need: String, when: CheckedExpression) {
    self.need = need
    self.when = when
  }
}

/// One criterion of a list's order.
public struct RankTerm: Hashable, Sendable {
  /// The value to order by.
  public var value: CheckedExpression
  /// Whether larger values come first.
  public var isDescending: Bool
  /// Whether missing values come first.
  public var nullsFirst: Bool

  /// Makes a criterion.
  public init(value: CheckedExpression, isDescending: Bool, nullsFirst: Bool) {
    self.value = value
    self.isDescending = isDescending
    self.nullsFirst = nullsFirst
  }
}

/// Something worth saying about a person on a list.
public struct Reason: Hashable, Sendable {
  /// Whom it is said of.
  public var when: CheckedExpression
  /// What is said.
  public var says: String

  /// Makes a reason.
  public init(when: CheckedExpression, says: String) {
    self.when = when
    self.says = says
  }
}

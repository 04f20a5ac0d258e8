public import Tables

/// The columns of the list over all lists, in their order.
public enum PriorityColumn: String, Hashable, Sendable, CaseIterable {
  /// The day that every age and period is worked out from.
  case referenceDate = "reference_date"
  /// The place in the network's order, from 1.
  case rank
  /// The person's NHS number; a pseudonym in its place has the name of the population's own column.
  case nhsNumber = "nhs_number"
  /// The day of birth, by which whoever is called is told apart from others.
  case dateOfBirth = "date_of_birth"
  /// The practice that the person is registered with.
  case practiceCode = "practice_code"
  /// What the practice is called.
  case practiceName = "practice_name"
  /// What the network is called.
  case networkName = "pcn_name"
  /// Completed years.
  case age
  /// The sex as recorded.
  case sex
  /// The deprivation decile of where the person lives.
  case imdDecile = "imd_decile"
  /// The person's segment.
  case segment
  /// What makes the person's open gap urgent.
  case redFlags = "red_flags"
  /// How much the person needs.
  case need
  /// What can be gained.
  case gap
  /// The equity weight.
  case equity
  /// Need x gap x equity.
  case priority
  /// The lists that count and that the person is on.
  case openLists = "open_lists"
  /// Why the person is on each of them.
  case reasons
  /// What they offer.
  case offers
  /// Why the person has an equity weight.
  case equityReasons = "equity_reasons"
  /// Whether the person has one of this week's places.
  case thisWeek = "this_week"
  /// How the person needs information.
  case informationNeed = "information_need"
  /// When it was last asked how the person needs information.
  case informationNeedReviewed = "information_need_reviewed_on"
  /// The language that the person prefers.
  case preferredLanguage = "preferred_language"
  /// Whether the person is an unpaid carer.
  case carer
  /// Whether the person lives in a care home.
  case careHome = "care_home"

  /// The type that the column has where the person table does not say otherwise.
  public var type: ColumnType {
    switch self {
    case .need, .gap, .equity, .priority: .decimal
    case .redFlags, .openLists, .offers, .equityReasons: .text
    case .thisWeek: .boolean
    default: ListColumn(rawValue: rawValue)?.type ?? .text
    }
  }

  /// What the column is called and what it means, for the data package.
  public var description: FieldDescription {
    switch self {
    case .need:
      FieldDescription(
        "Need",
        "How much this person needs; empty where it is not known: it then counts as the smallest need of all in the order."
      )
    case .gap:
      FieldDescription(
        "Gap",
        "What can be gained: the largest benefit of the open lists, and a part of the others.")
    case .redFlags:
      FieldDescription(
        "Red flags",
        "What makes it urgent: who has one comes before everybody else, the gravest first.")
    case .equity:
      FieldDescription("Equity", "The weight of those whom services reach least, 1 or more.")
    case .priority: FieldDescription("Priority", "Need x gap x equity, to four decimals.")
    case .openLists:
      FieldDescription("Open lists", "The lists that count and that this person is on.")
    case .reasons:
      FieldDescription(
        "Reasons",
        "Why this person is on each of the open lists: the first two reasons of each, the lists parted by a bar."
      )
    case .offers:
      FieldDescription("Offers", "What the open lists offer, so that one call serves.")
    case .equityReasons:
      FieldDescription("Equity reasons", "Why the equity weight is above 1.")
    case .thisWeek:
      FieldDescription(
        "This week",
        "Whether this person has one of this week's places; nobody else is off the list for that.")
    default: ListColumn(rawValue: rawValue)?.description ?? FieldDescription(rawValue, "")
    }
  }
}

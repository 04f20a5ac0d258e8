public import Tables

/// The columns of a target list, in their order.
public enum ListColumn: String, Hashable, Sendable, CaseIterable {
  /// The day that every age and period is worked out from.
  case referenceDate = "reference_date"
  /// The place in the network's order, from 1.
  case rank
  /// Whether the person has one of this week's places.
  case thisWeek = "this_week"
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
  /// The band of the score.
  case riskBand = "risk_band"
  /// The score.
  case score
  /// The score's name and version, and where it comes from where that differs between persons.
  case scoreVersion = "score_version"
  /// Why the person matters, joined by `; `.
  case reasons
  /// When it was last done.
  case lastDone = "last_done"
  /// When the person was last invited.
  case lastInvited = "last_invited"
  /// When an offer was last declined.
  case lastDeclined = "last_declined"
  /// From when on it is overdue.
  case overdueOn = "overdue_on"
  /// Other lists that the person is on, so that one call serves.
  case alsoOn = "also_on"
  /// Whether the person was not on the list before.
  case new
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
  /// What to offer.
  case pathway

  /// The type that the column has where the person table does not say otherwise.
  public var type: ColumnType {
    switch self {
    case .referenceDate, .dateOfBirth, .lastDone, .lastInvited, .lastDeclined, .overdueOn,
      .informationNeedReviewed:
      .day
    case .rank, .age, .imdDecile: .integer
    case .nhsNumber: .identifier
    case .score: .decimal
    case .thisWeek, .new, .carer, .careHome: .boolean
    case .practiceCode, .practiceName, .networkName, .sex, .segment, .riskBand, .scoreVersion,
      .reasons, .alsoOn, .informationNeed, .preferredLanguage, .pathway:
      .text
    }
  }

  /// What the column is called and what it means, for the data package.
  public var description: FieldDescription {
    switch self {
    case .referenceDate:
      FieldDescription("Reference date", "Ages, periods and seasons are worked out for this day.")
    case .rank:
      FieldDescription("Rank", "The order in which to work through the list, from 1.")
    case .nhsNumber:
      PersonKeyForm.nhsNumber.description
    case .practiceCode:
      FieldDescription("Practice", "ODS code of the practice of registration.")
    case .age: FieldDescription("Age", "Completed years on the reference date.")
    case .sex: FieldDescription("Sex", "The sex as recorded.")
    case .thisWeek:
      FieldDescription(
        "This week",
        "Whether this person has one of this week's places over all lists, as in priority.csv; empty where the person is not in that order, as with an opt-out."
      )
    case .dateOfBirth:
      FieldDescription(
        "Date of birth", "By which whoever is called is told apart; to be asked, not to be told.")
    case .practiceName: FieldDescription("Practice name", "What the practice is called.")
    case .networkName:
      FieldDescription("PCN name", "What the primary care network (PCN) is called.")
    case .imdDecile:
      FieldDescription(
        "Deprivation decile",
        "Index of Multiple Deprivation of the area of residence; 1 is the most deprived tenth of England."
      )
    case .segment: FieldDescription("Segment", "The person's main segment.")
    case .riskBand: FieldDescription("Risk band", "The band of the score.")
    case .score: FieldDescription("Score", "The score that the list shows, to four decimals.")
    case .scoreVersion:
      FieldDescription(
        "Score version",
        "The score's name and version, and whether it was recorded or estimated where both occur.")
    case .reasons: FieldDescription("Reasons", "Why this person matters, joined by a semicolon.")
    case .lastDone: FieldDescription("Last done", "When it was last done.")
    case .lastInvited: FieldDescription("Last invited", "When the person was last invited.")
    case .lastDeclined:
      FieldDescription("Last declined", "When an offer was last declined.")
    case .overdueOn: FieldDescription("Overdue on", "From when on it is overdue.")
    case .informationNeedReviewed:
      FieldDescription(
        "Information need reviewed on",
        "When it was last asked how the person needs information; empty where nobody recorded it.")
    case .alsoOn:
      FieldDescription("Also on", "Other lists that this person is on, so that one call serves.")
    case .new:
      FieldDescription(
        "New", "Whether the person was not on this list last time; empty where there was none.")
    case .informationNeed:
      FieldDescription("Information need", "How the person needs information.")
    case .preferredLanguage:
      FieldDescription("Preferred language", "The language that the person prefers.")
    case .carer: FieldDescription("Carer", "Whether the person is an unpaid carer.")
    case .careHome: FieldDescription("Care home", "Whether the person lives in a care home.")
    case .pathway: FieldDescription("Pathway", "What to offer.")
    }
  }

  /// What the column is called in the lists of a population: its own name, but for a pseudonym, which is no NHS number.
  public func name(in vocabulary: PersonVocabulary) -> String {
    guard self == .nhsNumber, vocabulary.key != .nhsNumber else { return rawValue }
    return vocabulary.person
  }

  /// The columns that every list shows of a person, under the names that the population gives them.
  public static let ofPersons: [ListColumn] = [
    .practiceName, .networkName, .age, .sex, .imdDecile, .informationNeed,
    .informationNeedReviewed, .preferredLanguage, .carer, .careHome,
  ]
}

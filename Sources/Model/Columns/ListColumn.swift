public import Tables

/// The columns of a target list, in their order.
public enum ListColumn: String, Hashable, Sendable, CaseIterable {
  /// The day that every age and period is worked out from.
  case referenceDate = "reference_date"
  /// The place in the network's order, from 1.
  case rank
  /// The person's NHS number; a pseudonym in its place has the name of the population's own column.
  case nhsNumber = "nhs_number"
  /// The practice that the person is registered with.
  case practiceCode = "practice_code"
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
  /// How the last offer ended.
  case lastOutcome = "last_outcome"
  /// Other lists that the person is on, so that one call serves.
  case alsoOn = "also_on"
  /// Whether the person was not on the list before.
  case new
  /// How the person needs information.
  case informationNeed = "information_need"
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
    case .referenceDate, .lastDone: .day
    case .rank, .age, .imdDecile: .integer
    case .nhsNumber: .identifier
    case .score: .decimal
    case .new, .carer, .careHome: .boolean
    case .practiceCode, .sex, .segment, .riskBand, .scoreVersion, .reasons, .lastOutcome, .alsoOn,
      .informationNeed, .preferredLanguage, .pathway:
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
    case .sex: FieldDescription("Sex", "1 male, 2 female, 9 indeterminate, X not known.")
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
    case .lastOutcome: FieldDescription("Last outcome", "How the last offer ended.")
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
    .age, .sex, .imdDecile, .informationNeed, .preferredLanguage, .carer, .careHome,
  ]
}

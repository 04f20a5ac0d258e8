/// What the columns of the person are called that the program itself reads, in one pipeline.
///
/// Nothing but this room knows such a name: whoever uses a column asks for it by what it is.
public struct PersonVocabulary: Hashable, Sendable {
  /// The column of the person's key, as the population names it.
  public var person: String
  /// What these keys are.
  public var key: PersonKeyForm
  /// The column of the practice, as the population names it.
  public var practice: String
  /// The column of the day of birth; nil where the population does not say.
  public var birth: String?
  /// The columns that every list shows, by what the list calls them.
  public var listed: [ListColumn: String]

  /// Names the columns of a population.
  public init(
    person: String, practice: String, birth: String? = nil, listed: [ListColumn: String] = [:],
    key: PersonKeyForm = .nhsNumber
  ) {
    self.person = person
    self.key = key
    self.practice = practice
    self.birth = birth
    self.listed = listed
  }

  /// Whether the practice has a list tonight, and if not why: see `PracticeStatus`.
  public static let practiceStatus = "practice_status"
  /// The practice's network on the reference date.
  public static let network = "pcn_code"
  /// Whether the person may be counted in aggregates.
  public static let secondaryUse = "secondary_use"
  /// Whether the person has a Type 1 opt-out; missing where it is not known.
  public static let type1OptOut = "type_1_opt_out"
  /// Whether the person has a national data opt-out; missing where it is not known.
  public static let nationalOptOut = "national_opt_out"
}

/// Whether a practice's patients come on lists, and if not why.
public enum PracticeStatus: String, Hashable, Sendable, CaseIterable, Codable {
  /// They do.
  case ok
  /// The practice is held back.
  case heldBack = "held-back"
  /// The practice is in no row of the networks' source.
  case unknown
  /// The practice is in no network, or in several, on the reference date.
  case noPCN = "no-pcn"
  /// Nobody of the practice is in the delivery: its patients are those of the last release.
  case notDelivered = "not-delivered"
}

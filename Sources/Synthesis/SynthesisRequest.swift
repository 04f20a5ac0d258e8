public import Tables

/// What a synthetic night of feeds shall look like.
///
/// - Shape: the number of practices and PCNs follows from the number of patients: one practice for every 400
///   patients up to 63, one PCN for every 1,250 up to 10, and beyond 614,934 patients in proportion.
/// - Source: the model area is Worcestershire (10 PCNs, 63 practices, 614,934 registered patients: annual report of
///   the Director of Public Health, 2021).
public struct SynthesisRequest: Hashable, Sendable {
  /// The number of registered patients; nil for 614,934, or for the published lists' own number.
  public var patients: Int?
  /// The seed: the same request gives the same bytes.
  public var seed: UInt64
  /// The day of the extract.
  public var referenceDate: Day
  /// A folder of published files (list sizes, QOF prevalence, PCN membership, deprivation) whose practices are made;
  /// nil for practices that do not exist.
  public var published: String?
  /// Of the published practices only those of this commissioner (sub-ICB location, such as `18C`); nil for all.
  public var commissioner: String?
  /// Whether the dirt of real extracts is left out.
  public var isClean: Bool
  /// The folder to write to; it is made where it does not exist, and must be empty.
  public var output: String

  /// Asks for a night; the defaults are Worcestershire on 20 November 2026, with dirt.
  public init(
    patients: Int? = nil, seed: UInt64 = 1, referenceDate: Day = Self.usualDate,
    published: String? = nil, commissioner: String? = nil, isClean: Bool = false, output: String
  ) {
    self.patients = patients
    self.seed = seed
    self.referenceDate = referenceDate
    self.published = published
    self.commissioner = commissioner
    self.isClean = isClean
    self.output = output
  }

  /// 20 November 2026, the reference date of the sample night.
  public static let usualDate = Day(number: 20_777)

  /// The most patients that can be made: their numbers stay distinct within the test range.
  public static let mostPatients = 9_000_000
}

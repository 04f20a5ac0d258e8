/// A condition that no QOF register holds: its code in the conditions feed, and how common it is.
///
/// - Source: which conditions: the 37 of the Cambridge Multimorbidity Score (Payne 2020, CMAJ 192(5):E107-E114), the deficits
///   of the electronic frailty index (Clegg 2016, Age and Ageing 45(3):353-360), the inputs of QRISK3-2017, the flu risk
///   groups of the Green Book, chapter 19, and living alone. How common: general knowledge of the field, round figures in
///   percent by age; nothing is calibrated to them.
struct ConditionShape: Sendable {
  let code: String
  /// Percent at ages 0, 6, 18, 30, 40, 50, 60, 70, 80, 90 and over.
  let percent: [Double]
  let male: Double
  let deprived: Double
  /// Whether an entry can be resolved.
  let passes: Bool
  /// The register on which a person must be to have it; nil for none.
  let given: Register?

  init(
    _ code: String, _ percent: [Double], male: Double = 1, deprived: Double = 1.3,
    passes: Bool = false, given: Register? = nil
  ) {
    self.code = code
    self.percent = percent
    self.male = male
    self.deprived = deprived
    self.passes = passes
    self.given = given
  }

  /// The chance that a person has the condition; their general ill health is one on average.
  func chance(ageGroup: Int, isMale: Bool, decile: Int, health: Double) -> Double {
    let slope = 2 * (deprived - 1) / (deprived + 1)
    let level = percent[ageGroup] / 100 * (isMale ? male : 2 - male)
    return min(0.9, level * (1 + slope * (5.5 - Double(decile)) / 9) * health)
  }

  static let all: [ConditionShape] = [
    .init("PARKINSONISM", [0, 0, 0, 0, 0.02, 0.1, 0.4, 1.2, 2.2, 2], male: 1.2),
    .init("MS", [0, 0, 0.05, 0.2, 0.35, 0.4, 0.4, 0.3, 0.15, 0.1], male: 0.6),
    .init("LIVER", [0, 0, 0.1, 0.3, 0.6, 1, 1.2, 1, 0.6, 0.3], male: 1.2, deprived: 2.2),
    .init("BRONCHIECTASIS", [0, 0, 0.05, 0.1, 0.2, 0.4, 0.9, 1.6, 1.6, 1], male: 0.9),
    .init(
      "ALCOHOL", [0, 0, 1, 2, 2.8, 3, 2.6, 1.8, 0.8, 0.3], male: 1.4, deprived: 2.4, passes: true),
    .init(
      "SUBSTANCE-MISUSE", [0, 0.1, 1.8, 2.4, 2, 1.2, 0.4, 0.1, 0, 0], male: 1.4, deprived: 3,
      passes: true),
    .init("IBD", [0, 0.1, 0.6, 0.9, 1, 1.1, 1.1, 1, 0.8, 0.5]),
    .init("IBS", [0, 0.5, 5, 7, 8, 8, 7.5, 7, 6, 4], male: 0.6),
    .init("CONNECTIVE-TISSUE", [0, 0.05, 0.2, 0.5, 0.8, 1.2, 1.8, 2.4, 2.4, 1.6], male: 0.6),
    .init("PSORIASIS-ECZEMA", [3, 3, 2, 2, 2, 2.2, 2.5, 3, 3.2, 3]),
    .init("PEPTIC-ULCER", [0, 0, 0.1, 0.4, 0.9, 1.8, 3, 4.2, 5, 5], male: 1.2),
    .init("BLINDNESS", [0.1, 0.2, 0.2, 0.2, 0.3, 0.5, 1, 2.5, 7, 16], deprived: 1.2),
    .init("HEARING-LOSS", [1, 1.5, 1, 1.5, 3, 6, 12, 22, 34, 42], male: 1.1, deprived: 1.1),
    .init("THYROID", [0, 0.1, 1, 2.5, 4, 6, 7.5, 9, 10, 10], male: 0.4, deprived: 1.1),
    .init("MIGRAINE", [0, 0.8, 3, 4, 4.5, 4, 3, 2, 1, 0.5], male: 0.5),
    .init("PROSTATE", [0, 0, 0, 0, 0.3, 1.5, 5, 9, 12, 12], male: 2, deprived: 0.9),
    .init(
      "ANXIETY", [0, 1.5, 8, 8, 7.5, 7, 6, 5.5, 5, 4], male: 0.65, deprived: 1.5, passes: true),
    .init(
      "ANOREXIA-BULIMIA", [0, 0.4, 1, 0.6, 0.3, 0.2, 0.1, 0, 0, 0], male: 0.2, deprived: 1,
      passes: true),
    .init("DIVERTICULAR", [0, 0, 0.1, 0.5, 2, 5, 9, 13, 16, 15]),
    .init("SINUSITIS", [0, 0.2, 0.6, 1, 1.4, 1.6, 1.6, 1.4, 1, 0.6]),
    .init("ARTHRITIS", [0, 0, 0.5, 2, 5, 11, 20, 30, 38, 40], male: 0.8),
    .init("FALLS", [0, 0, 0, 0, 0, 0.5, 2, 6, 18, 32], male: 0.8, passes: true),
    .init("HOUSEBOUND", [0, 0, 0, 0.05, 0.1, 0.2, 0.5, 1.5, 8, 26], male: 0.8, passes: true),
    .init("MOBILITY", [0, 0.1, 0.1, 0.2, 0.5, 1.2, 2.5, 6, 18, 38], male: 0.85),
    .init("ACTIVITY-LIMITATION", [0, 0.2, 0.3, 0.4, 0.6, 1, 2, 4, 12, 26]),
    .init("CARE-NEED", [0, 0.2, 0.2, 0.2, 0.2, 0.4, 0.8, 2.4, 9, 24], male: 0.85),
    .init("SOCIAL-VULNERABILITY", [0.3, 0.5, 0.6, 0.6, 0.7, 0.8, 1.2, 2.6, 6.5, 11], deprived: 2),
    .init(
      "FRAGILITY-FRACTURE", [0, 0, 0, 0.1, 0.3, 1, 2.6, 5.5, 12, 19], male: 0.5, deprived: 1.1),
    .init("MEMORY", [0, 0, 0, 0.1, 0.3, 0.7, 1.8, 5, 14, 24]),
    .init("DIZZINESS", [0, 0.3, 1, 1.5, 2.5, 4, 6.5, 10, 15, 18], passes: true),
    .init("DYSPNOEA", [0.3, 0.5, 1, 1.5, 2.5, 4.5, 8, 13, 18, 20], passes: true),
    .init("INCONTINENCE", [0, 0.5, 0.5, 1, 2, 3, 4.5, 8, 15, 24], male: 0.6),
    .init("SLEEP", [0.2, 0.5, 2, 2.5, 3.5, 4.5, 5.5, 6.5, 8, 9], passes: true),
    .init("WEIGHT-LOSS", [0.1, 0.1, 0.3, 0.4, 0.6, 1, 1.8, 3.5, 6.5, 10], passes: true),
    .init("SKIN-ULCER", [0, 0, 0, 0.1, 0.2, 0.5, 1.2, 2.8, 6, 10], deprived: 1.5, passes: true),
    .init("FOOT-PROBLEM", [0, 0.2, 0.3, 0.5, 1, 1.8, 3, 5, 8, 11]),
    .init("HEART-VALVE", [0, 0.05, 0.1, 0.2, 0.3, 0.7, 1.6, 3.8, 7, 9], deprived: 1),
    .init("HYPOTENSION", [0, 0.3, 0.8, 1, 1.2, 1.6, 2.8, 5.5, 10, 14], passes: true),
    .init("URINARY-SYSTEM", [0, 0.3, 0.8, 1, 1.5, 2.5, 4.5, 8, 13, 17]),
    .init("ANAEMIA", [0.5, 0.7, 2.5, 3.5, 4, 3.5, 4, 6.5, 11, 16], male: 0.6, passes: true),
    .init("ERECTILE-DYSFUNCTION", [0, 0, 0.2, 0.7, 2, 5, 8.5, 9, 5, 2], male: 2),
    .init("FAMILY-CVD", [0, 0, 3, 7, 10, 11, 10, 8, 5, 3], deprived: 1.2),
    .init("HYPERCHOLESTEROLAEMIA", [0, 0, 0.1, 0.6, 2.5, 5, 8, 9, 7, 4]),
    .init("MND", [0, 0, 0, 0, 0, 0.01, 0.02, 0.03, 0.02, 0]),
    .init("CEREBRAL-PALSY", [0.15, 0.2, 0.15, 0.12, 0.1, 0.08, 0.05, 0.03, 0.01, 0]),
    .init("ADDISONS", [0, 0, 0.01, 0.01, 0.02, 0.02, 0.03, 0.03, 0.02, 0.01], male: 0.8),
    .init("CHRONIC-RESPIRATORY", [0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 1, 1.8, 2, 1.2], deprived: 1.5),
    .init("CHRONIC-HEART", [0.3, 0.3, 0.3, 0.4, 0.5, 0.8, 1.4, 2.6, 4, 4]),
    .init("PAIN", [0, 0.1, 1, 2, 3.5, 5, 6.5, 7.5, 8, 8], male: 0.8, deprived: 1.7, passes: true),
    .init("CONSTIPATION", [1.5, 0.8, 0.8, 1, 1.4, 2, 3, 6, 12, 18], male: 0.7, passes: true),
    .init("TYPE1-DIABETES", [100, 90, 45, 20, 10, 7, 5, 3.5, 2.5, 2], deprived: 1, given: .dm),
    .init("CKD5", [2, 2, 4, 4, 3, 2.5, 2, 1.2, 0.7, 0.4], given: .ckd),
    .init("SEVERE-COPD", [0, 0, 2, 4, 8, 11, 13, 15, 15, 14], given: .copd),
    .init("SLE", [0, 0, 0.04, 0.1, 0.14, 0.16, 0.16, 0.14, 0.1, 0.05], male: 0.2),
    .init("FH", [0, 0, 0.03, 0.06, 0.12, 0.2, 0.2, 0.15, 0.1, 0]),
    .init("IMMUNOSUPPRESSION", [0.05, 0.1, 0.3, 0.6, 0.9, 1.3, 1.7, 1.9, 1.4, 0.6]),
    .init("ASPLENIA", [0.01, 0.03, 0.08, 0.1, 0.15, 0.2, 0.25, 0.25, 0.2, 0.1]),
    .init("NEUROMUSCULAR", [0.2, 0.4, 0.4, 0.4, 0.5, 0.7, 1, 1.5, 2, 2]),
    // No illness: whoever is in a care home has it not.
    .init("LIVES-ALONE", [0, 0, 0, 0, 0, 0, 9, 22, 36, 50], male: 0.8, deprived: 1.4),
  ]

  /// The place of a condition in `all`; the codes are this file's own.
  static func index(of code: String) -> Int {
    all.firstIndex { $0.code == code } ?? 0
  }

  /// The bits of several conditions.
  static func bits(_ codes: [String]) -> UInt64 {
    codes.reduce(0) { $0 | 1 << UInt64(index(of: $1)) }
  }

  /// Which put a person under 65 at clinical risk from flu.
  ///
  /// Source: national flu immunisation programme 2025 to 2026, clinical risk groups.
  static let fluRisk = bits([
    "LIVER", "IMMUNOSUPPRESSION", "ASPLENIA", "ADDISONS", "NEUROMUSCULAR", "PARKINSONISM", "MS",
    "MND", "CEREBRAL-PALSY", "CHRONIC-RESPIRATORY", "CHRONIC-HEART",
  ])

  /// Which the electronic frailty index counts beside the registers.
  static let frailty = bits([
    "PARKINSONISM", "PEPTIC-ULCER", "BLINDNESS", "HEARING-LOSS", "THYROID", "ARTHRITIS",
    "FALLS", "HOUSEBOUND", "MOBILITY", "ACTIVITY-LIMITATION", "CARE-NEED",
    "SOCIAL-VULNERABILITY", "FRAGILITY-FRACTURE", "MEMORY", "DIZZINESS", "DYSPNOEA", "INCONTINENCE",
    "SLEEP", "WEIGHT-LOSS", "SKIN-ULCER", "FOOT-PROBLEM", "HEART-VALVE", "HYPOTENSION",
    "URINARY-SYSTEM",
    "ANAEMIA",
  ])

  static let livesAlone = index(of: "LIVES-ALONE")
  static let sightLoss = bits(["BLINDNESS"])
  static let hearingLoss = bits(["HEARING-LOSS"])
}

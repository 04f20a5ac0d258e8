/// How common a register is, and among whom.
///
/// - Source: the share: QOF 2020-21, practices of sub-ICB location 18C (Herefordshire and Worcestershire), register
///   over list of the eligible age. The shape over age, sex and deprivation is general knowledge of the field,
///   round figures; only the shape comes from it, the level from the published counts.
struct RegisterShape: Sendable {
  /// The age from which the register's published list counts people.
  let youngest: Int
  /// Its name in published files.
  let listType: String
  /// The register's share of that list.
  let share: Double
  /// Relative frequency by age: 0, 6, 18, 30, 40, 50, 60, 70, 80, 90 and over.
  let byAge: [Double]
  /// Males to females.
  let male: Double
  /// The most deprived tenth to the least.
  let deprived: Double
  /// How much a person's general ill health adds.
  let health: Double
  /// How many entries that no longer count there are for each that does.
  let resolved: Double
  /// By how much another register makes this one more likely.
  let boosts: [(Register, Double)]

  init(
    _ youngest: Int, _ listType: String, _ share: Double, _ byAge: [Double], male: Double = 1,
    deprived: Double = 1, health: Double = 0.4, resolved: Double = 0.02,
    boosts: [(Register, Double)] = []
  ) {
    self.youngest = youngest
    self.listType = listType
    self.share = share
    self.byAge = byAge
    self.male = male
    self.deprived = deprived
    self.health = health
    self.resolved = resolved
    self.boosts = boosts
  }

  /// The place of an age in the table by age.
  static func ageGroup(_ age: Int) -> Int {
    age < 6 ? 0 : age < 18 ? 1 : age < 30 ? 2 : min(9, age / 10)
  }

  /// The shape of a register.
  static func of(_ register: Register) -> RegisterShape { all[register.rawValue] }

  /// The relative frequency before anything is known of the person's other registers and general health.
  func weight(age: Int, isMale: Bool, decile: Int) -> Double {
    guard age >= youngest else { return 0 }
    return byAge[Self.ageGroup(age)] * (isMale ? male : 1) * gradient(decile: decile)
  }

  /// A straight line over the deciles from the most deprived to the least, one in the middle.
  func gradient(decile: Int) -> Double {
    let slope = 2 * (deprived - 1) / (deprived + 1)
    return 1 + slope * (5.5 - Double(decile)) / 9
  }

  private static let all: [RegisterShape] = [
    // HYP
    .init(
      0, "TOTAL", 0.1631, [0, 0, 0.4, 2, 7, 17, 31, 44, 52, 48], male: 1.05, deprived: 1.3,
      resolved: 0.06),
    // OB
    .init(
      18, "18OV", 0.0747, [0, 0, 4.5, 7.5, 9.5, 10.5, 9.5, 7.5, 3.5, 1.5], male: 0.8, deprived: 1.7,
      resolved: 0.8, boosts: [(.hyp, 1.8)]),
    // DM
    .init(
      17, "17OV", 0.0741, [0, 0.3, 0.8, 1.9, 4.5, 8.5, 12, 15.5, 14, 9], male: 1.3, deprived: 1.9,
      resolved: 0.05, boosts: [(.ob, 2.2), (.hyp, 1.8)]),
    // NDH
    .init(
      18, "18OV", 0.0762, [0, 0, 0.7, 2, 5, 9, 12.5, 16, 14, 8], deprived: 1.3,
      resolved: 0.5, boosts: [(.ob, 2), (.hyp, 1.4)]),
    // CHD
    .init(
      0, "TOTAL", 0.0341, [0, 0, 0.02, 0.15, 0.8, 2.8, 6.5, 12, 18, 19], male: 1.9, deprived: 1.5,
      boosts: [(.hyp, 1.8), (.dm, 1.8)]),
    // AF
    .init(
      0, "TOTAL", 0.0261, [0, 0, 0.1, 0.2, 0.5, 1.3, 3.5, 8.5, 17, 22], male: 1.35, deprived: 1.1,
      resolved: 0.12, boosts: [(.hyp, 1.5), (.chd, 1.5)]),
    // HF
    .init(
      0, "TOTAL", 0.0114, [0, 0, 0.03, 0.06, 0.2, 0.6, 1.6, 4, 9, 14], male: 1.4, deprived: 1.5,
      boosts: [(.chd, 5), (.af, 4), (.hyp, 1.5)]),
    // STIA
    .init(
      0, "TOTAL", 0.0232, [0, 0.01, 0.05, 0.2, 0.6, 1.5, 3.6, 7.8, 13.5, 16], male: 1.15,
      deprived: 1.35, boosts: [(.hyp, 1.8), (.af, 2), (.dm, 1.3)]),
    // PAD
    .init(
      0, "TOTAL", 0.0063, [0, 0, 0, 0.02, 0.1, 0.5, 1.3, 2.5, 3.4, 3], male: 1.8, deprived: 2.2,
      boosts: [(.chd, 2.5), (.dm, 2.5), (.hyp, 1.5)]),
    // CKD
    .init(
      18, "18OV", 0.0537, [0, 0, 0.1, 0.3, 0.8, 2, 5, 13, 26, 33], male: 0.9, deprived: 1.2,
      resolved: 0.25, boosts: [(.hyp, 2), (.dm, 2), (.hf, 2)]),
    // AST
    .init(
      6, "06OV", 0.0683, [0, 8, 7, 6.5, 6.5, 6.5, 7, 7, 6, 4], male: 0.85, deprived: 1.3,
      resolved: 0.6),
    // COPD
    .init(
      0, "TOTAL", 0.0215, [0, 0, 0.02, 0.1, 0.5, 1.8, 4.2, 6.5, 6.5, 4], male: 1.15, deprived: 2.6,
      resolved: 0.05, boosts: [(.ast, 1.8)]),
    // CAN
    .init(
      0, "TOTAL", 0.0414, [0.03, 0.1, 0.2, 0.7, 1.6, 3.5, 7.5, 13, 15, 13], deprived: 0.9,
      resolved: 0),
    // DEP
    .init(
      18, "18OV", 0.1393, [0, 0, 11, 14, 15, 15.5, 13, 11, 11, 10], male: 0.58, deprived: 1.6,
      resolved: 1.1),
    // MH
    .init(
      0, "TOTAL", 0.0075, [0, 0.02, 0.5, 0.9, 1.1, 1.2, 1.1, 1.1, 1, 0.7], male: 1.05,
      deprived: 2.2, resolved: 0.08, boosts: [(.dep, 2)]),
    // LD
    .init(
      0, "TOTAL", 0.0052, [0.15, 0.5, 0.8, 0.65, 0.6, 0.6, 0.45, 0.3, 0.2, 0.1], male: 1.5,
      deprived: 1.9, health: 0.1, resolved: 0.02),
    // EP
    .init(
      18, "18OV", 0.0087, [0, 0, 0.7, 0.75, 0.85, 0.9, 0.95, 1.05, 1.1, 0.8], deprived: 1.5,
      resolved: 0.4, boosts: [(.ld, 12), (.stia, 2)]),
    // RA
    .init(
      16, "16OV", 0.0101, [0, 0.02, 0.1, 0.35, 0.7, 1.15, 1.6, 2.2, 2.1, 1.3], male: 0.45,
      deprived: 1.2),
    // OST
    .init(
      50, "50OV", 0.0129, [0, 0, 0, 0, 0, 0.25, 0.7, 2.1, 4.5, 5], male: 0.22,
      boosts: [(.ra, 3)]),
    // DEM
    .init(
      0, "TOTAL", 0.0076, [0, 0, 0, 0.01, 0.03, 0.1, 0.4, 2.4, 9.5, 18], male: 0.8, deprived: 1.15,
      boosts: [(.stia, 2.2), (.dep, 1.4)]),
    // PC
    .init(
      0, "TOTAL", 0.0067, [0.02, 0.03, 0.04, 0.06, 0.12, 0.3, 0.7, 1.5, 4, 8], male: 0.95,
      deprived: 1.15, resolved: 0.15, boosts: [(.can, 6), (.hf, 3), (.dem, 5), (.copd, 2)]),
  ]
}

import Tables

/// A person who does not exist, with everything the feeds are made from.
struct Person: Sendable {
  var number: Int64
  var birth: Day
  /// Completed years on the reference date.
  var age: Int
  var isMale: Bool
  /// The sex as the feed codes it, a letter or digit.
  var sexCode: UInt8
  /// The index of the small area; from `AreaPlan.areas.count` on, one over the border.
  var area: Int
  var decile: Int
  /// General ill health, about standard normal: what ties conditions together.
  var ill: Double
  /// How willing the person is to have vaccinations, from 0 (always) to 1 (never).
  var reluctance: Double
  var registers = RegisterSet()
  /// The bits of `ConditionShape.all`.
  var conditions: UInt64 = 0
  var ethnicity: Int = 0
  var isInCareHome = false
  /// The day of leaving the list or dying; nil for those on it.
  var left: Day?
  var hasDied = false
  /// Whether the row names a practice that nobody knows.
  var isOfUnknownPractice = false
  /// The person's own stream.
  var random: SeededRandom

  /// General ill health as a factor, one on average.
  var illHealth: Double { max(0.15, 1 + 0.45 * ill) }

  /// Whether flu is a clinical risk to the person at any age.
  var isAtFluRisk: Bool {
    registers.overlaps(.fluRisk) || conditions & ConditionShape.fluRisk != 0
  }

  /// Deficits of the electronic frailty index that the registers and conditions make, of 36.
  var deficits: Int {
    let registers: [Register] = [.af, .chd, .ckd, .dm, .hf, .hyp, .ost, .pad, .stia]
    let diseases = registers.count { has($0) }
    let airways = has(.ast) || has(.copd) ? 1 : 0
    let others = (conditions & ConditionShape.frailty).nonzeroBitCount
    let medicines = self.registers.count >= 3 ? 1 : 0
    return min(36, diseases + airways + others + medicines)
  }

  static let male: UInt8 = 0x31
  static let female: UInt8 = 0x32
  static let indeterminate: UInt8 = 0x39
  static let notKnown: UInt8 = 0x58

  func has(_ register: Register) -> Bool { registers.contains(register) }
}

/// The ethnic categories of the NHS data dictionary.
///
/// - Source: how common: Census 2021, Worcestershire, round figures (general knowledge of the field).
enum Ethnicity {
  static let codes = [
    "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Z",
  ]
  static let weights: [Double] = [
    88.5, 0.5, 3.8, 0.4, 0.1, 0.5, 0.4, 0.9, 1.5, 0.4, 0.6, 0.3, 0.4, 0.1, 0.3, 0.4, 2.4,
  ]
  /// Other White, whose languages are those of Europe.
  static let otherWhite = 2
  /// South Asian categories.
  static let southAsian = 7...10

  /// Draws a category: fewer older people, and fewer in the shires than in Redditch and Worcester, are of a minority.
  static func draw(age: Int, isTown: Bool, _ random: inout SeededRandom) -> Int {
    let drawn = random.pick(weights)
    guard drawn != 0, drawn != 16 else { return drawn }
    let stays = (age < 40 ? 1.0 : age < 65 ? 0.7 : 0.3) * (isTown ? 1 : 0.6)
    return random.chance(stays) ? drawn : 0
  }

  /// The language of somebody who does not prefer English; empty for English or not asked.
  static func language(_ category: Int, _ random: inout SeededRandom) -> String {
    let languages: [String]
    switch category {
    case 2: languages = ["Polish", "Romanian", "Bulgarian", "Portuguese", "Lithuanian"]
    case 7: languages = ["Punjabi", "Gujarati", "Hindi", "Malayalam"]
    case 8: languages = ["Urdu", "Punjabi", "Mirpuri"]
    case 9: languages = ["Bengali", "Sylheti"]
    case 12: languages = ["French", "Shona", "Yoruba"]
    case 14: languages = ["Cantonese", "Mandarin"]
    case 15: languages = ["Arabic", "Tagalog", "Farsi"]
    default: return random.chance(0.1) ? "" : "English"
    }
    guard random.chance(0.4) else { return random.chance(0.1) ? "" : "English" }
    return languages[random.below(languages.count)]
  }
}

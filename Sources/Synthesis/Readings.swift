import Tables

/// What a person's readings turn around.
///
/// - Source: levels by age, sex and register: general knowledge of the field, round figures.
struct Readings {
  var systolic: Double
  var diastolic: Double
  /// In kg/m2.
  var bodyMass: Double
  /// Glycated haemoglobin in mmol/mol.
  var sugar: Double
  /// Filtration rate in mL/min/1.73m2.
  var filtration: Double
  var cholesterol: Double
  var highDensity: Double
  /// 0 never, 1 ex, 2 current without amount, 3 light, 4 moderate, 5 heavy.
  var smoking: Int
  var unitsOfAlcohol: Int

  init(_ person: inout Person) {
    let age = Double(person.age)
    systolic = 108 + age * 0.32 + (person.isMale ? 3 : 0) + person.random.normal() * 9
    if person.has(.hyp) { systolic += 9 + person.random.normal() * 6 }
    systolic = max(84, systolic)
    diastolic = max(48, 62 + systolic * 0.11 + person.random.normal() * 6)
    bodyMass = 25.2 + person.ill * 1.2 + person.random.normal() * 3 + (age > 40 ? 1 : 0)
    // The obesity register begins at 30, and at 27.5 for people of minority ethnic groups.
    let obese = person.ethnicity <= Ethnicity.otherWhite ? 30.0 : 27.5
    if person.has(.ob) {
      bodyMass = obese + abs(bodyMass - 25) * 0.9
    } else {
      bodyMass = min(bodyMass, obese + 3)
    }
    if person.has(.ob), person.random.chance(0.2) {
      bodyMass = max(bodyMass, 40) + abs(person.random.normal()) * 2.5
    }
    bodyMass = max(15.5, bodyMass)
    sugar = 35 + age * 0.04 + person.random.normal() * 2
    if person.has(.ndh) { sugar = 44 + person.random.normal() * 1.2 }
    if person.has(.dm) {
      sugar = max(38, 57 + person.random.normal() * 11 + (5.5 - Double(person.decile)) * 0.6)
    }
    filtration = max(20, 118 - age * 0.62 + person.random.normal() * 9)
    if person.has(.ckd) { filtration = max(9, min(59, 50 + person.random.normal() * 9)) }
    cholesterol = max(
      2.6, 5.2 + person.random.normal() * 0.9 - (person.registers.overlaps(.vascular) ? 0.9 : 0))
    highDensity = max(0.7, (person.isMale ? 1.3 : 1.6) + person.random.normal() * 0.25)
    smoking = Self.smoking(&person)
    let drinks = abs(person.random.normal())
    unitsOfAlcohol = person.random.chance(0.3) ? 0 : Int(drinks * (person.isMale ? 10 : 7))
  }

  /// A smoking code.
  ///
  /// - Source: near 13% of adults smoke, from 22% in the most deprived tenth to 6% in the least.
  private static func smoking(_ person: inout Person) -> Int {
    let base = person.age < 18 ? 0.02 : person.age < 65 ? 0.16 : 0.07
    let rate = base * (1 + (5.5 - Double(person.decile)) * 0.13) * (person.has(.copd) ? 2.2 : 1)
    if person.random.chance(rate) { return 2 + person.random.below(4) }
    return person.random.chance(person.age < 18 ? 0.01 : 0.29) ? 1 : 0
  }

  /// A rough ten-year risk in percent, in the range that QRISK3 gives at that age.
  func risk(_ person: inout Person) -> Double {
    let years = Double(max(0, person.age - 20))
    var risk = years * years * (person.isMale ? 0.0052 : 0.0036)
    if smoking >= 2 { risk *= 1.6 }
    if person.has(.dm) { risk *= 1.7 }
    if person.has(.hyp) { risk *= 1.25 }
    risk *= 1 + (systolic - 125) / 120
    risk *= 1 + (5.5 - Double(person.decile)) * 0.03
    return min(95, max(0.1, risk * (0.8 + person.random.unit() * 0.45)))
  }
}

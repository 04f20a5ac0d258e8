import Tables

/// A reading before it is written: the value is in units of ten to the minus `places`.
struct Reading {
  var day: Day
  var code: String
  var value: Int
  var places: Int
  var unit: String
  /// Which blood pressure of the day it is a part of, from 1; 0 for none.
  var part = 0
}

extension PracticeFeeds {
  /// Readings of the last three years, in date order: reviews of those on registers, and what else was measured.
  mutating func writeObservations(_ person: inout Person, and further: [Reading]) {
    guard person.age >= 12 else { return }
    let usual = Readings(&person)
    var readings = further
    if person.registers.overlaps(.reviewed) {
      for (year, share) in [0.84, 0.76, 0.28].enumerated() where person.random.chance(share) {
        addReview(&person, usual, daysAgo: year * 365 + person.random.below(365), to: &readings)
      }
    } else if person.age >= 18 {
      addChecks(&person, usual, to: &readings)
    }
    if person.has(.mh), person.age >= 18, person.random.chance(0.42) {
      addSixElements(&person, usual, to: &readings)
    }
    addScores(&person, usual, to: &readings)
    readings.sort { ($0.day, $0.code, $0.value) < ($1.day, $1.code, $1.value) }
    let isUnitMissing = !context.isClean && person.random.chance(0.02)
    for reading in readings {
      observations.add(person.number, reading.code, reading.day) { text in
        text.append(byte: 0x2C)
        text.append(reading.value, places: reading.places)
        text.append(byte: 0x2C)
        if !isUnitMissing { text.append(reading.unit) }
        text.append(byte: 0x2C)
        text.append(reading.isAtHome ? "home" : "")
        text.append(byte: 0x2C)
        if reading.part > 0, reading.saysItsPart {
          text.append("R\(reading.day.number)-\(reading.part)")
        }
      }
    }
  }

  /// A yearly review: all that the person's registers ask for, with a few things left out.
  private func addReview(
    _ person: inout Person, _ usual: Readings, daysAgo: Int, to readings: inout [Reading]
  ) {
    let day = max(person.birth, context.referenceDate.adding(days: -daysAgo))
    addPressure(&person, usual, day, to: &readings)
    if person.random.chance(0.75) {
      add("BMI", usual.bodyMass + person.random.normal() * 0.4, 1, "kg/m2", day, to: &readings)
    }
    if person.random.chance(0.85) {
      add("SMOKING", Double(usual.smoking), 0, "", day, to: &readings)
    }
    let isDiabetic = person.has(.dm)
    if isDiabetic || person.random.chance(person.has(.ndh) ? 0.8 : 0.25) {
      add("HBA1C", usual.sugar + person.random.normal() * 3, 0, "mmol/mol", day, to: &readings)
    }
    if person.random.chance(0.8) {
      add(
        "EGFR", usual.filtration + person.random.normal() * 4, 0, "mL/min/1.73m2", day,
        to: &readings)
      add(
        "CREATININE", 6_200 / max(10, usual.filtration) + person.random.normal() * 4, 0, "umol/L",
        day, to: &readings)
    }
    if person.random.chance(0.6) { addLipids(&person, usual, day, to: &readings) }
    if isDiabetic || person.has(.ckd), person.random.chance(0.7) {
      let albumin = person.random.unit()
      add(
        "ACR", albumin * albumin * albumin * (isDiabetic ? 40 : 25) + 0.4, 1, "mg/mmol", day,
        to: &readings)
    }
    if isDiabetic, person.random.chance(0.78) {
      let draw = person.random.unit()
      add("FOOT_CHECK", draw < 0.94 ? 1 : draw < 0.96 ? 2 : 3, 0, "", day, to: &readings)
    }
    if person.random.chance(0.4) {
      add("ALCOHOL", Double(usual.unitsOfAlcohol), 0, "units/week", day, to: &readings)
    }
  }

  /// The six elements of the yearly check in serious mental illness, on one day of the last year.
  ///
  /// - Source: the elements are those of the published check, as in
  ///   `pipelines/cohorts/serious-mental-illness-check.yaml`; the share is general knowledge of the
  ///   field, a round figure near the target of 60% together with those whose other reviews complete it.
  private func addSixElements(
    _ person: inout Person, _ usual: Readings, to readings: inout [Reading]
  ) {
    let day = context.referenceDate.adding(days: -person.random.below(360))
    addPressure(&person, usual, day, to: &readings)
    add("BMI", usual.bodyMass, 1, "kg/m2", day, to: &readings)
    add("SMOKING", Double(usual.smoking), 0, "", day, to: &readings)
    add("HBA1C", usual.sugar, 0, "mmol/mol", day, to: &readings)
    addLipids(&person, usual, day, to: &readings)
    add("ALCOHOL", Double(usual.unitsOfAlcohol), 0, "units/week", day, to: &readings)
  }

  /// What is measured in adults on no such register.
  private func addChecks(_ person: inout Person, _ usual: Readings, to readings: inout [Reading]) {
    guard person.random.chance(person.age >= 40 ? 0.66 : 0.42) else { return }
    // Most come twice, so that there is a spread of their blood pressure.
    for _ in 0..<(person.random.chance(0.8) ? 2 : 1) {
      let day = context.referenceDate.adding(days: -person.random.below(1_500))
      addPressure(&person, usual, day, to: &readings)
      if person.random.chance(0.5) {
        add("BMI", usual.bodyMass + person.random.normal() * 0.4, 1, "kg/m2", day, to: &readings)
      }
      if person.random.chance(0.6) {
        add("SMOKING", Double(usual.smoking), 0, "", day, to: &readings)
      }
      if person.age >= 40, person.random.chance(0.35) {
        addLipids(&person, usual, day, to: &readings)
      }
      if person.age >= 40, person.random.chance(0.25) {
        add("GLUCOSE", 4.2 + abs(person.random.normal()) * 0.7, 1, "mmol/L", day, to: &readings)
      }
      if person.random.chance(0.3) {
        add("ALCOHOL", Double(usual.unitsOfAlcohol), 0, "units/week", day, to: &readings)
      }
    }
  }

  private func addPressure(
    _ person: inout Person, _ usual: Readings, _ day: Day, to readings: inout [Reading]
  ) {
    let systolic = usual.systolic + person.random.normal() * 8
    add("SBP", systolic, 0, "mmHg", day, part: 1, to: &readings)
    let diastolic = min(usual.diastolic + person.random.normal() * 5, systolic - 20)
    add("DBP", diastolic, 0, "mmHg", day, part: 1, to: &readings)
    // Taken twice on one day: the lower one counts, with the diastolic that was read with it.
    guard person.random.chance(0.03) else { return }
    add("SBP", systolic - 6, 0, "mmHg", day, part: 2, to: &readings)
    add("DBP", diastolic - 3, 0, "mmHg", day, part: 2, to: &readings)
  }

  private func addLipids(
    _ person: inout Person, _ usual: Readings, _ day: Day, to readings: inout [Reading]
  ) {
    let total = usual.cholesterol + person.random.normal() * 0.3
    add("CHOL", total, 1, "mmol/L", day, to: &readings)
    add("CHOL_HDL", total / usual.highDensity, 1, "ratio", day, to: &readings)
    if person.random.chance(0.6) {
      add("NON_HDL", total - usual.highDensity, 1, "mmol/L", day, to: &readings)
    }
    if person.random.chance(0.4) {
      add("LDL", max(0.5, total - usual.highDensity - 0.7), 1, "mmol/L", day, to: &readings)
    }
  }

  /// Frailty from 65, from 25 risk scores and for nearly half the area's deprivation score.
  private func addScores(_ person: inout Person, _ usual: Readings, to readings: inout [Reading]) {
    let daysAgo = person.random.below(500)
    let day = context.referenceDate.adding(days: -daysAgo)
    if person.age >= 65, person.random.chance(0.88) {
      add("EFI", Double(person.deficits) / 36, 4, "fraction", day, to: &readings)
    }
    guard (25...84).contains(person.age) else { return }
    if person.random.chance(0.45) {
      add(
        "TOWNSEND", (5.5 - Double(person.decile)) * 0.9 + person.random.normal(), 2, "score", day,
        to: &readings)
    }
    guard !person.has(.chd), !person.has(.stia),
      person.random.chance(person.age < 40 ? 0.06 : 0.42)
    else { return }
    let risk = usual.risk(&person)
    add(person.random.chance(0.1) ? "QRISK2" : "QRISK3", risk, 1, "%", day, to: &readings)
  }

  private func add(
    _ code: String, _ value: Double, _ places: Int, _ unit: String, _ day: Day,
    part: Int = 0, to readings: inout [Reading]
  ) {
    let scale = [1.0, 10, 100, 1_000, 10_000][places]
    let scaled = Int((value * scale).rounded())
    let least =
      code == "TOWNSEND" ? -1_000 : code == "SMOKING" || code == "ALCOHOL" || code == "EFI" ? 0 : 1
    readings.append(
      Reading(
        day: day, code: code, value: max(least, scaled), places: places, unit: unit,
        part: part))
  }
}

extension Reading {
  /// Every eleventh blood pressure is from home; other readings do not say where they were taken.
  var isAtHome: Bool { part > 0 && day.number % 11 == 5 }

  /// Nine of ten blood pressures say of which reading the two are parts: some extracts have lost it.
  var saysItsPart: Bool { day.number % 10 != 3 }
}

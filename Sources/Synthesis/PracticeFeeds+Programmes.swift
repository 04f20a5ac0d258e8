import Tables

extension PracticeFeeds {
  /// NHS Health Checks, yearly checks and screening, in date order.
  mutating func writeProgrammes(_ person: inout Person) {
    guard person.age >= 14 else { return }
    var events: [ProgrammeEvent] = []
    addHealthCheck(&person, to: &events)
    addYearlyChecks(&person, to: &events)
    addScreening(&person, to: &events)
    events.sort { ($0.day, $0.programme, $0.outcome) < ($1.day, $1.programme, $1.outcome) }
    for event in events { addUptake(event, of: person) }
  }

  private func event(_ programme: String, _ daysAgo: Int, _ outcome: String) -> ProgrammeEvent {
    ProgrammeEvent(
      day: context.referenceDate.adding(days: -daysAgo), programme: programme, outcome: outcome)
  }

  // MARK: NHS Health Check

  /// Checks of the last five years for those who are eligible, and earlier ones.
  ///
  /// - Source: 48.2% of those eligible in five years, Worcestershire, 2015/16 to 2019/20; falling with deprivation.
  private mutating func addHealthCheck(_ person: inout Person, to events: inout [ProgrammeEvent]) {
    guard (40...80).contains(person.age) else { return }
    let isEligible = person.age <= 74 && !person.registers.overlaps(.vascular)
    let fiveYearsAgo = context.referenceDate.adding(years: -5)
    let chance =
      context.graded(0.482, perDecile: TargetFigure.healthCheckStep, decile: person.decile)
      + practice.effects.healthCheck
    let isChecked = person.random.chance(isEligible ? chance : chance * 0.5)
    if isEligible, practice.oddity != .shortExtract {
      figures.count(.healthCheck, isChecked)
      if person.decile == 1 { figures.count(.healthCheckDecile1, isChecked) }
      if person.decile == 10 { figures.count(.healthCheckDecile10, isChecked) }
    }
    let window = Int(context.referenceDate.number - fiveYearsAgo.number)
    let draw = person.random.unit()
    if isChecked {
      // Both edges of the five years: today, and the day after the same day five years ago.
      let daysAgo = draw < 0.002 ? 0 : draw < 0.005 ? window - 1 : person.random.below(window)
      events.append(event("NHSHC", daysAgo, "done"))
      if person.random.chance(0.2) {
        events.append(event("NHSHC", daysAgo + 14 + person.random.below(60), "invited"))
      }
    } else if isEligible {
      if draw < 0.45 { events.append(event("NHSHC", person.random.below(window), "invited")) }
      if draw < 0.12 {
        events.append(event("NHSHC", person.random.below(window), "did-not-attend"))
      }
      if draw > 0.94 { events.append(event("NHSHC", person.random.below(window), "declined")) }
    }
    guard person.age >= 46, person.random.chance(0.25) else { return }
    // Exactly five years ago no longer counts.
    let earlier = person.random.chance(0.02) ? window : window + person.random.below(1_000)
    events.append(event("NHSHC", earlier, "done"))
  }

  // MARK: Learning disability and serious mental illness

  private mutating func addYearlyChecks(_ person: inout Person, to events: inout [ProgrammeEvent]) {
    if person.has(.ld) {
      let isDone = addYearly(
        "LDHC", 0.566 + practice.effects.learningDisability, &person, to: &events)
      if practice.oddity != .shortExtract { figures.count(.learningDisabilityCheck, isDone) }
    }
    if person.has(.mh), person.age >= 18 {
      let isDone = addYearly(
        "SMIHC", context.graded(0.5, perDecile: 0.012, decile: person.decile), &person, to: &events)
      if practice.oddity != .shortExtract { figures.count(.seriousMentalIllnessCheck, isDone) }
    }
  }

  /// Checks of the last year and of the four before it; whether there is one of the last year.
  private mutating func addYearly(
    _ programme: String, _ chance: Double, _ person: inout Person, to events: inout [ProgrammeEvent]
  ) -> Bool {
    let lastYear = context.referenceDate.adding(years: -1)
    let window = Int(context.referenceDate.number - lastYear.number)
    let isDone = person.random.chance(chance)
    if isDone {
      let draw = person.random.unit()
      events.append(
        event(programme, draw < 0.01 ? window - 1 : person.random.below(window), "done"))
    } else {
      let draw = person.random.unit()
      let outcome =
        draw < 0.4 ? "invited" : draw < 0.5 ? "declined" : draw < 0.65 ? "did-not-attend" : ""
      if !outcome.isEmpty { events.append(event(programme, person.random.below(window), outcome)) }
    }
    for year in 1...4 where person.random.chance(chance * 0.9) {
      let daysAgo = window + 1 + (year - 1) * 365 + person.random.below(365)
      events.append(event(programme, daysAgo, "done"))
    }
    return isDone
  }

  // MARK: Screening

  /// Screening rounds of the last three and a half years.
  ///
  /// - Source: cervical 25 to 64, breast 50 to 70 every three years, bowel from 50 to 74 every two years; coverage
  ///   near 70% (NHS screening programmes; general knowledge of the field).
  private mutating func addScreening(_ person: inout Person, to events: inout [ProgrammeEvent]) {
    if !person.isMale, (25...66).contains(person.age) {
      addRounds(
        "CERV", every: person.age < 50 ? 1_096 : 1_826, share: 0.7, within: 25...64, &person,
        to: &events)
    }
    if !person.isMale, (50...73).contains(person.age) {
      addRounds("BREAST", every: 1_096, share: 0.72, within: 50...70, &person, to: &events)
    }
    if (50...78).contains(person.age) {
      addRounds("BOWEL", every: 730, share: 0.68, within: 54...74, &person, to: &events)
    }
  }

  private mutating func addRounds(
    _ programme: String, every days: Int, share: Double, within ages: ClosedRange<Int>,
    _ person: inout Person, to events: inout [ProgrammeEvent]
  ) {
    let chance = context.graded(share, perDecile: 0.012, decile: person.decile)
    let start = person.random.below(days)
    for round in 0..<3 where start + round * days < 1_300 {
      let daysAgo = start + round * days + person.random.below(40)
      let age = person.age - daysAgo / 365
      guard ages.contains(age) else { continue }
      if person.random.chance(0.15) {
        events.append(event(programme, daysAgo + 20, "invited"))
      }
      if person.random.chance(chance) {
        events.append(event(programme, daysAgo, "done"))
      } else if person.random.chance(0.15) {
        let isRefused = person.random.chance(0.4)
        events.append(event(programme, daysAgo, isRefused ? "declined" : "did-not-attend"))
      }
    }
  }
}

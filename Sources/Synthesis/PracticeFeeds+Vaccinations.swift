import Tables

/// An event of a programme before it is written.
struct ProgrammeEvent {
  var day: Day
  var programme: String
  var outcome: String
  var dose = 0
}

extension PracticeFeeds {
  /// Flu, COVID, MMR, pneumococcal and shingles vaccinations: most in XML, some in the uptake rows, few in batches.
  mutating func writeVaccinations(_ person: inout Person) {
    var events: [ProgrammeEvent] = []
    addFlu(&person, to: &events)
    addCovid(&person, to: &events)
    addMMR(&person, to: &events)
    addOnce("PPV", from: 65, share: 0.7, &person, to: &events)
    addOnce("SHINGLES", from: 70, share: 0.52, &person, to: &events)
    events.sort {
      ($0.day, $0.programme, $0.outcome, $0.dose) < ($1.day, $1.programme, $1.outcome, $1.dose)
    }
    for event in events { send(event, of: &person) }
  }

  private mutating func send(_ event: ProgrammeEvent, of person: inout Person) {
    let draw = person.random.unit()
    if draw < 0.006, event.outcome == "done", event.programme != "PPV" {
      addBatchRow(event, of: &person)
      return
    }
    if draw < 0.78 {
      vaccinations.add(person.number, event.programme, event.day, event.outcome, dose: event.dose)
    }
    // A few come by both ways.
    if draw >= 0.775 { addUptake(event, of: person) }
  }

  mutating func addUptake(_ event: ProgrammeEvent, of person: Person) {
    uptake.add(person.number, event.programme, event.day) { text in
      text.append(byte: 0x2C)
      text.append(event.outcome)
      text.append(byte: 0x2C)
      if event.dose > 0 { text.append(event.dose) }
    }
  }

  // MARK: Flu

  private mutating func addFlu(_ person: inout Person, to events: inout [ProgrammeEvent]) {
    for (index, season) in context.seasons.enumerated() {
      let adultAge = Day.completedYears(from: person.birth, to: season.ageDay)
      let isOld = adultAge >= 65
      let isAtRisk = !isOld && person.isAtFluRisk && person.birth < season.start.adding(months: -6)
      let isChild =
        !isOld && !isAtRisk
        && (2...15).contains(Day.completedYears(from: person.birth, to: season.start))
      guard isOld || isAtRisk || isChild else {
        addHealthyAdult(season, &person, adultAge, to: &events)
        continue
      }
      let middle = isOld ? 0.748 : isAtRisk ? 0.507 : 0.5
      let chance =
        context.graded(middle, perDecile: 0.009, decile: person.decile) + practice.effects.flu
      let isGiven = isVaccinated(&person, chance * season.share)
      let first = isChild ? season.start : season.start.adding(months: 1)
      addSeason("FLU", season, from: first, isGiven: isGiven, &person, to: &events)
      let isGone = season.end < first
      let isPresent = index == context.seasons.count - 1
      guard isPresent || index == context.seasons.count - 2, practice.oddity != .shortExtract else {
        continue
      }
      if isOld { figures.count(isPresent ? .flu65 : .flu65LastSeason, isGiven && !isGone) }
      if isAtRisk {
        figures.count(isPresent ? .fluAtRisk : .fluAtRiskLastSeason, isGiven && !isGone)
      }
    }
  }

  private func addHealthyAdult(
    _ season: FluSeason, _ person: inout Person, _ age: Int, to events: inout [ProgrammeEvent]
  ) {
    // Carers, health workers, and those who paid themselves and told their practice.
    guard age >= 18, person.random.chance(0.06 * season.share), season.end >= season.start else {
      return
    }
    let days = Int(season.end.number - season.start.number)
    // The day before a season begins is still in the season before it.
    let after = person.random.chance(0.01) ? -1 : person.random.below(days + 1)
    events.append(
      ProgrammeEvent(day: season.start.adding(days: after), programme: "FLU", outcome: "done"))
  }

  /// Whether somebody is vaccinated this time: mostly the same people every time.
  private func isVaccinated(_ person: inout Person, _ chance: Double) -> Bool {
    let mood = person.random.unit()
    return (person.random.chance(0.25) ? mood : person.reluctance) < chance
  }

  /// One season's events: the vaccination, or a refusal, and invitations.
  private func addSeason(
    _ programme: String, _ season: FluSeason, from first: Day, isGiven: Bool,
    _ person: inout Person, to events: inout [ProgrammeEvent]
  ) {
    let days = Int(season.end.number - first.number)
    guard days >= 0 else { return }
    func day(_ random: inout SeededRandom) -> Day {
      let draw = random.unit()
      // Campaigns begin with a rush; both edges of the season are visited.
      if draw < 0.004 { return first }
      if draw > 0.997 { return season.end }
      return first.adding(days: Int(draw * draw * Double(min(days, 120) + 1)))
    }
    if person.random.chance(isGiven ? 0.08 : 0.35) {
      let invited = first.adding(days: -person.random.below(21))
      events.append(
        ProgrammeEvent(day: max(season.start, invited), programme: programme, outcome: "invited"))
    }
    if isGiven {
      events.append(
        ProgrammeEvent(
          day: min(day(&person.random), season.end), programme: programme, outcome: "done"))
      return
    }
    let refusal = person.random.unit()
    let outcome =
      refusal < 0.13
      ? "declined" : refusal < 0.16 ? "did-not-attend" : refusal < 0.17 ? "contraindicated" : ""
    if !outcome.isEmpty {
      events.append(
        ProgrammeEvent(
          day: min(day(&person.random), season.end), programme: programme, outcome: outcome))
    }
  }

  // MARK: COVID, pneumococcal, shingles

  private mutating func addCovid(_ person: inout Person, to events: inout [ProgrammeEvent]) {
    for season in context.seasons.suffix(3) {
      let age = Day.completedYears(from: person.birth, to: season.ageDay)
      // Autumn 2025: 75 and over, care homes, immunosuppressed; the seasons before it from 65.
      let youngest = season.start >= Day(number: 20_332) ? 75 : 65
      guard age >= youngest || person.isInCareHome else { continue }
      let chance = context.graded(0.62, perDecile: 0.012, decile: person.decile) * season.share
      let isGiven = isVaccinated(&person, chance)
      addSeason(
        "COVID", season, from: season.start.adding(months: 1), isGiven: isGiven, &person,
        to: &events)
    }
  }

  /// A vaccination given once, from an age on.
  private func addOnce(
    _ programme: String, from youngest: Int, share: Double, _ person: inout Person,
    to events: inout [ProgrammeEvent]
  ) {
    guard person.age >= youngest else { return }
    let chance = context.graded(share, perDecile: 0.01, decile: person.decile)
    guard person.random.unit() < chance else { return }
    let days = Int(context.referenceDate.number - person.birth.adding(years: youngest).number)
    let given = context.referenceDate.adding(days: -person.random.below(min(days, 3_650) + 1))
    events.append(ProgrammeEvent(day: given, programme: programme, outcome: "done", dose: 1))
    guard programme == "SHINGLES" else { return }
    let second = given.adding(months: 6).adding(days: person.random.below(60))
    if second <= context.referenceDate, person.random.chance(0.75) {
      events.append(ProgrammeEvent(day: second, programme: programme, outcome: "done", dose: 2))
    }
  }
}

import Tables

extension PracticeFeeds {
  /// A child's doses of MMR, up to the age of 17.
  ///
  /// - Source: first dose from the first birthday; second dose at three years and four months, from 18 months for
  ///   those born from 1 July 2024 (national schedule; general knowledge of the field). Coverage: Worcestershire,
  ///   annual report of the Director of Public Health, 2021: 92.9% by 2, 97.1% and 88.8% by 5.
  mutating func addMMR(_ person: inout Person, to events: inout [ProgrammeEvent]) {
    guard person.age < 18 else { return }
    let birth = person.birth
    let second = birth.adding(years: 2)
    let fifth = birth.adding(years: 5)
    let first = firstDose(&person)
    let next = first.flatMap { secondDose(&person, after: $0) }
    let today = context.referenceDate
    for (dose, day) in [(1, first), (2, next)] {
      guard let day, day <= today else { continue }
      events.append(ProgrammeEvent(day: day, programme: "MMR", outcome: "done", dose: dose))
    }
    if first.map({ $0 > today }) ?? true { addRefusal(&person, to: &events) }
    guard practice.oddity != .shortExtract else { return }
    if person.age == 2 { figures.count(.mmr1At2, first.map { $0 <= second } ?? false) }
    if person.age == 5 {
      figures.count(.mmr1At5, first.map { $0 <= fifth } ?? false)
      figures.count(.mmr2At5, next.map { $0 <= fifth } ?? false)
    }
  }

  /// The day of the first dose, whether past or to come; nil for a child who will have none before 6.
  private func firstDose(_ person: inout Person) -> Day? {
    let birthday = person.birth.adding(years: 1)
    let second = person.birth.adding(years: 2)
    let fifth = person.birth.adding(years: 5)
    let graded = context.graded(0.929, perDecile: 0.006, decile: person.decile)
    let early = min(1, graded + practice.effects.mmr)
    // So many of those not vaccinated by 2 are by 5, whatever the practice.
    let late = early + (1 - early) * (0.971 - 0.929) / (1 - 0.929)
    let draw = person.random.unit()
    if draw < early {
      let place = person.random.unit()
      if place < 0.004 { return birthday }
      if place < 0.006 { return second }
      let days = Int(second.number - birthday.number)
      return birthday.adding(days: Int(place * place * place * Double(days)))
    }
    if draw < late {
      let days = Int(fifth.number - second.number)
      return second.adding(days: 1 + person.random.below(days - 1))
    }
    guard draw < late + 0.008 else { return nil }
    return fifth.adding(days: 1 + person.random.below(3_000))
  }

  /// The day of the second dose of a child who has a first.
  private func secondDose(_ person: inout Person, after first: Day) -> Day? {
    let fifth = person.birth.adding(years: 5)
    let newSchedule = Day(year: 2024, month: 7, day: 1).map { person.birth >= $0 } ?? false
    let due = person.birth.adding(months: newSchedule ? 18 : 40)
    let earliest = max(due, first.adding(days: 28))
    // Of all children 88.8% have it by 5, which is a larger share of those with a first dose by then.
    let draw = person.random.unit()
    let share =
      context.graded(0.888 / 0.971, perDecile: 0.008, decile: person.decile)
      + practice.effects.mmr * 0.5
    if first <= fifth, draw < share {
      let days = Int(fifth.number - earliest.number)
      guard days > 0 else { return fifth }
      let place = person.random.unit()
      return earliest.adding(days: Int(place * place * Double(days)))
    }
    guard draw < share + 0.05 else { return nil }
    return max(fifth, earliest).adding(days: 1 + person.random.below(2_000))
  }

  private func addRefusal(_ person: inout Person, to events: inout [ProgrammeEvent]) {
    let days = Int(context.referenceDate.number - person.birth.adding(years: 1).number)
    guard days > 0, person.random.chance(0.6) else { return }
    let outcome = person.random.chance(0.25) ? "declined" : "invited"
    let day = context.referenceDate.adding(days: -person.random.below(min(days, 900)))
    events.append(ProgrammeEvent(day: day, programme: "MMR", outcome: outcome, dose: 1))
  }
}

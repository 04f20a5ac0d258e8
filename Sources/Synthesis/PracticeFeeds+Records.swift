import Tables

extension PracticeFeeds {
  // MARK: Registers

  /// Entries of the registers the person is on, and of some that no longer count.
  mutating func writeRegisters(_ person: inout Person) {
    for register in Register.allCases {
      let shape = RegisterShape.of(register)
      let isOn = person.has(register)
      let diagnosed = isOn ? diagnosis(of: register, &person) : context.referenceDate
      if shape.resolved > 0 {
        let weight = shape.weight(age: person.age, isMale: person.isMale, decile: person.decile)
        let chance = weight * context.registerScales[register.rawValue] * shape.resolved
        if weight > 0, person.random.chance(chance) {
          addEarlierEntry(of: register, before: diagnosed, &person)
        }
      }
      if isOn { addEntry(register, diagnosed, resolved: nil, &person) }
    }
  }

  /// The day of diagnosis: more often a short time ago than a long one, never before birth or the register's start.
  private func diagnosis(of register: Register, _ person: inout Person) -> Day {
    let years = register == .pc ? 2.5 : register == .can ? 14 : register == .ld ? 90 : 22
    let draw = person.random.unit()
    let span = min(Double(person.age), years) * 365.25
    let days = Int(draw * (register == .ld ? 1 : draw) * span)
    let day = max(person.birth, context.referenceDate.adding(days: -days))
    return Self.registerStart(register).map { max(day, min($0, context.referenceDate)) } ?? day
  }

  /// The day from which diagnoses count for a register.
  ///
  /// - Source: QOF business rules v50: cancer from 1 April 2003, depression from 1 April 2006, palliative care from
  ///   1 April 2008.
  private static func registerStart(_ register: Register) -> Day? {
    switch register {
    case .can: Day(year: 2003, month: 4, day: 1)
    case .dep: Day(year: 2006, month: 4, day: 1)
    case .pc: Day(year: 2008, month: 4, day: 1)
    default: nil
    }
  }

  private mutating func addEarlierEntry(
    of register: Register, before end: Day, _ person: inout Person
  ) {
    let start = max(person.birth, Self.registerStart(register) ?? person.birth)
    let days = Int(end.number - start.number)
    guard days > 60 else { return }
    let resolved = end.adding(days: -1 - person.random.below(min(days - 30, 4_000)))
    let room = Int(resolved.number - start.number)
    let diagnosed = resolved.adding(days: -person.random.below(max(1, min(room, 2_500))))
    addEntry(register, diagnosed, resolved: resolved, &person)
  }

  private mutating func addEntry(
    _ register: Register, _ diagnosed: Day, resolved: Day?, _ person: inout Person
  ) {
    let sendsNull = !context.isClean && person.random.chance(0.05)
    registers.add(person.number, register.code, diagnosed) { text in
      text.append(byte: 0x2C)
      if let resolved {
        text.append(resolved)
      } else if sendsNull {
        text.append("NULL")
      }
    }
  }

  // MARK: Conditions, medicines, pregnancies

  mutating func writeConditions(_ person: inout Person) {
    writeFrailty(&person)
    guard person.conditions != 0 else { return }
    for (index, shape) in ConditionShape.all.enumerated()
    where person.conditions & (1 << UInt64(index)) != 0 {
      if index == ConditionShape.livesAlone, person.isInCareHome || person.age < 65 { continue }
      let draw = person.random.unit()
      let days = Int(draw * draw * Double(min(person.age, 18)) * 365.25)
      let recorded = max(person.birth, context.referenceDate.adding(days: -days))
      // Some of what passes has passed; risk groups, which decide who is counted, stay.
      let isOver = shape.passes && days > 90 && !shape.isFluRisk && person.random.chance(0.25)
      let resolved = isOver ? recorded.adding(days: 30 + person.random.below(days - 60)) : nil
      conditions.add(person.number, shape.code, recorded) { text in
        text.append(byte: 0x2C)
        if let resolved { text.append(resolved) }
      }
    }
  }

  /// A frailty code, which a clinician sets from 65 on and not always where the index would.
  ///
  /// - Source: electronic frailty index, Clegg 2016: mild from 5 of 36 deficits, moderate from 9, severe from 13.
  private mutating func writeFrailty(_ person: inout Person) {
    let deficits = person.deficits
    guard person.age >= 65, deficits >= 5 else { return }
    let (code, share) =
      deficits >= 13
      ? ("FRAILTY-SEVERE", 0.75) : deficits >= 9 ? ("FRAILTY-MODERATE", 0.6) : ("FRAILTY-MILD", 0.4)
    guard person.random.chance(share) else { return }
    let day = context.referenceDate.adding(days: -person.random.below(900))
    conditions.add(person.number, code, day) { text in text.append(byte: 0x2C) }
  }

  /// Issues of the year; the classes of which there are any.
  mutating func writeMedications(_ person: inout Person) -> [String] {
    var issued: [String] = []
    for rule in MedicineRule.all {
      let chance = rule.chance(person)
      guard chance > 0, person.random.chance(chance) else { continue }
      issued.append(rule.code)
      let issues = rule.issues.lowerBound + person.random.below(rule.issues.count)
      var day = context.referenceDate.adding(days: -person.random.below(rule.every))
      for _ in 0..<issues {
        guard day > person.birth else { break }
        medications.add(person.number, rule.code, day) { _ in }
        day = day.adding(days: -rule.every + person.random.below(9) - 4)
      }
    }
    return issued
  }

  /// Pregnancies of the last three years; the first day of one that goes on.
  mutating func writePregnancies(_ person: inout Person) -> Day? {
    guard !person.isMale, (16...45).contains(person.age) else { return nil }
    var random = SeededRandom(seed: context.seed, purpose: .history, index: -Int(person.number))
    if person.age >= 19, random.chance(0.07) {
      let started = context.referenceDate.adding(days: -1_030 - random.below(65))
      pregnancies.add(person.number, nil, started) { text in
        text.append(byte: 0x2C)
        text.append(started.adding(days: 266 + random.below(28)))
      }
    }
    let yearly = person.age < 20 ? 0.015 : person.age < 40 ? 0.075 : 0.02
    guard person.random.chance(yearly * 2) else { return nil }
    let started = context.referenceDate.adding(days: -person.random.below(730))
    let length =
      person.random.chance(0.15) ? 45 + person.random.below(60) : 266 + person.random.below(28)
    let ended = started.adding(days: length)
    let isOver = ended <= context.referenceDate
    pregnancies.add(person.number, nil, started) { text in
      text.append(byte: 0x2C)
      if isOver { text.append(ended) }
    }
    return isOver ? nil : started
  }
}

extension ConditionShape {
  /// Whether the condition puts a person under 65 at clinical risk from flu.
  var isFluRisk: Bool { Self.bits([code]) & Self.fluRisk != 0 }
}

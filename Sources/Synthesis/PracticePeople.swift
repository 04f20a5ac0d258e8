import Tables

/// The people of one practice and what they have.
struct PracticePeople: Sendable {
  let context: NightContext
  let practice: AreaPlan.Practice
  /// Those on the list, in no order of age.
  private(set) var people: [Person] = []
  /// Those who left or died within the last two years and are still in the extract.
  private(set) var leavers: [Person] = []

  /// Makes the practice's people, with registers and conditions.
  init(practice: AreaPlan.Practice, firstLeaver: Int, context: NightContext) {
    self.context = context
    self.practice = practice
    makePeople()
    dealRegisters()
    for index in people.indices { Self.drawConditions(&people[index]) }
    makeLeavers(first: firstLeaver)
  }

  /// How many leavers an extract still holds: one for every fifty on the list.
  static func leavers(list: Int) -> Int { list / 50 }

  private mutating func makePeople() {
    var random = SeededRandom(
      seed: context.seed, purpose: .practice, index: practice.firstPerson)
    let cells =
      practice.cells
      ?? random.split(practice.list, by: AgeStructure.weights(tilt: practice.effects.tilt))
    var order = cells.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    random.shuffle(&order)
    people = order.enumerated().map { offset, cell in
      makePerson(index: practice.firstPerson + offset, cell: cell)
    }
  }

  private func makePerson(index: Int, cell: Int) -> Person {
    var random = SeededRandom(seed: context.seed, purpose: .person, index: index)
    let age = AgeStructure.age(inBand: cell % AgeStructure.bands, &random)
    let birth = AgeStructure.birthday(age: age, on: context.referenceDate, &random)
    let isMale = cell >= AgeStructure.bands
    let area = drawArea(&random)
    let draw = random.unit()
    let sexCode =
      draw < 0.0002
      ? Person.indeterminate
      : draw < 0.0005 ? Person.notKnown : isMale ? Person.male : Person.female
    let plan = context.plan
    let isInArea = area < plan.areas.count
    let place = isInArea ? plan.areas[area] : plan.areasOverTheBorder[area - plan.areas.count]
    // Worcester and Redditch; of published areas nothing is known.
    let isTown = plan.isPublished || place.district == 0 || place.district == 4
    return Person(
      number: context.numbers.number(ofPerson: index), birth: birth, age: age, isMale: isMale,
      sexCode: sexCode, area: area, decile: place.decile, ill: random.normal(),
      reluctance: random.unit(),
      ethnicity: Ethnicity.draw(age: age, isTown: isTown, &random),
      isInCareHome: random.chance(
        age < 65 ? 0.0006 : age < 75 ? 0.006 : age < 85 ? 0.03 : age < 90 ? 0.09 : 0.18),
      random: random)
  }

  /// Seven in ten live around their own practice, most others around its PCN's, a few anywhere or over the border.
  private func drawArea(_ random: inout SeededRandom) -> Int {
    let plan = context.plan
    let draw = random.unit()
    if draw < AreaPlan.shareOverTheBorder, !plan.areasOverTheBorder.isEmpty {
      return plan.areas.count + random.below(plan.areasOverTheBorder.count)
    }
    guard draw > 0.73 else {
      return practice.areas.lowerBound + random.below(practice.areas.count)
    }
    guard draw < 0.98, let network = practice.network else {
      return random.below(plan.areas.count)
    }
    let neighbours = plan.practices.filter { $0.network == network }
    let around = neighbours[random.below(neighbours.count)].areas
    return around.lowerBound + random.below(around.count)
  }

  // MARK: Registers

  private mutating func dealRegisters() {
    var random = SeededRandom(
      seed: context.seed, purpose: .registers, index: practice.firstPerson)
    for register in Register.allCases {
      let shape = RegisterShape.of(register)
      var expected = 0.0
      let weights = people.map { person in
        let plain = shape.weight(age: person.age, isMale: person.isMale, decile: person.decile)
        expected += plain
        return plain > 0 ? plain * Self.likelihood(of: register, shape, for: person) : 0
      }
      let coding = Self.dependsOnCoding(register) ? practice.effects.coding : 0
      let wanted =
        practice.registers[register.rawValue]
        ?? random.rounded(expected * context.registerScales[register.rawValue] * (1 + coding))
      for index in pick(wanted, by: weights, start: random.unit()) {
        people[index].registers.insert(register)
      }
    }
  }

  /// By how much the person's general health and other registers change the chance.
  private static func likelihood(
    of register: Register, _ shape: RegisterShape, for person: Person
  ) -> Double {
    if register == .ndh, person.has(.dm) { return 0 }
    var factor = max(0.05, 1 + shape.health * person.ill)
    if register == .dm, Ethnicity.southAsian.contains(person.ethnicity) { factor *= 2 }
    for (other, boost) in shape.boosts where person.has(other) { factor *= boost }
    return factor
  }

  /// Registers whose length differs most between practices, as coding does.
  private static func dependsOnCoding(_ register: Register) -> Bool {
    register == .dep || register == .ob || register == .ndh || register == .ost || register == .pc
  }

  /// So many places, each with a chance in proportion to its weight, or every weighted place where there are fewer.
  ///
  /// - Source: systematic sampling with probability proportional to size; probabilities above one are cut to one and
  ///   the others raised until they add up.
  private func pick(_ wanted: Int, by weights: [Double], start: Double) -> [Int] {
    let eligible = weights.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    guard wanted > 0, eligible > 0 else { return [] }
    guard wanted < eligible else { return weights.indices.filter { weights[$0] > 0 } }
    var factor = Double(wanted) / weights.reduce(0, +)
    for _ in 0..<30 {
      var certain = 0
      var others = 0.0
      for weight in weights {
        if factor * weight >= 1 { certain += 1 } else { others += weight }
      }
      guard certain < wanted, others > 0 else { break }
      let next = Double(wanted - certain) / others
      if abs(next - factor) <= factor * 1e-12 { break }
      factor = next
    }
    var picked: [Int] = []
    var cumulative = start
    for index in weights.indices where weights[index] > 0 {
      let before = cumulative.rounded(.down)
      cumulative += min(1, factor * weights[index])
      if cumulative.rounded(.down) > before { picked.append(index) }
    }
    return picked
  }

  // Static, so that the people are changed where they lie and not copied.
  private static func drawConditions(_ person: inout Person) {
    let group = RegisterShape.ageGroup(person.age)
    for (index, shape) in ConditionShape.all.enumerated() {
      if let given = shape.given, !person.has(given) { continue }
      let chance = shape.chance(
        ageGroup: group, isMale: person.isMale, decile: person.decile, health: person.illHealth)
      if chance > 0, person.random.chance(chance) { person.conditions |= 1 << UInt64(index) }
    }
  }

  // MARK: Leavers

  private mutating func makeLeavers(first: Int) {
    var random = SeededRandom(seed: context.seed, purpose: .practice, index: -1 - first)
    let weights = AgeStructure.people.enumerated().map { cell, people in
      // The young move and the old die.
      people
        * [
          1, 0.6, 0.5, 1, 2.5, 2.5, 1.6, 1.1, 0.8, 0.6, 0.6, 0.6, 0.7, 0.9, 1.2, 2, 3.5, 6, 9, 12,
        ][
          cell % AgeStructure.bands]
    }
    for offset in 0..<Self.leavers(list: practice.list) {
      var person = makePerson(index: first + offset, cell: random.pick(weights))
      let days = min(730, Int(context.referenceDate.number - person.birth.number))
      person.left = context.referenceDate.adding(days: -random.below(days + 1))
      person.hasDied = random.chance(person.age >= 65 ? 0.8 : 0.05)
      if !context.isClean, offset % 8 == 3 {
        person.left = nil
        person.hasDied = false
        person.isOfUnknownPractice = true
      }
      leavers.append(person)
    }
  }
}

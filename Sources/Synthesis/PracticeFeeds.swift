import Tables

/// What one practice sends, feed by feed, as text; a feed's rows are in the order of its people.
struct PracticeFeeds: Sendable {
  var patients: RowSink
  var registers: RowSink
  var uptake: RowSink
  var vaccinations: EventElementSink
  var batch: RowSink
  var observations: RowSink
  var contacts: RowSink
  var conditions: RowSink
  var medications: RowSink
  var pregnancies: RowSink
  var actions: RowSink
  var figures = FigureCounts()
  /// The practice as its own system counts it.
  var census = PracticeCensus()
  /// Rows of people who are on another practice's list too.
  var duplicateRegistrations = 0
  /// Rows of practices that nobody knows.
  var unknownPractices = 0

  let context: NightContext
  let practice: AreaPlan.Practice

  init(practice: AreaPlan.Practice, context: NightContext) {
    self.context = context
    self.practice = practice
    let seed = context.seed
    func random(_ feed: Int) -> SeededRandom {
      SeededRandom(seed: seed, purpose: .faults, index: practice.firstPerson &* 16 &+ feed)
    }
    func style(_ rates: FaultRates, lineEnd: String = "\n") -> RowStyle {
      RowStyle(
        rates: context.isClean ? .none : rates, numbers: context.numbers,
        referenceDate: context.referenceDate, lineEnd: context.isClean ? "\n" : lineEnd)
    }
    let ends = practice.oddity == .ownFiles ? "\r\n" : "\n"
    patients = RowSink(style(.patients, lineEnd: ends), random: random(0))
    registers = RowSink(style(.registers, lineEnd: ends), random: random(1))
    uptake = RowSink(style(.events), random: random(2))
    vaccinations = EventElementSink(
      style(.xml), isVaried: !context.isClean, random: random(3))
    batch = RowSink(style(.batch), random: random(4))
    observations = RowSink(style(.events), random: random(5))
    contacts = RowSink(style(.events, lineEnd: "\r\n"), random: random(6))
    conditions = RowSink(style(.events), random: random(7))
    medications = RowSink(style(.events), random: random(8))
    pregnancies = RowSink(style(.events), random: random(9))
    actions = RowSink(style(.events), random: random(10))
  }

  /// Writes everything the practice sends.
  mutating func write(_ people: PracticePeople) {
    for person in people.people { census.count(person) }
    var sent = people.people[...]
    if practice.oddity == .shortExtract { sent = sent.prefix(sent.count * 7 / 10) }
    for var person in sent {
      writePatient(&person)
      writeRegisters(&person)
      writeConditions(&person)
      let issued = writeMedications(&person)
      let pregnancy = writePregnancies(&person)
      var further = FurtherCare(person, issued: issued, pregnancy: pregnancy, context)
      writeFurther(further, of: person)
      writeVaccinations(&person)
      writeProgrammes(&person)
      writeObservations(&person, and: further.readings)
      writeContacts(&person, and: &further)
      writeActions(person)
    }
    for var person in people.leavers {
      writePatient(&person)
      guard person.age >= 40 else { continue }
      var further = FurtherCare(person, issued: [], pregnancy: nil, context)
      writeContacts(&person, and: &further)
    }
  }
}

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
  var figures = FigureCounts()
  /// Current entries of each register of people on the list, as the practice's system counts them.
  var registerCounts = Array(repeating: 0, count: Register.allCases.count)
  /// People on the list in each age and sex cell, and at or above each age that a published list counts from.
  var cells = Array(repeating: 0, count: AgeStructure.cells)
  var listTypes: [Int: Int] = [:]
  /// People on the list.
  var list = 0
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
  }

  /// Writes everything the practice sends.
  mutating func write(_ people: PracticePeople) {
    countLists(people.people)
    var sent = people.people[...]
    if practice.oddity == .shortExtract { sent = sent.prefix(sent.count * 7 / 10) }
    for var person in sent {
      writePatient(&person)
      writeRegisters(&person)
      writeConditions(&person)
      writeMedications(&person)
      writePregnancies(&person)
      writeVaccinations(&person)
      writeProgrammes(&person)
      writeObservations(&person)
      writeContacts(&person)
    }
    for var person in people.leavers {
      writePatient(&person)
      if person.age >= 40 { writeContacts(&person) }
    }
  }

  private mutating func countLists(_ people: [Person]) {
    list = people.count
    for person in people {
      let band = min(AgeStructure.bands - 1, person.age / 5)
      cells[(person.isMale ? AgeStructure.bands : 0) + band] += 1
      for youngest in Self.listAges where person.age >= youngest {
        listTypes[youngest, default: 0] += 1
      }
      for register in Register.allCases where person.has(register) {
        registerCounts[register.rawValue] += 1
      }
    }
  }

  /// The ages from which published lists count people.
  static let listAges = [0, 6, 16, 17, 18, 50]
}

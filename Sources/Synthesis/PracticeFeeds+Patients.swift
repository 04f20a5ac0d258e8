import Tables

extension PracticeFeeds {
  /// The patients feed's columns.
  static let patientColumns =
    "nhs_number,date_of_birth,sex,ethnicity,lsoa_code,practice_code,registered_on,deregistered_on,"
    + "date_of_death,preferred_language,information_need,information_need_reviewed_on,carer,care_home,opt_out"

  /// The columns of the practice that sends files of its own: the same ones in another order.
  static let ownPatientColumns =
    "practice_code,nhs_number,registered_on,deregistered_on,date_of_death,date_of_birth,sex,ethnicity,"
    + "lsoa_code,carer,care_home,opt_out,preferred_language,information_need,information_need_reviewed_on"

  mutating func writePatient(_ person: inout Person) {
    let registration = makeRegistration(of: &person)
    addPatient(person, registration, fault: patients.drawFault())
    if person.isOfUnknownPractice {
      unknownPractices += 1
      return
    }
    if person.left == nil {
      figures.count(.mostDeprivedTenth, person.decile == 1)
      figures.count(.optedOut, registration.optOut != "N")
    }
    guard !context.isClean, person.left == nil, context.plan.practices.count > 1 else { return }
    // A registration that another practice has not closed. Where both began on one day nobody can tell which counts.
    let draw = person.random.unit()
    guard draw < 0.0022 else { return }
    var second = registration
    let others = context.plan.practices
    second.practice = others[person.random.below(others.count)].code
    guard second.practice != registration.practice else { return }
    second.registeredOn =
      draw < 0.0002
      ? registration.registeredOn
      : max(person.birth, registration.registeredOn.adding(days: -1 - person.random.below(3_000)))
    addPatient(person, second, fault: nil)
    duplicateRegistrations += 1
  }

  /// The code of a practice that no reference feed names.
  static let unknownPractice = "M99999"

  /// A row of the patients feed beside the person.
  struct Registration {
    var practice: String
    var registeredOn: Day
    var area: String
    var language: String
    var need: String
    var needReviewedOn: Day?
    var isCarer: Bool
    var optOut: String
  }

  private func makeRegistration(of person: inout Person) -> Registration {
    let last = person.left ?? context.referenceDate
    let life = Int(last.number - person.birth.number)
    // Lists turn over by about a twelfth a year; babies are registered within weeks.
    let draw = person.random.unit()
    let years = draw * draw * draw * 32
    let registered =
      years * 365.25 >= Double(life)
      ? person.birth.adding(days: min(life, person.random.below(42)))
      : last.adding(days: -Int(years * 365.25))
    let language = Ethnicity.language(person.ethnicity, &person.random)
    let optOut = person.random.unit()
    let need = drawNeed(&person, language: language)
    return Registration(
      practice: person.isOfUnknownPractice ? Self.unknownPractice : practice.code,
      registeredOn: registered, area: areaCode(of: person),
      language: language, need: need,
      needReviewedOn: need.isEmpty ? nil : reviewed(person, since: registered),
      isCarer: person.age >= 16 && person.random.chance(carerShare(age: person.age)),
      optOut: optOut < 0.015 ? "1" : optOut < 0.05 ? "D" : "N")
  }

  private func carerShare(age: Int) -> Double {
    age < 30 ? 0.006 : age < 45 ? 0.018 : age < 65 ? 0.038 : age < 80 ? 0.034 : 0.02
  }

  private func areaCode(of person: Person) -> String {
    let plan = context.plan
    return person.area < plan.areas.count
      ? plan.areas[person.area].code
      : plan.areasOverTheBorder[person.area - plan.areas.count].code
  }

  /// The information need, of which a feed holds one.
  private func drawNeed(_ person: inout Person, language: String) -> String {
    let draw = person.random.unit()
    if person.has(.ld), draw < 0.45 { return "easy-read" }
    if person.conditions & ConditionShape.sightLoss != 0, draw < 0.3 { return "large-print" }
    if person.conditions & ConditionShape.hearingLoss != 0, draw < 0.02 { return "bsl" }
    if !language.isEmpty, language != "English", draw < 0.45 { return "interpreter" }
    return draw > 0.998 ? "large-print" : ""
  }

  /// The day on which a need was last asked for: most within a year, some never.
  private func reviewed(_ person: Person, since registered: Day) -> Day? {
    var random = SeededRandom(
      seed: context.seed, purpose: .needReviews, index: Int(person.number))
    guard random.chance(0.8) else { return nil }
    let day = context.referenceDate.adding(days: -random.below(random.chance(0.7) ? 365 : 1_500))
    return max(day, registered)
  }

  private mutating func addPatient(_ person: Person, _ row: Registration, fault: RowFault?) {
    var cells = PatientCells(
      person: person, registration: row, fault: fault, numbers: context.numbers,
      referenceDate: context.referenceDate)
    let isOwn = practice.oddity == .ownFiles && !context.isClean
    patients.add(fault: fault) { text in
      if isOwn { cells.appendOwn(to: &text) } else { cells.append(to: &text) }
    }
  }
}

import Tables

/// The cells of one row of the patients feed, with what is wrong with them.
struct PatientCells {
  let person: Person
  let registration: PracticeFeeds.Registration
  let fault: RowFault?
  let numbers: SyntheticNumbers
  let referenceDate: Day
  private var random: SeededRandom

  init(
    person: Person, registration: PracticeFeeds.Registration, fault: RowFault?,
    numbers: SyntheticNumbers, referenceDate: Day
  ) {
    self.person = person
    self.registration = registration
    self.fault = fault
    self.numbers = numbers
    self.referenceDate = referenceDate
    random = person.random
  }

  /// Writes them in the order of `PracticeFeeds.patientColumns`.
  mutating func append(to text: inout TextBuffer) {
    appendNumber(person.number, fault, numbers, &random, to: &text)
    text.append(byte: 0x2C)
    appendDay(person.birth, fault, referenceDate, &random, to: &text)
    text.append(byte: 0x2C)
    appendTraits(to: &text)
    text.append(",\(registration.practice),")
    appendDates(to: &text)
    text.append(",\(speech)")
    if fault != .shortRow { text.append(",\(flags)") }
    if fault == .longRow { text.append(",") }
  }

  /// Writes them in the order of `PracticeFeeds.ownPatientColumns`.
  mutating func appendOwn(to text: inout TextBuffer) {
    text.append("\(registration.practice),")
    appendNumber(person.number, fault, numbers, &random, to: &text)
    text.append(byte: 0x2C)
    appendDates(to: &text)
    text.append(byte: 0x2C)
    appendDay(person.birth, fault, referenceDate, &random, to: &text)
    text.append(byte: 0x2C)
    appendTraits(to: &text)
    text.append(",\(flags)")
    if fault != .shortRow { text.append(",\(speech)") }
    if fault == .longRow { text.append(",") }
  }

  private func appendDates(to text: inout TextBuffer) {
    text.append(registration.registeredOn)
    text.append(byte: 0x2C)
    if let left = person.left { text.append(left) }
    text.append(byte: 0x2C)
    if let left = person.left, person.hasDied { text.append(left) }
  }

  private func appendTraits(to text: inout TextBuffer) {
    text.append(byte: fault == .unknownCode ? 0x37 : person.sexCode)
    let ethnicity = Ethnicity.codes[person.ethnicity]
    text.append(",\(fault == .lowerCaseCode ? ethnicity.lowercased() : ethnicity),")
    text.append(registration.area)
  }

  private var flags: String {
    "\(registration.isCarer ? "Y" : "N"),\(person.isInCareHome ? "Y" : "N"),\(registration.optOut)"
  }

  /// The language, the information need and when it was last asked for; where cells are quoted, a language with a comma or a line break in it.
  private var speech: String {
    let need =
      "\(registration.need),\(registration.needReviewedOn.map { $0.description } ?? "")"
    guard fault == .quotedCells else { return "\(registration.language),\(need)" }
    let words = registration.language.isEmpty ? "Not asked" : registration.language
    let quoted = person.number % 2 == 0 ? "\"\(words), spoken\"" : "\"\(words)\nspoken\""
    return "\(quoted),\(need)"
  }
}

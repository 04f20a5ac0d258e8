import Tables

extension PracticeFeeds {
  /// Contacts of the last twelve months and the last one of some years before, in date order.
  ///
  /// - Source: about four or five contacts a person and year in all, most with the practice, rising with age, ill
  ///   health and deprivation (general knowledge of the field).
  mutating func writeContacts(_ person: inout Person, and further: inout FurtherCare) {
    let load = person.illHealth * (1 + 0.22 * Double(person.registers.count))
    let deprived = 1 + (5.5 - Double(person.decile)) * 0.05
    let age = Double(person.age)
    let byAge = person.age < 5 ? 1.3 : person.age < 18 ? 0.7 : 0.75 + age * age / 6_500
    var contacts: [(day: Day, setting: String)] = []
    addContacts("GP", 2.15 * byAge * load, &person, to: &contacts)
    addContacts("OUTPATIENT", 0.5 * byAge * load, &person, to: &contacts)
    addContacts("AE", 0.2 * byAge * load * deprived * deprived, &person, to: &contacts)
    addContacts(
      "EMERGENCY-ADMISSION", 0.045 * byAge * byAge * load * deprived, &person, to: &contacts)
    addContacts("111", 0.09 * (person.age < 5 ? 2.5 : 1) * load * deprived, &person, to: &contacts)
    contacts.sort { ($0.day, $0.setting) < ($1.day, $1.setting) }
    let last = person.left?.adding(days: -1) ?? context.referenceDate
    // Whoever was seen in the year needs no earlier visit to be known.
    let isSeen = contacts.contains { $0.setting == "GP" }
    let earlier = further.contacts.filter { $0.day <= last && !(isSeen && $0.setting == "GP") }
    let all =
      earlier
      + contacts.map { contact in
        Contact(
          day: contact.day, setting: contact.setting, cause: further.cause(of: contact.setting))
      }
    for contact in all.sorted(by: { ($0.day, $0.setting) < ($1.day, $1.setting) }) {
      self.contacts.add(person.number, nil, contact.day) { text in
        text.append(byte: 0x2C)
        text.append(contact.setting)
        text.append(byte: 0x2C)
        text.append(contact.cause)
      }
    }
  }

  /// A number of contacts that varies more than chance alone: many people have none.
  private func addContacts(
    _ setting: String, _ mean: Double, _ person: inout Person,
    to contacts: inout [(day: Day, setting: String)]
  ) {
    let days = Int(context.referenceDate.number - context.referenceDate.adding(years: -1).number)
    let last = person.left?.adding(days: -1) ?? context.referenceDate
    // The number is geometric: after each contact the chance of one more is mean / (1 + mean).
    let another = mean / (1 + mean)
    var count = 0
    while count < 60, person.random.chance(another) {
      let day = context.referenceDate.adding(days: -person.random.below(days))
      if day >= person.birth, day <= last { contacts.append((day, setting)) }
      count += 1
    }
  }
}

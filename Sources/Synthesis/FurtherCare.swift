import Tables

/// What the lists of case finding, reviews and medicines safety need of a person beside the rest of the night.
///
/// It is drawn from a stream of the person's own, so that what the other feeds hold does not depend on it.
///
/// - Source: shares are general knowledge of the field, round figures; nothing is calibrated to them.
struct FurtherCare {
  private(set) var conditions: [(code: String, day: Day)] = []
  private(set) var medicines: [(code: String, day: Day)] = []
  private(set) var readings: [Reading] = []
  private(set) var events: [ProgrammeEvent] = []
  private(set) var contacts: [Contact] = []
  /// What draws the causes of the contacts that others made.
  var random: SeededRandom

  private let person: Person
  private let referenceDate: Day
  private var codes: Set<String>

  /// Draws everything, given the classes of medicines that were issued and the day on which a present pregnancy began.
  init(_ person: Person, issued: [String], pregnancy: Day?, _ context: NightContext) {
    self.person = person
    referenceDate = context.referenceDate
    codes = Set(issued)
    random = SeededRandom(
      seed: context.seed, purpose: .furtherCare, index: Int(person.number))
    drawConditions()
    drawMedicines()
    drawMonitoring()
    drawUndiagnosed()
    drawReviews()
    drawScreening()
    drawVaccinations(pregnancy: pregnancy)
    drawContacts()
    drawHistory(issued, context)
  }

  /// What an extract has of years ago: medicines that were issued then, and old readings of a few.
  private mutating func drawHistory(_ issued: [String], _ context: NightContext) {
    var random = SeededRandom(
      seed: context.seed, purpose: .history, index: Int(person.number))
    func day(_ range: Range<Int>) -> Day? {
      let day = referenceDate.adding(days: -(range.lowerBound + random.below(range.count)))
      return day > person.birth.adding(years: 18) ? day : nil
    }
    for code in issued where random.chance(0.12) {
      if let day = day(400..<1_820) { medicines.append((code, day)) }
    }
    guard person.age >= 40, random.chance(0.06), let day = day(3_700..<6_500) else { return }
    read("SMOKING", Double(random.below(3)), 0, "", day)
    read("BMI", 24 + abs(random.normal()) * 4, 1, "kg/m2", day)
  }

  private mutating func daysAgo(_ range: Range<Int>) -> Day {
    max(
      person.birth,
      referenceDate.adding(days: -(range.lowerBound + random.below(range.count))))
  }

  // MARK: Conditions and medicines

  private mutating func drawConditions() {
    let age = person.age
    let chances: [(String, Double)] = [
      ("OSA", age < 18 ? 0 : person.has(.ob) ? 0.09 : 0.008),
      ("LVSD", person.has(.hf) ? 0.5 : 0),
      ("AAA", person.isMale && age >= 65 ? 0.013 : 0),
      ("GDM", !person.isMale && (20...60).contains(age) && !person.has(.dm) ? 0.03 : 0),
      ("EPILEPSY", age < 18 ? 0.006 : 0),
      ("TYPE1-DIABETES", (4...16).contains(age) ? 0.003 : 0),
      ("CHICKENPOX", (1...17).contains(age) ? 0.3 : 0),
      ("SEVERE-IMMUNOSUPPRESSION", age >= 18 ? 0.004 : 0.0005),
      ("HOUSEHOLD-CONTACT", 0.004),
      ("SMI-REMISSION", person.has(.mh) ? 0.06 : 0),
    ]
    for (code, chance) in chances where random.chance(chance) {
      // Gestational diabetes is told within a pregnancy, before the last months.
      conditions.append((code, daysAgo(code == "GDM" ? 200..<4_000 : 1..<2_500)))
      codes.insert(code)
    }
  }

  private mutating func drawMedicines() {
    let weakens = codes.contains("LVSD")
    let hasArthritis = person.conditions & ConditionShape.bits(["ARTHRITIS"]) != 0
    let isAdult = person.age >= 18
    issue("RAAS", weakens ? 0.8 : person.has(.hf) ? 0.65 : person.has(.hyp) ? 0.5 : 0.01)
    issue("BETA-BLOCKER", weakens ? 0.78 : person.has(.chd) || person.has(.af) ? 0.55 : 0.01)
    issue("MRA", weakens ? 0.45 : person.has(.hf) ? 0.25 : 0)
    issue("SGLT2", weakens ? 0.45 : person.has(.dm) ? 0.22 : 0)
    let isThinned = codes.contains("ANTICOAGULANT")
    issue("NSAID", !isAdult ? 0 : isThinned ? 0.04 : hasArthritis ? 0.18 : 0.03)
    issue(
      "GASTROPROTECTION",
      codes.contains("NSAID") ? 0.65 : person.age >= 65 ? 0.25 : isAdult ? 0.06 : 0)
    // Whoever has one of these has a row of the wider class too, as the code list says.
    issue("METHOTREXATE", person.has(.ra) && codes.contains("IMMUNOSUPPRESSANT") ? 0.85 : 0)
    issue("VALPROATE", codes.contains("ANTIEPILEPTIC") ? 0.22 : 0)
    guard person.has(.ast), codes.contains("ASTHMA") else { return }
    issue("PREVENTER", 0.72)
    // Most need a reliever now and then; some live on it.
    if random.chance(0.11) {
      issue("RELIEVER", 1, issues: 6..<13, every: 26)
    } else {
      issue("RELIEVER", 0.65, issues: 1..<5, every: 75)
    }
  }

  private mutating func issue(
    _ code: String, _ chance: Double, issues: Range<Int> = 1..<4, every days: Int = 50
  ) {
    guard chance > 0, random.chance(chance) else { return }
    codes.insert(code)
    var day = referenceDate.adding(days: -random.below(days))
    for _ in 0..<(issues.lowerBound + random.below(issues.count)) where day > person.birth {
      medicines.append((code, day))
      day = day.adding(days: -days + random.below(5) - 2)
    }
  }

  // MARK: Readings

  private mutating func read(
    _ code: String, _ value: Double, _ places: Int, _ unit: String, _ day: Day
  ) {
    let scale = [1.0, 10, 100][places]
    readings.append(
      Reading(
        day: day, code: code, value: Int((value * scale).rounded()), places: places, unit: unit))
  }

  /// Blood tests of medicines that ask for them, three in four of them in time.
  private mutating func drawMonitoring() {
    if codes.contains("METHOTREXATE") {
      let day = random.chance(0.75) ? daysAgo(2..<80) : daysAgo(95..<250)
      read("HAEMOGLOBIN", 128 + random.normal() * 12, 0, "g/L", day)
      read("ALT", max(8, 26 + random.normal() * 9), 0, "U/L", day)
    }
    if codes.contains("LITHIUM") {
      let day = random.chance(0.7) ? daysAgo(2..<85) : daysAgo(100..<300)
      read("LITHIUM_LEVEL", max(0.2, 0.65 + random.normal() * 0.13), 2, "mmol/L", day)
    }
    if codes.contains("GDM"), random.chance(0.5) {
      read("HBA1C", 39 + abs(random.normal()) * 3.5, 0, "mmol/mol", daysAgo(5..<720))
    }
  }

  /// Results that say diabetes or kidney disease in people who are on no register of it.
  private mutating func drawUndiagnosed() {
    if person.age >= 30, !person.has(.dm), random.chance(person.has(.ob) ? 0.03 : 0.008) {
      read("HBA1C", 48 + abs(random.normal()) * 9, 0, "mmol/mol", daysAgo(5..<400))
    }
    guard person.age >= 50, !person.has(.ckd), random.chance(person.age >= 70 ? 0.035 : 0.01)
    else { return }
    let last = daysAgo(5..<300)
    let before = last.adding(days: -95 - random.below(300))
    let isAlbumin = random.chance(0.25)
    for day in [before, last] {
      if isAlbumin {
        read("ACR", 3.5 + abs(random.normal()) * 8, 1, "mg/mmol", day)
      } else {
        read("EGFR", 53 + random.normal() * 4, 0, "mL/min/1.73m2", day)
      }
    }
  }

  // MARK: Reviews, screening, vaccinations

  private mutating func add(_ programme: String, _ day: Day, _ outcome: String) {
    events.append(ProgrammeEvent(day: day, programme: programme, outcome: outcome))
  }

  /// A review in the last year, an older one, a refusal, or nothing.
  private mutating func review(_ programme: String, _ share: Double) {
    let draw = random.unit()
    if draw < share {
      add(programme, daysAgo(0..<365), "done")
    } else if draw < share + 0.15 {
      add(programme, daysAgo(366..<1_000), "done")
    } else if draw < share + 0.18 {
      add(programme, daysAgo(0..<365), "declined")
    }
  }

  private mutating func drawReviews() {
    if person.has(.dem) { review("DEMREV", 0.66) }
    if person.has(.can) { review("CANREV", 0.4) }
    if person.has(.pc) { review("ACP", 0.55) }
    if person.isInCareHome {
      review("CHREV", 0.6)
      review("ACP", 0.35)
    }
    if person.deficits >= 13 { review("CSPLAN", 0.3) }
    if person.has(.ob) { review("WEIGHT", 0.12) }
    if person.isInCareHome || person.deficits >= 13 || person.registers.count >= 5 {
      review("SMR", 0.45)
    }
    if codes.contains("VALPROATE"), !person.isMale, person.age < 55 { review("VALRISK", 0.6) }
  }

  private mutating func drawScreening() {
    if person.isMale, person.age >= 65, !codes.contains("AAA") {
      let draw = random.unit()
      let day = person.birth.adding(years: 65).adding(days: random.below(300) - 150)
      if draw < 0.85, day <= referenceDate {
        add("AAA", day, draw < 0.68 ? "done" : draw < 0.76 ? "invited" : "did-not-attend")
      }
    }
    if (55...76).contains(person.age) {
      let draw = random.unit()
      if draw < 0.3 {
        add("LUNG", daysAgo(10..<900), draw < 0.14 ? "done" : draw < 0.26 ? "invited" : "declined")
      }
    }
  }

  private mutating func drawVaccinations(pregnancy: Day?) {
    // From 1 September 2024 on.
    let window = max(1, min(790, Int(referenceDate.number) - 19_967))
    if person.age >= 75, referenceDate.number > 19_967, random.chance(0.52) {
      add("RSV", daysAgo(0..<window), "done")
    }
    if let pregnancy, referenceDate >= pregnancy.adding(days: 200), random.chance(0.5) {
      add("RSV", pregnancy.adding(days: 196 + random.below(4)), "done")
    }
    if (2...64).contains(person.age), person.isAtFluRisk, random.chance(0.38) {
      let day = daysAgo(0..<3_000)
      // The 20-valent vaccine took the place of the other early in 2026.
      if person.age * 365 > 1_000 { add(day.number >= 20_500 ? "PCV20" : "PPV", day, "done") }
    }
    // The catch-up with varicella, which began on 1 November 2026; from five on, when coverage is counted.
    if (5...6).contains(person.age), person.birth.number >= 18_262, referenceDate.number >= 20_770,
      random.chance(0.1)
    {
      add("MMRV", max(Day(number: 20_758), referenceDate.adding(days: -random.below(8))), "done")
    }
  }

  // MARK: Contacts

  /// Frequent visits to A&E of a few, and an earlier visit to the practice of nearly everybody.
  private mutating func drawContacts() {
    if random.chance(0.94) {
      contacts.append(Contact(day: daysAgo(366..<1_800), setting: "GP", cause: ""))
    }
    guard person.age >= 18, random.chance(person.has(.mh) ? 0.03 : 0.003) else { return }
    for _ in 0..<(6 + random.below(9)) {
      let cause = random.chance(0.35) ? "MENTAL-HEALTH" : random.chance(0.3) ? "ALCOHOL" : "OTHER"
      contacts.append(Contact(day: daysAgo(0..<364), setting: "AE", cause: cause))
    }
  }

  /// The cause of a contact with urgent care, as often said as not; none for other settings.
  mutating func cause(of setting: String) -> String {
    guard setting == "AE" || setting == "EMERGENCY-ADMISSION" else { return "" }
    let causes: [(String, Double)] = [
      ("ASTHMA", person.has(.ast) ? 0.2 : 0),
      ("COPD", person.has(.copd) ? 0.22 : 0),
      ("HEART-FAILURE", person.has(.hf) ? 0.25 : 0),
      ("EPILEPSY", person.has(.ep) || codes.contains("EPILEPSY") ? 0.3 : 0),
      ("DIABETES", person.has(.dm) || codes.contains("TYPE1-DIABETES") ? 0.06 : 0),
      ("FALL", person.age >= 75 ? 0.2 : 0.03),
      ("DENTAL", person.age < 10 ? 0.06 : 0.004),
      ("SELF-HARM", person.age < 11 ? 0 : person.age < 26 ? 0.06 : 0.004),
      (
        "MENTAL-HEALTH",
        person.has(.mh) ? 0.2 : person.age < 8 ? 0 : person.age < 18 ? 0.05 : 0.01
      ),
    ]
    for (code, chance) in causes where chance > 0 && random.chance(chance) { return code }
    return random.chance(0.6) ? "OTHER" : ""
  }
}

/// A contact before it is written; the cause is empty where nobody said it.
struct Contact {
  var day: Day
  var setting: String
  var cause: String
}

extension PracticeFeeds {
  /// Writes the conditions, medicines and events; readings and contacts go with the person's others.
  mutating func writeFurther(_ further: FurtherCare, of person: Person) {
    for (code, day) in further.conditions {
      conditions.add(person.number, code, day) { text in text.append(byte: 0x2C) }
    }
    for (code, day) in further.medicines {
      medications.add(person.number, code, day) { _ in }
    }
    let events = further.events.sorted {
      ($0.day, $0.programme, $0.outcome) < ($1.day, $1.programme, $1.outcome)
    }
    for event in events { addUptake(event, of: person) }
  }
}

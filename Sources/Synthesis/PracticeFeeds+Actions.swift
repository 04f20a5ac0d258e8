import Tables

extension PracticeFeeds {
  /// The columns of the feed of actions.
  static let actionColumns =
    "nhs_number,list,acted_on,action,acted_at,snoozed_until,practice_code,note,acted_by"

  /// What the network did in the last two months about some of those whom its lists most often name.
  ///
  /// Whether they were on a list that night follows from all their care, which is not known here: whoever has the condition or
  /// the age that a list is about is at least among those who should have what it is about.
  mutating func writeActions(_ person: Person) {
    var random = SeededRandom(
      seed: context.seed, purpose: .actions, index: Int(truncatingIfNeeded: person.number))
    for list in Self.lists(of: person) where random.chance(Self.share) {
      let day = context.referenceDate.adding(days: -1 - random.below(60))
      addAction(of: person, list, Self.actions[random.pick(Self.weights)], day, &random)
    }
  }

  /// The share of rows that a network has reported on.
  ///
  /// Source: project choice; a week's places are some of a hundred rows.
  private static let share = 0.04

  /// The actions, and how often each comes.
  ///
  /// Source: project choice; most calls end with a booking or with nobody at the telephone [M].
  private static let actions = [
    "contacted", "booked", "snoozed", "declined", "done_elsewhere", "wrong", "reopened",
  ]
  private static let weights = [0.3, 0.25, 0.2, 0.12, 0.08, 0.04, 0.01]

  /// The lists that are about a person by age and registers alone.
  private static func lists(of person: Person) -> [String] {
    var lists: [String] = []
    if person.has(.hyp) { lists.append("hypertension-not-to-target") }
    if person.has(.dm) { lists.append("diabetes-care-processes") }
    if person.has(.copd) { lists.append("copd-review") }
    if person.has(.ast) { lists.append("asthma-review") }
    if person.has(.ndh) { lists.append("non-diabetic-hyperglycaemia-review") }
    if person.has(.ld) { lists.append("learning-disability-health-check") }
    if person.has(.mh) { lists.append("serious-mental-illness-check") }
    if person.has(.dem) { lists.append("dementia-review") }
    if person.has(.can) { lists.append("cancer-review") }
    if person.has(.chd) || person.has(.stia) || person.has(.pad) { lists.append("lipids-in-cvd") }
    if person.age >= 66 { lists.append("flu-65-and-over") }
    if (55...73).contains(person.age) { lists.append("bowel-screening-overdue") }
    if person.age >= 76 { lists.append("rsv") }
    if (70...79).contains(person.age) { lists.append("shingles") }
    if !person.isMale, (26...64).contains(person.age) {
      lists.append("cervical-screening-overdue")
    }
    if (5...6).contains(person.age) { lists.append("mmr-at-5") }
    return lists
  }

  private mutating func addAction(
    of person: Person, _ list: String, _ action: String, _ day: Day, _ random: inout SeededRandom
  ) {
    let until = action == "snoozed" ? day.adding(days: 14 + random.below(120)) : nil
    let note = Self.note(of: action, &random)
    let (hour, minute) = (9 + random.below(8), random.below(60))
    let practice = practice.code
    actions.add(person.number, list, day) { text in
      text.append(",\(action),")
      text.append(hour, width: 2)
      text.append(":")
      text.append(minute, width: 2)
      text.append(",")
      if let until { text.append(until) }
      text.append(",\(practice),\(note),care coordinator")
    }
  }

  private static func note(of action: String, _ random: inout SeededRandom) -> String {
    let notes =
      switch action {
      case "contacted": ["no-answer", "left-message", "letter-sent", "wrong-number"]
      case "snoozed": ["away", "in-hospital", "not-now", ""]
      case "wrong": ["not-this-condition", "coded-elsewhere", "moved-away"]
      default: [""]
      }
    return notes[random.below(notes.count)]
  }
}

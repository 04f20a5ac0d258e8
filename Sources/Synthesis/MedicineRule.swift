/// A class of medicines: to whom it is issued, how often, and how many issues an extract holds.
///
/// - Source: the classes are those the feeds' definitions name; the shares are general knowledge of the field, round
///   figures; nothing is calibrated to them.
struct MedicineRule: Sendable {
  let code: String
  /// The range of the number of issues in the extract.
  let issues: ClosedRange<Int>
  /// Days between two issues.
  let every: Int
  /// The chance for a person on one of the registers, or with one of the conditions.
  private let registers: RegisterSet
  private let conditions: UInt64
  private let share: Double
  /// The chance for anybody else of the age.
  private let others: Double
  private let youngest: Int

  private init(
    _ code: String, _ issues: ClosedRange<Int>, every: Int, for registers: [Register] = [],
    with conditions: [String] = [], share: Double = 0, others: Double = 0, from youngest: Int = 18
  ) {
    self.code = code
    self.issues = issues
    self.every = every
    self.registers = RegisterSet(registers)
    self.conditions = ConditionShape.bits(conditions)
    self.share = share
    self.others = others
    self.youngest = youngest
  }

  /// The chance that the person has it.
  func chance(_ person: Person) -> Double {
    if person.registers.overlaps(registers) || person.conditions & conditions != 0 { return share }
    return person.age >= youngest ? others * person.illHealth : 0
  }

  static let all: [MedicineRule] = [
    .init(
      "STATIN", 1...2, every: 56, for: [.chd, .stia, .pad, .dm, .ckd], share: 0.72, others: 0.06,
      from: 50),
    .init(
      "ANTIHYPERTENSIVE", 1...2, every: 56, for: [.hyp, .hf], share: 0.85, others: 0.012, from: 40),
    .init("ANTICOAGULANT", 1...2, every: 28, for: [.af], share: 0.82, others: 0.004, from: 50),
    .init("DIABETES", 1...2, every: 56, for: [.dm], share: 0.75),
    .init("ASTHMA", 2...4, every: 60, for: [.ast, .copd], share: 0.75, from: 6),
    .init(
      "STEROID", 1...3, every: 40, for: [.ra, .copd], with: ["IMMUNOSUPPRESSION", "SLE"],
      share: 0.2,
      others: 0.006),
    .init(
      "IMMUNOSUPPRESSANT", 2...4, every: 40, for: [.ra], with: ["IMMUNOSUPPRESSION"], share: 0.4),
    .init("ANTIPSYCHOTIC", 2...4, every: 30, for: [.mh], share: 0.65, others: 0.004),
    .init("LITHIUM", 2...4, every: 30, for: [.mh], share: 0.07),
    .init(
      "ANTIDEPRESSANT", 2...4, every: 35, for: [.dep], with: ["ANXIETY"], share: 0.5, others: 0.03),
    .init("ANXIOLYTIC", 1...4, every: 40, with: ["ANXIETY"], share: 0.08, others: 0.005),
    .init("ANTIEPILEPTIC", 2...5, every: 35, for: [.ep], share: 0.88, others: 0.01),
    .init("ANALGESIC", 2...6, every: 40, with: ["ARTHRITIS"], share: 0.35, others: 0.035),
    .init("LAXATIVE", 2...6, every: 45, for: [.pc, .dem, .ld], share: 0.35, others: 0.02),
    .init("ANTISPASMODIC", 2...5, every: 50, with: ["IBS"], share: 0.2),
    .init("MIGRAINE", 2...6, every: 50, with: ["MIGRAINE"], share: 0.35),
    .init("SKIN", 2...6, every: 50, with: ["PSORIASIS-ECZEMA"], share: 0.4, from: 0),
    .init("ED", 1...4, every: 60, with: ["ERECTILE-DYSFUNCTION"], share: 0.45),
  ]
}

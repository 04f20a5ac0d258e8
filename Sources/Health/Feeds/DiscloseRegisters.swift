public import Model
public import Tables

/// Registers beside published numbers, as they may be published.
public struct DisclosedRegisters: Sendable {
  /// `Reconciliation.registers` after disclosure control, without the difference.
  public var table: DisclosedTable
  /// What of it differs by too much.
  public var findings: [Finding]
}

/// Hides and rounds the computed numbers, and works every outcome out from what is then shown.
///
/// An outcome of the true count would say on which side of the tolerance a hidden or rounded count lies.
///
/// - Shape: as `Reconciliation.registers`; `practices_passed` of `practices_evaluated` are those with an outcome that is
///   shown, while the computed number adds up the hidden ones too.
/// - Missing: the outcome is hidden where the computed number is.
public func discloseRegisters(
  _ registers: PersonAggregate, _ source: RegisterSource, rule: DisclosureRule
) -> DisclosedRegisters {
  let disclosed = disclose(registers, rule: rule)
  let rows = ShownRegisters(disclosed, source.tolerance)
  let isHidden = Bitmap(count: rows.outcomes.count) { rows.outcomes[$0] == nil }
  let outcomes = Column(.text, rows.outcomes.map { $0.map { .text($0.rawValue) } })
  var table = disclosed.selecting([
    RegisterColumn.level, RegisterColumn.practice, RegisterColumn.register, RegisterColumn.computed,
    RegisterColumn.published,
  ])
  table.append(RegisterColumn.outcome, outcomes, hidden: isHidden)
  table.append(RegisterColumn.practicesPassed, rows.countsOfTotals { $0 == .pass })
  table.append(RegisterColumn.practicesEvaluated, rows.countsOfTotals { $0 != .notEvaluated })
  let remark = ", by the counts that are shown"
  return DisclosedRegisters(
    table: table,
    findings: registerFindings(
      rows.failures { $0 != nil }, rows.failures { $0 == nil }, feed: source.entries,
      remark: remark))
}

/// What a reader of the published table can work out.
private struct ShownRegisters {
  let practices: [String?]
  let registers: [String?]
  /// Nil where the count is hidden.
  let outcomes: [RegisterOutcome?]

  init(_ disclosed: DisclosedTable, _ tolerance: RegisterTolerance) {
    let table = disclosed.table
    let rows = 0..<table.rowCount
    func texts(_ name: String) -> [String?] { rows.map { table[name]?.texts?.text(at: $0) } }
    let practices = texts(RegisterColumn.practice)
    let evaluated = texts(RegisterColumn.outcome).map {
      $0 != RegisterOutcome.notEvaluated.rawValue
    }
    self.practices = practices
    registers = texts(RegisterColumn.register)
    outcomes = rows.map { row in
      // Practices that are held back, and registers without a published number, are so whatever was counted.
      guard evaluated[row] else { return .notEvaluated }
      guard case .integer(let computed)? = table[RegisterColumn.computed]?.value(at: row) else {
        return nil
      }
      var published: Int64?
      if case .integer(let number)? = table[RegisterColumn.published]?.value(at: row) {
        published = number
      }
      return RegisterOutcome(
        computed: computed, published: published,
        share: practices[row] == nil ? tolerance.aggregate : tolerance.practice,
        patients: tolerance.patients)
    }
  }

  func failures(_ isWanted: (String?) -> Bool) -> RegisterFailures {
    RegisterFailures(zip(practices, outcomes).filter { isWanted($0.0) }.map { ($0.0, $0.1) })
  }

  /// For each register of all practices together how many of them have such an outcome.
  func countsOfTotals(_ isCounted: (RegisterOutcome) -> Bool) -> Column {
    var counts: [String: Int64] = [:]
    for (row, outcome) in outcomes.enumerated() where practices[row] != nil {
      if let register = registers[row], let outcome, isCounted(outcome) {
        counts[register, default: 0] += 1
      }
    }
    return Column(
      .integer,
      registers.indices.map { row in
        guard practices[row] == nil, let register = registers[row] else { return nil }
        return .integer(counts[register] ?? 0)
      })
  }
}

import Model
import Tables

/// The columns of a cohort's aggregate that are about its steps.
public let attritionColumns = StepColumn.all

/// The columns of a cohort's aggregate that are about who has what the cohort offers, before disclosure.
public let careGapColumns = [
  StepColumn.level, StepColumn.network, "eligible", "given", "contraindicated", "declined",
  "not_recorded",
]

/// The columns of a cohort's aggregate that are about who comes onto the list soon.
public let dueSoonColumns = [
  StepColumn.title, StepColumn.level, StepColumn.network, StepColumn.dueSoon,
]

/// The `kind` of the rows of a cohort's aggregate that count each status; beside them are steps, and rows of kind `due-soon`.
public let careGapKind = "care-gap"

extension PersonAggregate {
  /// The same with how many are due soon: one row for each block, under all steps.
  ///
  /// Who is due soon may have been given it, and may not be in the denominator yet: the count is a part of no other.
  func with(
    dueSoon persons: Bitmap, _ rule: DueSoonRule, areas: NetworkAreas, steps: Int
  ) -> PersonAggregate {
    let blocks = areas.blocks
    let sets = areas.sets(of: persons)
    var result = self
    let below = rowsBelow(
      steps: steps, title: "due within \(rule.days) days", kind: CohortStep.Kind.dueSoon.rawValue,
      areas: areas)
    result.table = table.above(below)
    result.append(StepColumn.dueSoon, sets)
    let firstRow = table.rowCount
    result.sums.append(
      Sum(
        total: Cell(row: firstRow, column: StepColumn.dueSoon),
        parts: (1..<max(blocks.count, 1)).map {
          Cell(row: firstRow + $0, column: StepColumn.dueSoon)
        }))
    return result
  }
}

extension PersonAggregate {
  /// Adds a count of the last rows of the table; those above count nobody of them.
  fileprivate mutating func append(_ name: String, _ sets: [CountedSet]) {
    let nobody = [CountedSet](repeating: CountedSet(), count: table.rowCount - sets.count)
    table.append(name, .integer(FixedColumn((nobody + sets).counts)))
    counts.append(name)
    for (name, marks) in self.marks {
      self.marks[name] = marks + [Int64](repeating: 0, count: table.rowCount - marks.count)
    }
    marks[name] = (nobody + sets).marks
  }
}

/// One row for each block with what every row of a cohort's aggregate has, and no count.
private func rowsBelow(steps: Int, title: String, kind: String, areas: NetworkAreas) -> Table {
  let blocks = areas.blocks
  let zeros = Column.integer(FixedColumn([Int64](repeating: 0, count: blocks.count)))
  func texts(_ text: (Int) -> String?) -> Column { .text(TextColumn(blocks.indices.map(text))) }
  return Table([
    (StepColumn.step, .integer(FixedColumn([Int64](repeating: Int64(steps), count: blocks.count)))),
    (StepColumn.title, texts { _ in title }),
    (StepColumn.kind, texts { _ in kind }),
    (StepColumn.level, texts { NetworkAreas.level(of: blocks[$0]) }),
    (StepColumn.network, texts { areas.code(of: blocks[$0]) }),
    (StepColumn.removed, zeros),
    (StepColumn.remaining, zeros),
  ])
}

extension Table {
  /// The rows with others below them; a column that these lack counts nobody of them.
  fileprivate func above(_ below: Table) -> Table {
    let zeros = Column.integer(FixedColumn([Int64](repeating: 0, count: below.rowCount)))
    var table = Table(rowCount: rowCount + below.rowCount)
    for (name, column) in zip(names, columns) {
      table.append(name, .concatenated([column, below[name] ?? zeros]))
    }
    return table
  }
}

/// Adds to a cohort's steps how many of the denominator were given it, must not have it, declined, or have nothing
/// recorded: one row for each block, under all steps.
///
/// Steps and statuses stand in one aggregate because they add up to each other: hidden in one file, a count must not
/// follow from another. A cohort that has no status `given` says nothing about who was reached, and gets no such rows.
func withCareGaps(
  _ attrition: PersonAggregate, steps: [AttritionStep], of denominator: Denominator,
  areas: NetworkAreas, counted: Bitmap
) -> PersonAggregate {
  guard steps.contains(where: { $0.status == .given }) else { return attrition }
  let blocks = areas.blocks
  let inside =
    steps.last { $0.isOfDenominator }?.remaining ?? Bitmap(repeating: false, count: counted.count)
  let statuses = GapStatus.ofDenominator.map {
    areas.sets(of: denominator.persons(with: $0, among: counted.count) & counted)
  }
  var result = attrition
  result.table = attrition.table.above(
    rowsBelow(steps: steps.count, title: "care gap", kind: careGapKind, areas: areas))
  for (name, sets) in zip(statusColumns, [areas.sets(of: inside & counted)] + statuses) {
    result.append(name, sets)
  }
  result.percentages.append(
    .init(name: "percent_given", numerator: "given", denominator: "eligible"))
  // The sums of the list come first, so that a small status hides the other open one and not what was given.
  result.sums =
    gapSums(steps: steps, blocks: blocks.count, firstRow: attrition.table.rowCount)
    + attrition.sums
  // Who was reached, and of how many, matters more than how many are on the list.
  result.wanted = []
  let lastInside = steps.lastIndex { $0.isOfDenominator } ?? 0
  for block in blocks.indices {
    let row = attrition.table.rowCount + block
    result.wanted += [.init(row: row, column: "eligible"), .init(row: row, column: "given")]
    result.wanted.append(.init(row: block * steps.count + lastInside, column: StepColumn.remaining))
    for (index, step) in steps.enumerated() where step.status == .given {
      result.wanted.append(.init(row: block * steps.count + index, column: StepColumn.removed))
    }
  }
  return result
}

private let statusColumns = ["eligible", "given", "contraindicated", "declined", "not_recorded"]

private func gapSums(steps: [AttritionStep], blocks: Int, firstRow: Int) -> [PersonAggregate.Sum] {
  typealias Cell = PersonAggregate.Cell
  var sums: [PersonAggregate.Sum] = []
  let last = steps.count - 1
  let lastInside = steps.lastIndex { $0.isOfDenominator } ?? last
  // Whom an action takes off the list has an open gap all the same.
  let lastOpen = steps.lastIndex { $0.step.kind != .action } ?? last
  for block in 0..<blocks {
    func gap(_ column: String) -> Cell { Cell(row: firstRow + block, column: column) }
    func step(_ step: Int, _ column: String) -> Cell {
      Cell(row: block * steps.count + step, column: column)
    }
    sums.append(
      .init(
        total: step(lastOpen, StepColumn.remaining),
        parts: [gap("declined"), gap("not_recorded")]))
    sums.append(.init(total: gap("eligible"), parts: statusColumns.dropFirst().map { gap($0) }))
    sums.append(.init(total: gap("eligible"), parts: [step(lastInside, StepColumn.remaining)]))
    for status in [GapStatus.given, .contraindicated] {
      let parts = steps.indices.filter { steps[$0].status == status }
      guard !parts.isEmpty else { continue }
      sums.append(
        .init(total: gap(status.rawValue), parts: parts.map { step($0, StepColumn.removed) }))
    }
  }
  for column in statusColumns {
    sums.append(
      .init(
        total: Cell(row: firstRow, column: column),
        parts: (1..<max(blocks, 1)).map { Cell(row: firstRow + $0, column: column) }))
  }
  return sums
}

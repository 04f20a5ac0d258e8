import Model
import Tables

/// One step of a cohort: who is left after it.
struct AttritionStep: Sendable {
  /// The step.
  var step: CohortStep
  /// Whom the step by itself would leave, of everybody.
  var leaves: Bitmap
  /// Whom the step takes out.
  var removed: Bitmap
  /// Whom it leaves.
  var remaining: Bitmap

  /// The status of those whom it takes out; nil where they are not in the denominator either.
  var status: GapStatus? { step.status }
  /// Whether whom the step takes out is not in the denominator either.
  var isOfDenominator: Bool { step.isOfDenominator }
}

/// The networks of persons, as positions in their list by code.
struct NetworkAreas {
  /// The networks, by code.
  let codes: [String]
  /// For each person the position of the network; the number of networks where there is none.
  let areaOfPerson: [Int32]
  /// Whether somebody is in no network.
  let hasUnplaced: Bool

  init(_ networks: Classes) {
    codes = networks.names.compactMap(\.self)
    areaOfPerson = networks.classOfPerson
    hasUnplaced = codes.count < networks.names.count
  }

  /// The blocks of a table: the whole system, each network and, where there are some, those without one.
  var blocks: [Block] {
    [.system] + codes.indices.map { .network($0) } + (hasUnplaced ? [.unplaced] : [])
  }

  /// A part of the population.
  enum Block: Hashable {
    case system
    case network(Int)
    case unplaced
  }

  /// The word that a block's rows have in the column `level`.
  static func level(of block: Block) -> String {
    switch block {
    case .system: "system"
    case .network: "pcn"
    case .unplaced: "no-pcn"
    }
  }

  /// The code that a block's rows have in the column `pcn_code`.
  func code(of block: Block) -> String? {
    guard case .network(let index) = block else { return nil }
    return codes[index]
  }

  /// Those of some persons who are in each block, in the order of the blocks.
  func sets(of persons: Bitmap) -> [CountedSet] {
    var sets = [CountedSet](repeating: CountedSet(), count: codes.count + 1)
    count(persons, into: &sets)
    if !hasUnplaced { sets.removeLast() }
    return [sets.reduce(CountedSet(), +)] + sets
  }

  private func count(_ persons: Bitmap, into sets: inout [CountedSet]) {
    // Spans, so that no step of the loop looks whether somebody else has the array.
    var sets = sets.mutableSpan
    let areaOfPerson = areaOfPerson.span
    for (index, word) in persons.words.enumerated() {
      var rest = word
      while rest != 0 {
        let person = index << 6 + rest.trailingZeroBitCount
        sets[Int(areaOfPerson[person])].add(person: person)
        rest &= rest - 1
      }
    }
  }
}

/// The steps of a cohort as counts, of those persons who are counted.
///
/// Rows go by block and then by step; every step's counts add up over the blocks and from step to step.
func attrition(
  _ steps: [AttritionStep], areas: NetworkAreas, counted: Bitmap
) -> PersonAggregate {
  let blocks = areas.blocks
  var (removed, remaining): ([[CountedSet]], [[CountedSet]]) = ([], [])
  for step in steps {
    let (out, left) = (step.removed & counted, step.remaining & counted)
    guard let before = remaining.last else {
      removed.append(areas.sets(of: out))
      remaining.append(areas.sets(of: left))
      continue
    }
    // Whoever a step leaves was left by the one before and is not taken out by it: it is enough to count the fewer of both.
    let isFewOut = out.setCount < left.setCount
    let fewer = areas.sets(of: isFewOut ? out : left)
    let others = zip(before, fewer).map { $0 - $1 }
    removed.append(isFewOut ? fewer : others)
    remaining.append(isFewOut ? others : fewer)
  }
  let rows = blocks.indices.flatMap { block in steps.indices.map { (block: block, step: $0) } }
  let (removedRows, remainingRows) = (
    rows.map { removed[$0.step][$0.block] }, rows.map { remaining[$0.step][$0.block] }
  )
  let table = Table(
    [
      (StepColumn.step, .integer(FixedColumn(rows.map { Int64($0.step) }))),
      (StepColumn.title, .text(TextColumn(rows.map { steps[$0.step].step.title }))),
      (StepColumn.kind, .text(TextColumn(rows.map { steps[$0.step].step.kind.rawValue }))),
      (StepColumn.level, .text(TextColumn(rows.map { NetworkAreas.level(of: blocks[$0.block]) }))),
      (StepColumn.network, .text(TextColumn(rows.map { areas.code(of: blocks[$0.block]) }))),
      (StepColumn.removed, .integer(FixedColumn(removedRows.counts))),
      (StepColumn.remaining, .integer(FixedColumn(remainingRows.counts))),
    ], rowCount: rows.count)
  return PersonAggregate(
    table: table, counts: [StepColumn.removed, StepColumn.remaining], percentages: [],
    sums: attritionSums(steps: steps.count, blocks: blocks.count),
    // How many are on the list matters more than how many were left before its last steps.
    wanted: blocks.indices.map {
      .init(row: ($0 + 1) * steps.count - 1, column: StepColumn.remaining)
    },
    marks: [StepColumn.removed: removedRows.marks, StepColumn.remaining: remainingRows.marks])
}

private func attritionSums(steps: Int, blocks: Int) -> [PersonAggregate.Sum] {
  var sums: [PersonAggregate.Sum] = []
  for block in 0..<blocks {
    for step in 1..<max(steps, 1) {
      let row = block * steps + step
      sums.append(
        PersonAggregate.Sum(
          total: .init(row: row - 1, column: StepColumn.remaining),
          parts: [
            .init(row: row, column: StepColumn.removed),
            .init(row: row, column: StepColumn.remaining),
          ]))
    }
  }
  for step in 0..<steps {
    for column in [StepColumn.removed, StepColumn.remaining] {
      sums.append(
        PersonAggregate.Sum(
          total: .init(row: step, column: column),
          parts: (1..<blocks).map { .init(row: $0 * steps + step, column: column) }))
    }
  }
  return sums
}

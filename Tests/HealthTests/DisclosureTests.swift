import Model
import Health
import Tables
import Testing

@Suite("Disclosure control")
struct DisclosureTests {
  private func aggregate(
    _ counts: [Int64], _ sums: [(Int, [Int])] = [], percentages: Bool = false
  ) -> PersonAggregate {
    PersonAggregate(
      table: Table([
        ("name", Column(.text, counts.indices.map { .text("row \($0)") })),
        ("persons", .integer(FixedColumn(counts))),
      ]), counts: ["persons"], percentages: [],
      sums: sums.map { sum in
        .init(
          total: .init(row: sum.0, column: "persons"),
          parts: sum.1.map { .init(row: $0, column: "persons") })
      })
  }

  private func shown(_ table: DisclosedTable, _ column: String = "persons") -> [Int?] {
    (0..<table.table.rowCount).map { row in
      guard case .integer(let count)? = table.table[column]?.value(at: row) else { return nil }
      return Int(count)
    }
  }

  @Test("1 to 7 are hidden, zero stays, others go to the nearest 5")
  func roundsAndHides() {
    let disclosed = disclose(aggregate(Array(0...23)), rule: DisclosureRule())
    let hidden = [Int?](repeating: nil, count: 7)
    let rounded: [Int?] = [10, 10, 10, 10, 10, 15, 15, 15, 15, 15, 20, 20, 20, 20, 20, 25]
    let expected: [Int?] = [0] + hidden + rounded
    #expect(shown(disclosed) == expected)
    #expect((1...7).allSatisfy { disclosed.isHidden(row: $0, column: "persons") })
    #expect(!disclosed.isHidden(row: 0, column: "persons"))
    #expect(!disclosed.isHidden(row: 0, column: "name"))
  }

  @Test("a single hidden part takes the next smallest part with it")
  func secondarySuppression() {
    let disclosed = disclose(
      aggregate([103, 60, 0, 3, 40], [(0, [1, 2, 3, 4])]), rule: DisclosureRule())
    #expect(shown(disclosed) == [105, 60, 0, nil, nil])
  }

  @Test("a hidden part without company other than zero takes the total with it")
  func totalWithOnePart() {
    // 20 = 20 + 0 would be visible; the part of 5 in 5 = 5 + 0 hides its total, which hides a neighbour of the total.
    let disclosed = disclose(
      aggregate([125, 20, 105, 5, 0], [(0, [1, 2]), (1, [3, 4])]),
      rule: DisclosureRule(hidesUpTo: 7))
    #expect(shown(disclosed)[1] == nil)
    #expect(shown(disclosed)[2] == nil)
  }

  @Test("two hidden parts are company enough")
  func twoHiddenParts() {
    let disclosed = disclose(
      aggregate([110, 100, 4, 6], [(0, [1, 2, 3])]), rule: DisclosureRule())
    #expect(shown(disclosed) == [110, 100, nil, nil])
  }

  @Test("what a reader wants most is hidden last, and only where no other count serves")
  func wantedIsHiddenLast() {
    var table = aggregate([103, 60, 0, 3, 40], [(0, [1, 2, 3, 4])])
    table.wanted = [.init(row: 4, column: "persons"), .init(row: 1, column: "persons")]
    #expect(shown(disclose(table, rule: DisclosureRule())) == [nil, 60, 0, nil, 40])
    table.wanted = (0..<5).map { .init(row: $0, column: "persons") }
    #expect(shown(disclose(table, rule: DisclosureRule())) == [105, 60, 0, nil, nil])
  }

  @Test("percentages come from rounded counts, with a decimal from 4,000 only")
  func percentages() {
    let table = PersonAggregate(
      table: Table([
        ("numerator", .integer(FixedColumn([33, 1_234, 5, 0, 0]))),
        ("denominator", .integer(FixedColumn([97, 4_001, 97, 97, 0]))),
      ]), counts: ["numerator", "denominator"],
      percentages: [.init(name: "percent", numerator: "numerator", denominator: "denominator")],
      sums: [])
    let disclosed = disclose(table, rule: DisclosureRule())
    let percent = (0..<5).map { disclosed.table["percent"]?.value(at: $0) ?? nil }
    // 35 of 95, 1,235 of 4,000, hidden, none of 95, nobody.
    #expect(percent == [.decimal(37), .decimal(30.9), nil, .decimal(0), nil])
    #expect(disclosed.isHidden(row: 2, column: "percent"))
    #expect(disclosed.isHidden(row: 2, column: "percent_upper"))
    #expect(!disclosed.isHidden(row: 4, column: "percent"))
    #expect(disclosed.table.names.suffix(3) == ["percent", "percent_lower", "percent_upper"])
  }

  @Test("published figures pass as they are, with their source")
  func publishedFigures() {
    let figures = Table([("persons", .integer(FixedColumn([3, 8])))])
    let disclosed = DisclosedTable.alreadyPublished(figures, source: "QOF 2020-21")
    #expect(disclosed.table == figures)
    #expect(disclosed.origin == .published(source: "QOF 2020-21"))
  }

  /// Two-way tables with totals, in a system of networks of practices: the sums that reports hold.
  private func randomTable(_ numbers: inout SeededNumbers) -> (
    counts: [Int64], sums: [(Int, [Int])]
  ) {
    let rowCount = Int.random(in: 2...5, using: &numbers)
    let columnCount = Int.random(in: 1...5, using: &numbers)
    let width = columnCount + 1
    var counts = [Int64](repeating: 0, count: (rowCount + 1) * width)
    for row in 1...rowCount {
      for column in 1...columnCount {
        let count = [0, 0, 2, 5, 7, 8, 9, 12, 40, 300].randomElement(using: &numbers) ?? 0
        counts[row * width + column] = Int64(count)
        for total in [row * width, column, 0] { counts[total] += Int64(count) }
      }
    }
    let across = (0...rowCount).map { row in
      (row * width, (1...columnCount).map { row * width + $0 })
    }
    let down = (0...columnCount).map { column in
      (column, (1...rowCount).map { $0 * width + column })
    }
    return (counts, across + down)
  }

  @Test(
    "no hidden count follows from the visible ones, even if these were exact", arguments: 0..<150)
  func nothingCanBeRecovered(_ seed: Int) {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let (counts, sums) = randomTable(&numbers)
    let disclosed = disclose(aggregate(counts, sums), rule: DisclosureRule())
    let hidden = counts.indices.filter { disclosed.isHidden(row: $0, column: "persons") }
    // A reader who knows every visible count exactly, and that each sum holds, solves for the hidden ones.
    let recovered = solvedByElimination(
      sums.map { sum in
        var coefficients = [Double](repeating: 0, count: hidden.count)
        for (index, cell) in hidden.enumerated() {
          if cell == sum.0 { coefficients[index] -= 1 }
          coefficients[index] += Double(sum.1.count { $0 == cell })
        }
        return coefficients
      })
    #expect(recovered.isEmpty)
    for cell in counts.indices where counts[cell] > 0 && counts[cell] <= 7 {
      #expect(hidden.contains(cell))
    }
  }

  @Test(
    "the visible, rounded counts leave every hidden count more than one value", arguments: 0..<150)
  func roundedTotalsGiveNothingAway(_ seed: Int) {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let (counts, sums) = randomTable(&numbers)
    let disclosed = disclose(aggregate(counts, sums), rule: DisclosureRule())
    let visible = shown(disclosed)
    // What a reader knows of each count, narrowed by every sum until nothing changes.
    var ranges: [ClosedRange<Int>] = visible.map { count in
      guard let count else { return 1...Int.max / 1_000_000 }
      return count == 0 ? 0...0 : (count - 2)...(count + 2)
    }
    for _ in 0..<200 {
      for (total, parts) in sums {
        for cell in [total] + parts {
          let others = parts.filter { $0 != cell }
          let low: Int
          let high: Int
          if cell == total {
            low = parts.map { ranges[$0].lowerBound }.reduce(0, +)
            high = parts.map { ranges[$0].upperBound }.reduce(0, +)
          } else {
            low = ranges[total].lowerBound - others.map { ranges[$0].upperBound }.reduce(0, +)
            high = ranges[total].upperBound - others.map { ranges[$0].lowerBound }.reduce(0, +)
          }
          ranges[cell] = max(low, ranges[cell].lowerBound)...min(high, ranges[cell].upperBound)
        }
      }
    }
    for cell in counts.indices where visible[cell] == nil {
      #expect(ranges[cell].contains(Int(counts[cell])))
      #expect(ranges[cell].count > 1)
    }
  }

  @Test("the solver of these tests finds what a single hidden part gives away")
  func solverFindsSingles() {
    #expect(solvedByElimination([[1, 0], [0, 1]]) == [0, 1])
    #expect(solvedByElimination([[1, 1]]) == [])
    #expect(solvedByElimination([[1, 1], [1, -1]]) == [0, 1])
  }
}

extension DisclosedTable {
  fileprivate func isHidden(row: Int, column: String) -> Bool { hidden[column]?[row] ?? false }
}

/// The unknowns that a system of equations determines, by Gauss-Jordan elimination.
func solvedByElimination(_ equations: [[Double]]) -> [Int] {
  var rows = equations
  var rank = 0
  for column in 0..<(rows.first?.count ?? 0) {
    guard rank < rows.count,
      let pivot = (rank..<rows.count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
      abs(rows[pivot][column]) > 1e-9
    else { continue }
    rows.swapAt(rank, pivot)
    let scale = rows[rank][column]
    rows[rank] = rows[rank].map { $0 / scale }
    for other in rows.indices where other != rank {
      let factor = rows[other][column]
      rows[other] = zip(rows[other], rows[rank]).map { $0 - factor * $1 }
    }
    rank += 1
  }
  return rows.prefix(rank).compactMap { row in
    let terms = row.indices.filter { abs(row[$0]) > 1e-9 }
    return terms.count == 1 ? terms[0] : nil
  }
}

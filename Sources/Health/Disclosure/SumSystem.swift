/// What a reader can work out who knows every visible count and every sum.
///
/// - Complexity: O(terms) for sums that form a tree; the rest is solved as a dense system of equations.
struct SumSystem {
  /// An unknown count in a sum: a part with the sign 1, or the total with the sign -1.
  struct Term: Hashable {
    var cell: Int
    var sign: Int64
  }

  /// The cells whose value follows.
  private(set) var determined: Set<Int> = []

  /// Solves a system; each equation holds the unknowns of one sum, since what is known only moves the solution.
  init(_ equations: [[Term]]) {
    var open = equations.filter { !$0.isEmpty }
    var uses: [Int: Int] = [:]
    for term in open.joined() { uses[term.cell, default: 0] += 1 }
    var peeled: [(cell: Int, others: [Int])] = []
    var isPeeling = true
    // An unknown of one sum only can take up whatever that sum needs: the sum says nothing about its other members.
    while isPeeling {
      isPeeling = false
      open.removeAll { equation in
        guard let own = equation.first(where: { uses[$0.cell] == 1 }) else { return false }
        for term in equation { uses[term.cell, default: 0] -= 1 }
        peeled.append((own.cell, equation.map(\.cell).filter { $0 != own.cell }))
        isPeeling = true
        return true
      }
    }
    determined = SumSystem.solved(open)
    for (cell, others) in peeled.reversed() where determined.isSuperset(of: others) {
      determined.insert(cell)
    }
  }

  // Row reduction: an unknown follows where its reduced equation has no other.
  private static func solved(_ equations: [[Term]]) -> Set<Int> {
    let cells = Set(equations.joined().map(\.cell)).sorted()
    let columnOfCell = Dictionary(uniqueKeysWithValues: zip(cells, cells.indices))
    var rows = equations.map { equation in
      var row = [Int64](repeating: 0, count: cells.count)
      for term in equation {
        if let column = columnOfCell[term.cell] {
          row[column] = (row[column] + term.sign + prime) % prime
        }
      }
      return row
    }
    var rank = 0
    for column in cells.indices {
      guard let pivot = (rank..<rows.count).first(where: { rows[$0][column] != 0 }) else {
        continue
      }
      rows.swapAt(rank, pivot)
      let inverse = power(rows[rank][column], prime - 2)
      for index in cells.indices { rows[rank][index] = rows[rank][index] * inverse % prime }
      for other in rows.indices where other != rank && rows[other][column] != 0 {
        let factor = prime - rows[other][column]
        for index in cells.indices where rows[rank][index] != 0 {
          rows[other][index] = (rows[other][index] + factor * rows[rank][index]) % prime
        }
      }
      rank += 1
    }
    return Set(
      rows.prefix(rank).compactMap { row in
        let terms = row.indices.filter { row[$0] != 0 }
        return terms.count == 1 ? cells[terms[0]] : nil
      })
  }

  // Arithmetic modulo a prime is exact; the coefficients are 1 and -1, whose small determinants no such prime divides.
  private static let prime: Int64 = 2_147_483_647

  private static func power(_ base: Int64, _ exponent: Int64) -> Int64 {
    var result: Int64 = 1
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = result * square % prime }
      square = square * square % prime
      rest >>= 1
    }
    return result
  }
}

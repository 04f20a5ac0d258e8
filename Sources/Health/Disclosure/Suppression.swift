/// Which counts of a table are hidden.
///
/// Small counts are hidden first. Then others are, until no hidden count follows from the visible ones and the sums
/// that hold between them:
///
/// 1. A sum with exactly one hidden member gives it away, so its smallest visible part other than zero is hidden too;
///    where there is none, its total.
/// 2. Sums that share members can give a count away together, so the whole system of sums is solved as a reader could,
///    and any count that it determines gets company in the same way.
///
/// What keeps company is chosen by the counts as they would be shown: a choice by the true ones would tell which of two
/// counts that look alike is the smaller.
struct Suppression {
  /// The counts as they would be shown.
  private let rounded: [Int64]
  /// Each sum's cells: the total first, then its parts.
  private let sums: [[Int]]
  /// Which counts are hidden as company only where no other serves.
  private let isWanted: [Bool]
  /// Which counts are hidden.
  private(set) var isHidden: [Bool]

  /// Hides what must be hidden.
  ///
  /// - Ties: of counts that round to the same the one of the lower position is hidden.
  /// - Source: secondary suppression as in OpenSAFELY's guidance (opensafely/documentation:docs/outputs/sdc.md).
  init(
    of values: [Int64], rounded: [Int64], sums: [[Int]], hidesUpTo limit: Int64,
    wanted: [Int] = []
  ) {
    self.rounded = rounded
    self.sums = sums
    var isWanted = [Bool](repeating: false, count: values.count)
    for cell in wanted { isWanted[cell] = true }
    self.isWanted = isWanted
    isHidden = values.map { $0 > 0 && $0 <= limit }
    repeat {
      while hideCompanyOfSingles() {}
    } while hideCompanyOfDetermined()
  }

  // Returns whether anything was hidden.
  private mutating func hideCompanyOfSingles() -> Bool {
    var changed = false
    for sum in sums where sum.count(where: { isHidden[$0] }) == 1 {
      changed = hideOne(of: [sum]) || changed
    }
    return changed
  }

  private mutating func hideCompanyOfDetermined() -> Bool {
    let unknowns = sums.map { sum in
      sum.enumerated().filter { isHidden[$0.element] }.map {
        SumSystem.Term(cell: $0.element, sign: $0.offset == 0 ? -1 : 1)
      }
    }
    guard let cell = SumSystem(unknowns).determined.min() else { return false }
    let around = sums.filter { $0.contains(cell) }
    return hideOne(of: around) || hideOne(of: sums.filter { $0.contains { isHidden[$0] } })
  }

  // Hides the smallest visible part other than zero, or else a total, or else a zero; what is wanted comes after others.
  private mutating func hideOne(of sums: [[Int]]) -> Bool {
    let parts = sums.flatMap { $0.dropFirst() }.filter { !isHidden[$0] }
    let totals = sums.compactMap(\.first).filter { !isHidden[$0] }
    func ranked(_ wanted: Bool) -> [[Int]] {
      let (parts, totals) = (
        parts.filter { isWanted[$0] == wanted }, totals.filter { isWanted[$0] == wanted }
      )
      return [
        parts.filter { rounded[$0] != 0 }, totals.filter { rounded[$0] != 0 }, parts, totals,
      ]
    }
    let candidates = ranked(false) + ranked(true)
    for cells in candidates {
      if let cell = cells.min(by: { (rounded[$0], $0) < (rounded[$1], $1) }) {
        isHidden[cell] = true
        return true
      }
    }
    return false
  }
}

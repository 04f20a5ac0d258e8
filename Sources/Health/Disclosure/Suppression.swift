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
  /// The sums that each cell is in.
  private let sumsOfCell: [[Int]]
  /// Which counts are hidden as company only where no other serves.
  private let isWanted: [Bool]
  /// Which counts stand in other tables too.
  private let isShared: [Bool]
  /// Which counts are hidden.
  private(set) var isHidden: [Bool]

  /// Hides what must be hidden, and with it the counts that are `hidden` already.
  ///
  /// - Ties: of counts that round to the same the one of the lower position is hidden.
  /// - Source: secondary suppression as in OpenSAFELY's guidance (opensafely/documentation:docs/outputs/sdc.md).
  init(
    of values: [Int64], rounded: [Int64], sums: [[Int]], hidesUpTo limit: Int64,
    wanted: [Int] = [], shared: [Int] = [], hidden: Set<Int> = []
  ) {
    self.rounded = rounded
    self.sums = sums
    var sumsOfCell = [[Int]](repeating: [], count: values.count)
    for (index, sum) in sums.enumerated() { for cell in sum { sumsOfCell[cell].append(index) } }
    self.sumsOfCell = sumsOfCell
    var isWanted = [Bool](repeating: false, count: values.count)
    for cell in wanted { isWanted[cell] = true }
    self.isWanted = isWanted
    var isShared = [Bool](repeating: false, count: values.count)
    for cell in shared { isShared[cell] = true }
    self.isShared = isShared
    isHidden = values.indices.map { values[$0] > 0 && values[$0] <= limit || hidden.contains($0) }
    repeat {
      while hideCompanyOfSingles() {}
    } while hideCompanyOfDetermined()
  }

  // Returns whether anything was hidden.
  private mutating func hideCompanyOfSingles() -> Bool {
    var changed = false
    for sum in sums where sum.count(where: { isHidden[$0] }) == 1 {
      changed = hideOne(of: [sum]) != nil || changed
    }
    return changed
  }

  // Sums that share no hidden count say nothing about each other's, so that each entanglement is solved, and protected, by itself.
  private mutating func hideCompanyOfDetermined() -> Bool {
    var changed = false
    for entangled in entanglements {
      let unknowns = entangled.map { sum in
        sums[sum].enumerated().filter { isHidden[$0.element] }.map {
          SumSystem.Term(cell: $0.element, sign: $0.offset == 0 ? -1 : 1)
        }
      }
      // Sums that differ in what is known say the same of what is not.
      let determined = SumSystem(Array(Set(unknowns))).determined
      guard !determined.isEmpty else { continue }
      changed = hideCompany(of: determined, among: entangled) || changed
    }
    return changed
  }

  // Each gets company unless another's in one of its sums already serves it. Where nothing is left that could keep one company, such
  // as a count of nobody among others of nobody, the next may have some.
  private mutating func hideCompany(of determined: Set<Int>, among entangled: [Int]) -> Bool {
    var served: Set<Int> = []
    for cell in determined.sorted() where served.isDisjoint(with: sumsOfCell[cell]) {
      if let company = hideOne(of: sumsOfCell[cell].map { sums[$0] }) {
        served.formUnion(sumsOfCell[company])
      }
    }
    return !served.isEmpty || hideOne(of: entangled.map { sums[$0] }) != nil
  }

  /// The sums with hidden counts, those that share some together.
  private var entanglements: [[Int]] {
    var isSeen = [Bool](repeating: false, count: sums.count)
    var groups: [[Int]] = []
    for first in sums.indices where !isSeen[first] && sums[first].contains(where: { isHidden[$0] })
    {
      isSeen[first] = true
      var group = [first]
      var next = 0
      while next < group.count {
        for cell in sums[group[next]] where isHidden[cell] {
          for sum in sumsOfCell[cell] where !isSeen[sum] {
            isSeen[sum] = true
            group.append(sum)
          }
        }
        next += 1
      }
      groups.append(group.sorted())
    }
    return groups
  }

  // Hides the smallest visible part other than zero, or else a total, or else a zero; what stands in other tables comes after what does
  // not, and what is wanted after both.
  // Says which; nil where nothing is left.
  private mutating func hideOne(of sums: [[Int]]) -> Int? {
    let parts = sums.flatMap { $0.dropFirst() }.filter { !isHidden[$0] }
    let totals = sums.compactMap(\.first).filter { !isHidden[$0] }
    func filled(_ isChosen: (Int) -> Bool) -> [[Int]] {
      [parts, totals].map { $0.filter { rounded[$0] != 0 && isChosen($0) } }
    }
    func any(_ isChosen: (Int) -> Bool) -> [[Int]] { [parts, totals].map { $0.filter(isChosen) } }
    let candidates =
      filled { !isWanted[$0] && !isShared[$0] } + filled { !isWanted[$0] } + any { !isWanted[$0] }
      + filled { isWanted[$0] } + any { isWanted[$0] }
    for cells in candidates {
      if let cell = cells.min(by: { (rounded[$0], $0) < (rounded[$1], $1) }) {
        isHidden[cell] = true
        return cell
      }
    }
    return nil
  }
}

import Tables

/// The rows of a feed by practice and slot, such as a code or a band of values.
struct PracticeTally {
  /// How many slots a practice has.
  private let width: Int
  private let practices: Int
  // One array for all: a practice's slots lie beside each other.
  private var all: [Int32]
  private var recent: [Int32]

  /// Counts rows: `practiceOfRow` has the number of the practice of each, or `PracticeValues.noPractice`; `slotOfRow` says which slot a
  /// row is of, nil for one that does not count.
  ///
  /// - Complexity: O(rows).
  init(
    practices: Int, width: Int, among practiceOfRow: [Int32], _ isRecent: Bitmap?,
    slotOfRow: (Int) -> Int32?
  ) {
    self.practices = practices
    self.width = width
    all = [Int32](repeating: 0, count: width * practices)
    recent = all
    guard !practiceOfRow.isEmpty else { return }
    func count(_ row: Int, in counts: inout [Int32]) {
      let practice = Int(practiceOfRow[row])
      guard practice >= 0, let slot = slotOfRow(row) else { return }
      counts[practice * width + Int(slot)] += 1
    }
    for row in practiceOfRow.indices { count(row, in: &all) }
    for row in isRecent?.setIndices ?? [] { count(row, in: &recent) }
  }

  /// The rows of each practice in any slot.
  var perPractice: (all: [Int], recent: [Int]) {
    func sums(_ counts: [Int32]) -> [Int] {
      (0..<practices).map { practice in
        counts[practice * width..<(practice + 1) * width].reduce(0) { $0 + Int($1) }
      }
    }
    return (sums(all), sums(recent))
  }

  /// The rows of each practice in one slot.
  func counts(ofSlot slot: Int) -> (all: [Int], recent: [Int]) {
    let places = (0..<practices).map { $0 * width + slot }
    return (places.map { Int(all[$0]) }, places.map { Int(recent[$0]) })
  }
}

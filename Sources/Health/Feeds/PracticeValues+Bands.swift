import Model
import Tables

extension PracticeValues {
  /// Counts the values of what is measured, in bands.
  ///
  /// Where one value stands in place of all, two measures were exchanged or a unit was taken for another, there are as many rows and
  /// values as ever, and some bands lose theirs. The bands are the quarters between one power of two and the next, 64 to 80, 80 to 96 and so
  /// on, so that no definition has to say them and none is wider than a quarter of its values.
  ///
  /// - Missing: rows without a value, or with one below zero, are in no band.
  /// - Complexity: O(rows).
  mutating func countBands(
    of measures: Measures, in table: Table, _ columns: [MeasuredColumn], recent isRecent: Bitmap?,
    practiceOfRow: [Int32]
  ) {
    guard let codes = table[measures.by]?.texts, let values = table[measures.value]?.decimals,
      let measured = columns.first(where: { $0.name == measures.by })
    else { return }
    let texts = codes.dictionary.texts
    let wanted = Set(measures.of.map(\.code))
    let isCounted = texts.map { wanted.contains($0) && measured.counts(code: $0) }
    guard isCounted.contains(true) else { return }
    let known = [codes.present, values.present].compactMap { $0 }
      .reduce(Bitmap(repeating: true, count: codes.codes.count)) { $0 & $1 }
    // For each row its code and band in one number, and which of those numbers there are.
    var place = [Int32](repeating: -1, count: practiceOfRow.count)
    var isUsed = [Bool](repeating: false, count: texts.count * ValueBand.count)
    for row in practiceOfRow.indices where practiceOfRow[row] >= 0 && known[row] {
      let code = Int(codes.codes[row])
      guard isCounted[code], let band = ValueBand(of: values.values[row]) else { continue }
      place[row] = Int32(code * ValueBand.count + band.number)
      isUsed[Int(place[row])] = true
    }
    let used = isUsed.indices.filter { isUsed[$0] }
    var slots = [Int32](repeating: -1, count: isUsed.count)
    for (slot, number) in used.enumerated() { slots[number] = Int32(slot) }
    let rows = PracticeTally(
      practices: practices, width: used.count, among: practiceOfRow, isRecent
    ) { row in
      place[row] < 0 ? nil : slots[Int(place[row])]
    }
    for (slot, number) in used.enumerated() {
      let code = texts[number / ValueBand.count]
      let found = rows.counts(ofSlot: slot)
      add(
        MeasuredCounts(
          measure: ExpectedMeasure(
            column: measures.by, code: code,
            band: ValueBand(number: number % ValueBand.count).description),
          isRead: measured.isRead(code: code), all: found.all, recent: found.recent))
    }
  }
}

/// A quarter between a power of two and the next, or 0, or all that is smaller or larger than any measure.
struct ValueBand: CustomStringConvertible {
  /// How many there are.
  static let count = 146
  /// The band of 2^-12, in the upper bits of a number: its exponent and two more.
  private static let first = (1023 - 12) << 2
  /// Its number from 0 on, which is the band of 0.
  let number: Int

  init(number: Int) { self.number = number }

  /// The band of a value; nil of one below zero, or of none.
  init?(of value: Double) {
    guard value >= 0 else { return nil }
    let upper = Int(value.bitPattern >> 50) - ValueBand.first
    number = value == 0 ? 0 : min(max(upper, 0), ValueBand.count - 2) + 1
  }

  var description: String {
    if number == 0 { return "0" }
    func bound(_ number: Int) -> String {
      let bound = Double(bitPattern: UInt64(number - 1 + ValueBand.first) << 50)
      return bound == bound.rounded() ? "\(Int(bound))" : "\(bound)"
    }
    return "\(bound(number)) to \(bound(number + 1))"
  }
}

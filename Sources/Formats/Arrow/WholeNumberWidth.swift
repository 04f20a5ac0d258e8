import Tables

/// How many bits a column's whole numbers have in an Arrow file.
///
/// A night writes most of its bytes as counts, ages and codes of few texts, and what is written costs more than the look at
/// how large the numbers are.
enum WholeNumberWidth: CaseIterable {
  case bits8
  case bits16
  case bits32
  case bits64

  var bits: Int {
    switch self {
    case .bits8: 8
    case .bits16: 16
    case .bits32: 32
    case .bits64: 64
    }
  }

  /// The narrowest width that holds a column's numbers, or the codes of its texts; of other columns it says nothing.
  init(of column: Column) {
    switch column {
    case .integer(let column), .identifier(let column): self.init(of: column.values)
    case .text(let column), .pseudonym(let column):
      // The codes that rows have need no look: a dictionary is as long as its highest code, or longer.
      self.init(upTo: Int64(max(1, column.dictionary.count) - 1))
    case .boolean, .decimal, .day: self = .bits64
    }
  }

  private init(of values: [Int64]) {
    // Of a negative number and its complement one is the other's size: no branch stands in the loop.
    var bits: Int64 = 0
    for value in values { bits |= value ^ (value >> 63) }
    self.init(upTo: bits)
  }

  private init(upTo largest: Int64) {
    self = WholeNumberWidth.allCases.first { largest >> ($0.bits - 1) == 0 } ?? .bits64
  }
}

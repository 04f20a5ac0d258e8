/// Truth values in three-valued logic, 64 rows a word.
///
/// - Missing: a row outside `known` is unknown, and its bit in `trues` is zero; nil means that all rows are known. The bits
///   after the last row mean nothing.
struct Truth {
  /// The rows that are true.
  var trues: ArraySlice<UInt64>
  /// The rows that are true or false.
  var known: ArraySlice<UInt64>?

  init(trues: ArraySlice<UInt64>, known: ArraySlice<UInt64>?) {
    self.trues = trues
    self.known = known
  }

  /// The same in every row; nil is unknown.
  init(repeating bit: Bool?, count: Int) {
    let wordCount = (count + 63) / 64
    trues = ArraySlice(repeating: bit == true ? .max : 0, count: wordCount)
    known = bit == nil ? ArraySlice(repeating: 0, count: wordCount) : nil
  }

  /// What tests gave that looked at the values of missing rows too.
  init(tested words: [UInt64], present: ArraySlice<UInt64>?) {
    guard let present else {
      self.init(trues: words[...], known: nil)
      return
    }
    self.init(trues: joined(words[...], present) { $0 & $1 }, known: present)
  }

  /// The rows that are false.
  var falses: ArraySlice<UInt64> {
    guard let known else { return ArraySlice(trues.map { ~$0 }) }
    return joined(known, trues) { $0 & ~$1 }
  }

  /// True and false exchanged.
  static prefix func ! (truth: Truth) -> Truth {
    Truth(trues: truth.falses, known: truth.known)
  }

  /// False where either is false, else unknown where either is.
  static func & (left: Truth, right: Truth) -> Truth {
    let trues = joined(left.trues, right.trues) { $0 & $1 }
    guard left.known != nil || right.known != nil else { return Truth(trues: trues, known: nil) }
    let falses = joined(left.falses, right.falses) { $0 | $1 }
    return Truth(trues: trues, known: joined(trues, falses) { $0 | $1 })
  }

  /// True where either is true, else unknown where either is.
  static func | (left: Truth, right: Truth) -> Truth {
    let trues = joined(left.trues, right.trues) { $0 | $1 }
    guard left.known != nil || right.known != nil else { return Truth(trues: trues, known: nil) }
    let falses = joined(left.falses, right.falses) { $0 & $1 }
    return Truth(trues: trues, known: joined(trues, falses) { $0 | $1 })
  }
}

/// Two rows of words joined word by word.
@inline(__always)
func joined(
  _ left: ArraySlice<UInt64>, _ right: ArraySlice<UInt64>, _ operation: (UInt64, UInt64) -> UInt64
) -> ArraySlice<UInt64> {
  let others = right.span
  var result = [UInt64](left)
  for index in result.indices { result[index] = operation(result[index], others[index]) }
  return result[...]
}

/// The rows that have a value in both; nil where all have.
func bothPresent(
  _ left: ArraySlice<UInt64>?, _ right: ArraySlice<UInt64>?
) -> ArraySlice<UInt64>? {
  guard let left else { return right }
  guard let right else { return left }
  return joined(left, right) { $0 & $1 }
}

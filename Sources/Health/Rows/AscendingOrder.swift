/// The positions of keys, smallest key first; equal keys keep their order.
///
/// - Complexity: O(keys), a least-significant-digit radix sort over the bits in which keys differ.
func ascendingOrder(of keys: [Int64]) -> [Int32] {
  ascendingOrder((0..<keys.count).map { Int32($0) }, by: keys)
}

/// Positions put into the order of their keys; positions of equal keys keep their order.
///
/// `keys[i]` is the key of position `i`, whether or not `positions` names it.
func ascendingOrder(_ positions: [Int32], by keys: [Int64]) -> [Int32] {
  var ordered = positions
  var digits = positions.map { UInt64(bitPattern: keys[Int($0)]) ^ (1 << 63) }
  guard let lowest = digits.min(), let highest = digits.max(), lowest < highest else {
    return positions
  }
  for index in digits.indices { digits[index] -= lowest }
  var nextOrdered = ordered
  var nextDigits = digits
  let bits = UInt64.bitWidth - (highest - lowest).leadingZeroBitCount
  for shift in stride(from: 0, to: bits, by: digitBits) {
    var starts = [Int](repeating: 0, count: digitCount + 1)
    for digit in digits {
      starts[Int(truncatingIfNeeded: digit >> UInt64(shift)) & (digitCount - 1) + 1] += 1
    }
    for digit in 1...digitCount { starts[digit] += starts[digit - 1] }
    for index in digits.indices {
      let digit = Int(truncatingIfNeeded: digits[index] >> UInt64(shift)) & (digitCount - 1)
      nextOrdered[starts[digit]] = ordered[index]
      nextDigits[starts[digit]] = digits[index]
      starts[digit] += 1
    }
    swap(&ordered, &nextOrdered)
    swap(&digits, &nextDigits)
  }
  return ordered
}

private let digitBits = 11
private let digitCount = 1 << digitBits

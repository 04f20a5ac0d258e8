// The loops over rows that everything else is made of. They are inlined, so that each operator gets a loop of its own.

/// A bit for every value: set where the test holds.
@inline(__always)
func rowBits<Element>(
  _ values: ArraySlice<Element>, _ test: (Element) -> Bool
) -> [UInt64] {
  let span = values.span
  var words = [UInt64](repeating: 0, count: (span.count + 63) / 64)
  for index in 0..<span.count / 64 {
    // A piece of a length that is known beforehand needs no check for every value.
    let piece = span.extracting(index * 64..<index * 64 + 64)
    words[index] = wordBits { test(piece[$0]) }
  }
  for row in span.count / 64 * 64..<span.count where test(span[row]) {
    words[row >> 6] |= 1 &<< UInt64(row & 63)
  }
  return words
}

/// A bit for every pair of values: set where the test holds.
@inline(__always)
func rowBits<Left, Right>(
  _ left: ArraySlice<Left>, _ right: ArraySlice<Right>, _ test: (Left, Right) -> Bool
) -> [UInt64] {
  let (left, right) = (left.span, right.span)
  var words = [UInt64](repeating: 0, count: (left.count + 63) / 64)
  for index in 0..<left.count / 64 {
    let first = left.extracting(index * 64..<index * 64 + 64)
    let second = right.extracting(index * 64..<index * 64 + 64)
    words[index] = wordBits { test(first[$0], second[$0]) }
  }
  for row in left.count / 64 * 64..<left.count where test(left[row], right[row]) {
    words[row >> 6] |= 1 &<< UInt64(row & 63)
  }
  return words
}

/// The outcomes of 64 tests as the bits of a word, the first one lowest.
///
/// Tests write bytes first and bits after, so that the compiler can make 16 tests at a time; the bytes stay in this
/// function, since handing them to another one costs more than all the tests.
@inline(__always)
private func wordBits(_ test: (Int) -> Bool) -> UInt64 {
  var truths = InlineArray<64, UInt8>(repeating: 0)
  for row in 0..<64 { truths[row] = test(row) ? 1 : 0 }
  var word: UInt64 = 0
  for byte in 0..<8 {
    var lanes: UInt64 = 0
    for bit in 0..<8 { lanes |= UInt64(truths[byte * 8 + bit]) &<< UInt64(bit * 8) }
    // The product gathers the eight lowest bits of the lanes in its highest byte.
    word |= ((lanes &* 0x0102_0408_1020_4080) >> 56) &<< UInt64(byte * 8)
  }
  return word
}

/// A new value for every value; nil makes the row missing.
@inline(__always)
func mapped<Element, Result: Numeric>(
  _ cells: Cells<Element>, _ operation: (Element) -> Result?
) -> Cells<Result> {
  let values = cells.values.span
  return collected(values.count, present: cells.present) { operation(values[$0]) }
}

/// A new value for every value that is there, which is faster where few are and an operation costs more than to look for them.
@inline(__always)
func mappedWherePresent<Element, Result: Numeric>(
  _ cells: Cells<Element>, _ operation: (Element) -> Result?
) -> Cells<Result> {
  guard let present = cells.present else { return mapped(cells, operation) }
  let values = cells.values.span
  var results = [Result](repeating: 0, count: values.count)
  var made = Array(present)
  for index in made.indices {
    var rest = made[index]
    while rest != 0 {
      let row = index << 6 + rest.trailingZeroBitCount
      // The bits after the last row mean nothing.
      guard row < values.count else { break }
      if let result = operation(values[row]) {
        results[row] = result
      } else {
        made[index] &= ~(1 &<< UInt64(row & 63))
      }
      rest &= rest - 1
    }
  }
  return Cells(values: results[...], present: made[...])
}

/// A new value for every pair of values; nil makes the row missing, and so does a missing operand.
@inline(__always)
func mapped<Left, Right, Result: Numeric>(
  _ left: Source<Left>, _ right: Source<Right>, _ operation: (Left, Right) -> Result?
) -> Cells<Result> {
  switch (left, right) {
  case (.cells(let cells), .constant(let constant)):
    return mapped(cells) { operation($0, constant) }
  case (.constant(let constant), .cells(let cells)):
    return mapped(cells) { operation(constant, $0) }
  case (.cells(let left), .cells(let right)):
    let (first, second) = (left.values.span, right.values.span)
    let present = bothPresent(left.present, right.present)
    return collected(first.count, present: present) { operation(first[$0], second[$0]) }
  case (.constant, .constant):
    preconditionFailure("constants are folded before a loop over rows")
  }
}

/// The values of all rows, where nil makes a row missing that was present.
@inline(__always)
private func collected<Result: Numeric>(
  _ count: Int, present: ArraySlice<UInt64>?, _ value: (Int) -> Result?
) -> Cells<Result> {
  var results = [Result](repeating: 0, count: count)
  var made = [UInt64](repeating: .max, count: (count + 63) / 64)
  for row in 0..<count {
    if let result = value(row) {
      results[row] = result
    } else {
      made[row >> 6] &= ~(1 &<< UInt64(row & 63))
    }
  }
  return Cells(values: results[...], present: bothPresent(made[...], present))
}

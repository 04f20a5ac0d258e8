// The loops over rows that everything else is made of. They are inlined, so that each operator gets a loop of its own.

/// A bit for every value: set where the test holds.
@inline(__always)
func rowBits<Element>(
  _ values: ArraySlice<Element>, _ test: (Element) -> Bool
) -> [UInt64] {
  let span = values.span
  let whole = span.count / 64
  var words: [UInt64] = []
  words.reserveCapacity(whole + 1)
  for index in 0..<whole {
    // A piece of a length that is known beforehand needs no check for every value.
    let piece = span.extracting(index * 64..<index * 64 + 64)
    var word: UInt64 = 0
    for bit in 0..<64 { word |= (test(piece[bit]) ? 1 : 0) &<< UInt64(bit) }
    words.append(word)
  }
  if whole * 64 < span.count {
    var word: UInt64 = 0
    for row in whole * 64..<span.count {
      word |= (test(span[row]) ? 1 : 0) &<< UInt64(row - whole * 64)
    }
    words.append(word)
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
  for index in words.indices {
    var word: UInt64 = 0
    for row in index * 64..<min(index * 64 + 64, left.count) {
      word |= (test(left[row], right[row]) ? 1 : 0) &<< UInt64(row & 63)
    }
    words[index] = word
  }
  return words
}

/// A new value for every value; nil makes the row missing.
@inline(__always)
func mapped<Element, Result: Numeric>(
  _ cells: Cells<Element>, _ operation: (Element) -> Result?
) -> Cells<Result> {
  let values = cells.values.span
  return collected(values.count, present: cells.present) { operation(values[$0]) }
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
  var results: [Result] = []
  results.reserveCapacity(count)
  var made = [UInt64](repeating: 0, count: (count + 63) / 64)
  for index in made.indices {
    var word: UInt64 = 0
    for row in index * 64..<min(index * 64 + 64, count) {
      let result = value(row)
      results.append(result ?? 0)
      word |= (result == nil ? 0 : 1) &<< UInt64(row & 63)
    }
    made[index] = word
  }
  return Cells(values: results[...], present: bothPresent(made[...], present))
}

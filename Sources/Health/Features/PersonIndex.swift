import Parallel
import Tables

/// Finds a person's row in the population by the person's number.
///
/// ```
/// numbers   ascending, padded at the end    a bucket holds the numbers that share their upper bits;
/// starts    first position of each bucket   there are about as many buckets as persons, so a look-up reads one or two
/// ```
///
/// Events that stand in the order of persons walk through both arrays in order.
struct PersonIndex: Sendable {
  private let numbers: [Int64]
  private let count: Int
  /// The rows of the numbers; nil where the population itself is in order.
  private let rows: [Int32]?
  private let starts: [Int32]
  private let lowest: Int64
  private let highest: Int64
  private let shift: Int64

  /// How many numbers of a bucket are looked at one by one; a larger bucket is searched by halves.
  private static let steps = 3

  /// Indexes the column of the persons' numbers; a missing number is nobody's.
  init(of persons: Column) {
    guard let column = persons.identifiers else {
      preconditionFailure("a person's number is an identifier")
    }
    let present = column.present ?? Bitmap(repeating: true, count: column.values.count)
    let ordered = ascendingOrder(present.setIndices.map { Int32($0) }, by: column.values)
    let isInOrder =
      ordered.count == column.values.count && ordered.indices.allSatisfy { ordered[$0] == $0 }
    let ascending = isInOrder ? column.values : ordered.map { column.values[Int($0)] }
    rows = isInOrder ? nil : ordered
    count = ascending.count
    numbers = ascending + [Int64](repeating: .max, count: PersonIndex.steps)
    lowest = ascending.first ?? 0
    highest = ascending.last ?? -1
    let span = UInt64(bitPattern: highest &- lowest)
    let bucketBits = UInt64.bitWidth - UInt64(count).leadingZeroBitCount
    let spanBits = UInt64.bitWidth - span.leadingZeroBitCount
    shift = count == 0 ? 0 : Int64(max(0, spanBits - bucketBits))
    starts = PersonIndex.starts(of: ascending, lowest: lowest, span: span, shift: shift)
  }

  /// The row of a number in the population, or `EventTable.nobody`.
  @inline(__always)
  func row(of number: Int64) -> Int32 {
    guard number >= lowest, number <= highest else { return EventTable.nobody }
    let bucket = Int(truncatingIfNeeded: UInt64(bitPattern: number &- lowest) >> UInt64(shift))
    var position = Int(starts[bucket])
    let end = Int(starts[bucket + 1])
    if end - position <= PersonIndex.steps {
      // Without a branch on what the bucket holds, the look-ups of several events wait for memory at once.
      for _ in 0..<PersonIndex.steps { position += numbers[position] < number ? 1 : 0 }
    } else {
      position = lowerBound(of: number, from: position, before: end)
    }
    guard numbers[position] == number, position < count else { return EventTable.nobody }
    return rows?[position] ?? Int32(truncatingIfNeeded: position)
  }

  private func lowerBound(of number: Int64, from start: Int, before end: Int) -> Int {
    var low = start
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The rows of a column of numbers, in partitions of so many rows.
  func rows(of column: FixedColumn<Int64>, partitionedBy size: Int = partitionRows) -> [Int32] {
    let values = column.values
    let parts = parallelMap(partitions(of: values.count, size: size)) { range in
      // Extracts often hold a person's events one after the other: the same number has the same row.
      var lastNumber = values[range.lowerBound]
      var lastRow = row(of: lastNumber)
      return values[range].map { number in
        if number != lastNumber {
          lastNumber = number
          lastRow = row(of: number)
        }
        return lastRow
      }
    }
    var found: [Int32] = []
    found.reserveCapacity(values.count)
    for part in parts { found += part }
    if let present = column.present {
      for event in (~present).setIndices { found[event] = EventTable.nobody }
    }
    return found
  }

  private static func starts(
    of numbers: [Int64], lowest: Int64, span: UInt64, shift: Int64
  ) -> [Int32] {
    guard !numbers.isEmpty else { return [0, 0] }
    var starts = [Int32](repeating: 0, count: Int(span >> UInt64(shift)) + 2)
    for number in numbers {
      starts[Int(UInt64(bitPattern: number &- lowest) >> UInt64(shift)) + 1] += 1
    }
    for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
    return starts
  }
}

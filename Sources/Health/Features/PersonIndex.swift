import Parallel
import Tables

/// Finds a person's row in the population by the person's number.
///
/// ```
/// numbers   ascending                       a bucket holds the numbers that share their upper bits;
/// starts    first position of each bucket   there are about as many buckets as persons, so a look-up reads one or two
/// ```
///
/// Events that stand in the order of persons walk through both arrays in order.
struct PersonIndex: Sendable {
  private let numbers: [Int64]
  /// The rows of the numbers; nil where the population itself is in order.
  private let rows: [Int32]?
  private let starts: [Int32]
  private let lowest: Int64
  private let highest: Int64
  private let shift: Int64

  /// Indexes the first identifier column of a table of persons; a missing number is nobody's.
  init(of persons: Table) {
    let column = persons.personNumbers ?? FixedColumn([])
    let present = column.present ?? Bitmap(repeating: true, count: column.values.count)
    let ordered = ascendingOrder(present.setIndices.map { Int32($0) }, by: column.values)
    let isInOrder =
      ordered.count == column.values.count && ordered.indices.allSatisfy { ordered[$0] == $0 }
    numbers = isInOrder ? column.values : ordered.map { column.values[Int($0)] }
    rows = isInOrder ? nil : ordered
    lowest = numbers.first ?? 0
    highest = numbers.last ?? -1
    let span = UInt64(bitPattern: highest &- lowest)
    let bucketBits = UInt64.bitWidth - UInt64(numbers.count).leadingZeroBitCount
    let spanBits = UInt64.bitWidth - span.leadingZeroBitCount
    shift = numbers.isEmpty ? 0 : Int64(max(0, spanBits - bucketBits))
    starts = PersonIndex.starts(of: numbers, lowest: lowest, span: span, shift: shift)
  }

  /// The row of a number in the population, or `EventTable.nobody`.
  func row(of number: Int64) -> Int32 {
    guard number >= lowest, number <= highest else { return EventTable.nobody }
    let bucket = Int(UInt64(bitPattern: number &- lowest) >> UInt64(shift))
    var low = Int(starts[bucket])
    var high = Int(starts[bucket + 1])
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    guard low < numbers.count, numbers[low] == number else { return EventTable.nobody }
    return rows?[low] ?? Int32(low)
  }

  /// The rows of a column of numbers, in partitions of so many rows.
  func rows(of column: FixedColumn<Int64>, partitionedBy size: Int = partitionRows) -> [Int32] {
    let values = column.values
    let present = column.present
    let parts = parallelMap(partitions(of: values.count, size: size)) { range in
      var found: [Int32] = []
      found.reserveCapacity(range.count)
      for event in range {
        found.append(present?[event] ?? true ? row(of: values[event]) : EventTable.nobody)
      }
      return found
    }
    return Array(parts.joined())
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

import Tables

/// The day by which one row in so many had happened, of some rows; nil where there are none.
///
/// - Complexity: O(rows), and the days between the first and the last one.
func quantileDay(_ days: [Int32], _ rows: Bitmap, oneIn count: Int) -> Day? {
  var (first, last) = (Int32.max, Int32.min)
  var all = 0
  for row in days.indices where rows[row] {
    first = min(first, days[row])
    last = max(last, days[row])
    all += 1
  }
  guard all > 0 else { return nil }
  var onDay = [Int32](repeating: 0, count: Int(last) - Int(first) + 1)
  for row in days.indices where rows[row] { onDay[Int(days[row]) - Int(first)] += 1 }
  var passed = 0
  for (offset, rows) in onDay.enumerated() {
    passed += Int(rows)
    if passed * count > all { return Day(number: first + Int32(offset)) }
  }
  return Day(number: last)
}

/// Which of so many equal parts each area falls into by its value, 1 the lowest values.
///
/// Inverted, part 1 holds the highest values, as where part 1 shall be the most deprived and the value is deprivation.
///
/// - Shape: one answer an area, in the order given.
/// - Missing: nil for an area without a value, and for all where fewer areas have one than there are parts.
/// - Ties: areas with one value fall into one part, that of the lowest rank among them.
/// - Source: PHEindicatormethods 2.1.0, `phe_quantile`.
public func areaQuantiles(
  of values: [Double?], parts: Int, isInverted: Bool = false
) -> [Int?] {
  let keys = values.map { value in value.flatMap { $0.isNaN ? nil : isInverted ? -$0 : $0 } }
  let ranked = keys.compactMap(\.self).sorted()
  let count = ranked.count
  guard parts > 0, count >= parts else { return values.map { _ in nil } }
  return keys.map { key in
    guard let key else { return nil }
    // How many areas have no lower value, times the parts over the areas, rounded up.
    let notBelow = count - lowestRank(of: key, in: ranked)
    return parts + 1 - (notBelow * parts + count - 1) / count
  }
}

/// How many sorted values lie below one.
private func lowestRank(of key: Double, in sorted: [Double]) -> Int {
  var (low, high) = (0, sorted.count)
  while low < high {
    let middle = (low + high) / 2
    if sorted[middle] < key { low = middle + 1 } else { high = middle }
  }
  return low
}

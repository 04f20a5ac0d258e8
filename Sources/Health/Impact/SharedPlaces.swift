/// Shares places between classes in proportion to their weights, by largest remainder.
///
/// No class has more places than room; what it cannot take goes on to the others in the same way. So all places are
/// given, or every class is full.
///
/// - Shape: one number a class, in the order of the classes.
/// - Missing: classes whose weights are all 0 share by their rooms.
/// - Ties: equal remainders in the order of the classes.
/// - Precondition: weights and rooms are not negative, and there is one of each a class.
func sharedPlaces(_ places: Int, weights: [Double], rooms: [Int]) -> [Int] {
  var shares = [Int](repeating: 0, count: rooms.count)
  var open = rooms.indices.filter { rooms[$0] > 0 }
  var rest = min(places, rooms.reduce(0, +))
  while rest > 0 {
    let parts = parts(of: open, weights: weights, rooms: rooms)
    let quotas = parts.map { Double(rest) * $0 }
    let full = open.indices.filter { quotas[$0] >= Double(rooms[open[$0]]) }
    if full.isEmpty {
      for (index, share) in zip(open, largestRemainders(quotas, places: rest)) {
        shares[index] = share
      }
      break
    }
    for index in full.map({ open[$0] }) {
      shares[index] = rooms[index]
      rest -= rooms[index]
    }
    open = open.filter { shares[$0] == 0 }
  }
  return shares
}

/// The part of the whole that each open class has: by weight, or by room where nobody has a weight.
private func parts(of open: [Int], weights: [Double], rooms: [Int]) -> [Double] {
  let total = open.reduce(0) { $0 + weights[$1] }
  guard total > 0, total.isFinite else {
    let all = open.reduce(0) { $0 + rooms[$1] }
    return open.map { Double(rooms[$0]) / Double(all) }
  }
  return open.map { weights[$0] / total }
}

/// Whole numbers that add up to the places: each quota without its fraction, and one more for the largest fractions.
private func largestRemainders(_ quotas: [Double], places: Int) -> [Int] {
  var shares = quotas.map { Int($0) }
  let byRemainder = quotas.indices.sorted { left, right in
    let (first, second) = (
      quotas[left] - Double(shares[left]), quotas[right] - Double(shares[right])
    )
    return first == second ? left < right : first > second
  }
  let missing = places - shares.reduce(0, +)
  for index in byRemainder.prefix(max(missing, 0)) { shares[index] += 1 }
  return shares
}

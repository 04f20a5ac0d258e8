import Model
import Tables

/// Persons in the order in which they are reached, and who of them has one of this week's places.
///
/// Areas follow each other; within an area those with a red flag come first, the gravest before the others, and then those
/// of higher priority. Places go to red flags first, wherever they are; what is left of an area's places is shared between
/// its strata in proportion to their total priority, and goes within a stratum to the first. Those in no network stand
/// last and have no places, which are networks'.
///
/// - Ties: equal priorities by need and then in the order of the persons; equal remainders in the order of the strata.
struct OutreachQueue {
  /// The persons, as positions.
  let order: [Int32]
  /// For each position whether the person has a place.
  let hasPlace: Bitmap

  /// Makes a queue; `flags` are positions of red flags in their order, the largest of all for who has none, and strata
  /// are positions in theirs, nil for one stratum of all.
  init(
    flags: [Int32], withoutFlag: Int32, priorities: [Double], needs: [Double], areas: [Int32],
    areaCount: Int, strata: [Int32]?, capacity: Capacity
  ) {
    var order = (0..<priorities.count).map { Int32($0) }
    // From the last criterion to the first: each sort keeps what the ones before it made of equal keys.
    order = ascendingOrder(order, by: needs.map { ~OrderedKeys.key(of: $0) })
    order = ascendingOrder(order, by: priorities.map { ~OrderedKeys.key(of: $0) })
    order = ascendingOrder(order, by: flags.map { Int64($0) })
    order = ascendingOrder(order, by: areas.map { Int64($0) })
    let strata = strata ?? [Int32](repeating: 0, count: priorities.count)
    let stratumCount = Int(strata.max() ?? 0) + 1
    var totals = [Double](repeating: 0, count: areaCount * stratumCount)
    var people = [Int](repeating: 0, count: areaCount * stratumCount)
    var urgent = [Int](repeating: 0, count: areaCount)
    for person in order.map({ Int($0) }) where areas[person] < areaCount {
      guard flags[person] == withoutFlag else {
        urgent[Int(areas[person])] += 1
        continue
      }
      let cell = Int(areas[person]) * stratumCount + Int(strata[person])
      totals[cell] += priorities[person]
      people[cell] += 1
    }
    let cells = (0..<areaCount).map { $0 * stratumCount..<($0 + 1) * stratumCount }
    var urgentLeft: [Int]
    let placesOfArea: [Int]
    switch capacity.scope {
    case .network:
      urgentLeft = urgent.map { min($0, capacity.places) }
      placesOfArea = urgentLeft.map { capacity.places - $0 }
    case .system:
      urgentLeft = sharedPlaces(capacity.places, weights: urgent.map { Double($0) }, rooms: urgent)
      placesOfArea = sharedPlaces(
        capacity.places - urgentLeft.reduce(0, +),
        weights: cells.map { totals[$0].reduce(0, +) }, rooms: cells.map { people[$0].reduce(0, +) }
      )
    }
    var left = zip(cells, placesOfArea).flatMap { cells, places in
      sharedPlaces(places, weights: Array(totals[cells]), rooms: Array(people[cells]))
    }
    var hasPlace = Bitmap(repeating: false, count: priorities.count)
    for person in order.map({ Int($0) }) where areas[person] < areaCount {
      let area = Int(areas[person])
      guard flags[person] == withoutFlag else {
        if urgentLeft[area] > 0 {
          urgentLeft[area] -= 1
          hasPlace[person] = true
        }
        continue
      }
      let cell = area * stratumCount + Int(strata[person])
      guard left[cell] > 0 else { continue }
      left[cell] -= 1
      hasPlace[person] = true
    }
    self.order = order
    self.hasPlace = hasPlace
  }
}

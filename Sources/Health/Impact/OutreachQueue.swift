import Model
import Tables

/// Persons in the order in which they are reached, and who of them has one of this week's places.
///
/// Areas follow each other; within an area those of higher priority come first. Each area's places are shared between
/// its strata in proportion to their total priority, and go within a stratum to the first. Those in no network stand
/// last and have no places, which are networks'.
///
/// - Ties: equal priorities by need and then in the order of the persons; equal remainders in the order of the strata.
struct OutreachQueue {
  /// The persons, as positions.
  let order: [Int32]
  /// For each position whether the person has a place.
  let hasPlace: Bitmap

  /// Makes a queue; strata are positions in their order, nil for one stratum of all.
  init(
    priorities: [Double], needs: [Double], areas: [Int32], areaCount: Int, strata: [Int32]?,
    capacity: Capacity
  ) {
    var order = (0..<priorities.count).map { Int32($0) }
    // From the last criterion to the first: each sort keeps what the ones before it made of equal keys.
    order = ascendingOrder(order, by: needs.map { ~OrderedKeys.key(of: $0) })
    order = ascendingOrder(order, by: priorities.map { ~OrderedKeys.key(of: $0) })
    order = ascendingOrder(order, by: areas.map { Int64($0) })
    let strata = strata ?? [Int32](repeating: 0, count: priorities.count)
    let stratumCount = Int(strata.max() ?? 0) + 1
    var totals = [Double](repeating: 0, count: areaCount * stratumCount)
    var people = [Int](repeating: 0, count: areaCount * stratumCount)
    for person in order.map({ Int($0) }) where areas[person] < areaCount {
      let cell = Int(areas[person]) * stratumCount + Int(strata[person])
      totals[cell] += priorities[person]
      people[cell] += 1
    }
    let cells = (0..<areaCount).map { $0 * stratumCount..<($0 + 1) * stratumCount }
    let placesOfArea =
      switch capacity.scope {
      case .network: [Int](repeating: capacity.places, count: areaCount)
      case .system:
        sharedPlaces(
          capacity.places, weights: cells.map { totals[$0].reduce(0, +) },
          rooms: cells.map { people[$0].reduce(0, +) })
      }
    var left = zip(cells, placesOfArea).flatMap { cells, places in
      sharedPlaces(places, weights: Array(totals[cells]), rooms: Array(people[cells]))
    }
    var hasPlace = Bitmap(repeating: false, count: priorities.count)
    for person in order.map({ Int($0) }) where areas[person] < areaCount {
      let cell = Int(areas[person]) * stratumCount + Int(strata[person])
      guard left[cell] > 0 else { continue }
      left[cell] -= 1
      hasPlace[person] = true
    }
    self.order = order
    self.hasPlace = hasPlace
  }
}

import Testing

@testable import Health

@Suite("Shared places")
struct SharedPlacesTests {
  @Test(
    "places are shared by weight, by largest remainder, and what does not fit goes on",
    arguments: [
      (10, [1.0, 1], [20, 20], [5, 5]),
      // 7 x 1/3 is 2 and a third, so the first of equal remainders has the place that is left.
      (7, [1.0, 1, 1], [9, 9, 9], [3, 2, 2]),
      (10, [6.0, 3, 1], [9, 9, 9], [6, 3, 1]),
      (10, [6.0, 3, 1], [2, 9, 9], [2, 6, 2]),
      (0, [1.0, 2], [5, 5], [0, 0]),
      (50, [1.0, 2], [5, 6], [5, 6]),
      (4, [0.0, 0], [1, 3], [1, 3]),
      (2, [0.0, 5], [4, 1], [1, 1]),
      (3, [0.0, 1], [4, 0], [3, 0]),
      (5, [Double](), [], []),
    ])
  func shares(places: Int, weights: [Double], rooms: [Int], expected: [Int]) {
    #expect(sharedPlaces(places, weights: weights, rooms: rooms) == expected)
  }

  @Test(
    "all places are given or every class is full, and nobody has more than room", arguments: 0..<300
  )
  func allGiven(_ seed: Int) {
    var numbers = SeededNumbers(seed: UInt64(seed))
    let count = Int.random(in: 0...6, using: &numbers)
    let some: [Double] = [0, 0.1, 1, 3.7, 1e9, 1e-9]
    let weights = (0..<count).map { _ in some.randomElement(using: &numbers) ?? 0 }
    let rooms = (0..<count).map { _ in Int.random(in: 0...12, using: &numbers) }
    let places = Int.random(in: 0...50, using: &numbers)
    let shares = sharedPlaces(places, weights: weights, rooms: rooms)
    #expect(shares.reduce(0, +) == min(places, rooms.reduce(0, +)))
    for (share, room) in zip(shares, rooms) { #expect(share >= 0 && share <= room) }
    // Where nobody is full, no class is a whole place away from its quota.
    let total = weights.reduce(0, +)
    if total > 0, zip(shares, rooms).allSatisfy({ $0 < $1 }) {
      for (share, weight) in zip(shares, weights) {
        #expect(abs(Double(share) - Double(places) * weight / total) < 1)
      }
    }
  }
}

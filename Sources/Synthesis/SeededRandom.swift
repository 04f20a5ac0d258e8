import Statistics

/// A stream of random numbers that depends on its seed alone.
///
/// It uses integer arithmetic and the four operations only, so that another machine's mathematics library gives the
/// same bytes.
///
/// - Source: SplitMix64, Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SeededRandom: Sendable {
  private var state: UInt64

  /// Makes the stream of one thing: the practice or person of that index, for that purpose.
  init(seed: UInt64, purpose: Purpose, index: Int = 0) {
    state = seed
    let mixed = next() ^ (purpose.rawValue &* 0xD1B5_4A32_D192_ED03)
    state = mixed &+ UInt64(truncatingIfNeeded: index) &* 0x9FB2_1C65_1E98_DF25
    _ = next()
  }

  /// What a stream is for; streams of different purposes do not repeat each other.
  enum Purpose: UInt64 {
    case area = 1
    case practice
    case registers
    case person
    case faults
    case published
    case furtherCare
    case actions
    case history
    case needReviews
    case areaFeeds
  }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    state &+= SplitMix64.step
    return SplitMix64.mixed(state)
  }

  /// A number from 0 up to but not including 1.
  mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number from 0 up to but not including the bound; 0 where the bound is not positive.
  mutating func below(_ bound: Int) -> Int {
    bound > 0 ? Int(next().multipliedFullWidth(by: UInt64(bound)).high) : 0
  }

  /// True with that probability.
  mutating func chance(_ probability: Double) -> Bool {
    unit() < probability
  }

  /// About standard normal, between -3.47 and 3.47: the sum of four uniform numbers, scaled.
  mutating func normal() -> Double {
    let bits = next()
    let sum =
      (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48)
    return (Double(sum) / 65_536 - 2) * 1.732_050_807_568_877_2
  }

  /// The index of one of the weights, each as likely as its share of their sum.
  mutating func pick(_ weights: [Double]) -> Int {
    var remaining = unit() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      remaining -= weight
      if remaining < 0 { return index }
    }
    return max(0, weights.count - 1)
  }

  /// A number rounded down or up, so that its mean is the number itself.
  mutating func rounded(_ value: Double) -> Int {
    let floor = value.rounded(.down)
    return Int(floor) + (chance(value - floor) ? 1 : 0)
  }

  /// Puts things in random order.
  mutating func shuffle<Element>(_ elements: inout [Element]) {
    var index = elements.count - 1
    while index > 0 {
      elements.swapAt(index, below(index + 1))
      index -= 1
    }
  }

  /// Splits a whole number by weights: the parts add up to it, and each is its exact share rounded down or up.
  ///
  /// - Source: systematic rounding of cumulative shares with one random start.
  mutating func split(_ total: Int, by weights: [Double]) -> [Int] {
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return weights.map { _ in 0 } }
    let start = unit()
    var cumulative = 0.0
    var given = 0
    var parts: [Int] = []
    for (index, weight) in weights.enumerated() {
      cumulative += weight
      let upTo =
        index == weights.count - 1
        ? total : min(total, Int((Double(total) * cumulative / sum + start).rounded(.down)))
      parts.append(max(0, upTo - given))
      given = max(given, upTo)
    }
    return parts
  }
}

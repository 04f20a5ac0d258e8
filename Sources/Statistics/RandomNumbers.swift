import Glibc

/// Numbers that look random and are the same on every machine for one seed.
///
/// - Source: xoshiro256++, Blackman D and Vigna S, ACM Transactions on Mathematical Software 2021; 47: 36; its state is
///   filled by SplitMix64, Steele GL et al., OOPSLA 2014.
struct SeededGenerator: RandomNumberGenerator {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  /// The other one of a pair of normal numbers.
  private var spare: Double?

  init(seed: UInt64) {
    var mixer = SplitMix(state: seed)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    self.state = state
  }

  mutating func next() -> UInt64 {
    let result = rotated(state.0 &+ state.3, by: 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return result
  }

  /// The next number of a standard normal distribution.
  ///
  /// - Source: the polar method, Marsaglia G and Bray TA, SIAM Review 1964; 6: 260-264.
  mutating func nextNormal() -> Double {
    if let number = spare {
      spare = nil
      return number
    }
    while true {
      let (x, y) = (nextWithin(), nextWithin())
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spare = y * factor
      return x * factor
    }
  }

  /// The next number from -1 to 1, of 53 random bits.
  private mutating func nextWithin() -> Double {
    Double(next() >> 11) * 0x1p-52 - 1
  }

  private func rotated(_ bits: UInt64, by places: UInt64) -> UInt64 {
    bits << places | bits >> (64 - places)
  }
}

/// The generator that fills the state of another.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= SplitMix64.step
    return SplitMix64.mixed(state)
  }
}

/// The arithmetic of SplitMix64.
///
/// - Source: Steele GL, Lea D, Flood CH, Fast splittable pseudorandom number generators, OOPSLA 2014.
public enum SplitMix64 {
  /// The step from one state to the next: the fraction of the golden ratio, made odd.
  @inlinable public static var step: UInt64 { 0x9E37_79B9_7F4A_7C15 }

  /// A number for each number, which looks random.
  @inlinable
  public static func mixed(_ number: UInt64) -> UInt64 {
    var bits = number
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}

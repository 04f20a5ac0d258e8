import Glibc

/// The number between which and its negative Student's t lies with a probability.
///
/// - Units: `probability` is that of both sides together, so that 0.95 gives the 97.5th percentile; infinite at 1.
/// - Missing: nil unless there is a degree of freedom and the probability is 0 to 1.
/// - Source: up to 1,000 degrees of freedom the finite series of Abramowitz M and Stegun IA, Handbook of Mathematical
///   Functions, 26.7.3 and 26.7.4, turned round by halving; above, their expansion 26.7.5, whose error there is below 1e-12.
public func studentQuantile(within probability: Double, degreesOfFreedom: Int) -> Double? {
  guard degreesOfFreedom > 0, probability >= 0, probability <= 1 else { return nil }
  guard probability < 1 else { return .infinity }
  guard degreesOfFreedom <= 1_000 else {
    return expandedQuantile(within: probability, degreesOfFreedom: Double(degreesOfFreedom))
  }
  // The angle whose tangent is t over the root of the degrees of freedom lies between none and a right one.
  var (low, high) = (0.0, Double.pi / 2)
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high {
      return tan(middle) * Double(degreesOfFreedom).squareRoot()
    }
    if probabilityWithin(angle: middle, degreesOfFreedom: degreesOfFreedom) < probability {
      low = middle
    } else {
      high = middle
    }
  }
}

private func probabilityWithin(angle: Double, degreesOfFreedom: Int) -> Double {
  let (sine, cosine) = (sin(angle), cos(angle))
  let isOdd = degreesOfFreedom % 2 == 1
  if degreesOfFreedom == 1 { return 2 * angle / Double.pi }
  var term = isOdd ? cosine : 1.0
  var sum = term
  var power = isOdd ? 3 : 2
  while power < degreesOfFreedom {
    term *= cosine * cosine * Double(power - 1) / Double(power)
    sum += term
    power += 2
  }
  return isOdd ? 2 / Double.pi * (angle + sine * sum) : sine * sum
}

private func expandedQuantile(within probability: Double, degreesOfFreedom n: Double) -> Double {
  let x = -standardNormalQuantile((1 - probability) / 2)
  let x2 = x * x
  let first = (x2 + 1) * x / 4
  let second = ((5 * x2 + 16) * x2 + 3) * x / 96
  let third = (((3 * x2 + 19) * x2 + 17) * x2 - 15) * x / 384
  let fourth = ((((79 * x2 + 776) * x2 + 1_482) * x2 - 1_920) * x2 - 945) * x / 92_160
  return x + (first + (second + (third + fourth / n) / n) / n) / n
}

import Glibc

/// From which to which size a funnel's lines are drawn.
///
/// - Source: PHEindicatormethods 2.1.0, `calculate_funnel_limits`: from none where the largest unit is more than twice the
///   smallest, else from 5% below the smallest, rounded down to one digit; to 5% above the largest, rounded up to two.
struct FunnelAxis: Hashable {
  var minimum: Double
  var maximum: Double

  /// Sizes over several years are rounded as those of one.
  init?(of units: [FunnelUnit], years: Int = 1) {
    let sizes = units.map(\.denominator)
    guard let smallest = sizes.min(), let largest = sizes.max() else { return nil }
    let years = Double(years)
    minimum = largest > 2 * smallest ? 0 : roundedDown(smallest / years * 0.95) * years
    maximum = roundedUp(largest / years * 1.05) * years
  }

  private init(minimum: Double, maximum: Double) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The same of the events that units of these sizes have at a rate.
  func ofEvents(rate: Double) -> FunnelAxis {
    FunnelAxis(minimum: (minimum * rate).rounded(.down), maximum: (maximum * rate).rounded(.up))
  }

  /// 100 whole numbers, each at least one more than the last, that grow by about one factor.
  ///
  /// Waiting, they grow one step later, as those of ratios do at the source.
  func steps(waits: Bool) -> [Int] {
    var steps = [max(1, minimum)]
    for index in 2...100 {
      let left = Double(101 - (waits ? index - 1 : index))
      let last = steps[steps.count - 1]
      let next = (pow(maximum / last, 1 / left) * last).rounded(.toNearestOrEven)
      steps.append(max(next, last + 1))
    }
    return steps.map { Int($0) }
  }
}

/// Down to one digit that is not zero.
private func roundedDown(_ size: Double) -> Double {
  let unit = pow(10, Double(digits(of: size.rounded(.down)) - 1))
  return (size / unit).rounded(.down) * unit
}

/// Up to two digits.
private func roundedUp(_ size: Double) -> Double {
  let unit = pow(10, Double(digits(of: size.rounded(.up)) - 2))
  return (size / unit).rounded(.up) * unit
}

/// How many digits a whole number is written with.
private func digits(of number: Double) -> Int {
  var (count, rest) = (1, number)
  while rest >= 10 {
    rest = (rest / 10).rounded(.down)
    count += 1
  }
  return count
}

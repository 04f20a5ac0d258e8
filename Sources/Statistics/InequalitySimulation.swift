import Glibc

extension InequalityScale {
  /// The value on the scale on which it is symmetric.
  func transformed(_ value: Double) -> Double {
    switch self {
    case .plain: value
    case .rate: log(value)
    case .proportion: log(value / (1 - value))
    }
  }

  /// The value back from that scale.
  func restored(_ value: Double) -> Double {
    switch self {
    case .plain: value
    case .rate: exp(value)
    case .proportion: 1 / (1 + exp(-value))
    }
  }
}

/// A group's value and standard error on the scale that it is drawn on.
struct DrawnGroup {
  var value: Double
  var standardError: Double

  /// Nil where the value or its limits are not of the scale.
  init?(_ group: InequalityGroup, on scale: InequalityScale) {
    value = scale.transformed(group.value)
    switch group.spread {
    case .standardError(let error): standardError = error
    case .limits(let lower, let upper):
      let width = scale.transformed(upper) - scale.transformed(lower)
      standardError = width / (2 * Confidence.percent95.standardDeviations)
    }
    guard value.isFinite, standardError.isFinite, standardError >= 0 else { return nil }
  }
}

/// Where a line starts and ends over the ranked population.
struct InequalityEnds {
  var start: Double
  var end: Double

  var slope: Double { end - start }
  /// The end as a multiple of the start; nil unless both are above zero.
  var ratio: Double? { start > 0 && end > 0 ? end / start : nil }
}

/// On which scale a line is laid, which is not always the one that values are drawn on.
struct LineScale {
  var values: InequalityScale
  var isTransformed: Bool

  /// A drawn value as the line goes through it.
  func shown(_ value: Double) -> Double {
    isTransformed ? value : values.restored(value)
  }

  /// The ends of a line in the value's units.
  func ends(_ line: (start: Double, slope: Double)) -> InequalityEnds {
    guard isTransformed else {
      return InequalityEnds(start: line.start, end: line.start + line.slope)
    }
    return InequalityEnds(
      start: values.restored(line.start), end: values.restored(line.start + line.slope))
  }
}

/// The weighted least squares line through the groups' middles, as what each group's value counts for in it.
///
/// The places of the groups are fixed, so that a line through other values is two sums of products.
struct RankedLine {
  private var inStart: [Double]
  private var inSlope: [Double]

  init(populations: [Double]) {
    let total = populations.reduce(0, +)
    let shares = populations.map { $0 / total }
    var before = 0.0
    let middles = shares.map { share in
      defer { before += share }
      return before + share / 2
    }
    let mean = zip(shares, middles).reduce(0) { $0 + $1.0 * $1.1 }
    let spread = zip(shares, middles).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    inSlope = zip(shares, middles).map { $0 * ($1 - mean) / spread }
    inStart = zip(shares, inSlope).map { $0 - $1 * mean }
  }

  func parameters(of values: [Double]) -> (start: Double, slope: Double) {
    var (start, slope) = (0.0, 0.0)
    for index in values.indices {
      start += inStart[index] * values[index]
      slope += inSlope[index] * values[index]
    }
    return (start, slope)
  }
}

/// The limits of slope and ratio over lines through drawn values.
func simulatedLimits(
  of groups: [DrawnGroup], along line: RankedLine, on scale: LineScale, confidence: Confidence,
  simulation: Simulation
) -> (slope: (lower: Double, upper: Double), ratio: (lower: Double, upper: Double)) {
  var generator = SeededGenerator(seed: simulation.seed)
  var slopes: [Double] = []
  var ratios: [Double] = []
  slopes.reserveCapacity(simulation.repetitions)
  ratios.reserveCapacity(simulation.repetitions)
  var values = groups.map(\.value)
  for _ in 0..<simulation.repetitions {
    for index in groups.indices {
      let group = groups[index]
      values[index] = scale.shown(group.value + group.standardError * generator.nextNormal())
    }
    let drawn = scale.ends(line.parameters(of: values))
    slopes.append(drawn.slope)
    // As at the source, also where a drawn start is not above zero.
    ratios.append(drawn.end / drawn.start)
  }
  return (
    limits(of: &slopes, confidence: confidence), limits(of: &ratios, confidence: confidence)
  )
}

/// The numbers at the places of both tails, were they sorted.
private func limits(
  of numbers: inout [Double], confidence: Confidence
) -> (lower: Double, upper: Double) {
  let count = Double(numbers.count)
  let lower = Int((count * confidence.tail).rounded(.toNearestOrEven))
  let upper = Int((count * (1 - confidence.tail)).rounded(.toNearestOrEven))
  return (
    number(at: max(lower, 1) - 1, of: &numbers), number(at: max(upper, 1) - 1, of: &numbers)
  )
}

/// The number that would stand at a place were they sorted; their order changes.
///
/// Two of ten thousand are wanted, for which sorting them takes ten times as long.
///
/// - Source: Hoare, Algorithm 65: Find (Communications of the ACM 4:7, 1961).
func number(at place: Int, of numbers: inout [Double]) -> Double {
  var (first, last) = (0, numbers.count - 1)
  while first < last {
    let middle = numbers[first + (last - first) / 2]
    var (low, high) = (first, last)
    while low <= high {
      while numbers[low] < middle { low += 1 }
      while numbers[high] > middle { high -= 1 }
      guard low <= high else { break }
      numbers.swapAt(low, high)
      low += 1
      high -= 1
    }
    if place <= high {
      last = high
    } else if place >= low {
      first = low
    } else {
      break
    }
  }
  return numbers[place]
}

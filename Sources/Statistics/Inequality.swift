/// The value of one part of the population, as of a fifth of deprivation, with how sure it is.
public struct InequalityGroup: Hashable, Sendable {
  /// How sure a value is.
  public enum Spread: Hashable, Sendable {
    /// Its limits at 95% confidence, in the value's units.
    case limits(lower: Double, upper: Double)
    /// Its standard error: of the logarithm of a rate, of the log odds of a proportion, else of the value.
    case standardError(Double)
  }

  /// Its people.
  public var population: Double
  /// Its value.
  public var value: Double
  /// How sure the value is.
  public var spread: Spread

  /// Makes a group.
  public init(population: Double, value: Double, spread: Spread) {
    self.population = population
    self.value = value
    self.spread = spread
  }
}

/// What a value is, which decides on what scale it is symmetric.
public enum InequalityScale: Hashable, Sendable, CaseIterable {
  /// A number such as a life expectancy, on its own scale.
  case plain
  /// A rate above zero, on the logarithm's.
  case rate
  /// A proportion between 0 and 1, on that of log odds.
  case proportion
}

/// How unequal values are from one end of a ranked population to the other.
public struct Inequality: Hashable, Sendable {
  /// The slope index: the value at the end of the last group less that at the start of the first, times the multiplier.
  public var slope: ConfidenceInterval
  /// The relative index: the one over the other; nil unless both are above zero.
  public var relative: ConfidenceInterval?
  /// The value at the start of the first group, without the multiplier.
  public var start: Double
  /// How the limits were worked out.
  public var method: IntervalMethod { .simulation }
  /// Whether the groups are so many that small numbers in them make the indices unstable.
  ///
  /// - Source: PHEindicatormethods 2.1.0, `phe_sii`, which warns above 10.
  public var isUnstable: Bool
}

/// How limits are simulated.
///
/// - Source: 100,000 draws are PHEindicatormethods 2.1.0's; the seed is ours and fixed, so that one night's limits are
///   those of any other run on it.
public struct Simulation: Hashable, Sendable {
  /// How often every group's value is drawn.
  public var repetitions: Int
  /// Where the random numbers start.
  public var seed: UInt64

  /// Makes a simulation.
  public init(repetitions: Int = 100_000, seed: UInt64 = 0x5EED_0F51_0091) {
    self.repetitions = repetitions
    self.seed = seed
  }
}

/// The slope and relative index of inequality of a value over groups, the first the most deprived.
///
/// Transformed, the line is laid through logarithms or log odds instead of through the values.
///
/// - Shape: 5 to 100 groups in the order of their rank.
/// - Units: the slope in the value's units times the multiplier; the relative index is a ratio, turned round by a
///   negative multiplier.
/// - Missing: nil for another number of groups, unless every population is above zero, every spread a number that is not
///   negative and every value one of its scale, and without a repetition.
/// - Source: PHEindicatormethods 2.1.0, `phe_sii`; Mackenbach JP and Kunst AE, Social Science and Medicine 1997; 44:
///   757-771. Limits are the sorted places of lines through values drawn from normal distributions.
public func inequality(
  across groups: [InequalityGroup], on scale: InequalityScale = .plain,
  isTransformed: Bool = false, multiplier: Double = 1, confidence: Confidence = .percent95,
  simulation: Simulation = Simulation()
) -> Inequality? {
  guard (5...100).contains(groups.count), simulation.repetitions > 0, multiplier != 0 else {
    return nil
  }
  let drawn = groups.compactMap { DrawnGroup($0, on: scale) }
  guard drawn.count == groups.count,
    groups.allSatisfy({ $0.population > 0 && $0.population.isFinite })
  else { return nil }
  let line = RankedLine(populations: groups.map(\.population))
  let lineScale = LineScale(values: scale, isTransformed: isTransformed)
  let found = lineScale.ends(line.parameters(of: drawn.map { lineScale.shown($0.value) }))
  let limits = simulatedLimits(
    of: drawn, along: line, on: lineScale, confidence: confidence, simulation: simulation)
  let slope = ConfidenceInterval(
    value: found.slope, lower: limits.slope.lower, upper: limits.slope.upper)
  return Inequality(
    slope: slope.scaled(by: multiplier),
    relative: found.ratio.map { ratio in
      let interval = ConfidenceInterval(
        value: ratio, lower: limits.ratio.lower, upper: limits.ratio.upper)
      return multiplier < 0 ? interval.inverted : interval
    }, start: found.start, isUnstable: groups.count > 10)
}

extension ConfidenceInterval {
  /// One over it.
  fileprivate var inverted: ConfidenceInterval {
    ConfidenceInterval(value: 1 / value, lower: 1 / upper, upper: 1 / lower)
  }
}

/// Which way a value goes from the least to the most deprived end of a population, by the limits of its slope index.
public enum DeprivationGradient: Hashable, Sendable, CaseIterable {
  /// It rises towards the most deprived: both limits of the slope lie below 0.
  case rises
  /// It falls towards the most deprived: both limits lie above 0.
  case falls
  /// 0 lies within the limits.
  case level

  /// Reads a slope from the most to the least deprived end.
  public init(_ inequality: Inequality) {
    let slope = inequality.slope
    self = slope.upper < 0 ? .rises : slope.lower > 0 ? .falls : .level
  }
}

/// Which way several measures of need go together.
public enum NeedGradient: Hashable, Sendable, CaseIterable {
  /// Some rise towards the most deprived, and none falls.
  case rises
  /// Some fall, and none rises.
  case falls
  /// None differs beyond chance.
  case level
  /// Some rise and some fall.
  case mixed
  /// Of none is it known.
  case notKnown

  /// Puts measures together; nil is one of which it is not known.
  public init(_ measures: [DeprivationGradient?]) {
    let known = measures.compactMap { $0 }
    let (rises, falls) = (known.contains(.rises), known.contains(.falls))
    self =
      known.isEmpty
      ? .notKnown : rises && falls ? .mixed : rises ? .rises : falls ? .falls : .level
  }
}

/// How care goes with need.
///
/// The raw value is the word that stands beside the mark, so that nothing is told by colour alone.
///
/// - Source: Hart JT, The inverse care law, Lancet 1971; 297: 405-412: the availability of good medical care tends to vary inversely with the
///   need for it in the population served. That both are told by the limits of slope indices is this project's choice.
public enum CareByNeed: String, Hashable, Sendable, CaseIterable {
  /// Care falls where need rises, or rises where need falls.
  case diverges = "diverges"
  /// Both rise or both fall.
  case goesWithNeed = "goes with need"
  /// Care does not differ beyond chance.
  case noDifference = "no difference beyond chance"
  /// Care differs, and need does not, or need goes both ways.
  case differsAlone = "care differs, need does not point one way"
  /// The slope of care, or of all need, is not known.
  case notTold = "not told"

  /// Holds the slope of care, nil where it is not known, beside need.
  public init(care: DeprivationGradient?, need: NeedGradient) {
    guard let care, need != .notKnown else {
      self = .notTold
      return
    }
    switch (care, need) {
    case (.level, _): self = .noDifference
    case (.rises, .rises), (.falls, .falls): self = .goesWithNeed
    case (.rises, .falls), (.falls, .rises): self = .diverges
    default: self = .differsAlone
    }
  }
}

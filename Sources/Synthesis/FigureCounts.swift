/// A figure that the night aims at.
///
/// - Source: Worcestershire in the annual report of the Director of Public Health, 2021; opt-outs and screening:
///   general knowledge of the field.
enum TargetFigure: Int, CaseIterable, Sendable {
  case flu65
  case flu65LastSeason
  case fluAtRisk
  case fluAtRiskLastSeason
  case healthCheck
  case healthCheckDecile1
  case healthCheckDecile10
  case mmr1At2
  case mmr1At5
  case mmr2At5
  case learningDisabilityCheck
  case seriousMentalIllnessCheck
  case mostDeprivedTenth
  case optedOut

  /// Its name in the summary.
  var name: String {
    switch self {
    case .flu65: "flu-65-and-over"
    case .flu65LastSeason: "flu-65-and-over-last-season"
    case .fluAtRisk: "flu-under-65-at-risk"
    case .fluAtRiskLastSeason: "flu-under-65-at-risk-last-season"
    case .healthCheck: "nhs-health-check-in-five-years"
    case .healthCheckDecile1: "nhs-health-check-most-deprived-tenth"
    case .healthCheckDecile10: "nhs-health-check-least-deprived-tenth"
    case .mmr1At2: "mmr-first-dose-at-2"
    case .mmr1At5: "mmr-first-dose-at-5"
    case .mmr2At5: "mmr-second-dose-at-5"
    case .learningDisabilityCheck: "learning-disability-check-in-a-year"
    case .seriousMentalIllnessCheck: "serious-mental-illness-check-in-a-year"
    case .mostDeprivedTenth: "lives-in-most-deprived-tenth"
    case .optedOut: "opted-out"
    }
  }

  /// The share aimed at, given the mean decile of the area.
  func target(meanDecile: Double) -> Double {
    switch self {
    case .flu65, .flu65LastSeason: 0.748
    case .fluAtRisk, .fluAtRiskLastSeason: 0.507
    case .healthCheck: 0.482
    case .healthCheckDecile1: 0.482 + Self.healthCheckStep * (1 - meanDecile)
    case .healthCheckDecile10: 0.482 + Self.healthCheckStep * (10 - meanDecile)
    case .mmr1At2: 0.929
    case .mmr1At5: 0.971
    case .mmr2At5: 0.888
    case .learningDisabilityCheck: 0.566
    case .seriousMentalIllnessCheck: 0.5
    // Almost 28,000 of some 593,000 residents, and 3.1% of the lists live over the border.
    case .mostDeprivedTenth: 0.0457
    case .optedOut: 0.05
    }
  }

  /// By how much the chance of a health check rises from one decile to the next.
  static let healthCheckStep = 0.017
}

/// For each figure, how many were counted and how many have it; and the same for every register.
struct FigureCounts: Sendable {
  private(set) var denominators = Array(repeating: 0, count: TargetFigure.allCases.count)
  private(set) var numerators = Array(repeating: 0, count: TargetFigure.allCases.count)

  mutating func count(_ figure: TargetFigure, _ has: Bool) {
    denominators[figure.rawValue] += 1
    if has { numerators[figure.rawValue] += 1 }
  }

  mutating func add(_ other: FigureCounts) {
    for index in denominators.indices {
      denominators[index] += other.denominators[index]
      numerators[index] += other.numerators[index]
    }
  }
}

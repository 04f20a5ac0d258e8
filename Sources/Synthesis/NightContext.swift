import Tables

/// What every practice's people are made from.
struct NightContext: Sendable {
  let plan: AreaPlan
  let numbers: SyntheticNumbers
  let seed: UInt64
  let referenceDate: Day
  let isClean: Bool
  let seasons: [FluSeason]
  /// For each register, the expected entries per unit of weight.
  let registerScales: [Double]
  let meanDecile: Double

  init(plan: AreaPlan, request: SynthesisRequest) {
    self.plan = plan
    numbers = SyntheticNumbers(seed: request.seed)
    seed = request.seed
    referenceDate = request.referenceDate
    // Below a few hundred patients one dirty row would be more than a contract's share of rejects.
    isClean = request.isClean || plan.patients < Self.fewestForDirt
    seasons = FluSeason.seasons(until: request.referenceDate, count: 5)
    meanDecile = plan.meanDecile
    registerScales = Register.allCases.map { register in
      Self.scale(of: RegisterShape.of(register), areas: plan.areas)
    }
  }

  /// The fewest patients whose feeds get dirt.
  static let fewestForDirt = 500

  /// A share that rises with the decile, so that the most deprived are reached least, and is `middle` on average.
  func graded(_ middle: Double, perDecile step: Double, decile: Int) -> Double {
    min(1, max(0, middle + step * (Double(decile) - meanDecile)))
  }

  /// How the expected number of entries follows from the weights: the wanted share over the mean weight.
  private static func scale(of shape: RegisterShape, areas: [AreaPlan.SmallArea]) -> Double {
    var weight = 0.0
    var eligible = 0.0
    let all = AgeStructure.people.reduce(0, +)
    for (cell, people) in AgeStructure.people.enumerated() {
      for year in 0..<5 {
        let age = cell % AgeStructure.bands * 5 + year
        let isMale = cell >= AgeStructure.bands
        weight += people / 5 * shape.weight(age: age, isMale: isMale, decile: 5)
        eligible += age >= shape.youngest ? people / 5 : 0
      }
    }
    let gradients = areas.map { shape.gradient(decile: $0.decile) }
    let gradient = gradients.isEmpty ? 1 : gradients.reduce(0, +) / Double(gradients.count)
    let mean = weight / all / shape.gradient(decile: 5) * gradient
    return mean > 0 ? shape.share * eligible / all / mean : 0
  }
}

/// One season of flu vaccination.
struct FluSeason: Sendable {
  /// 1 September.
  let start: Day
  /// The last day on which a vaccination of the season can have been given and sent.
  let end: Day
  /// The day on which adults' age counts: 31 March.
  let ageDay: Day
  /// How much of the season's uptake has been reached: all of it after 60 days.
  let share: Double

  /// The latest seasons, the present one last; none that would start after the reference date.
  ///
  /// - Source: season from 1 September, adults from 1 October, age of adults on 31 March (national flu programme
  ///   2025 to 2026; an NHS team's campaign settings).
  static func seasons(until referenceDate: Day, count: Int) -> [FluSeason] {
    let (year, month, _) = referenceDate.civil
    let present = month >= 9 ? year : year - 1
    return (present - count + 1...present).compactMap { year in
      guard let start = Day(year: year, month: 9, day: 1),
        let close = Day(year: year + 1, month: 3, day: 31), start <= referenceDate
      else { return nil }
      let days = Double(referenceDate.number - start.number)
      return FluSeason(
        start: start, end: min(close, referenceDate), ageDay: close,
        share: min(1, max(0, days / 60)))
    }
  }
}

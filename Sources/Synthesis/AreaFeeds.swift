import Formats
import Glibc
import Statistics
import Tables

extension ReferenceFeeds {
  /// Published files of the whole area, and what providers and members return.
  ///
  /// Residents go with the lists of the night. Deaths, projections, experience and members are the county's own figures, however many people
  /// the night has, as published files are.
  mutating func makeAreaFeeds() -> [ReferenceFile] {
    [
      makeResidents(), makeDeaths(), makeProjections(), makeRates(), makeContractReturns(),
      makeExperience(), makeFriendsAndFamily(), makeMembers(),
    ]
  }

  // MARK: Residents

  /// Mid-year estimates by district, sex and five-year band, as Nomis writes them: 595,786 residents to 614,934 patients.
  private func makeResidents() -> ReferenceFile {
    let all = Int((Double(plan.patients) * 595_786 / Double(AreaPlan.modelPatients)).rounded())
    let areas = plan.districts.indices.map { district in
      Double(plan.areas.count { $0.district == district })
    }
    var cells: [(district: Int, cell: Int, weight: Double)] = []
    for (district, share) in areas.enumerated() where share > 0 {
      for (cell, people) in AgeStructure.people.enumerated() {
        cells.append((district, cell, share * people))
      }
    }
    let counts = shared(all, by: cells.map(\.weight))
    var writer = CSVWriter()
    writer.append(row: [
      "DATE", "GEOGRAPHY_CODE", "GEOGRAPHY_NAME", "GENDER_NAME", "C_AGE_NAME", "OBS_VALUE",
    ])
    for (cell, count) in zip(cells, counts) {
      let district = plan.districts[cell.district]
      let band = cell.cell % AgeStructure.bands
      writer.append(row: [
        String(referenceDate.civil.year - 1), district.code, district.name,
        cell.cell < AgeStructure.bands ? "Female" : "Male",
        band == AgeStructure.bands - 1 ? "Aged 95+" : "Aged \(band * 5) to \(band * 5 + 4)",
        String(count),
      ])
    }
    return ReferenceFile(name: "residents.csv", bytes: writer.takeBytes(), rows: cells.count)
  }

  // MARK: Life expectancy

  /// Deaths of three years by sex, tenth of deprivation and age band, such that life expectancy at birth is 5.1 years lower for females and 7.5
  /// for males in the most deprived tenth than in the least.
  ///
  /// - Source: the gaps: annual report of the Director of Public Health, Worcestershire, 2021. Level and shape of death rates by age: about
  ///   those of England (general knowledge of the field).
  private func makeDeaths() -> ReferenceFile {
    let tenths = AreaPlan.model.reduce(into: [Double](repeating: 0, count: 10)) { sums, district in
      for (tenth, areas) in district.deciles.enumerated() { sums[tenth] += areas }
    }
    let years = referenceDate.civil.year
    var writer = CSVWriter()
    writer.append(row: [
      "period", "sex", "deprivation_tenth", "start_age", "deaths", "person_years",
    ])
    for sex in Sex.allCases {
      for (tenth, areas) in tenths.enumerated() {
        let share = areas / tenths.reduce(0, +)
        let people = sex.people.map { 3 * $0 * share }
        let wanted = sex.lifeExpectancy + sex.gap * (Double(tenth) - 4.5) / 9
        let deaths = fittedDeaths(people, sex, lifeExpectancy: wanted)
        for ((age, people), deaths) in zip(zip(lifeTableAges, people), deaths) {
          writer.append(row: [
            "\(years - 4) to \(years - 2)", sex.rawValue, String(tenth + 1), String(age),
            String(deaths), String(Int(people.rounded())),
          ])
        }
      }
    }
    return ReferenceFile(
      name: "deaths.csv", bytes: writer.takeBytes(), rows: 2 * 10 * lifeTableAges.count)
  }

  /// Deaths of each band at the level of mortality that gives a life expectancy, found by halving.
  private func fittedDeaths(
    _ people: [Double], _ sex: Sex, lifeExpectancy wanted: Double
  ) -> [Int] {
    func deaths(_ level: Double) -> [Int] {
      zip(people, sex.rates).map { people, rate in
        min(Int((people * rate * level).rounded()), Int(people))
      }
    }
    var (least, most) = (0.2, 5.0)
    for _ in 0..<40 {
      let level = (least + most) / 2
      let bands = zip(zip(lifeTableAges, people), deaths(level)).map { cell, deaths in
        LifeTableBand(startAge: cell.0, population: cell.1.rounded(), deaths: deaths)
      }
      let found = (try? lifeExpectancies(bands))?.first?.value ?? 0
      if found > wanted { least = level } else { most = level }
    }
    return deaths((least + most) / 2)
  }

  // MARK: Projections

  /// The county's people in 2020 and, a growth a band, in 2035; years in between lie on the line.
  private func makeProjections() -> ReferenceFile {
    var writer = CSVWriter()
    writer.append(row: ["DATE", "GEOGRAPHY_NAME", "GENDER_NAME", "C_AGE_NAME", "OBS_VALUE"])
    var rows = 0
    for year in ProjectedConditions.years {
      let share = Double(year - 2020) / 15
      for (sex, people) in [("Female", AgeStructure.females), ("Male", AgeStructure.males)] {
        for (band, count) in people.enumerated() {
          let growth = ProjectedConditions.growth(ofBand: band)
          writer.append(row: [
            String(year), "Worcestershire", sex, ProjectedConditions.name(ofBand: band),
            tenths(count * (1 + share * (growth - 1))),
          ])
          rows += 1
        }
      }
    }
    return ReferenceFile(
      name: "population-projections.csv", bytes: writer.takeBytes(), rows: rows)
  }

  /// Rates at which the people of 2020 and of 2035 have as many with each condition as the report says.
  private func makeRates() -> ReferenceFile {
    var writer = CSVWriter()
    writer.append(row: ["condition", "sex", "age_band", "percent"])
    var rows = 0
    for condition in ProjectedConditions.all {
      let rates = condition.rates
      for sex in ["Female", "Male"] {
        for (band, rate) in zip(ProjectedConditions.bands, rates) {
          writer.append(row: [
            condition.name, sex, ProjectedConditions.name(ofBand: band),
            millionths(rate * 100),
          ])
          rows += 1
        }
      }
    }
    return ReferenceFile(name: "condition-rates.csv", bytes: writer.takeBytes(), rows: rows)
  }

  // MARK: Contracts

  /// Quarterly returns of the practices: six quarters, one practice without its last, and each with its own share around the area's.
  private mutating func makeContractReturns() -> ReferenceFile {
    var random = SeededRandom(seed: areaSeed, purpose: .areaFeeds, index: 1)
    var writer = CSVWriter()
    writer.append(row: [
      "provider_code", "provider_name", "service", "period_start", "eligible", "reached",
    ])
    var rows = 0
    let quarters = (0..<6).reversed().map { back in
      Self.quarter(of: referenceDate, before: back + 1)
    }
    for (index, practice) in plan.practices.enumerated() {
      for service in ContractedService.all {
        let eligible = Int((Double(practice.list) * service.eligible).rounded())
        for (place, quarter) in quarters.enumerated() {
          // The last quarter's return of a practice is late.
          if index == 1, place == quarters.count - 1, !isClean { continue }
          let trend = Double(place - quarters.count + 1) * service.growth
          let share = service.share + service.effect(practice.effects) + trend
          let chance = min(max(share, 0.02), 0.99)
          let reached = (0..<eligible).count { _ in random.chance(chance) }
          writer.append(row: [
            practice.code, practice.name, service.name, quarter.description, String(eligible),
            String(reached),
          ])
          rows += 1
        }
      }
    }
    if !isClean, plan.practices.count > 1 {
      count("contract-returns", "late-return", ContractedService.all.count)
    }
    return ReferenceFile(name: "contract-returns.csv", bytes: writer.takeBytes(), rows: rows)
  }

  /// The first day of a quarter so many before that of a day.
  private static func quarter(of day: Day, before count: Int) -> Day {
    let months = day.civil.year * 12 + (day.civil.month - 1) / 3 * 3 - 3 * count
    return Day(year: months / 12, month: months % 12 + 1, day: 1) ?? day
  }

  // MARK: Experience

  /// - Source: examples, positive and negative of 2019/20: the clinical commissioning group's annual report on involvement, 2019/20.
  private func makeExperience() -> ReferenceFile {
    let counts = [
      ("urgent care", 105, 33, 72), ("cancer", 10, 10, 0), ("maternity", 12, 9, 3),
      ("elective care", 26, 21, 5), ("mental health", 3, 1, 2), ("frailty", 9, 6, 3),
      ("stroke", 36, 30, 6),
    ]
    var writer = CSVWriter()
    writer.append(row: ["care_area", "period", "examples", "positive", "negative"])
    for (care, examples, positive, negative) in counts {
      writer.append(row: [care, "2019/20", String(examples), String(positive), String(negative)])
    }
    return ReferenceFile(
      name: "patient-experience.csv", bytes: writer.takeBytes(), rows: counts.count)
  }

  /// Responses by area of care: made-up numbers, about nine in ten of them good, as England's are (general knowledge of the field).
  private func makeFriendsAndFamily() -> ReferenceFile {
    let counts = [
      ("general practice", [2_310, 560, 120, 60, 70, 20]),
      ("urgent care", [1_120, 360, 150, 110, 190, 30]),
      ("maternity", [310, 52, 9, 5, 8, 3]), ("elective care", [1_890, 280, 60, 20, 25, 12]),
      ("mental health", [120, 61, 28, 14, 20, 9]),
    ]
    var writer = CSVWriter()
    writer.append(row: [
      "care_area", "month", "very_good", "good", "neither", "poor", "very_poor", "dont_know",
    ])
    let months = referenceDate.civil.year * 12 + referenceDate.civil.month - 3
    let month = Day(year: months / 12, month: months % 12 + 1, day: 1) ?? referenceDate
    for (care, answers) in counts {
      writer.append(row: [care, month.description] + answers.map(String.init))
    }
    return ReferenceFile(
      name: "friends-and-family.csv", bytes: writer.takeBytes(), rows: counts.count)
  }

  // MARK: Members

  /// An involvement network of 390: older, more often female, and from less deprived places than the people.
  ///
  /// - Source: their number: the clinical commissioning group's annual report on involvement, 2019/20; their make-up is made up.
  private func makeMembers() -> ReferenceFile {
    var random = SeededRandom(seed: areaSeed, purpose: .areaFeeds, index: 2)
    var writer = CSVWriter()
    writer.append(row: ["age", "sex", "ethnicity", "district", "deprivation_tenth"])
    for _ in 0..<390 {
      let draw = random.unit()
      let age =
        draw < 0.06
        ? 18 + random.below(22) : draw < 0.3 ? 40 + random.below(25) : 65 + random.below(24)
      let sex = random.chance(0.02) ? "" : random.chance(0.64) ? "2" : "1"
      let ethnicity =
        random.chance(0.05)
        ? "Z" : random.chance(0.965) ? "A" : ["C", "H", "J", "M", "G"][random.below(5)]
      let area = plan.areas[random.below(plan.areas.count)]
      // Half of those from the more deprived half do not come.
      let tenth = area.decile <= 5 && random.chance(0.5) ? 6 + random.below(5) : area.decile
      writer.append(row: [
        String(age), sex, ethnicity, plan.districts[area.district].name,
        random.chance(0.04) ? "" : String(tenth),
      ])
    }
    return ReferenceFile(name: "members.csv", bytes: writer.takeBytes(), rows: 390)
  }
}

/// A whole number shared by weights, whose parts add up to it: the largest remainders are rounded up.
private func shared(_ whole: Int, by weights: [Double]) -> [Int] {
  let sum = weights.reduce(0, +)
  guard sum > 0 else { return weights.map { _ in 0 } }
  let exact = weights.map { Double(whole) * $0 / sum }
  var parts = exact.map { Int($0.rounded(.down)) }
  let order = exact.indices.sorted {
    (exact[$1] - Double(parts[$1]), $0) < (exact[$0] - Double(parts[$0]), $1)
  }
  for index in order.prefix(max(0, whole - parts.reduce(0, +))) { parts[index] += 1 }
  return parts
}

private func tenths(_ value: Double) -> String { fixed(value, places: 1) }

private func millionths(_ value: Double) -> String { fixed(value, places: 6) }

private func fixed(_ value: Double, places: Int) -> String {
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let units = Int((value * scale).rounded())
  let rest = String(units % Int(scale))
  return "\(units / Int(scale)).\(String(repeating: "0", count: places - rest.count))\(rest)"
}

/// The two sexes of published tables.
private enum Sex: String, CaseIterable {
  case female
  case male

  /// The county's people in the 20 bands of the life table: a fifth of those of 0 to 4 are in their first year.
  var people: [Double] {
    let bands = self == .female ? AgeStructure.females : AgeStructure.males
    let oldest = bands[17]
    return [bands[0] * 0.2, bands[0] * 0.8] + bands[1..<17] + [oldest * 0.58, oldest * 0.42]
  }

  /// Life expectancy at birth of the middle of the area.
  var lifeExpectancy: Double { self == .female ? 83.6 : 80.0 }

  /// By how much it is lower in the most deprived tenth than in the least.
  var gap: Double { self == .female ? 5.1 : 7.5 }

  /// Death rates by band before they are fitted: high in the first year, then growing by a tenth a year of age (Gompertz).
  var rates: [Double] {
    let (level, growth) = self == .female ? (0.000_018, 0.098) : (0.000_03, 0.094)
    return lifeTableAges.map { age in
      switch age {
      case 0: 0.0036
      case 1: 0.000_15
      default: min(level * exp(growth * (Double(age) + 2.5)), 0.35)
      }
    }
  }
}

/// What the report projects for people of 65 and over.
private struct ProjectedConditions {
  var name: String
  var first: Double
  var last: Double

  /// - Source: people of 65 and over with key conditions in 2020 and 2035, annual report of the Director of Public Health, Worcestershire,
  ///   2021.
  static let all = [
    ProjectedConditions(name: "Dementia", first: 9_757, last: 14_273),
    ProjectedConditions(name: "Depression", first: 11_835, last: 15_469),
    ProjectedConditions(name: "Cardiovascular disease", first: 43_997, last: 58_264),
    ProjectedConditions(name: "Bronchitis or emphysema", first: 2_342, last: 3_060),
    ProjectedConditions(name: "A fall", first: 36_685, last: 49_751),
    ProjectedConditions(name: "Continence problems", first: 22_620, last: 30_349),
    ProjectedConditions(name: "Visual impairment", first: 4_134, last: 5_920),
    ProjectedConditions(name: "Hearing loss", first: 84_098, last: 113_619),
    ProjectedConditions(name: "Mobility problems", first: 25_264, last: 35_536),
    ProjectedConditions(name: "Obesity", first: 41_875, last: 54_365),
    ProjectedConditions(name: "Diabetes", first: 17_228, last: 22_408),
  ]

  static let years = [2020, 2025, 2030, 2035]

  /// The bands of 65 and over.
  static let bands = 13..<18

  /// How much larger a band is in 2035 than in 2020: made up, and larger for older bands, as England's projections are.
  static func growth(ofBand band: Int) -> Double {
    band < bands.lowerBound ? 1.02 : [1.15, 1.20, 1.30, 1.45, 1.70][band - bands.lowerBound]
  }

  static func name(ofBand band: Int) -> String {
    band == 17 ? "Aged 85+" : "Aged \(band * 5) to \(band * 5 + 4)"
  }

  /// Rates by band that grow evenly with age, such that both years' numbers come out: the growth is found by halving, the level follows.
  var rates: [Double] {
    let people = Self.bands.map { band in
      let first = tenth(AgeStructure.females[band]) + tenth(AgeStructure.males[band])
      let growth = Self.growth(ofBand: band)
      return (
        first: first,
        last: tenth(AgeStructure.females[band] * growth) + tenth(AgeStructure.males[band] * growth)
      )
    }
    func shape(_ slope: Double) -> [Double] {
      Self.bands.indices.map { exp(slope * Double($0 - Self.bands.lowerBound)) }
    }
    func sums(_ shape: [Double]) -> (first: Double, last: Double) {
      zip(people, shape).reduce((0, 0)) {
        ($0.0 + $1.0.first * $1.1, $0.1 + $1.0.last * $1.1)
      }
    }
    var (least, most) = (-3.0, 3.0)
    for _ in 0..<60 {
      let slope = (least + most) / 2
      let found = sums(shape(slope))
      if found.last / found.first < last / first { least = slope } else { most = slope }
    }
    let fitted = shape((least + most) / 2)
    let level = first / sums(fitted).first
    return fitted.map { $0 * level }
  }

  /// As the file writes it.
  private func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

/// A service that practices are paid for.
private struct ContractedService {
  var name: String
  /// The share of a list that is eligible.
  var eligible: Double
  /// The share of them that is reached.
  var share: Double
  /// By how much that grows from quarter to quarter.
  var growth: Double
  /// In which way practices differ.
  var effect: @Sendable (PracticeEffects) -> Double

  /// - Source: the shares: Worcestershire in the annual report of the Director of Public Health, 2021; how many are eligible in a quarter:
  ///   about as many as the county has.
  static let all = [
    ContractedService(
      name: "flu-65", eligible: 0.22, share: 0.748, growth: 0.002, effect: { $0.flu }),
    ContractedService(
      name: "mmr-2", eligible: 0.011, share: 0.888, growth: 0.001, effect: { $0.mmr }),
    ContractedService(
      name: "learning-disability-check", eligible: 0.005, share: 0.566, growth: 0.015,
      effect: { $0.learningDisability }),
    ContractedService(
      name: "health-check", eligible: 0.015, share: 0.482, growth: -0.005,
      effect: { $0.healthCheck }),
  ]
}

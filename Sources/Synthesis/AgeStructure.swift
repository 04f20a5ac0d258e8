import Tables

/// How many people of each age and sex live in the model area.
///
/// - Shape: 40 cells, females 0 to 19 and males 20 to 39, in five-year bands from 0 to 4 up to 95 and over.
/// - Source: Worcestershire population by age and sex, annual report of the Director of Public Health, 2021. The
///   report ends at 85 and over; of those 58% are taken as 85 to 89 and 31% as 90 to 94 (general knowledge of the
///   field: about the shares of England).
enum AgeStructure {
  static let bands = 20
  static let cells = 40

  static let females: [Double] = [
    15_243, 16_720, 16_464, 14_729, 14_357, 16_559, 16_779, 17_700, 16_999, 20_482, 22_446, 20_913,
    18_677, 18_579, 18_795, 13_528, 9_941, 11_619,
  ]
  static let males: [Double] = [
    15_991, 17_494, 17_167, 15_780, 15_553, 17_169, 16_231, 16_565, 16_397, 19_632, 21_572, 20_786,
    18_016, 17_704, 18_055, 12_357, 8_474, 6_657,
  ]

  /// People in each of the 40 cells.
  static let people: [Double] = spread(females) + spread(males)

  private static func spread(_ bands: [Double]) -> [Double] {
    let oldest = bands[17]
    return bands[..<17] + [oldest * 0.58, oldest * 0.31, oldest * 0.11]
  }

  /// The cells' weights in a practice whose people are older than the area's (tilt above 0) or younger (below).
  ///
  /// The tilt is a straight line in age, so that practices' tilts which average to nothing leave the area as it is.
  static func weights(tilt: Double) -> [Double] {
    people.enumerated().map { cell, people in
      people * max(0.05, 1 + tilt * (Double(cell % bands) * 5 - 42) / 45)
    }
  }

  /// The band's name in published list sizes, such as `0_4` or `95+`.
  static func label(ofBand band: Int) -> String {
    band == 19 ? "95+" : "\(band * 5)_\(band * 5 + 4)"
  }

  /// An age in completed years within a band.
  static func age(inBand band: Int, _ random: inout SeededRandom) -> Int {
    // From 95 on every year has about two thirds of the people of the year before.
    guard band == 19 else { return band * 5 + random.below(5) }
    var age = 95
    while age < 106, random.chance(0.65) { age += 1 }
    return age
  }

  /// A birthday on which somebody has completed so many years on the reference date, with the edges well visited.
  static func birthday(age: Int, on referenceDate: Day, _ random: inout SeededRandom) -> Day {
    let latest = referenceDate.adding(years: -age)
    let earliest = referenceDate.adding(years: -(age + 1)).adding(days: 1)
    let draw = random.unit()
    if draw < 0.003 { return latest }
    if draw < 0.006 { return earliest }
    if draw < 0.012, let leapDay = Self.leapDay(from: earliest, through: latest) { return leapDay }
    let days = Int(latest.number - earliest.number) + 1
    return earliest.adding(days: random.below(days))
  }

  private static func leapDay(from earliest: Day, through latest: Day) -> Day? {
    for year in [earliest.civil.year, latest.civil.year] {
      if let day = Day(year: year, month: 2, day: 29), day >= earliest, day <= latest {
        return day
      }
    }
    return nil
  }
}

import Tables

/// The practices, PCNs and small areas of a night, before anybody lives in them.
struct AreaPlan: Sendable {
  /// A district council.
  struct District: Hashable, Sendable {
    var code: String
    var name: String
  }

  /// A primary care network.
  struct Network: Sendable {
    var code: String
    var name: String
    var district: Int
  }

  /// A lower layer super output area.
  struct SmallArea: Sendable {
    var code: String
    var name: String
    var district: Int
    /// 1 is the most deprived tenth of England.
    var decile: Int
  }

  /// In which way a practice is odd on purpose.
  enum Oddity: String, CaseIterable, Sendable {
    /// Its extract was cut short, so that its list is far below the published one.
    case shortExtract = "short-extract"
    /// It belongs to no PCN.
    case noNetwork = "no-pcn"
    /// It sends files of its own, laid out in another way.
    case ownFiles = "own-files"
    /// Its published register counts are not those of its entries.
    case otherRegisterCounts = "other-register-counts"
  }

  /// A general practice.
  struct Practice: Sendable {
    var code: String
    var name: String
    var postcode: String
    /// Its commissioner (sub-ICB location).
    var commissioner: String
    /// Its PCN; nil for none.
    var network: Int?
    /// The PCN it belonged to before, and the day on which it joined the present one.
    var formerNetwork: Int?
    var joinedOn: Day
    /// The PCN it goes to, and the last day in the present one.
    var nextNetwork: Int?
    var leavesOn: Day?
    var district: Int
    /// The number of people on its list.
    var list: Int
    /// The people of each of the 40 age and sex cells where they were published.
    var cells: [Int]?
    /// Published register counts in the order of `Register`.
    var registers: [Int?]
    /// Indices of the areas around it.
    var areas: Range<Int>
    var oddity: Oddity?
    var effects: PracticeEffects
    /// The index of its first person.
    var firstPerson: Int
  }

  var districts: [District]
  var networks: [Network]
  /// The areas around the practices, in their order.
  var areas: [SmallArea]
  /// Areas of the neighbouring counties in which some patients live.
  var areasOverTheBorder: [SmallArea]
  var practices: [Practice]
  /// Whether the codes, names and figures come from published files.
  var isPublished: Bool

  var patients: Int { practices.reduce(0) { $0 + $1.list } }

  /// The mean decile of the areas, around which the social gradients turn.
  var meanDecile: Double {
    areas.isEmpty ? 5.5 : Double(areas.reduce(0) { $0 + $1.decile }) / Double(areas.count)
  }
}

/// How a practice differs from the others; each effect averages to nothing over the area's patients.
struct PracticeEffects: Hashable, Sendable {
  /// Older people (above 0) or younger.
  var tilt = 0.0
  /// Added to the chance of a child's first MMR dose.
  var mmr = 0.0
  /// Added to the chance of a learning disability check.
  var learningDisability = 0.0
  /// Added to the chance of an NHS Health Check.
  var healthCheck = 0.0
  /// Added to the chance of a flu vaccination.
  var flu = 0.0
  /// The share by which registers that depend on coding are longer or shorter.
  var coding = 0.0

  /// Draws effects for practices with those lists.
  ///
  /// - Source: the ranges: practices run from 81% to 100% for the first MMR dose at 2 and from 18% to 100% for
  ///   learning disability checks (annual report of the Director of Public Health, Worcestershire, 2021).
  static func draw(lists: [Int], _ random: inout SeededRandom) -> [PracticeEffects] {
    func centred(_ spread: Double, within bounds: ClosedRange<Double>) -> [Double] {
      let drawn = lists.map { _ in
        min(bounds.upperBound, max(bounds.lowerBound, random.normal() * spread))
      }
      let people = Double(max(1, lists.reduce(0, +)))
      let mean = zip(drawn, lists).reduce(0) { $0 + $1.0 * Double($1.1) } / people
      return drawn.map { $0 - mean }
    }
    let tilt = centred(0.12, within: -0.3...0.3)
    let mmr = centred(0.03, within: -0.10...0.05)
    let learningDisability = centred(0.17, within: -0.36...0.40)
    let healthCheck = centred(0.08, within: -0.2...0.2)
    let flu = centred(0.035, within: -0.1...0.1)
    let coding = centred(0.12, within: -0.25...0.25)
    return lists.indices.map { index in
      PracticeEffects(
        tilt: tilt[index], mmr: mmr[index], learningDisability: learningDisability[index],
        healthCheck: healthCheck[index], flu: flu[index], coding: coding[index])
    }
  }
}

import Tables

extension AreaPlan {
  /// Registered patients, practices and PCNs of the model area, and its smallest and largest list.
  ///
  /// - Source: annual report of the Director of Public Health, Worcestershire, 2021.
  static let modelPatients = 614_934
  static let modelPractices = 63
  static let modelNetworks = 10
  static let modelSmallest = 2_845
  static let modelLargest = 21_183

  /// The share of registered patients who live over the border: 595,786 residents of 614,934 on the lists.
  static let shareOverTheBorder = 0.031

  /// Small areas of each decile, most deprived first, and PCNs, by district.
  ///
  /// - Source: the areas: Index of Multiple Deprivation 2019, file 1, counted by district. The PCNs: ten in the
  ///   county; which district each serves most is a simplification, as several cross district borders.
  static let model: [(district: District, deciles: [Double], networks: [String])] = [
    (
      District(code: "E07000237", name: "Worcester"), [8, 4, 5, 3, 10, 4, 5, 10, 7, 7],
      ["Severn Bank", "Cathedral Quarter"]
    ),
    (
      District(code: "E07000239", name: "Wyre Forest"), [4, 9, 7, 7, 6, 9, 2, 12, 7, 2],
      ["Wyre Wood", "Stour Locks"]
    ),
    (
      District(code: "E07000234", name: "Bromsgrove"), [0, 1, 3, 3, 8, 0, 10, 5, 10, 18],
      ["Lickey Edge", "Spadesbourne"]
    ),
    (
      District(code: "E07000238", name: "Wychavon"), [0, 4, 3, 9, 11, 13, 13, 6, 11, 8],
      ["Vale Orchards", "Salt Town"]
    ),
    (
      District(code: "E07000236", name: "Redditch"), [5, 9, 7, 2, 5, 7, 4, 4, 9, 3],
      ["Needle Mill"]
    ),
    (
      District(code: "E07000235", name: "Malvern Hills"), [1, 1, 3, 1, 9, 8, 5, 11, 5, 1],
      ["Beacon Hill"]
    ),
  ]

  /// An area like Worcestershire with so many patients, in practices that do not exist.
  static func worcestershire(patients: Int, seed: UInt64, on day: Day, isClean: Bool) -> AreaPlan {
    var random = SeededRandom(seed: seed, purpose: .area)
    let scale = Double(patients) / Double(modelPatients)
    let practiceCount = max(
      1, max(min(modelPractices, patients / 400), Int((63 * scale).rounded())))
    let networkCount = min(
      practiceCount,
      max(1, max(min(modelNetworks, (patients + 625) / 1_250), Int((10 * scale).rounded()))))
    let networks = makeNetworks(networkCount)
    let lists = makeLists(practices: practiceCount, patients: patients, &random)
    let effects = PracticeEffects.draw(lists: lists, &random)
    let practices = lists.indices.map { index in
      let network = index * networkCount / practiceCount
      return Practice(
        code: "M" + String(98_001 + index), name: practiceName(index),
        postcode: "ZZ\(1 + index / 90) \(1 + index % 9)AA", commissioner: "18C", network: network,
        joinedOn: Day(number: 18_078), district: networks[network].district, list: lists[index],
        registers: Register.allCases.map { _ in nil }, areas: 0..<0, effects: effects[index],
        firstPerson: 0)
    }
    var plan = AreaPlan(
      districts: model.map(\.district) + [
        District(code: "E06000019", name: "Herefordshire, County of")
      ],
      networks: networks, areas: [], areasOverTheBorder: [], practices: practices,
      isPublished: false)
    plan.placeAreas(&random)
    plan.moveSome(on: day)
    if !isClean { plan.makeSomeOdd() }
    plan.countPeople()
    return plan
  }

  /// PCNs: every district gets one before any gets its second.
  private static func makeNetworks(_ count: Int) -> [Network] {
    var inTurn: [(name: String, district: Int)] = []
    for place in 0..<2 {
      for (district, row) in model.enumerated() where place < row.networks.count {
        inTurn.append((row.networks[place], district))
      }
    }
    return (0..<count).map { index in
      let (name, district) = inTurn[index % inTurn.count]
      let round = index / inTurn.count
      return Network(
        code: "U" + String(10_001 + index),
        name: (round == 0 ? name : "\(name) \(round + 1)") + " PCN", district: district)
    }
  }

  /// List sizes from the smallest to the largest, in random order, that add up to the patients.
  ///
  /// With sizes `a + (b - a)(c q² + (1 - c) q)` over evenly spaced q, the sum is a straight line in c.
  private static func makeLists(
    practices: Int, patients: Int, _ random: inout SeededRandom
  ) -> [Int] {
    guard practices > 2 else {
      return random.split(patients, by: Array(repeating: 1, count: practices))
    }
    let scale =
      Double(patients) / Double(modelPatients) * Double(modelPractices) / Double(practices)
    let smallest = Double(modelSmallest) * scale
    let range = Double(modelLargest - modelSmallest) * scale
    let places = (0..<practices).map { Double($0) / Double(practices - 1) }
    let sum = places.reduce(0, +)
    let squares = places.reduce(0) { $0 + $1 * $1 }
    let wanted = (Double(patients) - Double(practices) * smallest) / range
    let curve = (sum - wanted) / (sum - squares)
    var sizes = random.split(
      patients, by: places.map { max(1, smallest + range * (curve * $0 * $0 + (1 - curve) * $0)) })
    random.shuffle(&sizes)
    return sizes
  }

  private static func practiceName(_ index: Int) -> String {
    let first = [
      "ELM TREE", "ST JOHN’S", "RIVERSIDE", "CASTLE STREET", "ORCHARD", "MILL BANK", "HOPFIELDS",
      "ST ÆTHELWINE’S", "PRIORY", "BELL LANE", "PERRY WOOD", "TEME VIEW", "CORN MARKET",
      "ABBEY PARK", "CHÂTEAU IMPNEY ROAD", "FERNHILL", "COPPICE", "SPRING GARDENS", "BARN CLOSE",
      "HAZEL BROOK", "LONG MEADOW",
    ]
    let second = ["SURGERY", "MEDICAL CENTRE", "HEALTH CENTRE, THE GREEN", "GROUP PRACTICE"]
    return first[index % first.count] + " " + second[(index / first.count + index) % second.count]
  }

  /// Six small areas around every practice, with the deciles of its district.
  private mutating func placeAreas(_ random: inout SeededRandom) {
    for district in Self.model.indices {
      let here = practices.indices.filter { practices[$0].district == district }
      var deciles = random.split(here.count * 6, by: Self.model[district].deciles).enumerated()
        .flatMap { Array(repeating: $0.offset + 1, count: $0.element) }
        .map { (decile: $0, key: Double($0) + random.normal() * 2) }
      deciles.sort { $0.key < $1.key }
      for (place, practice) in here.enumerated() {
        let first = areas.count
        for decile in deciles[place * 6..<place * 6 + 6].map(\.decile) {
          addArea(district: district, decile: decile)
        }
        practices[practice].areas = first..<areas.count
      }
    }
    areasOverTheBorder = (0..<12).map { index in
      SmallArea(
        code: "E01" + String(998_001 + index), name: "Herefordshire \(Self.padded(index + 1))A",
        district: districts.count - 1, decile: 3 + index % 6)
    }
  }

  private mutating func addArea(district: Int, decile: Int) {
    let letter = ["A", "B", "C", "D", "E", "F"][areas.count % 6]
    let number = Self.padded(1 + areas.count / 6)
    areas.append(
      SmallArea(
        code: "E01" + String(990_001 + areas.count),
        name: "\(districts[district].name) \(number)\(letter)", district: district, decile: decile))
  }

  private static func padded(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
  }
}

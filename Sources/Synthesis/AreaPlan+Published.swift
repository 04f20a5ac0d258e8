import Tables

extension AreaPlan {
  /// The practices of a folder of published files, with their own lists, registers, PCNs and small areas.
  ///
  /// With a number of patients asked for, lists and registers are scaled to it in proportion.
  static func published(
    _ folder: String, _ request: SynthesisRequest
  ) throws(SynthesisFault) -> AreaPlan {
    let files = try PublishedFiles(folder: folder, on: request.referenceDate)
    guard !files.lists.isEmpty else { throw .listSizesMissing(folder: folder) }
    let codes = files.lists.keys.sorted().filter { code in
      guard let list = files.lists[code],
        list.patients > 0 || list.cells.contains(where: { $0 > 0 })
      else { return false }
      return request.commissioner == nil || list.commissioner == request.commissioner
    }
    guard !codes.isEmpty else { throw .noPractices(folder: folder) }
    var random = SeededRandom(seed: request.seed, purpose: .published)
    let whole = codes.map { files.total(of: $0) }
    let patients = request.patients ?? whole.reduce(0, +)
    guard patients <= SynthesisRequest.mostPatients else {
      throw .patientsOutOfRange(limit: SynthesisRequest.mostPatients)
    }
    let lists = request.patients == nil ? whole : random.split(patients, by: whole.map(Double.init))
    var plan = AreaPlan(
      districts: [], networks: [], areas: [], areasOverTheBorder: [], practices: [],
      isPublished: true)
    plan.addNetworks(of: codes, files)
    plan.addPractices(codes, lists: lists, files, &random)
    plan.practices.removeAll { $0.list == 0 }
    plan.placePublishedAreas(files, &random)
    if !request.isClean { plan.makeSomeOdd() }
    plan.countPeople()
    return plan
  }

  private mutating func addNetworks(of codes: [String], _ files: PublishedFiles) {
    var names: [String: String] = [:]
    for code in codes {
      guard let membership = files.memberships[code], membership.network != "U" else { continue }
      names[membership.network] = membership.networkName
    }
    networks = names.keys.sorted().map { code in
      Network(code: code, name: names[code] ?? code, district: 0)
    }
  }

  private mutating func addPractices(
    _ codes: [String], lists: [Int], _ files: PublishedFiles, _ random: inout SeededRandom
  ) {
    let effects = PracticeEffects.draw(lists: lists, &random)
    for (index, code) in codes.enumerated() {
      guard let list = files.lists[code] else { continue }
      let scale = Double(lists[index]) / Double(max(1, files.total(of: code)))
      let membership = files.memberships[code]
      var cells: [Int]?
      if list.cells.contains(where: { $0 > 0 }) {
        let isWhole = list.cells.reduce(0, +) == lists[index]
        cells = isWhole ? list.cells : random.split(lists[index], by: list.cells.map(Double.init))
      }
      let counts = files.registers[code] ?? Register.allCases.map { _ in nil }
      practices.append(
        Practice(
          code: code, name: membership?.practiceName ?? code, postcode: list.postcode,
          commissioner: list.commissioner,
          network: networks.firstIndex { $0.code == membership?.network },
          joinedOn: Day(number: 18_078), district: 0, list: lists[index], cells: cells,
          registers: counts.map { count in count.map { Int((Double($0) * scale).rounded()) } },
          areas: 0..<0, effects: effects[index], firstPerson: 0))
    }
  }

  /// Shares out each commissioner's small areas among its practices, or makes six up for a practice without any.
  private mutating func placePublishedAreas(
    _ files: PublishedFiles, _ random: inout SeededRandom
  ) {
    var places: [District: Int] = [:]
    func place(_ district: District, _ districts: inout [District]) -> Int {
      if let known = places[district] { return known }
      places[district] = districts.count
      districts.append(district)
      return districts.count - 1
    }
    let commissioners = Set(practices.map(\.commissioner)).sorted()
    for commissioner in commissioners {
      let here = practices.indices.filter { practices[$0].commissioner == commissioner }
      let theirs = files.areas[commissioner] ?? []
      for (turn, index) in here.enumerated() {
        let first = areas.count
        let share = turn * theirs.count / here.count..<(turn + 1) * theirs.count / here.count
        for area in theirs[share] {
          areas.append(
            SmallArea(
              code: area.code, name: area.name, district: place(area.district, &districts),
              decile: files.deciles[area.code] ?? 5))
        }
        if share.isEmpty {
          addMadeUpAreas(district: place(Self.unknownDistrict, &districts), &random)
        }
        practices[index].areas = first..<areas.count
        practices[index].district = areas[first].district
      }
    }
  }

  private static let unknownDistrict = District(code: "E07999999", name: "District not published")

  private mutating func addMadeUpAreas(district: Int, _ random: inout SeededRandom) {
    let weights = (0..<10).map { decile in
      Self.model.reduce(0) { $0 + $1.deciles[decile] }
    }
    for _ in 0..<6 {
      areas.append(
        SmallArea(
          code: "E01" + String(900_001 + areas.count), name: "Area \(areas.count + 1)",
          district: district, decile: 1 + random.pick(weights)))
    }
  }
}

extension PublishedFiles {
  /// A practice's patients: the total, or the sum of its cells where no total was published.
  func total(of code: String) -> Int {
    guard let list = lists[code] else { return 0 }
    return list.patients > 0 ? list.patients : list.cells.reduce(0, +)
  }
}

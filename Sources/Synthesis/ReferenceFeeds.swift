import Formats
import Tables

/// Writes the published and reference feeds that go with a night.
func addReferenceFeeds(
  _ plan: AreaPlan, _ night: inout Night, _ request: SynthesisRequest, to folder: inout NightFolder
) throws(SynthesisFault) {
  var feeds = ReferenceFeeds(plan: plan, night: night, request: request)
  for file in feeds.makeAll() {
    try folder.add(
      stored(file.bytes, in: file.name), rows: file.rows, bytes: file.bytes.count, to: file.name)
  }
  night.publishedDirt = feeds.dirt
}

/// A published file under way.
struct ReferenceFile {
  var name: String
  var bytes: [UInt8]
  var rows: Int
}

/// The published and reference feeds of a night.
struct ReferenceFeeds {
  let plan: AreaPlan
  let censuses: [PracticeCensus]
  let referenceDate: Day
  let isClean: Bool
  var random: SeededRandom
  /// Where the random numbers of the area's files start.
  let areaSeed: UInt64
  private(set) var dirt: [SynthesisSummary.Dirt] = []

  init(plan: AreaPlan, night: Night, request: SynthesisRequest) {
    self.plan = plan
    censuses = night.censuses
    referenceDate = request.referenceDate
    isClean = night.isClean
    areaSeed = request.seed
    random = SeededRandom(seed: request.seed, purpose: .published, index: 1)
  }

  mutating func makeAll() -> [ReferenceFile] {
    [
      makeOrganisations(), makeCorePartners(), makeListSizes(), makePrevalence(),
      makeDeprivation(), makeDistricts(), makeGeographies(),
    ] + makeAreaFeeds()
  }

  mutating func count(_ feed: String, _ kind: String, _ rows: Int) {
    if rows > 0 { dirt.append(.init(feed: feed, kind: kind, rows: rows)) }
  }

  /// Practices of another commissioner, which national files hold and no extract of this area does.
  static let elsewhere: [(code: String, name: String, list: Int)] = [
    ("M97001", "Far Field Surgery", 8_114), ("M97002", "Over Bridge Practice", 4_930),
    ("M97003", "North Road Medical Centre", 12_406),
  ]

  // MARK: Deprivation and districts

  /// The Index of Multiple Deprivation's file 1, in its own words, with CRLF.
  private mutating func makeDeprivation() -> ReferenceFile {
    var writer = CSVWriter(lineBreak: .crlf)
    writer.append(row: [
      "LSOA code (2011)", "LSOA name (2011)", "Local Authority District code (2019)",
      "Local Authority District name (2019)", "Index of Multiple Deprivation (IMD) Rank",
      "Index of Multiple Deprivation (IMD) Decile",
    ])
    let areas = plan.areas + plan.areasOverTheBorder
    for (index, area) in areas.enumerated() {
      let district = plan.districts[area.district]
      // England has 32,844 areas of 2011; a rank within the decile, and no two areas with the same.
      let rank = (area.decile - 1) * 3_284 + 1 + (index * 1_009) % 3_284
      writer.append(row: [
        area.code, area.name, district.code, district.name, String(rank), String(area.decile),
      ])
    }
    return ReferenceFile(name: "deprivation.csv", bytes: writer.takeBytes(), rows: areas.count)
  }

  /// The Office for National Statistics' lookup, with its byte order mark.
  private mutating func makeDistricts() -> ReferenceFile {
    var writer = CSVWriter()
    writer.append(row: [
      "FID", "LSOA11CD", "LSOA11NM", "CCG21CD", "CCG21CDH", "CCG21NM", "LAD21CD", "LAD21NM",
    ])
    let areas = plan.areas + plan.areasOverTheBorder
    for (index, area) in areas.enumerated() {
      let district = plan.districts[area.district]
      writer.append(row: [
        String(index + 1), area.code, area.name, "E38000236", "18C",
        "NHS Herefordshire and Worcestershire CCG", district.code, district.name,
      ])
    }
    let mark: [UInt8] = isClean ? [] : [0xEF, 0xBB, 0xBF]
    count("lsoa-districts", "byte-order-mark", mark.isEmpty ? 0 : 1)
    return ReferenceFile(
      name: "lsoa-districts.csv", bytes: mark + writer.takeBytes(), rows: areas.count)
  }

  // MARK: Geography

  /// The QOF geography map, in Windows-1252 as some years' maps are.
  private mutating func makeGeographies() -> ReferenceFile {
    var bytes: [UInt8] = []
    func add(_ cells: [String]) {
      var writer = CSVWriter()
      writer.append(row: cells)
      let text = String(decoding: writer.takeBytes(), as: UTF8.self)
      bytes += isClean ? Array(text.utf8) : windows1252(text)
    }
    add([
      "NAT_ONS_CODE", "NAT_CODE", "NAT_COUNTRY", "REGION_ODS_CODE", "REGION_ONS_CODE",
      "REGION_NAME",
      "ICB_ODS_CODE", "ICB_ONS_CODE", "ICB_NAME", "SUB_ICB_ODS_CODE", "SUB_ICB_ONS_CODE",
      "SUB_ICB_NAME", "PCN_ODS_CODE", "PCN_NAME", "PRACTICE_CODE", "PRACTICE_NAME",
    ])
    let start = ["E92000001", "ENG", "England", "Y60", "E40000011", "Midlands"]
    for practice in plan.practices {
      let network = practice.network.map { plan.networks[$0] }
      add(
        start + [
          "QGH", "E54000019", "NHS Herefordshire and Worcestershire Integrated Care Board",
          practice.commissioner, "E38000236",
          "NHS Herefordshire and Worcestershire ICB - \(practice.commissioner)",
          network?.code ?? "U", network?.name ?? "Unallocated", practice.code, practice.name,
        ])
    }
    for practice in Self.elsewhere {
      add(
        start + [
          "QHL", "E54000055", "NHS Birmingham and Solihull Integrated Care Board", "15E",
          "E38000258", "NHS Birmingham and Solihull ICB - 15E", "U19999", "Elsewhere PCN ",
          practice.code, practice.name,
        ])
    }
    if !isClean { count("geographies", "windows-1252", 1) }
    return ReferenceFile(
      name: "geographies.csv", bytes: bytes, rows: plan.practices.count + Self.elsewhere.count)
  }
}

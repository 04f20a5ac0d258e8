import Expressions
import Model
import Health
@testable import Publishing
import Tables
import Testing

/// Six persons of two networks, on two lists, with texts that a careless writer would break on.
enum Sample {
  static let referenceDate = Day(number: 20_777)

  static let persons = PersonTable(
    Table([
      (
        "nhs_number",
        Column(.identifier, [9_000_000_009, 12_345, 31, 44, 55, 66].map { identifier($0) })
      ),
      ("practice_code", text(["M81001", "M81001", "M81002", "M81002", "M81002", "M81003"])),
      ("age", integers([70, 41, 66, nil, 80, 90])),
      ("sex", text(["1", "2", nil, "X", "1", "2"])),
      ("imd_decile", integers([1, 10, nil, 5, 2, 3])),
      ("bridges_to_health", text(["cancer", "at-risk", "at-risk", "cancer", nil, "cancer"])),
      ("multimorbidity", Column(.decimal, [0.47 + 0.58, 0, nil, 2, 3.25, 1].map(decimal))),
      ("multimorbidity_band", text(["3", "1", nil, "4", "5", "3"])),
      ("last_check", Column(.day, [nil, .day(Day(number: 18_000)), nil, nil, nil, nil])),
      (
        "last_invitation",
        Column(.day, [.day(Day(number: 20_700)), nil, nil, nil, nil, nil] as [Value?])
      ),
      (
        "last_refusal",
        Column(.day, [nil, .day(Day(number: 20_600)), nil, nil, nil, nil] as [Value?])
      ),
      ("born_on", Column(.day, (0..<6).map { Value.day(Day(number: Int32(365 * $0))) })),
      ("practice_name", text(["Elm Surgery", "Elm Surgery", nil, nil, nil, nil])),
      ("pcn_name", text(["North", "North", "South", "South", nil, nil])),
      ("information_need_reviewed_on", Column(.day, [Value?](repeating: nil, count: 6))),
      ("information_need", text([nil, "large-print", nil, nil, nil, nil])),
      (
        "preferred_language",
        text(["=HYPERLINK(\"x\")", "Welsh, Cornish", "Say \"hi\"\nthere", "+44", "Łemko", "@x"])
      ),
      ("carer", Column(.boolean, [true, false, nil, true, false, true].map(boolean))),
      ("care_home", Column(.boolean, [false, false, false, true, nil, true].map(boolean))),
    ]))

  /// A cohort, who is on its list, and who was on it before.
  struct Selected {
    var cohort: CohortDefinition
    var score: ScoreDefinition?
    var noticed: [String] = []
    var undelivered: [LackingFeed] = []
    var members: Table
    var earlier: Column?

    var people: [Int32] { peopleColumn(of: members) }
  }

  /// A cohort of everybody, of which only what its list says matters.
  static func cohort(
    _ name: String, _ title: String, source: String, score: String? = nil, lastDone: String? = nil,
    lastInvited: String? = nil, lastDeclined: String? = nil, shown: [String] = []
  ) throws -> CohortDefinition {
    CohortDefinition(
      name: name, title: title, source: source, campaign: nil,
      eligible: try check("true", in: Scope(columns: [:], parameters: [:])).get(), exclusions: [],
      rank: [], reasons: [], pathway: [], target: nil, score: score, lastDone: lastDone,
      lastInvited: lastInvited, lastDeclined: lastDeclined, shown: shown)
  }

  static let multimorbidity = ScoreDefinition(
    name: "multimorbidity", version: "37-general", title: "Multimorbidity", source: "",
    eligible: nil, models: [], bands: [])

  /// Persons 1 and 0 of U10001 in this order, then 3 of U10002.
  static func checks(shown: [String] = []) throws -> Selected {
    Selected(
      cohort: try cohort(
        "health-check", "Health check due", source: "A source", score: "multimorbidity",
        lastDone: "last_check", lastInvited: "last_invitation", lastDeclined: "last_refusal",
        shown: shown),
      score: multimorbidity, noticed: ["multimorbidity"],
      members: members(
        [
          (1, "U10001", 1, "never checked; lives in a most deprived fifth"), (0, "U10001", 2, nil),
          (3, "U10002", 1, "smoker"),
        ], pathway: "Lifestyle advisor"), earlier: Column(.identifier, [identifier(12_345)]))
  }

  /// Persons 0 of U10001 and 2 of U10002.
  static func vaccinations() throws -> Selected {
    Selected(
      cohort: try cohort("flu", "Flu due", source: "Another source"),
      members: members([(0, "U10001", 1, nil), (2, "U10002", 1, nil)]))
  }

  static let vocabulary = PersonVocabulary(
    person: "nhs_number", practice: "practice_code", birth: "born_on",
    listed: Dictionary(uniqueKeysWithValues: ListColumn.ofPersons.map { ($0, $0.rawValue) }))

  static let segmentation = SegmentationDefinition(
    name: "bridges-to-health", version: "1", title: "", source: "",
    segments: [
      Segment(name: "cancer", title: "Cancer", elements: []),
      Segment(name: "at-risk", title: "At risk", elements: []),
    ], overlays: [])

  static let sources = ListSources(
    vocabulary, segmentation: segmentation,
    columns: [
      PersonColumn(
        "bmi", .decimal,
        .reduced(
          Reduction(
            feeds: ["observations"], condition: nil, operation: .last, value: "value", by: "day")),
        title: "Body mass index", unit: "kg/m²")
    ])

  static func lists(_ cohorts: [Selected]? = nil, persons: PersonTable = persons) throws -> [Sheet]
  {
    let cohorts = try cohorts ?? [checks(), vaccinations()]
    let membership = ListMembership(
      of: cohorts.map { (name: $0.cohort.name, people: $0.people) }, personCount: persons.count)
    return cohorts.enumerated().compactMap { index, selected in
      TargetListPlan(
        of: selected.cohort, score: selected.score, noticed: selected.noticed,
        undelivered: selected.undelivered, sources: sources
      )?.sheet(
        members: selected.members, alsoOn: membership.others(of: selected.people, onList: index),
        places: WeekPlaces(
          ranked: Bitmap([true, true, true, false, false, false]),
          placed: Bitmap([true, false, false, false, false, false])), earlier: selected.earlier,
        persons: persons, referenceDate: referenceDate)
    }
  }

  /// A network's folder with a file of each sheet.
  static func folder(
    _ network: NetworkCode, _ sheets: [Sheet], notices: [ScoreNotice] = [], remarks: [String] = []
  ) -> FolderContents {
    let byName = Dictionary(uniqueKeysWithValues: sheets.map { ($0.description.name, $0) })
    let descriptions = sheets.map(\.description)
    let files = SheetFormat.csv.files(of: descriptions).map {
      FolderContents.File(name: $0.name, bytes: $0.bytes(of: network, from: byName))
    }
    return FolderContents(
      name: network.text,
      files: files
        + networkPapers(
          network, sheets: descriptions,
          byteCounts: Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.bytes.count) }),
          notices: notices, remarks: remarks, referenceDate: referenceDate))
  }

  /// A system folder with counts from persons: of the numerators 3 is to be hidden and 52 to be rounded.
  static func disclosedFolder() throws -> FolderContents {
    let aggregate = PersonAggregate(
      table: Table([
        ("level", text(["practice", "practice", "practice"])),
        ("area", text(["M81001", "M81002", "M81003"])),
        ("denominator", integers([101, 42, 0])),
        ("numerator", integers([52, 3, 0])),
      ]), counts: ["denominator", "numerator"],
      percentages: [.init(name: "percent", numerator: "numerator", denominator: "denominator")],
      sums: [])
    let finding = Finding(
      rule: "a-rule", grade: .warning, feed: "patients", says: "=something", count: 3)
    let name = try #require(FileName("coverage"))
    let table = AggregateTable(disclose(aggregate, rule: DisclosureRule()))
    let quality = try #require(
      AggregateFile.dataQuality(QualityFindings([finding], ofPersons: true), rule: DisclosureRule())
    )
    return systemFolder(
      [
        AggregateFile(name: name, title: "Coverage", description: "A source", table: table),
        quality,
      ], referenceDate: referenceDate)
  }

  static func members(
    _ rows: [(person: Int, pcn: String, rank: Int, reasons: String?)],
    pathway: String? = nil
  ) -> Table {
    Table([
      ("person", Column(.integer, rows.map { .integer(Int64($0.person)) })),
      ("pcn_code", Column(.text, rows.map { .text($0.pcn) })),
      ("rank", Column(.integer, rows.map { .integer(Int64($0.rank)) })),
      ("reasons", Column(.text, rows.map { $0.reasons.map { .text($0) } })),
      ("pathway", Column(.text, rows.map { _ in pathway.map { .text($0) } })),
    ])
  }

  static func text(_ texts: [String?]) -> Column {
    Column(.text, texts.map { $0.map { .text($0) } })
  }

  static func integers(_ numbers: [Int64?]) -> Column {
    Column(.integer, numbers.map { $0.map { .integer($0) } })
  }

  private static func identifier(_ number: Int64) -> Value? {
    .identifier(Identifier(number: number))
  }

  private static func decimal(_ number: Double?) -> Value? { number.map { .decimal($0) } }

  private static func boolean(_ truth: Bool?) -> Value? { truth.map { .boolean($0) } }
}

extension FolderContents {
  /// The text of a file; empty where there is none.
  func text(_ name: String) -> String {
    files.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }
}

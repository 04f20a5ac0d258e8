import Model
import Expressions
import Definitions
import Formats
import Foundation
import Health
import Tables
import Testing

/// What the example says, as definitions.
@Suite struct DefinitionsTests {
  let pipeline: PipelineDefinition

  init() throws {
    pipeline = try loadPipeline(at: exampleFile("pipeline.yaml"))
  }

  @Test("a pipeline names everything in the order of its file")
  func names() {
    #expect(pipeline.name == "example")
    #expect(pipeline.title == "One of everything")
    #expect(pipeline.referenceDate == Day(year: 2026, month: 11, day: 20))
    #expect(pipeline.input == "feeds-of-tonight")
    #expect(
      pipeline.feeds.map(\.value.contract.name) == [
        "patients", "events", "readings", "memberships", "counts", "area-counts",
      ])
    #expect(pipeline.feeds[0].file.hasSuffix("DefinitionExamples/feeds/patients.yaml"))
    #expect(pipeline.indicators.map(\.value.name) == ["flu-coverage", "prevalence", "gap"])
  }

  @Test("figures of the area name their feeds, and what each table is made of")
  func area() throws {
    let area = try #require(pipeline.area?.value)
    #expect(area.feeds == ["counts", "area-counts"])
    #expect(area.tables.map(\.table) == AreaTable.allCases)
    #expect(area.projections?.ages == ["65-74", "75+"] && area.projections?.sexes == ["F", "M"])
    #expect(area.contracts?.services.map(\.target) == [0.75])
    #expect(area.members?.by.map(\.column) == ["sex", "by_age"])
    #expect(area.equality?.outcomes.map(\.indicators) == [["flu-coverage"], []])
    // People are counted in the system by what members are held against.
    #expect(pipeline.publish.value.profile?.age == "by_age")
  }

  @Test("seasons come by their first day, with their own days")
  func campaigns() throws {
    let flu = try #require(pipeline.campaigns.first)
    #expect(flu.name == "flu")
    #expect(flu.seasons.map(\.name) == ["2025-26", "2026-27"])
    #expect(flu.seasons[1].days == ["age_on": try day(2027, 3, 31)])
    #expect(flu.season(on: try day(2026, 9, 1))?.name == "2026-27")
  }

  @Test("a CSV feed's layout, columns and checks are read")
  func csvFeed() throws {
    let contract = pipeline.feeds[0].value.contract
    #expect(
      contract.format
        == .csv(
          CSVLayout(
            delimiter: UInt8(ascii: "|"), quote: UInt8(ascii: "\""), escape: UInt8(ascii: "\\"),
            header: .search, encoding: .utf8)))
    #expect(contract.isRequired)
    let columns = contract.columns
    #expect(columns[0].type == .identifier(digits: 10))
    #expect(columns[0].faultGrade == .record)
    #expect(
      columns[2].type
        == .code(CodeList(name: "sexes", meanings: ["1": "1", "2": "2", "F": "2"])))
    #expect(columns[4].source == .header(["LSOA code (2011)", "LSOA11CD"]))
    #expect(columns[4].faultGrade == .warning)
    #expect(columns[6].missing == ["", "NULL"])
    #expect(columns[6].faultGrade == .record)
    #expect(columns[7].type == .boolean(true: ["Y"], false: ["N"]))
    #expect(
      columns[8].type == .code(CodeList(name: "opt_out", meanings: ["N": "N", "1": "1", "D": "D"])))
  }

  @Test("a column's type implies the check of its format")
  func impliedChecks() {
    #expect(
      pipeline.feeds[0].value.rules.checks == [
        ColumnCheck(
          column: "nhs_number", format: .nhsNumber, grade: .record, refusesTestRange: true),
        ColumnCheck(column: "practice_code", format: .practiceCode, grade: .record),
        ColumnCheck(column: "lsoa_code", format: .lsoaCode, grade: .warning),
      ])
    #expect(
      pipeline.feeds[3].value.rules.checks == [
        ColumnCheck(column: "pcn_code", format: .pcnCode, grade: .warning)
      ])
  }

  @Test("a feed's rules are read, and left out ones have their defaults")
  func feedRules() {
    let rules = pipeline.feeds[0].value.rules
    #expect(rules.rules.map(\.name) == ["birth-not-in-the-future"])
    #expect(rules.rules[0].holds.parameters == ["reference_date"])
    #expect(
      rules.unique
        == Uniqueness(columns: ["nhs_number", "practice_code", "registered_on"], grade: .record))
    #expect(rules.rejectLimit == 0.1)
    let events = pipeline.feeds[1].value
    #expect(events.rules.only?.text == "programme is not null")
    #expect(events.rules.rejectLimit == 0.05)
    #expect(events.rules.warningLimit == 0.5)
    #expect(pipeline.feeds[2].value.rules.warningLimit == 0.8)
    #expect(!events.contract.isRequired)
    #expect(events.contract.files == ["events*.csv", "more-events*.csv"])
  }

  @Test("XML, headerless and Arrow feeds say where their cells stand")
  func otherFormats() {
    let xml = pipeline.feeds[2].value.contract
    #expect(
      xml.format == .xml(XMLLayout(record: ["Readings", "Reading"], namespace: "urn:example")))
    #expect(
      xml.columns.map(\.source) == [
        .path("@nhsNumber"), .path("@on"), .constant("done"), .path("Dose"), .path("Value"),
      ])
    let headerless = pipeline.feeds[3].value.contract
    #expect(headerless.format == .csv(CSVLayout(header: .none)))
    #expect(headerless.columns[4].source == .position(5))
    let arrow = pipeline.feeds[4].value
    #expect(arrow.contract.format == .arrow)
    #expect(arrow.contract.columns[2].source == .header(["register"]))
    #expect(arrow.rules.key == nil)
  }

  @Test("the population, its networks, lookups and derived columns are read in order")
  func population() throws {
    let population = try #require(pipeline.population?.value)
    #expect(population.feed == "patients" && population.person == "nhs_number")
    #expect(population.registered.columns == ["registered_on", "deregistered_on"])
    #expect(population.secondaryUse?.text == "opt_out = 'N'")
    #expect(
      population.networks == [
        NetworkSource(
          feed: "memberships", practice: "practice_code", network: "pcn_code", starts: "started_on",
          ends: "ended_on")
      ])
    #expect(population.lookups.map(\.name) == ["imd_decile"])
    #expect(population.columns.map(\.name) == ["age", "is_adult"])
    #expect(population.columns.map(\.value.type) == [.integer, .boolean])
  }

  @Test("features are reductions of events or derived, and a day orders itself")
  func features() throws {
    let features = pipeline.features.flatMap(\.value.features)
    #expect(
      features.map(\.name) == [
        "flu_given", "reading_count", "last_reading", "last_event", "first_outcome", "mean_dose",
        "total_dose", "event_count",
      ])
    let reductions = features.compactMap { feature -> Reduction? in
      if case .reduced(let reduction) = feature.kind { reduction } else { nil }
    }
    #expect(reductions.count == 7)
    #expect(reductions[0].feeds == ["events", "readings"])
    #expect(reductions[0].condition?.parameters == ["season_start"])
    #expect(features[0].campaign == "flu")
    #expect(reductions[1].condition?.columns == ["event_on", "person.date_of_birth"])
    #expect(reductions[2].value == "value" && reductions[2].by == "event_on")
    #expect(reductions[3].value == "event_on" && reductions[3].by == "event_on")
    #expect(reductions.map(\.operation) == [.exists, .count, .last, .last, .first, .mean, .sum])
    guard case .derived(let derived) = features[7].kind else {
      Issue.record("event_count is derived")
      return
    }
    #expect(derived.type == .integer)
  }

  @Test("segments, elements and overlays are read in their precedence")
  func segmentation() throws {
    let set = try #require(pipeline.segmentations.first?.value)
    #expect(set.version == "1.0")
    #expect(set.segments.map(\.name) == ["old", "everybody-else"])
    #expect(set.segments[0].elements.map(\.name) == ["over-80", "over-64"])
    #expect(set.overlays.map(\.name) == ["is-carer"])
    // Scores come before segments.
    #expect(set.segments[0].elements[1].when.columns == ["age", "example_score"])
  }

  @Test("a score keeps terms that no feed carries, and its last band is open")
  func score() throws {
    let score = try #require(pipeline.scores.first?.value)
    #expect(score.terms.map(\.weight) == [2.46, 0.07])
    #expect(score.terms[0].when?.columns == ["age"])
    #expect(score.terms[1].when == nil)
    #expect(score.bands.map(\.below) == [0.5, 1, nil])
  }

  @Test("a cohort's rank reads asc and desc, and missing values come last unless it says otherwise")
  func cohort() throws {
    let cohort = try #require(pipeline.cohorts.first?.value)
    #expect(cohort.eligible.parameters == ["age_on"])
    #expect(cohort.rank.map(\.value.text) == ["example_score", "imd_decile", "age"])
    #expect(cohort.rank.map(\.isDescending) == [true, false, false])
    #expect(cohort.rank.map(\.nullsFirst) == [true, false, false])
    #expect(cohort.exclusions.map(\.because) == ["vaccinated"])
    #expect(cohort.reasons.map(\.says) == ["is old"])
    #expect(cohort.target == 0.75 && cohort.score == "example-score")
    #expect(cohort.lastDone == "last_event" && cohort.overdueOn == "last_event")
    #expect(cohort.lastInvited == "last_event" && cohort.lastDeclined == "last_event")
  }

  @Test("a cohort says who has which status, what it offers and what else")
  func statusAndOffers() throws {
    let cohort = try #require(pipeline.cohorts.first?.value)
    #expect(cohort.exclusions.map(\.status) == [.given])
    #expect(cohort.declined?.text == "first_outcome = 'declined'")
    #expect(cohort.pathway == ["vaccination"])
    #expect(cohort.alsoOffer.map(\.need) == ["smoking"])
    #expect(cohort.alsoOffer.map(\.when.text) == ["is_adult"])
  }

  @Test("the directory's services have needs, and may be for everybody")
  func pathways() throws {
    let directory = try #require(pipeline.pathways?.value)
    #expect(directory.services.map(\.name) == ["vaccination", "helpline"])
    #expect(directory.services.map(\.needs) == [[], ["smoking", "advice"]])
    #expect(directory.services.map { $0.eligible?.text } == ["age >= 18", nil])
    #expect(directory.services(for: "smoking") == [1])
    #expect(directory.offers == ["vaccination", "helpline", "smoking", "advice"])
    #expect(directory.services.map(\.audience) == ["adults", nil])
    #expect(directory.services.map(\.places) == [nil, "by telephone"])
    // Those with a title come first; another's name is its title.
    #expect(directory.needs.map(\.name) == ["advice", "smoking"])
    #expect(directory.needs.map(\.title) == ["Advice & help", "Smoking"])
  }

  @Test("impact has benefits, weights, a cap, a capacity, strata and audits")
  func impact() throws {
    let impact = try #require(pipeline.impact?.value)
    #expect(impact.benefits.map(\.cohort) == ["flu-over-64"])
    #expect(
      impact.benefit(of: "flu-over-64")?.benefit.text == "2" && impact.benefit(of: "other") == nil)
    #expect(impact.equity.map(\.weight) == [1.2] && impact.cap == 1.5)
    #expect(impact.capacity == Capacity(places: 60, per: .network))
    #expect(impact.listed == 3000)
    #expect(impact.strata == "imd_decile" && impact.audit == ["imd_decile", "by_age"])
    #expect(impact.rest == 0.5 && impact.redFlags.map(\.because) == ["very old"])
    #expect(impact.need.type == .decimal)
  }

  @Test("an indicator is made from persons or from published counts")
  func indicators() throws {
    guard case .persons(let persons) = pipeline.indicators[0].value.kind,
      case .published(let published) = pipeline.indicators[1].value.kind
    else {
      Issue.record("one of each kind")
      return
    }
    #expect(persons.by == ["imd_decile"])
    #expect(persons.expected == nil)
    #expect(persons.last?.denominator.parameters == ["last_age_on", "reference_date"])
    #expect(persons.last?.numerator.parameters == ["last_season_start"])
    #expect(published.group == ["group_code"])
    #expect(
      published.areas == [AreaLevel(name: "pcn", code: "pcn_code", title: nil, unallocated: "U")])
    #expect(published.listSizes?.patients == "list_size")
    #expect(published.deprivation?.on == "practice_code")
  }

  @Test("what is expected of a person is a number")
  func expected() throws {
    guard case .persons(let persons) = pipeline.indicators[2].value.kind else {
      Issue.record("made from persons")
      return
    }
    #expect(persons.expected?.type == .decimal && persons.last == nil)
    #expect(persons.expressions.count == 3)
  }

  @Test("reconciliation and publishing are read")
  func outputs() throws {
    let reconciliation = try #require(pipeline.reconciliation?.value)
    #expect(reconciliation.good == 0.04 && reconciliation.major == 0.3)
    #expect(reconciliation.registers?.entryResolved == "event_on")
    #expect(
      reconciliation.registers?.tolerance
        == RegisterTolerance(aggregate: 0.005, practice: 0.02, patients: 3))
    var publishing = PublishDefinition(
      disclosure: DisclosureRule(hidesUpTo: 9, roundsTo: 10), segmentation: "by-age", runsKept: 3,
      outputs: [
        .lists: OutputTerms(
          purpose: "the patients' own care", lawfulBasis: "made up", recipients: "their practices"),
        .priority: OutputTerms(
          purpose: "who is called first", lawfulBasis: "made up", recipients: "the network",
          leavesOut: [.type1]),
        .aggregates: OutputTerms(
          purpose: "planning", lawfulBasis: "made up", recipients: "the system",
          leavesOut: [.type1, .national]),
      ])
    publishing.workbook = WorkbookDefinition(recipients: [.network], peopleShown: 100)
    publishing.hasWarehouse = false
    publishing.bytesKept = 200_000_000_000
    publishing.aggregates = .monthly
    publishing.centralMetrics = CentralMetricsDefinition(
      location: "QXX", locationType: "integrated-care-board", businessArea: "Primary care",
      businessSubArea: "Flu", owner: "nobody", source: "made up")
    var tenths = ProfileDefinition.Breakdown(column: "imd_decile", title: "Deprivation tenth")
    tenths.order = ["2", "1"]
    publishing.profile = ProfileDefinition(
      age: "by_age", sex: "sex", sides: ["1", "2"], people: [tenths],
      need: [.init(column: "first_outcome", title: "First outcome")],
      conditions: [.init(column: "flu_given", title: "Flu vaccination", isCondition: true)],
      deprivation: "imd_decile", inDetail: ["flu-coverage"])
    publishing.systemPages = SystemPagesDefinition(
      indicators: ["flu-coverage"], groups: [.init(column: "sex", title: "Sex")],
      district: "by_age", lists: ["flu-over-64"])
    publishing.systemPages?.inverseCare = InverseCareDefinition(
      column: "imd_decile", need: ["gap"], care: ["flu-coverage"])
    publishing.outputs[.pseudonymised] = OutputTerms(
      purpose: "research", lawfulBasis: "made up", recipients: "the university",
      leavesOut: [.type1, .national])
    publishing.pseudonymised = PseudonymisedDefinition(
      columns: ["by_age", "imd_decile", "flu_given", "last_event"], lists: ["flu-over-64"])
    // An indicator is split by the column once, whatever asks for it.
    let splits = pipeline.indicators.map { indicator -> [String] in
      guard case .persons(let proportion) = indicator.value.kind else { return [] }
      return proportion.splits.map(\.column)
    }
    #expect(splits == [["imd_decile", "sex", "by_age"], [], ["imd_decile"]])
    #expect(pipeline.cohorts.map(\.value.comparedBy) == [["sex", "by_age"]])
    #expect(pipeline.publish.value == publishing)
    #expect(pipeline.indicators.map(\.value.betterWay) == [.higher, .neither, .neither])
    // Each definition has the terms of its output.
    #expect(pipeline.cohorts.map(\.value.terms) == [pipeline.publish.value.outputs[.lists]])
    #expect(pipeline.impact?.value.leavesOut == [.type1])
    #expect(pipeline.population?.value.leftOutOfAggregates == [.type1, .national])
  }

  @Test("tests are read with typed values, codes by their meaning, and their lines")
  func tests() throws {
    #expect(
      pipeline.tests.map(\.kind) == [
        .population, .features, .score, .segmentation, .cohort, .impact,
      ])
    #expect(
      pipeline.tests.map(\.definition) == [
        "registered", "features", "example-score", "by-age", "flu-over-64", "priority",
      ])
    let cohort = pipeline.tests[4]
    #expect(cohort.line == 16 && cohort.file.hasSuffix("DefinitionExamples/cohort.yaml"))
    #expect(cohort.tests.map(\.line) == [17, 21, 24, 31])
    let first = cohort.tests[0]
    #expect(first.on == pipeline.referenceDate)
    #expect(
      first.patient == [
        TestCell(column: "date_of_birth", type: .day, value: .day(try day(1962, 3, 31))),
        TestCell(column: "sex", type: .text, value: .text("2")),
        TestCell(column: "carer", type: .boolean, value: .boolean(true)),
      ])
    #expect(
      first.expectations == [
        TestExpectation(.onList(true), line: 19), TestExpectation(.reasons([]), line: 20),
      ])
    let third = cohort.tests[2]
    #expect(third.on == (try day(2026, 10, 1)))
    #expect(third.events.map(\.feed) == ["events", "readings"])
    #expect(
      third.events[0].cells[3] == TestCell(column: "dose", type: .integer, value: .integer(1)))
    #expect(
      third.expectations.map(\.subject) == [
        .excluded("vaccinated"),
        .column(TestCell(column: "reading_count", type: .integer, value: .integer(1))),
        .column(TestCell(column: "last_reading", type: .decimal, value: .decimal(0.5))),
        .column(TestCell(column: "imd_decile", type: .integer, value: nil)),
      ])
    let scored = pipeline.tests[2].tests.map { $0.expectations.map(\.subject) }
    #expect(
      scored == [
        [.score(2.46), .band("3")], [.score(0), .band("1")], [.score(nil), .band(nil)],
      ])
    #expect(pipeline.tests[0].tests[0].expectations.map(\.subject) == [.inPopulation(false)])
    #expect(
      pipeline.tests[5].tests.map { $0.expectations.map(\.subject) } == [
        [.openLists(["flu-over-64"]), .need(2.46), .gap(2), .equity(1.2), .priority(5.904)],
        [.openLists([]), .need(nil), .gap(nil), .equity(nil), .priority(nil)],
        [.redFlags(["very old"])],
      ])
  }

  @Test("one feed can be read by itself")
  func oneFeed() throws {
    let feed = try loadFeed(at: exampleFile("feeds/patients.yaml"))
    #expect(feed == pipeline.feeds[0])
  }
}

/// The path of one of the example's files.
func exampleFile(_ name: String) -> String {
  exampleFolder.appending(path: name).path
}

/// The folder of the example.
let exampleFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "DefinitionExamples")

/// A day, which must exist.
func day(_ year: Int, _ month: Int, _ day: Int) throws -> Day {
  try #require(Day(year: year, month: month, day: day))
}

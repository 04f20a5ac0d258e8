import Definitions
import Expressions
import Health
import Model
import Tables
import Testing

@testable import Agreement

/// Indicators of the contract and the audit beside the lists of who is missing in them.
///
/// A practice that works through a list has to see its indicator rise: whoever the indicator counts as not reached is on the list,
/// and where list and indicator ask the same nobody else is.
@Suite("Catalogue: indicators and their lists")
struct IndicatorsOfListsTests {
  /// Indicators and the list of those who are not reached in any of them.
  static let same: [(indicators: [String], list: String)] = [
    (["qof-dm037"], "diabetes-care-processes"),
    (["qof-hf009"], "heart-failure-medicines"),
    (["qof-chol003", "qof-chol004"], "lipids-in-cvd"),
  ]

  /// Indicators of which the list has others too, such as those whose target is 130/80 for their kidneys, or whose
  /// sex, and with it a point of the score, is not known.
  static let within: [(indicators: [String], list: String)] = [
    (["qof-hyp010", "qof-hyp011"], "hypertension-not-to-target"),
    (["qof-af008"], "atrial-fibrillation-anticoagulation"),
    (["qof-ndh003"], "non-diabetic-hyperglycaemia-review+gestational-diabetes-hba1c"),
  ]

  @Test("whoever an indicator counts as not reached is on its list, and nobody else")
  func agreement() throws {
    let night = try MadeUpNights()
    for (indicators, list) in Self.same {
      let missed = try night.missed(indicators)
      let listed = try night.listed([list])
      #expect(!missed.isEmpty, shipped("nobody misses \(indicators)"))
      #expect(missed == listed, shipped("\(indicators) and \(list) are of other people"))
    }
  }

  @Test("whoever a narrower indicator counts as not reached is on a list")
  func inclusion() throws {
    let night = try MadeUpNights()
    for (indicators, lists) in Self.within {
      // The list aims at 150/90 for who is frail with diabetes or cardiovascular disease, so that nobody is treated to a fall.
      let missed = try night.missed(indicators).subtracting(night.frail())
      let listed = try night.listed(lists.split(separator: "+").map { String($0) })
      #expect(!missed.isEmpty, shipped("nobody misses \(indicators)"))
      #expect(
        missed.isSubset(of: listed),
        shipped("\(missed.subtracting(listed).count) who miss \(indicators) are not on \(lists)"))
    }
  }
}

/// The shipped definitions on made-up nights without any practice that is held back or incomplete.
///
/// Several, since a night may have few of one condition, or no network at all. Persons are counted through all nights.
private struct MadeUpNights {
  let pipeline: PipelineDefinition
  let runs: [NativeRun]
  let parameters: RunParameters

  init() throws {
    // What networks report takes people off lists, and nobody out of an indicator.
    var lists = try shippedPipeline()
    for index in lists.cohorts.indices { lists.cohorts[index].value.actions = nil }
    let day = try #require(Day(iso: "2026-11-20"))
    let population = try #require(lists.population?.value)
    pipeline = lists
    // Some people of these nights have heart failure with a reduced ejection fraction, of whom there are few.
    runs = try (24...29).map { seed in
      let night = GeneratedNight(lists, population, persons: 3_000, on: day, seed: UInt64(seed))
      return try NativeRun(
        lists, tables: night.tables, accepted: night.accepted, heldBack: [], on: day,
        partitionedBy: 65_536)
    }
    parameters = RunParameters(referenceDate: day, campaigns: pipeline.campaigns)
  }

  /// Those who are in the denominator and not in the numerator of any of some indicators.
  func missed(_ names: [String]) throws -> Set<Int> {
    try persons { run in
      var missed = Bitmap(repeating: false, count: run.persons.count)
      for name in names {
        let indicator = try #require(
          pipeline.indicators.map(\.value).first { $0.name == name }, "no indicator \(name)")
        guard case .persons(let proportion) = indicator.kind else { continue }
        let table = run.persons.table
        let denominator = proportion.denominator.selects(on: table, parameters: parameters.plain)
        let numerator = proportion.numerator.selects(on: table, parameters: parameters.plain)
        // Lists are made for networks; who has none is counted in the system's figure alone.
        let network = try #require(table[PersonVocabulary.network]).present
        let unreached = denominator & ~numerator
        missed = missed | (network.map { unreached & $0 } ?? unreached)
      }
      return Array(missed.setIndices)
    }
  }

  /// Those with coded moderate or severe frailty.
  func frail() throws -> Set<Int> {
    try persons { run in
      let column = try #require(run.persons.table["has_coded_frailty"])
      return (0..<column.count).filter { column.value(at: $0) == .boolean(true) }
    }
  }

  /// Those who are on any of some lists.
  func listed(_ names: [String]) throws -> Set<Int> {
    try persons { run in
      try names.flatMap { name in
        try #require(run.cohorts[name], "no list \(name)").people.map { Int($0) }
      }
    }
  }

  /// Rows of each night, counted through all nights.
  private func persons(_ rows: (NativeRun) throws -> [Int]) throws -> Set<Int> {
    var found: Set<Int> = []
    var before = 0
    for run in runs {
      found.formUnion(try rows(run).map { $0 + before })
      before += run.persons.count
    }
    return found
  }
}

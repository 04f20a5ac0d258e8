import Synthesis
import Testing

/// The files of the whole area that a made-up night has.
@Suite struct AreaFeedsTests {
  private static let night = Result { try WrittenNight(patients: 6_000, seed: 3) }

  @Test("residents go with the lists as 595,786 with 614,934, district by district")
  func residents() throws {
    let rows = try Self.night.get().rows("residents.csv")
    let people = rows.compactMap { Int($0["OBS_VALUE"] ?? "") }.reduce(0, +)
    #expect(people == Int((6_000.0 * 595_786 / 614_934).rounded()))
    #expect(Set(rows.compactMap { $0["GEOGRAPHY_CODE"] }).count > 1)
  }

  @Test("a late return is counted among the dirt, and no provider reaches more than are eligible")
  func returns() throws {
    let night = try Self.night.get()
    let rows = try night.rows("contract-returns.csv")
    #expect(
      rows.allSatisfy { Int($0["reached"] ?? "") ?? 1 <= Int($0["eligible"] ?? "") ?? 0 })
    let periods = Set(rows.compactMap { $0["period_start"] })
    #expect(periods.count == 6)
    let late = night.summary.dirt.first { $0.kind == "late-return" }
    let providers = Set(rows.compactMap { $0["provider_code"] }).count
    let services = Set(rows.compactMap { $0["service"] }).count
    #expect(rows.count == providers * services * 6 - (late?.rows ?? 0))
  }

  @Test("an involvement network has 390 members, and no name, number or address")
  func members() throws {
    let rows = try Self.night.get().rows("members.csv")
    #expect(rows.count == 390)
    #expect(
      Set(rows.flatMap(\.keys)) == ["age", "sex", "ethnicity", "district", "deprivation_tenth"])
  }
}

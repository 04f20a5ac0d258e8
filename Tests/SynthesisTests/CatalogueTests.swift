import Foundation
import Synthesis
import Tables
import Testing

/// What the lists and scores of the catalogue need in made-up nights.
@Suite struct CatalogueTests {
  private static let night = Result { try WrittenNight(patients: 6_000, seed: 21, isClean: true) }
  private static let referenceDate = Day(number: 20_777)

  /// Completed years of everybody, by NHS number.
  private func ages() throws -> [String: Int] {
    var ages: [String: Int] = [:]
    for row in try Self.night.get().rows("patients*.csv") {
      if let number = row["nhs_number"], let birth = row["date_of_birth"].flatMap({ Day(iso: $0) })
      {
        ages[number] = Day.completedYears(from: birth, to: Self.referenceDate)
      }
    }
    return ages
  }

  /// Who has a condition.
  private func people(with condition: String) throws -> Set<String> {
    Set(
      try Self.night.get().rows("conditions*.csv").filter { $0["condition"] == condition }
        .compactMap { $0["nhs_number"] })
  }

  @Test("living alone is recorded from 65 on, and more often with age")
  func livesAlone() throws {
    let ages = try ages()
    let alone = try people(with: "LIVES-ALONE")
    #expect(alone.count > 100 && alone.allSatisfy { (ages[$0] ?? 0) >= 65 })
    func share(_ range: ClosedRange<Int>) -> Double {
      let all = ages.filter { range.contains($0.value) }
      return Double(all.count { alone.contains($0.key) }) / Double(max(1, all.count))
    }
    #expect(share(80...120) > share(65...74))
  }

  @Test("nearly half of those from 25 to 84 have a Townsend score, and nobody else")
  func townsend() throws {
    let ages = try ages()
    let scored = Set(
      try Self.night.get().rows("observations*.csv").filter { $0["observation"] == "TOWNSEND" }
        .compactMap { $0["nhs_number"] })
    let adults = ages.filter { (25...84).contains($0.value) }
    let share = Double(adults.count { scored.contains($0.key) }) / Double(adults.count)
    #expect(share > 0.41 && share < 0.49)
    #expect(scored.allSatisfy { (25...84).contains(ages[$0] ?? 0) })
  }

  @Test("most of those whose blood pressure was taken have it of two days or more")
  func pressures() throws {
    var days: [String: Set<String>] = [:]
    for row in try Self.night.get().rows("observations*.csv") where row["observation"] == "SBP" {
      days[row["nhs_number"] ?? "", default: []].insert(row["observed_on"] ?? "")
    }
    let several = days.values.count { $0.count > 1 }
    #expect(Double(several) > 0.65 * Double(days.count))
  }

  @Test("a frailty code is of somebody of 65 and over whose recorded index says the same")
  func frailty() throws {
    let ages = try ages()
    var index: [String: Double] = [:]
    for row in try Self.night.get().rows("observations*.csv") where row["observation"] == "EFI" {
      index[row["nhs_number"] ?? ""] = row["value"].flatMap(Double.init)
    }
    for (code, least, below) in [
      ("FRAILTY-MODERATE", 0.24, 0.36), ("FRAILTY-SEVERE", 0.36, 1.01),
    ] {
      let coded = try people(with: code)
      #expect(!coded.isEmpty, "\(code)")
      #expect(coded.allSatisfy { (ages[$0] ?? 0) >= 65 })
      let values = coded.compactMap { index[$0] }
      #expect(!values.isEmpty && values.allSatisfy { $0 >= least && $0 < below }, "\(code)")
    }
  }

  @Test("COVID-19, pneumococcal and shingles vaccinations are among the events")
  func vaccinations() throws {
    let night = try Self.night.get()
    let given = Set(try night.rows("uptake*.csv").compactMap { $0["programme"] })
    #expect(given.isSuperset(of: ["COVID", "PPV", "SHINGLES"]))
  }
}

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

  @Test("every class, condition, programme and cause that a list reads is somebody's")
  func everythingThatListsRead() throws {
    let night = try Self.night.get()
    func codes(_ feed: String, _ column: String) throws -> Set<String> {
      Set(try night.rows("\(feed)*.csv").compactMap { $0[column] })
    }
    #expect(
      try codes("medications", "medicine").isSuperset(of: [
        "NSAID", "GASTROPROTECTION", "METHOTREXATE", "VALPROATE", "RAAS", "BETA-BLOCKER", "MRA",
        "SGLT2", "RELIEVER", "PREVENTER",
      ]))
    #expect(
      try codes("conditions", "condition").isSuperset(of: [
        "OSA", "LVSD", "AAA", "GDM", "EPILEPSY", "CHICKENPOX", "SEVERE-IMMUNOSUPPRESSION",
        "HOUSEHOLD-CONTACT", "SMI-REMISSION",
      ]))
    #expect(
      try codes("uptake", "programme").isSuperset(of: [
        "DEMREV", "CANREV", "SMR", "CHREV", "ACP", "CSPLAN", "WEIGHT", "VALRISK", "AAA", "LUNG",
        "RSV", "MMRV", "PCV20",
      ]))
    #expect(
      try codes("observations", "observation").isSuperset(of: [
        "HAEMOGLOBIN", "ALT", "LITHIUM_LEVEL",
      ]))
    #expect(
      try codes("contacts", "cause").isSuperset(of: [
        "", "ASTHMA", "COPD", "HEART-FAILURE", "EPILEPSY", "DIABETES", "FALL", "DENTAL",
        "SELF-HARM", "MENTAL-HEALTH", "ALCOHOL", "OTHER",
      ]))
  }

  @Test("urgent care alone has a cause, and some of it has none")
  func causes() throws {
    let rows = try Self.night.get().rows("contacts*.csv")
    func isUrgent(_ row: [String: String]) -> Bool {
      row["setting"] == "AE" || row["setting"] == "EMERGENCY-ADMISSION"
    }
    let urgent = rows.filter(isUrgent)
    #expect(rows.allSatisfy { isUrgent($0) || $0["cause"] == "" })
    let known = urgent.count { $0["cause"] != "" }
    #expect(known > urgent.count / 2 && known < urgent.count)
  }

  @Test("most of those with methotrexate have their blood tested in three months, and not all")
  func bloodTests() throws {
    // Few take it: a larger night than the others.
    let night = try WrittenNight(patients: 20_000, seed: 21, isClean: true)
    let takers = Set(
      try night.rows("medications*.csv").filter { $0["medicine"] == "METHOTREXATE" }
        .compactMap { $0["nhs_number"] })
    let tested = Set(
      try night.rows("observations*.csv").filter {
        $0["observation"] == "HAEMOGLOBIN" && ($0["observed_on"] ?? "") > "2026-08-20"
      }.compactMap { $0["nhs_number"] })
    #expect(takers.count > 30 && tested.isSubset(of: takers))
    #expect(tested.count > takers.count / 2 && tested.count < takers.count)
  }

  @Test("some of those with asthma have six relievers or more in a year, most have fewer")
  func relievers() throws {
    var inhalers: [String: Int] = [:]
    for row in try Self.night.get().rows("medications*.csv") where row["medicine"] == "RELIEVER" {
      inhalers[row["nhs_number"] ?? "", default: 0] += 1
    }
    let many = inhalers.values.count { $0 >= 6 }
    #expect(many > 10 && many * 3 < inhalers.count)
  }

  @Test(
    "networks report of some on lists, with a date for each snooze and the person's own practice")
  func actions() throws {
    let rows = try Self.night.get().rows("actions*.csv")
    #expect(rows.count > 100 && rows.count < 600)
    #expect(
      Set(rows.compactMap { $0["action"] }) == [
        "contacted", "booked", "snoozed", "declined", "done_elsewhere", "wrong", "reopened",
      ])
    #expect(rows.allSatisfy { ($0["action"] == "snoozed") == !($0["snoozed_until"] ?? "").isEmpty })
    #expect(
      rows.allSatisfy {
        $0["snoozed_until"] == "" || $0["snoozed_until"] ?? "" > $0["acted_on"] ?? "9"
      })
    var practices: [String: String] = [:]
    for row in try Self.night.get().rows("patients*.csv") {
      practices[row["nhs_number"] ?? ""] = row["practice_code"]
    }
    #expect(rows.allSatisfy { practices[$0["nhs_number"] ?? ""] == $0["practice_code"] })
  }

  @Test("COVID-19, pneumococcal and shingles vaccinations are among the events")
  func vaccinations() throws {
    let night = try Self.night.get()
    let given = Set(try night.rows("uptake*.csv").compactMap { $0["programme"] })
    #expect(given.isSuperset(of: ["COVID", "PPV", "SHINGLES"]))
  }
}

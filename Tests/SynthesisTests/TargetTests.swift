import Foundation
import Synthesis
import Tables
import Testing

/// One night for all: 20,000 patients with the dirt of real extracts.
@Suite struct TargetTests {
  private static let night = Result { try WrittenNight(patients: 20_000, seed: 11) }

  /// Four standard errors of a share of that many, and for uptake what the practices' own differences add.
  private func tolerance(_ figure: SynthesisSummary.Figure, practices: Double) -> Double {
    let error = (figure.asked * (1 - figure.asked) / Double(max(1, figure.denominator)))
      .squareRoot()
    return 4 * error + practices
  }

  @Test(
    "uptake comes out as it was asked for",
    arguments: [
      ("flu-65-and-over", 0.01), ("flu-65-and-over-last-season", 0.01),
      ("flu-under-65-at-risk", 0.015),
      ("flu-under-65-at-risk-last-season", 0.015), ("nhs-health-check-in-five-years", 0.02),
      ("mmr-first-dose-at-2", 0.01), ("mmr-first-dose-at-5", 0.01), ("mmr-second-dose-at-5", 0.015),
      ("learning-disability-check-in-a-year", 0.05),
      ("serious-mental-illness-check-in-a-year", 0.02),
      ("lives-in-most-deprived-tenth", 0.02), ("opted-out", 0.0),
    ])
  func uptake(name: String, practices: Double) throws {
    let figure = try Self.night.get().figure(name)
    #expect(figure.denominator > 50)
    #expect(abs(figure.reached - figure.asked) <= tolerance(figure, practices: practices))
  }

  @Test(
    "every register is as long as its share of the list, to within one in fifty and a few people")
  func registers() throws {
    let figures = try Self.night.get().summary.figures.filter { $0.name.hasPrefix("register-") }
    #expect(figures.count == 21)
    for figure in figures {
      let asked = figure.asked * Double(figure.denominator)
      #expect(abs(Double(figure.numerator) - asked) <= asked * 0.04 + 8, "\(figure.name)")
    }
  }

  @Test("health checks are rarer where deprivation is greater")
  func gradient() throws {
    let night = try Self.night.get()
    let most = try night.figure("nhs-health-check-most-deprived-tenth")
    let least = try night.figure("nhs-health-check-least-deprived-tenth")
    #expect(least.asked - most.asked > 0.1)
    #expect(least.reached > most.reached)
  }

  @Test("what the summary counts is what the files hold: flu of those aged 65 and over this season")
  func recount() throws {
    let night = try WrittenNight(patients: 4_000, seed: 2, isClean: true)
    var given: Set<String> = []
    for row in try night.rows("uptake*.csv")
    where row["programme"] == "FLU" && row["outcome"] == "done" {
      if let on = row["event_on"], on >= "2026-09-01" { given.insert(row["nhs_number"] ?? "") }
    }
    for line in try night.lines("vaccinations*.xml")
    where line.contains("programme=\"FLU\"") && line.contains("outcome=\"done\"") {
      let parts = line.split(separator: "\"")
      if parts[5] >= "2026-09-01" { given.insert(String(parts[1])) }
    }
    let pipes = CSVLayoutOfBatches.layout
    for row in try night.rows("vaccination-batch*.csv", layout: pipes)
    where row["VACCINATION_PROCEDURE_CODE"] == "822851000000102" {
      if let on = row["DATE_AND_TIME"], on >= "20260901" { given.insert(row["NHS_NUMBER"] ?? "") }
    }
    var old = 0
    var vaccinated = 0
    // Born up to 31 March 1962: 65 on 31 March 2027.
    for row in try night.rows("patients*.csv") where row["deregistered_on"] == "" {
      guard let born = row["date_of_birth"], born <= "1962-03-31" else { continue }
      old += 1
      if given.contains(row["nhs_number"] ?? "") { vaccinated += 1 }
    }
    let figure = try night.figure("flu-65-and-over")
    #expect(old == figure.denominator)
    // Some adults have one for other reasons, never those aged 65 and over.
    #expect(vaccinated == figure.numerator)
  }

  @Test("ages and sexes are those of the county")
  func ages() throws {
    let rows = try Self.night.get().rows("list-sizes*.csv").filter {
      $0["ORG_CODE"]?.hasPrefix("M98") == true
    }
    func people(_ isWanted: ([String: String]) -> Bool) -> Double {
      Double(rows.filter(isWanted).compactMap { Int($0["NUMBER_OF_PATIENTS"] ?? "") }.reduce(0, +))
    }
    let all = people { $0["SEX"] != "ALL" }
    // 300,530 females and 291,600 males; 18,577 women and men of 85 and over with 11,619 of them women.
    #expect(abs(people { $0["SEX"] == "FEMALE" } / all - 300_530 / 592_130) < 0.01)
    let oldest = people { ["85_89", "90_94", "95+"].contains($0["AGE_GROUP_5"] ?? "") }
    #expect(abs(oldest / all - 18_276 / 592_130) < 0.004)
    let children = people { ["0_4", "5_9", "10_14"].contains($0["AGE_GROUP_5"] ?? "") }
    #expect(abs(children / all - 99_079 / 592_130) < 0.012)
  }
}

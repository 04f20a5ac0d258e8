import Foundation
import Testing

@testable import ProgramRuns

/// A practice whose part of one feed is not there: it is left out of what reads the feed, and of nothing else.
@Suite("A practice that is left out")
struct LeftOutPracticeTests {
  private let night: GoodNight
  private let network: String
  private static let practice = "M98002"

  init() throws {
    night = try GoodNight()
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: night.folder.path("output/current"))
    let rows = night
    network = try #require(
      try folders.first { folder in
        try folder.hasPrefix("U")
          && rows.rows("\(folder)/nhs-health-check").contains {
            $0["practice_code"] == Self.practice
          }
      })
  }

  private func numbers(_ list: String) throws -> Set<String> {
    Set(
      try night.rows("\(network)/\(list)").filter { $0["practice_code"] == Self.practice }
        .compactMap { $0["nhs_number"] })
  }

  /// Takes the practice's rows out of a feed.
  private func removeRows(_ file: String) throws {
    let lines = try #require(night.files[file])
    try night.write(
      lines.filter { night.practice(of: $0) != Self.practice },
      to: night.input.appending(path: file))
  }

  @Test(
    "its patients leave the lists that the feed decides, and their last complete rows stay at hand")
  func registers() throws {
    let before = try numbers("nhs-health-check")
    let flu = try numbers("flu-65-and-over")
    try #require(before.count > 10 && flu.count > 5)
    try removeRows("registers.csv")
    // One of them had the check in the meantime, by a feed that did come.
    let done = try #require(before.min())
    try night.write(
      try #require(night.files["uptake.csv"]) + ["\(done),NHSHC,2026-11-20,done,"],
      to: night.input.appending(path: "uptake.csv"))
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("held back: registers is not complete for M98002 ("),
      "\(result.output)")
    #expect(try numbers("nhs-health-check").isEmpty)
    #expect(try numbers("flu-65-and-over") == flu, "the feed decides nothing there")
    let flus = try night.rows("\(network)/flu-65-and-over")
      .filter { $0["practice_code"] == Self.practice }
    #expect(flus.allSatisfy { $0["reasons"]?.contains("disease") == false })
    let kept = try night.rows("\(network)/nhs-health-check-last-good")
    #expect(Set(kept.compactMap { $0["nhs_number"] }) == before.subtracting([done]))
    #expect(Set(kept.compactMap { $0["reference_date"] }) == ["2026-11-20"])
    let notices = try night.published("\(network)/NOTICES.txt")
    #expect(
      notices.contains(
        "M98002: what tonight's lists know of this practice from the feed 'registers'"))
    #expect(notices.contains("nhs-health-check"))
    let attrition = try night.published("system/attrition.csv")
    #expect(attrition.contains("registered with a practice whose delivery is complete: registers"))
    // Whoever opens the figures sees whose patients they leave out; figures that read nothing of the feed leave out nobody.
    let package = try night.published("system/datapackage.json")
    #expect(
      package.contains("nothing or too little came of them: M98002 (nhs-health-check: registers"))
    let rows = attrition.split(separator: "\r\n")
    #expect(rows.first?.hasSuffix(",left_out") == true)
    func leftOut(_ list: String, _ level: String) -> Set<Substring> {
      Set(
        rows.filter { $0.hasPrefix("\(list),") && $0.contains(",\(level),") }.compactMap {
          $0.split(separator: ",", omittingEmptySubsequences: false).last
        })
    }
    #expect(leftOut("nhs-health-check", "system") == ["M98002"])
    #expect(leftOut("nhs-health-check", "pcn") == ["M98002"])
    #expect(leftOut("flu-65-and-over", "system") == [""])
    let coverage = try night.published("system/nhs-health-check-coverage.csv")
      .split(separator: "\r\n")
    #expect(coverage.count > 1 && coverage[1].hasSuffix(",M98002"), "\(coverage)")
    #expect(!coverage.contains { $0.hasPrefix("practice,M98002") })
    // The next night, still without: the same rows with the same day. With the feed again they are tonight's own.
    try #require(try night.run(date: "2026-11-22").exitCode == 0)
    #expect(
      Set(
        try night.rows("\(network)/nhs-health-check-last-good").compactMap { $0["reference_date"] })
        == ["2026-11-20"])
    try night.write(
      try #require(night.files["registers.csv"]), to: night.input.appending(path: "registers.csv"))
    try #require(try night.run(date: "2026-11-23").exitCode == 0)
    #expect(try numbers("nhs-health-check").isSuperset(of: before.subtracting([done])))
    #expect(
      !FileManager.default.fileExists(
        atPath: night.folder.path("output/current/\(network)/nhs-health-check-last-good.csv")))
  }

  /// The night's patients with other rows for some of a practice's people, and none for its others.
  private func withoutPractice(
    _ practice: String, but rows: [String: (inout [String], [String]) -> Void]
  ) throws {
    let lines = try #require(night.files["patients.csv"])
    let header = lines[0].split(separator: ",").map { String($0) }
    let kept = lines.compactMap { line -> String? in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
      guard line.contains(practice) else { return line }
      let number = cells[0].filter { $0.isNumber }
      guard cells.count == header.count, let change = rows[number] else { return nil }
      change(&cells, header)
      return cells.joined(separator: ",")
    }
    try night.write(kept, to: night.input.appending(path: "patients.csv"))
  }

  @Test(
    "a practice nobody of whom was delivered is told to its network, with its last complete rows")
  func nobodyDelivered() throws {
    let practice = "M98001"
    func people(_ list: String) throws -> [String] {
      try night.rows("\(network)/\(list)").filter { $0["practice_code"] == practice }
        .compactMap { $0["nhs_number"] }
    }
    let before = try people("nhs-health-check")
    let carers = try people("carers")
    try #require(before.count > 8 && carers.count > 1)
    func set(_ values: [String: String]) -> (inout [String], [String]) -> Void {
      { cells, header in
        for (column, value) in values {
          if let index = header.firstIndex(of: column) { cells[index] = value }
        }
      }
    }
    let elsewhere = "M98003"
    try withoutPractice(
      practice,
      but: [
        // One has moved, one has died, one is known to have left, one has opted out by an old row elsewhere.
        before[0]: set(["practice_code": elsewhere, "registered_on": "2026-11-20"]),
        before[1]: set([
          "practice_code": elsewhere, "deregistered_on": "2026-11-20",
          "date_of_death": "2026-11-20",
        ]),
        before[2]: set(["deregistered_on": "2026-11-20"]),
        carers[0]: set([
          "practice_code": elsewhere, "deregistered_on": "2020-01-01", "opt_out": "D",
        ]),
      ])
    try night.write(
      try #require(night.files["uptake.csv"]) + ["\(before[3]),NHSHC,2026-11-20,done,"],
      to: night.input.appending(path: "uptake.csv"))
    try #require(Set(before.prefix(4)).isDisjoint(with: [carers[0]]))
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
    #expect(
      result.output.contains(
        "held back: nobody is registered in the delivery with M98001 (0 of "), "\(result.output)")
    let notices = try night.published("\(network)/NOTICES.txt")
    #expect(
      notices.contains(
        "M98001: nobody of this practice was in tonight's delivery, so none of its patients is on any list"
      ), "\(notices)")
    for list in ["nhs-health-check", "carers", "flu-65-and-over"] {
      #expect(
        try people(list).allSatisfy { [before[0]].contains($0) || $0.isEmpty }, "\(list)")
    }
    let kept = try night.rows("\(network)/nhs-health-check-last-good")
    #expect(kept.compactMap { $0["nhs_number"] } == Array(before.dropFirst(4)))
    #expect(Set(kept.compactMap { $0["reference_date"] }) == ["2026-11-20"])
    #expect(
      try night.rows("\(network)/carers-last-good").compactMap { $0["nhs_number"] }
        == Array(carers.dropFirst()))
    // Nobody of them is counted tonight.
    let counted = try everybody("output")
    #expect(try everybody("good-output") - counted > 100, "\(counted) people are counted")
    #expect(try night.published("system/segments-by-age.csv").contains(",M98001\r\n"))
    #expect(
      try night.published("system/datapackage.json").contains("M98001 (nobody of it was delivered)")
    )
    // They stay as long as nothing comes, are told each night, and are tonight's own when the practice is back.
    let second = try night.run(date: "2026-11-22")
    #expect(second.output.contains("M98001 (0 of "), "\(second.output)")
    #expect(
      try night.rows("\(network)/nhs-health-check-last-good").compactMap { $0["nhs_number"] }
        == Array(before.dropFirst(4)))
    try night.write(
      try #require(night.files["patients.csv"]), to: night.input.appending(path: "patients.csv"))
    let back = try night.run(date: "2026-11-23")
    try #require(back.exitCode == 0)
    #expect(!back.output.contains("delivered twice"), "\(back.output)")
    #expect(!back.output.contains("far more patients"), "\(back.output)")
    #expect(try people("nhs-health-check").count > 8)
    #expect(
      !FileManager.default.fileExists(
        atPath: night.folder.path("output/current/\(network)/nhs-health-check-last-good.csv")))
  }

  /// How many people the first list begins with, of the whole system.
  private func everybody(_ output: String) throws -> Int {
    let text = try String(
      contentsOf: night.folder.url.appending(path: "\(output)/current/system/attrition.csv"),
      encoding: .utf8)
    let row = try #require(text.split(separator: "\r\n").first { $0.contains(",population,") })
    let fields = row.split(separator: ",", omittingEmptySubsequences: false)
    return try #require(Int(fields[7]))
  }

  @Test("explain says the same as the list")
  func explained() throws {
    let person = try #require(try numbers("nhs-health-check").min())
    try removeRows("registers.csv")
    try #require(try night.run(date: "2026-11-21").exitCode == 0)
    let result = try CommandProcess.run([
      "explain", "nhs-health-check", "--patient", person, "--pipeline",
      night.folder.path("pipeline/nightly.yaml"), "--state", night.folder.path("state"),
    ])
    #expect(
      result.output.contains("whose delivery is complete: registers"),
      "\(result.output)\(result.errors)")
  }

  @Test("a list that changes by much is refused until somebody says why, which the ledger keeps")
  func accepted() throws {
    let lines = try #require(night.files["uptake.csv"])
    let people = Set(night.practices.keys).sorted().prefix(900)
    try night.write(
      lines + people.map { "\($0),NHSHC,2026-11-19,done," },
      to: night.input.appending(path: "uptake.csv"))
    let refused = try night.run(date: "2026-11-21")
    #expect(refused.exitCode == 67)
    #expect(refused.output.contains("--accept 'nhs-health-check=why'"), "\(refused.output)")
    #expect(try night.run(date: "2026-11-21", ["--accept", "nhs-health-check="]).exitCode == 64)
    #expect(try night.run(date: "2026-11-21", ["--accept", "nhs-health-chek=x"]).exitCode == 64)
    let result = try night.run(
      date: "2026-11-21", ["--accept", "nhs-health-check=the backlog was entered"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("accepted: the backlog was entered"))
    let runs = night.folder.url.appending(path: "state/runs")
    let entries = try FileManager.default.contentsOfDirectory(atPath: runs.path)
      .filter { $0.hasSuffix(".json") }
      .map { try String(contentsOf: runs.appending(path: $0), encoding: .utf8) }
    #expect(entries.contains { $0.contains("the backlog was entered") })
  }
}

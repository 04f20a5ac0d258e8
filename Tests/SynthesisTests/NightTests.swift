import Formats
import Foundation
import Parallel
import Synthesis
import Tables
import Testing

@testable import Health

/// The vaccination batch layout.
enum CSVLayoutOfBatches {
  static let layout = CSVLayout(delimiter: 0x7C, quote: 0x22, escape: 0x5C)
}

@Suite struct NightTests {
  @Test("the same request gives the same bytes, and another seed gives others")
  func determinism() throws {
    let first = try WrittenNight(patients: 1_500, seed: 4)
    let second = try WrittenNight(patients: 1_500, seed: 4)
    #expect(try first.contents() == second.contents())
    let other = try WrittenNight(patients: 1_500, seed: 5)
    #expect(try first.contents()["patients.csv.gz"] != other.contents()["patients.csv.gz"])
  }

  @Test(
    "any number of patients is made, on lists that add up",
    arguments: [1, 2, 63, 399, 400, 801, 3_200])
  func sizes(patients: Int) throws {
    let night = try WrittenNight(patients: patients, isClean: true)
    let rows = try night.rows("patients*.csv").filter { $0["deregistered_on"] == "" }
    #expect(rows.count == patients)
    #expect(night.summary.patients == patients)
    let lists = try night.rows("list-sizes*.csv").filter {
      $0["SEX"] == "ALL" && $0["ORG_CODE"]?.hasPrefix("M98") == true
    }
    #expect(lists.compactMap { Int($0["NUMBER_OF_PATIENTS"] ?? "") }.reduce(0, +) == patients)
  }

  @Test(
    "any day may be the day of the extract",
    arguments: ["2026-09-01", "2028-02-29", "2027-01-01", "2026-08-31", "1990-01-01", "2099-12-31"])
  func days(text: String) throws {
    let day = try #require(Day(iso: text))
    let night = try WrittenNight(patients: 700, day: day, isClean: true)
    func isInOrder(_ row: [String: String], _ earlier: String, _ later: String) -> Bool {
      row[later] == "" || (row[earlier] ?? "9") <= (row[later] ?? "")
    }
    let people = try night.rows("patients*.csv")
    #expect(people.allSatisfy { isInOrder($0, "date_of_birth", "registered_on") })
    #expect(people.allSatisfy { isInOrder($0, "registered_on", "deregistered_on") })
    #expect(people.allSatisfy { ($0["registered_on"] ?? "9") <= text })
    let registers = try night.rows("registers*.csv")
    #expect(registers.allSatisfy { isInOrder($0, "diagnosed_on", "resolved_on") })
    #expect(
      try night.rows("conditions*.csv").allSatisfy { isInOrder($0, "recorded_on", "resolved_on") })
    for (feed, column) in [
      ("uptake", "event_on"), ("observations", "observed_on"), ("registers", "diagnosed_on"),
      ("contacts", "contact_on"), ("medications", "issued_on"), ("pregnancies", "started_on"),
      ("actions", "acted_on"),
    ] {
      #expect(try night.rows("\(feed)*.csv").allSatisfy { ($0[column] ?? "9") <= text }, "\(feed)")
    }
  }

  @Test("the county has its practices, PCNs and list sizes")
  func county() {
    let plan = AreaPlanFacts(patients: 614_934)
    #expect(plan.lists.count == 63 && plan.networks == 10)
    #expect(plan.lists.min() == 2_845 && plan.lists.max() == 21_183)
    #expect(plan.lists.reduce(0, +) == 614_934)
  }

  @Test("a clean night has no dirt", arguments: [1, 2] as [UInt64])
  func clean(seed: UInt64) throws {
    let night = try WrittenNight(patients: 3_000, seed: seed, isClean: true)
    #expect(night.summary.dirt.allSatisfy { $0.kind == "left-or-died" })
    #expect(night.summary.oddPractices.isEmpty)
    let known = Set(try night.rows("patients*.csv").compactMap { $0["nhs_number"] })
    #expect(known.count == (try night.rows("patients*.csv").count))
    for feed in [
      "patients", "registers", "uptake", "observations", "contacts", "conditions", "medications",
      "pregnancies", "actions",
    ] {
      #expect(try night.raggedRows("\(feed)*.csv") == 0)
      let rows = try night.rows("\(feed)*.csv")
      #expect(
        rows.allSatisfy { Int64($0["nhs_number"] ?? "").map(NHSNumber.isValid) == true }, "\(feed)")
      #expect(rows.allSatisfy { known.contains($0["nhs_number"] ?? "") }, "\(feed)")
      let days = rows.flatMap { $0.filter { $0.key.hasSuffix("_on") && !$0.value.isEmpty }.values }
      #expect(days.allSatisfy { Day(iso: $0) != nil }, "\(feed)")
    }
    #expect(try night.rows("qof-prevalence*.csv").allSatisfy { Int($0["REGISTER"] ?? "") != nil })
  }

  @Test(
    "dirt is there, is what the summary says, and stays far below a contract's limit of rejects")
  func dirt() throws {
    let night = try WrittenNight(patients: 8_000, seed: 3)
    let rejected: Set = [
      "bad-check-digit", "sentinel-number", "no-number", "impossible-date", "future-date",
      "unknown-code",
      "lower-case-code", "trailing-blank", "row-too-short", "row-too-long",
    ]
    for feed in [
      "patients", "registers", "uptake", "observations", "contacts", "conditions", "medications",
    ] {
      let dirt = night.summary.dirt.filter { $0.feed == feed }
      let rows = night.summary.files.filter { $0.name.hasPrefix(feed) }.reduce(0) { $0 + $1.rows }
      let rejects = dirt.filter { rejected.contains($0.kind) }.reduce(0) { $0 + $1.rows }
      #expect(rejects > 0 && Double(rejects) < 0.012 * Double(rows), "\(feed)")
    }
    let wrong = try night.rows("observations*.csv").count { row in
      digits(row["nhs_number"] ?? "").map { !NHSNumber.hasCheckDigit($0) } ?? false
    }
    let said = night.summary.dirt.filter {
      $0.feed == "observations" && $0.kind == "bad-check-digit"
    }
    #expect(wrong == said.reduce(0) { $0 + $1.rows })
    #expect(
      Set(night.summary.oddPractices.map(\.oddity)) == [
        "no-pcn", "short-extract", "own-files", "other-register-counts",
      ])
  }

  @Test("one practice's list is a third short, one has no PCN, and one moved")
  func oddPractices() throws {
    let night = try WrittenNight(patients: 8_000, seed: 3)
    func code(_ oddity: String) throws -> String {
      try #require(night.summary.oddPractices.first { $0.oddity == oddity }).code
    }
    let short = try code("short-extract")
    let sent = try night.rows("patients*.csv").count {
      $0["practice_code"] == short && $0["deregistered_on"] == ""
    }
    let published = try #require(
      try night.rows("list-sizes*.csv").first { $0["ORG_CODE"] == short && $0["SEX"] == "ALL" })
    let list = try #require(Int(published["NUMBER_OF_PATIENTS"] ?? ""))
    #expect(Double(sent) < 0.8 * Double(list) && Double(sent) > 0.6 * Double(list))
    let alone = try code("no-pcn")
    let map = try night.rows("geographies*.csv")
    #expect(map.first { $0["PRACTICE_CODE"] == alone }?["PCN_ODS_CODE"] == "U")
    let xml = try night.lines("organisations*.xml").joined()
    #expect(xml.contains("<End value=") && xml.contains("RE8") && xml.contains("RO272"))
    #expect(
      FileManager.default.fileExists(
        atPath: night.folder + "/patients-\(try code("own-files")).csv"))
  }

  @Test(
    "the registers' published counts are those of the entries, but for one practice, in a dirty night"
  )
  func registerCounts() throws {
    let night = try WrittenNight(patients: 12_000, seed: 9)
    var home: [Int64: String] = [:]
    for row in try night.rows("patients*.csv") where row["deregistered_on"] == "" {
      if let number = digits(row["nhs_number"] ?? "") { home[number] = row["practice_code"] }
    }
    var people: [String: Set<Int64>] = [:]
    for row in try night.rows("registers*.csv")
    where row["resolved_on"] == "" || row["resolved_on"] == "NULL" {
      guard let number = digits(row["nhs_number"] ?? ""), let practice = home[number] else {
        continue
      }
      people["\(practice) \(row["register"] ?? "")", default: []].insert(number)
    }
    let odd = Set(
      night.summary.oddPractices.filter { $0.oddity != "own-files" && $0.oddity != "no-pcn" }.map(
        \.code))
    var far = 0
    for row in try night.rows("qof-prevalence*.csv") {
      guard let practice = row["PRACTICE_CODE"], practice.hasPrefix("M98"), !odd.contains(practice),
        let count = Double(row["REGISTER"] ?? "")
      else { continue }
      let held = Double(people["\(practice) \(row["GROUP_CODE"] ?? "")"]?.count ?? 0)
      if abs(held - count) > max(5, 0.02 * count) { far += 1 }
    }
    #expect(far <= 3)
  }

  @Test("what cannot be made is said")
  func faults() throws {
    #expect(throws: SynthesisFault.patientsOutOfRange(limit: SynthesisRequest.mostPatients)) {
      try WrittenNight(patients: 0)
    }
    #expect(throws: SynthesisFault.patientsOutOfRange(limit: SynthesisRequest.mostPatients)) {
      try WrittenNight(patients: SynthesisRequest.mostPatients + 1)
    }
    #expect(throws: SynthesisFault.dateOutOfRange) {
      try WrittenNight(patients: 1, day: Day(number: -1_000_000))
    }
    let night = try WrittenNight(patients: 1)
    #expect(throws: SynthesisFault.outputNotEmpty(path: night.folder)) {
      try synthesise(SynthesisRequest(patients: 1, output: night.folder), progress: RowCounter())
    }
    #expect(throws: SynthesisFault.publishedNotReadable(path: "/nowhere")) {
      try WrittenNight(patients: 1, published: "/nowhere")
    }
    #expect(throws: SynthesisFault.outputNotWritable(path: "/dev/null/x", code: 20)) {
      try synthesise(SynthesisRequest(patients: 1, output: "/dev/null/x"), progress: RowCounter())
    }
  }
}

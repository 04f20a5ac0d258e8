import Foundation
import Testing

@testable import ProgramRuns

/// Who is pointed to which service on a night: `system/pathways.csv`.
@Suite("Pathways of a night")
struct PathwaysRunTests {
  private let night: EditedNight

  init() throws {
    night = try EditedNight()
    // Every count is shown, as the even number next to it.
    try night.replace(
      "publish.yaml", "{hide_up_to: 7, round_to: 5}", "{hide_up_to: 0, round_to: 2}")
  }

  /// The counts of each line by value; those of all have the empty text, and those of no district `-`.
  private func counts() throws -> [String: [String: Int]] {
    let rows = try CSVRows(
      of: night.folder.url.appending(path: "output-nightly/current/system/pathways.csv"))
    var counts: [String: [String: Int]] = [:]
    for cells in rows.rows {
      let row = Dictionary(uniqueKeysWithValues: zip(rows.names, cells))
      let service = row["service"] ?? ""
      let value = row["by"] == "all" ? "" : row["value"] == "" ? "-" : row["value"]
      counts[service.isEmpty ? row["kind"] ?? "" : service, default: [:]][value ?? ""] =
        Int(row["persons"] ?? "")
    }
    return counts
  }

  /// A count as it is shown: the even number next to it, up where there are two.
  private func shown(_ count: Int) -> Int { (count + 1) / 2 * 2 }

  /// The people of a list's files in all networks by number, with what each is offered.
  private func offered(_ list: String) throws -> [(number: String, pathway: String)] {
    try ["U10001", "U10002"].flatMap { network in
      let rows = try CSVRows(
        of: night.folder.url.appending(path: "output-nightly/current/\(network)/\(list).csv"))
      let number = try #require(rows.names.firstIndex(of: "nhs_number"))
      let pathway = try #require(rows.names.firstIndex(of: "pathway"))
      return rows.rows.map { ($0[number], $0[pathway]) }
    }
  }

  @Test("each person on the lists' own files counts once for each service that these show")
  func exact() throws {
    // Nobody opts out, so that the files of lists have all whom figures count.
    let patients = try night.read("patients.csv").split(separator: "\n").map(String.init)
    try night.write(
      "patients.csv", patients.filter { !$0.contains("9000002478") }.joined(separator: "\n") + "\n")
    try night.run()
    let lists = try [
      "nhs-health-check", "learning-disability-health-check", "flu-65-and-over", "carers",
      "anticoagulation",
    ].flatMap { try offered($0) }
    let counts = try counts()
    for (service, title) in [
      ("health-check", "Health check at the practice"),
      ("disability-check", "Health check; with the practice's disability lead"),
      ("flu-clinic", "Flu clinic, Saturdays"), ("flu-visit", "Flu vaccination at home"),
      ("carers-hub", "Carers hub"), ("anticoagulation-clinic", "Anticoagulation clinic"),
    ] {
      let people = Set(lists.filter { $0.pathway.contains(title) }.map(\.number))
      #expect(counts[service]?[""] == shown(people.count), "\(service)")
    }
    let (listed, pointed) = (
      Set(lists.map(\.number)), Set(lists.filter { !$0.pathway.isEmpty }.map(\.number))
    )
    // The carer of 17, for whom the hub is not.
    #expect(listed.subtracting(pointed) == ["9000003172"])
    #expect(counts["listed"]?[""] == shown(listed.count))
    #expect(counts["pointed"]?[""] == shown(pointed.count))
    #expect(counts["not-pointed"]?[""] == 2)
  }

  @Test("who opted out of other uses than care is on the list and in no count")
  func optOut() throws {
    try night.run()
    let with = try counts()
    let listed = try offered("nhs-health-check")
    #expect(listed.contains { $0.number == "9000002478" })
    let patients = try night.read("patients.csv").split(separator: "\n").map(String.init)
    try night.write(
      "patients.csv", patients.filter { !$0.contains("9000002478") }.joined(separator: "\n") + "\n")
    try night.forgetRuns()
    try night.run()
    #expect(try counts() == with)
  }

  @Test(
    "without a column of districts the system is counted alone; without a directory there is no page"
  )
  func keys() throws {
    try night.replace("publish.yaml", "  districts: district\n", "")
    try night.run()
    #expect(try counts().values.allSatisfy { Set($0.keys) == [""] })
    #expect(
      try night.published("system/pathways.html").contains("They are not counted by district"))
    try night.replace("nightly.yaml", "pathways: pathways.yaml\n", "")
    try night.run()
    #expect(try night.release().keys.allSatisfy { !$0.contains("pathways") })
  }

  @Test("another word of the directory makes its page anew and counts the same")
  func words() throws {
    try night.run()
    let before = try night.published("system/pathways.csv")
    try night.replace("pathways.yaml", "carers from 18 on", "adults who care")
    try night.run()
    #expect(try night.published("system/pathways.html").contains("adults who care"))
    #expect(try night.published("system/pathways.csv") == before)
    try night.compareWithFreshRun()
  }
}

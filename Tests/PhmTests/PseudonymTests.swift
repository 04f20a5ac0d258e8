import Foundation
import Testing

@testable import ProgramRuns

/// Nights whose feeds have pseudonyms or UUIDs in place of NHS numbers: what comes of them is the same up to the key.
@Suite("Pseudonyms in place of NHS numbers")
struct PseudonymTests {
  @Test(
    "two nights of the small pipeline: lists, statuses, figures, explain and diff are those of the NHS numbers",
    arguments: StandIn.all)
  func smallNights(standIn: StandIn) throws {
    let night = try EditedNight()
    var both = try KeyedNight(
      standIn, of: night.folder.url, in: night.folder.url.appending(path: "keyed"))
    for result in try both.run(date: "2026-11-20") {
      try #require(result.exitCode == 0, "\(result.errors)")
    }
    try compareReleases(both)
    try edit(night)
    try both.copyFeeds()
    for result in try both.run(date: "2026-11-21") {
      try #require(result.exitCode == 0, "\(result.errors)")
    }
    try compareReleases(both)
    let lists = try both.releases().plain
    // Whoever died by a rejected row, left, or opted out in a registration of old is on the lists of the first night.
    for number in ["9000002893", "9000003245"] {
      for name in ["anticoagulation", "carers"] {
        #expect(lists["U10001/\(name).csv"]?.contains(number) == false, "\(name), \(number)")
      }
    }
    try compareDiff(both)
    try compareTables(both)
    try compareExplanations(both)
    try checkPackage(both)
    // A warehouse is named by the key that its lists have.
    let held = try WarehouseCells(of: both.keyed.appending(path: "output/current"))
    #expect(held.differences.isEmpty && held.files > 20, "\(held.differences.prefix(5))")
    let tests = try CommandProcess.run(
      ["check", "--tests", "pipeline/nightly.yaml"], in: both.keyed)
    #expect(tests.exitCode == 0 && tests.output.contains(" hold, "), "\(tests.errors)")
  }

  /// The data package of a network's folder: the population's own column, whose form its keys have.
  private func checkPackage(_ night: KeyedNight) throws {
    let folder = night.keyed.appending(path: "output/current/U10001")
    let package = try #require(
      JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appending(path: "datapackage.json"))) as? [String: Any])
    let resources = try #require(package["resources"] as? [[String: Any]])
    #expect(resources.count > 4)
    for resource in resources where resource["format"] as? String == "csv" {
      let schema = try #require(resource["schema"] as? [String: Any])
      #expect(schema["primaryKey"] as? [String] == [KeyedNight.column])
      let fields = try #require(schema["fields"] as? [[String: Any]])
      let place = try #require(fields.firstIndex { $0["name"] as? String == KeyedNight.column })
      #expect(fields[place]["title"] as? String == "Pseudonym")
      let constraints = try #require(fields[place]["constraints"] as? [String: Any])
      let pattern = try Regex(try #require(constraints["pattern"] as? String))
      let path = try #require(resource["path"] as? String)
      let lines = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        .split(whereSeparator: \.isNewline)
      for line in lines.dropFirst() {
        let key = line.split(separator: ",", omittingEmptySubsequences: false)[place]
        #expect(key.wholeMatch(of: pattern) != nil, "\(path)")
      }
    }
  }

  /// What changes from one night to the next, in the feeds with NHS numbers.
  private func edit(_ night: EditedNight) throws {
    // A death in a row with a day of birth to come, which a rule rejects; a national opt-out in a registration that ended.
    try append(
      night, "patients.csv",
      [
        "9000002893,2950-06-01,1,A,E01000001,A10001,2010-01-01,,2026-11-10,English,,N,N,N",
        "9000003245,1949-07-07,2,A,E01000001,A10003,2001-01-01,2009-12-31,,English,,Y,N,D",
      ])
    // Somebody had the check, and somebody is on a register from now on.
    try append(night, "uptake.csv", ["9000001072,NHSHC,2026-11-20,done,"])
    try append(night, "registers.csv", ["9000001005,AF,2026-11-01,"])
  }

  private func append(_ night: EditedNight, _ file: String, _ lines: [String]) throws {
    let text = try night.read(file)
    try night.write(file, text + lines.map { $0 + "\n" }.joined())
  }

  /// The parts of a release that say who and how many; rules about NHS numbers have no word on pseudonyms.
  private func compareReleases(_ night: KeyedNight) throws {
    let (plain, keyed) = try night.releases()
    #expect(keyed.keys.sorted() == plain.keys.sorted())
    // The warehouse has the cells of these files, which its own tests hold it against.
    for (path, text) in plain where !path.hasSuffix(".json") && !path.hasSuffix(".sqlite") {
      let other = try #require(keyed[path])
      if night.standIn.keepsOrder || path.hasPrefix("system/") && !path.contains("equity") {
        #expect(withoutNumberRules(other) == withoutNumberRules(text), "\(path)")
      } else if !path.hasPrefix("system/") {
        // People who are equal in all that ranks them stand in another order.
        #expect(people(other) == people(text), "\(path)")
      }
      #expect(!text.contains(KeyedNight.column))
    }
    #expect(plain.keys.count { $0.hasPrefix("U1") && $0.hasSuffix(".csv") } > 10)
  }

  private func withoutNumberRules(_ text: String) -> [Substring] {
    text.split(whereSeparator: \.isNewline).filter { !$0.contains("nhs-number-test-range") }
  }

  /// The numbers of a list.
  private func people(_ text: String) -> Set<Substring> {
    Set(text.split { !$0.isNumber }.filter { $0.count == 10 })
  }

  private func compareDiff(_ night: KeyedNight) throws {
    let diff = try night.says(["diff", "--people"])
    func sections(_ text: String) -> [String] {
      // What made a stage run again differs by nothing but the fingerprints.
      text.split(separator: "\n").map { String($0) }.sorted()
    }
    #expect(sections(diff.keyed) == sections(diff.plain))
    #expect(diff.plain.contains("carers,left,9000003245"), "\(diff.plain)")
    #expect(diff.plain.contains("anticoagulation,left,9000002893"))
  }

  private func compareTables(_ night: KeyedNight) throws {
    for name in ["nhs-health-check", "carers", "flu-65-and-over"] {
      for table in ["members", "status"] {
        let command = [
          "show", "transform/cohort-\(name):\(table)", "--identifiers", "--format", "csv",
          "--pipeline", "pipeline/nightly.yaml",
        ]
        let said = try night.says(command)
        #expect(people(said.keyed) == people(said.plain), "\(name), \(table)")
        if night.standIn.keepsOrder { #expect(said.keyed == said.plain) }
        let withheld = try night.says(command.filter { $0 != "--identifiers" })
        #expect(withheld.plain.contains("(withheld)") && people(withheld.keyed).isEmpty)
        #expect(!withheld.keyed.contains(night.key(of: "9000001005")))
      }
    }
  }

  private func compareExplanations(_ night: KeyedNight) throws {
    let lists = try night.releases().plain
    var count = 0
    for cohort in ["nhs-health-check", "carers", "flu-65-and-over", "anticoagulation"] {
      for number in people(lists["U10001/\(cohort).csv"] ?? "").sorted().prefix(3) {
        count += 1
        let said = try night.says(
          ["explain", cohort, "--patient", "-", "--pipeline", "pipeline/nightly.yaml"]
        ) { keyed in
          guard let keyed else { return "\(number)\n" }
          // As it stands in a feed.
          return keyed.standIn.written(keyed.key(of: String(number)), "patients.csv") + "\n"
        }
        func lines(_ text: String) -> [Substring] {
          // The place among equals goes by the key.
          text.split(separator: "\n").filter {
            night.standIn.keepsOrder || !$0.hasPrefix("on the list of")
          }
        }
        #expect(lines(said.keyed) == lines(said.plain), "\(cohort)")
        #expect(said.plain.contains("on the list"))
      }
    }
    #expect(count > 6)
  }
}

extension PseudonymTests {
  @Test(
    "a practice without one feed, or without patients, keeps its last complete rows, found by pseudonym",
    arguments: ["registers.csv", "patients.csv"], [StandIn.shuffled, .uuid])
  func lastGood(file: String, standIn: StandIn) throws {
    let good = try GoodNight(withPapers: true)
    let practice = "M98002"
    let plain = good.folder.url.appending(path: "plain")
    try FileManager.default.createDirectory(at: plain, withIntermediateDirectories: true)
    for (from, to) in [("feeds", "input"), ("pipeline", "pipeline")] {
      try FileManager.default.copyItem(
        at: good.folder.url.appending(path: from), to: plain.appending(path: to))
    }
    // Keys are exchanged in plain files.
    try GoodNight.start("gzip", ["-d", plain.appending(path: "input/conditions.csv.gz").path])
    var both = try KeyedNight(
      standIn, of: plain, in: good.folder.url.appending(path: "keyed"))
    for result in try both.run(date: "2026-11-20") {
      try #require(result.exitCode == 0, "\(result.errors)")
    }
    let lines = try #require(good.files[file])
    // Some of the practice's patients have moved.
    var delivered: [String] = []
    for (index, line) in lines.enumerated() {
      guard good.practice(of: line) == practice else {
        delivered.append(line)
        continue
      }
      guard file == "patients.csv", index % 20 == 0 else { continue }
      delivered.append(line.replacingOccurrences(of: practice, with: "M98003"))
    }
    try good.write(delivered, to: plain.appending(path: "input/\(file)"))
    try both.copyFeeds()
    for result in try both.run(date: "2026-11-21") {
      try #require(result.exitCode == 0, "\(result.errors)")
    }
    let (lists, keyed) = try both.releases()
    let kept = lists.filter { $0.key.hasSuffix("-last-good.csv") }
    #expect(kept.values.reduce(0) { $0 + people($1).count } > 10)
    for (path, text) in kept {
      #expect(people(keyed[path] ?? "") == people(text), "\(path)")
    }
  }

  @Test("a pseudonym in a fault, a finding or a summary is as impossible as an NHS number")
  func withheld() throws {
    let night = try EditedNight()
    let marked = "Marked-Pseudonym_7"
    let both = try KeyedNight(
      .pseudonym, of: night.folder.url, in: night.folder.url.appending(path: "keyed"))
    let file = both.keyed.appending(path: "input/registers.csv")
    let rows = try String(contentsOf: file, encoding: .utf8)
    // An unreadable key, somebody whom nobody knows, a day that is none, a row that is too short.
    let wrong =
      "\(marked)!,AF,2020-01-01,\n\(marked),AF,2020-01-01,\n\(marked),AF,soon,\n\(marked)\n"
    try Data((rows + wrong).utf8).write(to: file)
    let result = try both.run(date: "2026-11-20")[1]
    #expect(result.exitCode != 0, "so many rejects are too many")
    #expect(!result.output.contains(marked) && !result.errors.contains(marked))
    for key in [marked, marked + "!"] {
      let said = try CommandProcess.run(
        [
          "explain", "carers", "--patient", key, "--pipeline", "pipeline/nightly.yaml", "--state",
          "state",
        ], in: both.keyed)
      #expect(said.exitCode == 64 && !said.errors.contains(marked) && !said.output.contains(marked))
    }
    let shown = try CommandProcess.run(
      [
        "show", "input/registers.csv", "--feed", "registers", "--pipeline",
        "pipeline/nightly.yaml",
      ], in: both.keyed)
    #expect(shown.output.contains("(withheld)") && !shown.output.contains(marked))
  }
}

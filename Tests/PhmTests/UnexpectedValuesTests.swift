import Definitions
import Foundation
import Model
import Testing

@testable import ProgramRuns

/// On the night after a good one no column and no code of a practice goes without a word: each is emptied, garbled or taken out
/// in turn, of each practice.
///
/// What is not noticed, and why: a code of which six rows or fewer are lost may be chance; a text that is no code, such as a
/// language, may be any other text; a column that the contract does not read is no part of the delivery; numbers that are other
/// plausible numbers are in `MeasuredValuesRunTests`.
@Suite("Columns and codes of practices")
struct UnexpectedValuesTests {
  /// What is done to the rows of one practice in a file: of each row what is in its place, nil for nothing.
  private struct Change {
    var name: String
    var row: ([String]) -> [String]?
  }

  /// The columns of a feed that are emptied or garbled, and those whose codes are taken out.
  private struct Torture {
    var file: String
    var feed: String
    var emptied: [String]
    var garbled: [String]
    /// An empty list is all codes.
    var codes: [String: [String]]
  }

  private static let practices = ["M98001", "M98002", "M98003"]

  /// It has most of all people: where its rows are rejected the feed is refused, and nothing more is known of the night.
  private static let largest = "M98003"

  /// The columns without which, or with anything else in which, a row is rejected.
  private static let rejecting: Set<String> = [
    "no register", "garbled register", "garbled diagnosed_on", "garbled resolved_on",
    "no programme", "no event_on", "garbled event_on", "no outcome", "garbled outcome",
    "garbled dose", "no observation", "garbled observation", "no observed_on",
    "garbled observed_on", "no value", "garbled value", "garbled unit", "no medicine",
    "no issued_on", "garbled issued_on", "no condition", "garbled recorded_on", "no on",
    "garbled on",
  ]

  private static let events: [Torture] = [
    Torture(
      file: "patients.csv", feed: "patients",
      emptied: ["sex", "lsoa_code", "preferred_language", "carer", "care_home", "opt_out"],
      garbled: ["lsoa_code"], codes: [:]),
    Torture(
      file: "registers.csv", feed: "registers",
      emptied: ["register", "diagnosed_on", "resolved_on"],
      garbled: ["register", "diagnosed_on", "resolved_on"], codes: ["register": []]),
    Torture(
      file: "uptake.csv", feed: "uptake", emptied: ["programme", "event_on", "outcome", "dose"],
      garbled: ["programme", "event_on", "outcome", "dose"],
      codes: ["outcome": [], "programme": ["NHSHC", "FLU", "LDHC"]]),
    Torture(
      file: "observations-01.csv", feed: "observations",
      emptied: ["observation", "observed_on", "value", "unit"],
      garbled: ["observation", "observed_on", "value", "unit"],
      codes: ["observation": []]),
    Torture(
      file: "medications.csv", feed: "medications", emptied: ["medicine", "issued_on"],
      garbled: ["medicine", "issued_on"], codes: ["medicine": ["STATIN", "ANTICOAGULANT"]]),
    Torture(
      file: GoodNight.compressed, feed: "conditions",
      emptied: ["condition", "recorded_on", "resolved_on"],
      garbled: ["condition", "recorded_on", "resolved_on"], codes: ["condition": ["MIGRAINE"]]),
    Torture(
      file: "vaccinations.xml", feed: "vaccinations",
      emptied: ["programme", "on", "outcome", "dose"],
      garbled: ["programme", "on", "outcome", "dose"],
      codes: ["outcome": [], "programme": ["FLU"]]),
  ]

  /// Whoever lacks one of these cannot be registered: the practice is held back, and of its events nothing more is said.
  private static let registrations = Torture(
    file: "patients.csv", feed: "patients",
    emptied: ["date_of_birth", "practice_code", "registered_on"],
    garbled: [
      "date_of_birth", "sex", "practice_code", "registered_on", "deregistered_on",
      "date_of_death", "information_need", "carer", "care_home", "opt_out",
    ], codes: [:])

  /// Rows of a file by field; a row with a quoted comma has other fields, and stays.
  private func fields(_ line: String) -> [String] {
    guard GoodNight.isEvent(line) else {
      return line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    }
    // An event with other quotes stays, too.
    guard !line.contains("'") else { return [] }
    let cells = line.split(separator: "\"", omittingEmptySubsequences: false)
    return Self.attributes.map { name in
      let index = cells.firstIndex { $0.hasSuffix(" \(name)=") }
      return index.map { String(cells[$0 + 1]) } ?? ""
    }
  }

  /// The attributes of an event of XML, which are its columns.
  private static let attributes = ["nhsNumber", "programme", "on", "outcome", "dose"]

  /// The names of a file's columns.
  private func header(of lines: [String]) -> [String] {
    lines.contains(where: GoodNight.isEvent) ? Self.attributes : fields(lines[0])
  }

  /// A row as a line of its file.
  private func line(_ row: [String], like old: String) -> String {
    guard GoodNight.isEvent(old) else { return row.joined(separator: ",") }
    let cells = zip(Self.attributes, row).filter { !$0.1.isEmpty }
    return "  <Event " + cells.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: " ") + "/>"
  }

  /// All that is done to the rows of one practice.
  private func changes(
    _ torture: Torture, _ practice: String, _ night: GoodNight
  ) throws -> [Change] {
    let lines = try #require(night.files[torture.file])
    let header = header(of: lines)
    let rows = lines.dropFirst().filter { night.practice(of: $0) == practice }.map(fields)
      .filter { $0.count == header.count }
    func setting(_ column: String, _ text: String) throws -> ([String]) -> [String]? {
      let index = try #require(header.firstIndex(of: column))
      return { row in
        var row = row
        row[index] = text
        return row
      }
    }
    var changes: [Change] = []
    for column in torture.emptied {
      let index = try #require(header.firstIndex(of: column))
      guard rows.count(where: { !$0[index].isEmpty }) >= 10 else { continue }
      changes.append(Change(name: "no \(column)", row: try setting(column, "")))
    }
    for column in torture.garbled {
      let index = try #require(header.firstIndex(of: column))
      let named = torture.codes[column] ?? []
      // Of a text only the codes that conditions name are counted.
      guard
        named.isEmpty || named.contains(where: { code in rows.count { $0[index] == code } >= 14 })
      else { continue }
      changes.append(Change(name: "garbled \(column)", row: try setting(column, "zz#")))
    }
    for (column, wanted) in torture.codes.sorted(by: { $0.key < $1.key }) {
      let index = try #require(header.firstIndex(of: column))
      let counts = rows.reduce(into: [String: Int]()) { $0[$1[index], default: 0] += 1 }
      for (code, count) in counts.sorted(by: { $0.key < $1.key })
      where count >= 14 && !code.isEmpty {
        guard wanted.isEmpty || wanted.contains(code) else { continue }
        changes.append(Change(name: "no \(column) '\(code)'") { $0[index] == code ? nil : $0 })
      }
    }
    return practice == Self.largest
      ? changes.filter { !Self.rejecting.contains($0.name) } : changes
  }

  /// What is done in each turn to the rows of each practice: so that no two practices of a feed have their rows rejected, which
  /// would be the feed's fault, and no column is gone from all of it.
  private func turns(_ torture: Torture, _ night: GoodNight) throws -> [[String: Change]] {
    var open = try Dictionary(
      uniqueKeysWithValues: Self.practices.map { ($0, try changes(torture, $0, night)) })
    var turns: [[String: Change]] = []
    while open.values.contains(where: { !$0.isEmpty }) {
      var turn: [String: Change] = [:]
      for practice in Self.practices {
        let taken = turn.values.map(\.name)
        let isRejecting = !Self.rejecting.isDisjoint(with: taken)
        let index = open[practice]?.firstIndex { change in
          !taken.contains(change.name) && !(isRejecting && Self.rejecting.contains(change.name))
        }
        if let index { turn[practice] = open[practice]?.remove(at: index) }
      }
      turns.append(turn)
    }
    return turns
  }

  /// A night with one change of each practice's rows of each file, and what is not named of it.
  private func unnoticed(
    _ changes: [(torture: Torture, of: [String: Change])], _ night: GoodNight
  ) throws -> [String] {
    for (name, lines) in night.files {
      try night.write(lines, to: night.input.appending(path: name))
    }
    for (torture, changes) in changes {
      let lines = try #require(night.files[torture.file])
      let width = header(of: lines).count
      let kept = lines.enumerated().compactMap { index, line -> String? in
        guard index > 0, let practice = night.practice(of: line), let change = changes[practice]
        else { return line }
        let row = fields(line)
        return row.count == width ? change.row(row).map { self.line($0, like: line) } : line
      }
      try night.write(kept, to: night.input.appending(path: torture.file))
    }
    try night.forget()
    let result = try night.run(date: "2026-11-21")
    let lines = (result.output + result.errors).split(separator: "\n")
    return changes.flatMap { torture, changes in
      changes.filter { practice, _ in
        !lines.contains { $0.contains(torture.feed) && $0.contains(practice) }
      }.map { "\($0) \(torture.feed): \($1.name): exit \(result.exitCode)\n\(result.output)" }
    }
  }

  @Test("each column and each code that is gone or garbled is named with its practice")
  func inTurn() throws {
    let night = try GoodNight()
    let all = try Self.events.map { (torture: $0, turns: try turns($0, night)) }
    for turn in 0..<(all.map(\.turns.count).max() ?? 0) {
      let changes = all.filter { turn < $0.turns.count }.map { ($0.torture, $0.turns[turn]) }
      let unnoticed = try unnoticed(changes, night)
      #expect(unnoticed.isEmpty, "\(unnoticed.joined(separator: "\n"))")
    }
    #expect(all.flatMap { $0.turns.flatMap(\.keys) }.count > 150)
  }

  @Test("each column of registrations that is gone or garbled is named with its practice")
  func registrations() throws {
    let night = try GoodNight()
    for turn in try turns(Self.registrations, night) {
      for (practice, change) in turn where practice != Self.largest {
        let unnoticed = try unnoticed([(Self.registrations, [practice: change])], night)
        // Without practices in them rows are nobody's, and the feed is refused.
        guard change.name != "no practice_code" else { continue }
        #expect(unnoticed.isEmpty, "\(unnoticed.joined(separator: "\n"))")
      }
    }
  }

  @Test(
    "a code that is gone leaves the practice out of what reads it, and its network is told which")
  func told() throws {
    let night = try GoodNight()
    let lines = try #require(night.files["observations-01.csv"])
    try night.write(
      lines.filter { !($0.contains(",SBP,") && night.practice(of: $0) == "M98002") },
      to: night.input.appending(path: "observations-01.csv"))
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
    #expect(
      result.output.contains(
        "held back: observations is not complete for M98002 (far fewer values than expected: observation 'SBP' "
      ), "\(result.output)")
    #expect(
      try night.published("U10001/NOTICES.txt").contains(
        "'observations' is not complete (far fewer values than expected: observation 'SBP'"))
    // Stated, it is left out all the same, and not told again.
    try night.except("{practice: M98002, feed: observations, reason: no cuffs, until: 2026-12-31}")
    let known = try night.run(date: "2026-11-22")
    #expect(known.exitCode == 0 && known.output.isEmpty, "\(known.output)\(known.errors)")
  }

  /// What of a practice's rows is changed, and the lists that it is then left out of.
  private static let partsOfLists:
    [(file: String, column: String, cell: @Sendable (String) -> String, off: Set<String>)] = [
      ("medications.csv", "medicine", { $0 == "STATIN" ? "OTHER" : $0 }, ["nhs-health-check"]),
      ("observations-01.csv", "observation", { $0 == "SBP" ? "BMI" : $0 }, []),
      ("patients.csv", "carer", { _ in "" }, ["carers"]),
      ("patients.csv", "care_home", { _ in "" }, ["carers"]),
      ("patients.csv", "opt_out", { _ in "" }, ["carers"]),
      ("patients.csv", "lsoa_code", { _ in "" }, []),
    ]

  @Test("everything rests on what says who is registered, and a list on what decides whom it names")
  func deciding() throws {
    let pipeline = try loadPipeline(at: fixtures.appending(path: "pipeline/nightly.yaml").path)
    let plan = try #require(try pipeline.personPlan())
    let all = pipeline.cohorts.map(\.value.name)
    func lists(_ feed: String, _ column: String?, _ code: String? = nil) -> [String] {
      plan.lists(decidedBy: FeedPart(feed, ExpectedMeasure(column: column, code: code)))
    }
    #expect(lists("patients", "deregistered_on") == all)
    #expect(lists("patients", "date_of_death") == all)
    #expect(lists("patients", "carer") == ["carers"])
    #expect(lists("patients", "sex") == [])
    #expect(lists("registers", nil).count == 3)
    #expect(lists("registers", "register", "AF") == ["anticoagulation"])
    #expect(lists("uptake", "programme", "FLU") == ["flu-65-and-over"])
    #expect(
      plan.lists(
        restingOn: FeedPart("observations", ExpectedMeasure(column: "observation", code: "SBP")))
        == ["nhs-health-check", "anticoagulation"])
  }

  @Test("a practice is left out of what reads the column or code that it lost, and of nothing else")
  func readers() throws {
    let night = try GoodNight()
    let lists = ["anticoagulation", "carers", "flu-65-and-over", "nhs-health-check"]
    for (file, column, cell, off) in Self.partsOfLists {
      let lines = try #require(night.files[file])
      let index = try #require(fields(lines[0]).firstIndex(of: column))
      let changed = lines.enumerated().map { place, line -> String in
        guard place > 0, night.practice(of: line) == "M98002" else { return line }
        var row = fields(line)
        guard row.count == fields(lines[0]).count else { return line }
        row[index] = cell(row[index])
        return row.joined(separator: ",")
      }
      try night.forget()
      try night.write(changed, to: night.input.appending(path: file))
      let result = try night.run(date: "2026-11-21")
      try night.write(lines, to: night.input.appending(path: file))
      try #require(result.exitCode == 0, "\(column): \(result.errors)\(result.output)")
      #expect(result.output.contains("is not complete for M98002"), "\(column): \(result.output)")
      let without = try lists.filter { list in
        try !night.rows("U10001/\(list)").contains { $0["practice_code"] == "M98002" }
      }
      #expect(Set(without) == off, "\(column): \(result.output)")
    }
  }

  @Test(
    "a practice's part of a list that goes is named with the list, and not where it was accepted")
  func listPart() throws {
    let night = try GoodNight()
    let lines = try #require(night.files["uptake.csv"])
    let people = night.practices.filter { $0.value == "M98002" }.keys.sorted()
    try night.write(
      lines + people.map { "\($0),NHSHC,2026-11-21,done," },
      to: night.input.appending(path: "uptake.csv"))
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("by the same definition: M98002 nhs-health-check 0 instead of about "),
      "\(result.output)")
    try night.forget()
    let accepted = try night.run(
      date: "2026-11-21", ["--accept", "nhs-health-check=a day of checks"])
    #expect(!accepted.output.contains("part of a list"), "\(accepted.output)")
  }
}

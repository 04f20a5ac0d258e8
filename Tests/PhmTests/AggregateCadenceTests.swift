import Foundation
import Testing

@testable import ProgramRuns

/// What is published of figures from one night to the next: `publish_aggregates`.
@Suite("Cadence of aggregates")
struct AggregateCadenceTests {
  private let night: EditedNight

  init() throws {
    night = try EditedNight()
    try night.replace("publish.yaml", "each-run", "weekly")
    try night.replace("publish.yaml", "warehouse: made", "warehouse: left-out")
  }

  @Test("whoever is gone the next night, no published figure has changed within the week")
  func singleRemovals() throws {
    try night.run()
    let before = try figures()
    #expect(before.count > 10)
    let patients = try night.read("patients.csv").split(separator: "\n").map(String.init)
    for number in patients.dropFirst().map({ $0.prefix(10) }) {
      try withoutRows(of: String(number)) {
        // Where a practice is small, the night may be refused: then nothing has changed either.
        _ = try night.attempt(date: "2026-11-21")
        let after = try figures()
        for (file, lines) in before {
          #expect(after[file] == lines, "\(file) without the patient \(number)")
        }
      }
    }
  }

  @Test("nor has one where each night is made on its own day, as nights are")
  func eachOnItsDay() throws {
    func run(on day: String) throws {
      let done = try CommandProcess.run(
        [
          "run", night.path("pipeline/nightly.yaml"), "--input", night.path("input"), "--output",
          night.path("output-nightly"), "--state", night.path("state"), "--progress", "none",
        ], environment: try TestClock.environment(at: day))
      try #require(done.exitCode == 0, "\(done.errors)")
    }
    // From Friday to Sunday.
    try run(on: "2026-11-20")
    let before = try figures()
    for day in ["2026-11-21", "2026-11-22"] {
      try withoutRows(of: "9000001145") {
        try run(on: day)
        let after = try figures()
        for (file, lines) in before { #expect(after[file] == lines, "\(file) on \(day)") }
        #expect(
          try night.published("system/datapackage.json").contains(
            "What counts persons was counted for 2026-11-20 and stays as it is"))
      }
    }
  }

  @Test("figures that cannot be read back are counted anew before their time, and that is told")
  func worn() throws {
    func flip() throws {
      let record = try storedFile("load/system", "stage.json", in: night.path("state"))
      try flipBit(of: record, at: Data(contentsOf: record).count / 2)
    }
    try night.run(date: "2026-11-19")
    try flip()
    let result = try night.attempt(date: "2026-11-20")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("they are counted anew before their time"), "\(result.output)")
    let next = try night.attempt(date: "2026-11-21")
    #expect(!next.output.contains("before their time"), "\(next.output)")
    // In another week they are counted anew anyway.
    try flip()
    let later = try night.attempt(date: "2026-11-26")
    #expect(later.exitCode == 0, "\(later.errors)")
    #expect(!later.output.contains("before their time"), "\(later.output)")
  }

  @Test("where figures are counted in each run, a single patient more or less shows in them")
  func eachRun() throws {
    try night.replace("publish.yaml", "weekly", "each-run")
    try night.run()
    let before = try figures()
    try withoutRows(of: "9000001145") {
      try night.run(date: "2026-11-21")
      #expect(try figures() != before)
    }
  }

  @Test("they are counted anew in the next week, and when that is asked for")
  func anew() throws {
    try night.run(date: "2026-11-20")
    let before = try figures()
    try withoutRows(of: "9000001145") {
      // Sunday, and the Monday after it.
      try night.run(date: "2026-11-22")
      #expect(try figures() == before)
      #expect(
        try night.published("system/datapackage.json").contains(
          "What counts persons was counted for 2026-11-20 and stays as it is"))
      #expect(
        try night.published("U10001/profile.html").contains(
          "Figures of people and uptake are of 20 November 2026"))
      try night.run(date: "2026-11-22", arguments: ["--count-anew"])
      let anew = try figures()
      #expect(anew != before)
      #expect(!(try night.published("system/datapackage.json").contains("was counted for")))
      try night.run(date: "2026-11-23")
      #expect(
        !(try night.published("U10001/profile.html").contains("Figures of people and uptake are")))
    }
  }

  @Test("another definition, and a practice that was left out and is not any more, count them anew")
  func anotherBasis() throws {
    try night.run(date: "2026-11-19")
    try night.replace("indicators/flu-coverage.yaml", "age_on) >= 65", "age_on) >= 64")
    try night.run()
    #expect(!(try night.published("system/datapackage.json").contains("was counted for")))
    try night.run(date: "2026-11-21")
    #expect(try night.published("system/datapackage.json").contains("was counted for 2026-11-20"))
    // What was held back the night before is there again.
    try night.replaceInFeed("list-sizes.csv", "ALL,ALL,10", "ALL,ALL,1")
    try night.run(date: "2026-11-22")
    #expect(!(try night.published("system/datapackage.json").contains("was counted for")))
  }

  @Test("a day that lies before that of the figures is counted for itself")
  func dayBefore() throws {
    try night.run(date: "2026-11-20")
    try night.run(date: "2026-11-19")
    #expect(!(try night.published("system/datapackage.json").contains("was counted for")))
  }

  @Test("a release of a version that kept no figures is followed by one that counts them anew")
  func upgrade() throws {
    try night.run()
    let outputs = night.folder.url.appending(path: "state/store/load/system")
    let names = try FileManager.default.contentsOfDirectory(atPath: outputs.path)
    let record = outputs.appending(path: "\(try #require(names.first))/stage.json")
    var entries = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: record)) as? [String: Any])
    try #require((entries["tables"] as? [Any])?.isEmpty == false)
    entries["tables"] = [Any]()
    try JSONSerialization.data(withJSONObject: entries).write(to: record)
    try night.run(date: "2026-11-21")
    #expect(!(try night.published("system/datapackage.json").contains("was counted for")))
  }

  @Test("a second run of the same makes nothing anew, and its figures are those of the first")
  func same() throws {
    try night.run(date: "2026-11-19")
    try night.run()
    let before = try night.release()
    let result = try night.attempt()
    #expect(result.output.contains("(0 stages run"), "\(result.output)")
    #expect(try night.release() == before)
  }

  /// The files of figures; of data-quality.csv what is about rows and persons: what is about practices is of each night.
  private func figures() throws -> [String: [String]] {
    let files = try night.release().filter {
      $0.key.hasPrefix("system/") && $0.key.hasSuffix(".csv")
    }
    return Dictionary(
      uniqueKeysWithValues: files.map { path, bytes in
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        return (
          path, path.hasSuffix("data-quality.csv") ? lines.filter { $0.hasSuffix(",") } : lines
        )
      })
  }

  /// Takes a patient's rows out of all feeds, and puts them back.
  private func withoutRows(of number: String, _ body: () throws -> Void) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: night.path("input"))
      .filter { $0.hasSuffix(".csv") }
    var texts: [String: String] = [:]
    for file in files {
      let text = try night.read(file)
      guard text.contains(number) else { continue }
      texts[file] = text
      let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
      try night.write(file, rows.filter { !$0.contains(number) }.joined(separator: "\n"))
    }
    try #require(!texts.isEmpty)
    try body()
    for (file, text) in texts { try night.write(file, text) }
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// What a night is held against beside what is missing: too much, the same again, and what is stated about it.
@Suite("The review of a delivery")
struct DeliveryReviewTests {
  /// A feed's file with the rows of some people twice, each copy a day older than its row.
  private func twice(
    _ night: GoodNight, _ file: String, day column: String, of practice: String?
  ) throws {
    let lines = try #require(night.files[file])
    let header = lines[0].split(separator: ",").map { String($0) }
    let day = try #require(header.firstIndex(of: column))
    let copies = lines.dropFirst().compactMap { line -> String? in
      guard practice.map({ night.practice(of: line) == $0 }) ?? true else { return nil }
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
      guard cells.count == header.count, cells[day].hasPrefix("20") else { return nil }
      cells[day] = "2019" + cells[day].dropFirst(4)
      return cells.joined(separator: ",")
    }
    try #require(copies.count > 50)
    try night.write(lines + copies, to: night.input.appending(path: file))
  }

  @Test("a practice whose rows come twice is left out of what reads them, and named to its network")
  func twiceOfOne() throws {
    let night = try GoodNight()
    try twice(night, "medications.csv", day: "issued_on", of: "M98002")
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
    #expect(
      result.output.contains("held back: medications has too much for M98002 ("),
      "\(result.output)")
    #expect(
      try night.published("U10001/NOTICES.txt").contains(
        "M98002: what tonight's lists know of this practice from the feed 'medications' cannot be right"
      ))
  }

  @Test("a small feed of which the newest row is gone is told, and refuses nothing")
  func newestOfFew() throws {
    let night = try EditedNight()
    try night.run()
    let lines = try night.read("patients.csv").split(
      separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.filter { !$0.contains(",2026-03-01,") }
    try #require(kept.count == lines.count - 1)
    try night.write("patients.csv", kept.joined(separator: "\n"))
    let result = try night.attempt(date: "2026-11-21")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("patients: the newest event is of 2012-12-01, and was of 2026-03-01"),
      "\(result.output)")
  }

  @Test("a delivery that holds everything twice refuses the night")
  func twiceOfAll() throws {
    let night = try GoodNight()
    try twice(night, "medications.csv", day: "issued_on", of: nil)
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 67)
    #expect(
      result.output.contains("refused: medications has too much for M98001"), "\(result.output)")
  }

  @Test("files that stay the same for longer than an event may be old are in the first lines")
  func sameFiles() throws {
    let night = try GoodNight()
    let soon = try night.run(without: nil, date: "2026-12-04")
    #expect(soon.output.isEmpty, "\(soon.output)")
    let late = try night.run(without: nil, date: "2026-12-05")
    #expect(
      late.output.contains(
        "warning: byte for byte the same for long: patients (since 2026-11-20, 15 days)"),
      "\(late.output)")
  }

  @Test(
    "what is accepted in vain and exceptions that are not needed are told, the latter not by mail")
  func statedInVain() throws {
    let night = try GoodNight()
    let pipeline = night.folder.url.appending(path: "pipeline/nightly.yaml")
    let text = try String(contentsOf: pipeline, encoding: .utf8)
    let stated = """
        except:
          - {practice: M98001, feed: registers, reason: moved, until: 2026-12-31}
          - {practice: M98002, feed: list-sizes, reason: merged, until: 2026-12-31}
          - {practice: M98003, reason: closed, until: 2026-11-20}

      """
    try Data(text.replacingOccurrences(of: "  except:\n", with: stated).utf8).write(to: pipeline)
    let quiet = try night.run(date: "2026-11-21")
    #expect(quiet.exitCode == 0 && quiet.output.isEmpty, "\(quiet.output)\(quiet.errors)")
    let result = try night.run(
      date: "2026-11-21", ["--summary", "always", "--accept", "carers=we know"])
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("warning: accepted, though nothing refuses it: carers"),
      "\(result.output)")
    #expect(
      result.output.contains(
        "note: exceptions under 'except' that tonight did not need; take them out where that stays so: M98001 of registers until 2026-12-31, M98002 of list-sizes until 2026-12-31"
      ), "\(result.output)")
    #expect(result.output.contains("take them out, or state a later one: M98003 until 2026-11-20"))
    #expect(result.output.contains("is the code right?: A10007 of uptake until 2026-12-31"))
    let nearest = try night.run(date: "2026-11-21", ["--accept", "carrers=we know"])
    #expect(nearest.exitCode == 64)
    #expect(nearest.errors.contains("carers"), "\(nearest.errors)")
  }

  @Test("a network nobody of which is on any list any more refuses the night")
  func networkGone() throws {
    let night = try EditedNight()
    try night.replace("nightly.yaml", "held_back: 0.2", "held_back: 1")
    try night.run(date: "2026-11-20")
    let patients = try night.read("patients.csv").split(separator: "\n")
    try night.write(
      "patients.csv",
      patients.filter { !$0.contains(",A10003,") }.joined(separator: "\n") + "\n")
    let result = try night.attempt(date: "2026-11-21")
    #expect(result.exitCode == 67, "\(result.output)")
    #expect(
      result.output.contains("refused: nobody is on any list of U10002 ("), "\(result.output)")
    // The last release stays.
    #expect(try night.release().keys.contains { $0.hasPrefix("U10002/") })
  }

  @Test("new files with the counts of old ones are told, also where another delivery came between")
  func oldCounts() throws {
    let night = try EditedNight()
    let file = "qof-prevalence.csv"
    let first = try night.read(file)
    func result(_ text: String, _ date: String) throws -> String {
      try night.write(file, text)
      let result = try night.attempt("published", date: date)
      try #require(result.exitCode == 0, "\(result.errors)")
      return result.output
    }
    let warning = "its files are new, and all of its counts are those of "
    #expect(try !result(first, "2026-11-20").contains(warning))
    #expect(try !result(first, "2026-11-21").contains(warning), "the same file is no new one")
    // Windows line ends make other bytes of the same figures.
    let again = first.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try result(again, "2026-11-22").contains(warning + "2026-11-21"))
    let other = first.replacingOccurrences(of: ",1,", with: ",2,")
    try #require(other != first)
    #expect(try !result(other, "2026-11-23").contains(warning))
    #expect(try result(first, "2026-11-24").contains(warning + "2026-11-22"))
    // A 0 is a count as any other.
    let zero = first.replacingOccurrences(of: ",1,", with: ",0,")
    let gone = first.split(separator: "\n").filter { !$0.contains(",1,") }.joined(separator: "\n")
    try #require(zero != first)
    #expect(try !result(zero, "2026-11-25").contains(warning))
    #expect(try !result(gone + "\n", "2026-11-26").contains(warning))
  }
}

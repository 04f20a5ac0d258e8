import Foundation
import Testing

@testable import ProgramRuns

/// What a feed's contract says of cells and rows, from the file to the features, in whole runs of the small night.
@Suite("A feed's contract")
struct ContractRunTests {
  private func shown(_ night: Night, _ arguments: [String]) throws -> [String] {
    let result = try CommandProcess.run(
      ["show"] + arguments + ["--state", night.folder.path("state"), "--format", "csv"])
    try #require(result.exitCode == 0, "\(result.errors)")
    return result.output.split(whereSeparator: \.isNewline).map { String($0) }
  }

  @Test("the last row of a record and the columns that are worked out reach the features")
  func records() throws {
    let night = try Night()
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      try shown(night, ["validate/doses", "--columns", "event_on,outcome,cost"])
        == ["event_on,outcome,cost", "2026-10-06,done,1234.5", "2026-10-05,declined,7.5"])
    #expect(
      try shown(
        night,
        [
          "transform/features-people", "--columns", "last_dose,dose_refused", "--where",
          "last_dose is not null or dose_refused",
        ])
        == ["last_dose,dose_refused", "2026-10-06,false", ",true"])
  }

  @Test("a corrected record is no reject, however many there are")
  func correctedRecords() throws {
    let night = try Night()
    let rows = (1...40).map { "9000001706|20261005T10150001|new|\($0)|1||FALSE" }
    let updates = (1...40).map { "9000001706|20261006T10150001|update|\($0)|2||FALSE" }
    try night.write(
      "doses.csv",
      (["nhs_number|event_on|action|id|step|cost|not_given"] + rows + updates)
        .joined(separator: "\n"))
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try shown(night, ["validate/doses", "--columns", "step"]).count == 41)
  }

  @Test("a cell that says neither yes nor no rejects its row, a file without the column means no")
  func neitherTrueNorFalse() throws {
    let night = try Night()
    try night.write(
      "doses.csv",
      "nhs_number|event_on|action|id|step|cost\n9000001706|5-Oct-26|new|1|1|\n")
    try night.write(
      "doses-2.csv",
      """
      nhs_number|event_on|action|id|step|cost|not_given
      9000001706|6-Oct-26|new|2|1||maybe
      9000001706|7-Oct-26|new|3|1||

      """)
    let result = try CommandProcess.run(
      [
        "validate", "doses", night.folder.path("input/doses.csv"),
        night.folder.path("input/doses-2.csv"), "--pipeline", "pipeline/nightly.yaml",
        "--reference-date", "2026-11-20",
      ])
    #expect(result.output.contains("doses: 3 rows, 2 rejected"), "\(result.output)")
    #expect(result.output.contains("not-a-boolean"))
    #expect(result.output.contains("the column 'not_given' has no value"))
    #expect(!result.output.contains("absent-column"))
    #expect(!(result.output + result.errors).contains("maybe"))
  }

  @Test("show reads a file of any name by a feed's contract, and says what it rejects and why")
  func showByContract() throws {
    let night = try Night()
    let file = night.folder.path("sent-by-mail.txt")
    try Data(
      """
      nhs_number,observation,observed_on,value,unit
      9000001005,SBP,2026-11-01,20,kPa
      9000001285,SBP,2026-11-01,ZYXVALUE,mmHg
      9000001358,SBP,2026-11-19,150,stone

      """.utf8
    ).write(to: URL(fileURLWithPath: file))
    let arguments = [
      "show", file, "--feed", "observations", "--pipeline", "pipeline/nightly.yaml",
      "--reference-date", "2026-11-20",
    ]
    let result = try CommandProcess.run(arguments + ["--columns", "nhs_number,value,unit"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("(withheld)    150  mmHg"), "\(result.output)")
    #expect(result.output.contains("observations: 3 rows, 2 rejected"))
    #expect(result.output.contains("record: not-a-number: the column 'value' is not a number (1)"))
    #expect(result.output.contains("sent-by-mail.txt:3: column 'value'"))
    #expect(result.output.contains("record: sbp-unit: SBP is in a unit"))
    #expect(!result.output.contains("ZYX") && !result.output.contains("stone"))
    let rows = try CommandProcess.run(arguments + ["--format", "csv", "--columns", "value"])
    #expect(rows.output == "value\n150\n" || rows.output == "value\n150", "\(rows.output)")
    let unknown = try CommandProcess.run([
      "show", file, "--feed", "observation", "--pipeline", "pipeline/nightly.yaml",
    ])
    #expect(unknown.exitCode == 64)
  }

  @Test("a rule may look into another feed, and is run again when that one changes")
  func otherFeeds() throws {
    let night = try EditedNight()
    try night.replace(
      "feeds/patients.yaml", "rules:\n",
      """
      rules:
        - {rule: practice-known, column: practice_code, known_in: {feed: list-sizes, column: practice_code}, grade: warning, says: a practice without a list}

      """)
    try night.run()
    #expect(!(try night.published("system/data-quality.csv").contains("practice-known")))
    let lists = try night.read("list-sizes.csv")
    try night.write(
      "list-sizes.csv",
      lists.split(separator: "\n").filter { !$0.contains(",A10002,") }.joined(separator: "\n")
        + "\n")
    try night.run()
    #expect(
      try night.published("system/data-quality.csv").contains("patients,practice-known,warning"))
  }

  @Test("another unit is converted on the way to the features, and what is doubtful is named")
  func units() throws {
    let night = try Night()
    let good = try night.read("observations.csv")
    // Every practice has something new.
    let filler = try night.read("patients.csv").split(whereSeparator: \.isNewline).dropFirst()
      .compactMap { $0.split(separator: ",").first }.map { "\($0),EFI,2026-11-02,0.1," }
    try night.write(
      "observations.csv",
      good + filler.joined(separator: "\n") + """

        9000001005,SBP,2026-11-01,20,kPa
        9000001285,SBP,2026-11-01,<150,MM HG
        9000001358,SBP,2026-11-01,150,stone

        """)
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      try shown(
        night,
        [
          "validate/observations", "--columns", "value,unit", "--where",
          "observed_on = date '2026-11-01'",
        ])
        == ["value,unit", "150,mmHg", "149.99999999999997,MM HG"])
    let quality = String(
      decoding: try #require(try night.release()["system/data-quality.csv"]), as: UTF8.self)
    #expect(quality.contains("sbp-unit,record"), "\(quality)")
    #expect(quality.contains("bound-for-value,warning"))
  }
}

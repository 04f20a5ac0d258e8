import Foundation
import Testing

@testable import ProgramRuns

/// Rows with one cell that cannot be read, in runs of the small night: what the other cells say is not lost with it.
@Suite("Rows of which a cell cannot be read")
struct UnreadRowsTests {
  /// Somebody of A10001 in U10001, on the list of health checks.
  private let person = "9000003520"

  /// A night with a further row of patients whose date of birth nobody can read.
  private func night(adding registration: String, optOut: String = "N", of person: String)
    throws -> Night
  {
    let night = try Night()
    let patients = try night.read("patients.csv")
    let lines = patients.hasSuffix("\n") ? patients : patients + "\n"
    try night.write(
      "patients.csv",
      lines + "\(person),10.10.80,1,A,E01000001,\(registration),English,,N,N,\(optOut)\n")
    return night
  }

  private func rules(_ night: Night) throws -> [String] {
    let file = try #require(try night.release()["system/data-quality.csv"])
    return String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").prefix(2).joined(separator: ",")
    }
  }

  private func isOnAnyList(_ person: String, _ night: Night) throws -> Bool {
    try night.release().filter { $0.key.hasPrefix("U") }.values.contains {
      String(decoding: $0, as: UTF8.self).contains(person)
    }
  }

  @Test(
    "a death, an end and a newer registration elsewhere keep off all lists",
    arguments: [
      ("A10003,2005-01-01,2009-12-31,2026-05-30", "died-and-registered"),
      ("A10003,2005-01-01,2009-12-31,30/2026", "registration-in-doubt"),
      ("A10001,2010-01-01,2026-10-01,", "registration-ended-elsewhere"),
      ("A10001,2010-01-01,2026,", "registration-in-doubt"),
      ("A10003,2026-10-01,,", "registration-in-doubt"),
      ("A10003,01.10.26,,", "registration-in-doubt"),
      (",2026-10-01,,", "registration-in-doubt"),
      ("A1001,2010-01-01,2026-10-01,", "registration-in-doubt"),
      ("??,2010-01-01,2026-10-01,", "registration-in-doubt"),
    ])
  func registrations(said: String, rule: String) throws {
    let night = try night(adding: said, of: person)
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(try !isOnAnyList(person, night))
    #expect(try rules(night).contains("patients,\(rule)"))
    // It is a reject all the same, and no registration that counts.
    #expect(try rules(night).contains("patients,not-a-date"))
  }

  @Test(
    "an older registration, one with the same practice and one that repeats it change nothing",
    arguments: [
      "A10003,2001-01-01,2009-12-31,", "A10003,2001-01-01,,", "A10003,01.01.01,2009-12-31,",
      "A10001,2026-10-01,,", "A10001,2010-01-01,,",
    ])
  func harmless(said: String) throws {
    let night = try night(adding: said, of: person)
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(try night.list("U10001", "nhs-health-check").contains(person))
    #expect(try !rules(night).contains("patients,registration-in-doubt"))
  }

  @Test("an opt-out counts, and one that cannot be read is not known", arguments: ["D", "?"])
  func optOuts(code: String) throws {
    let carer = "9000002753"
    let registration = "A10003,2001-01-01,2009-12-31,"
    let without = try night(adding: registration, of: carer)
    try #require(try without.run().exitCode == 0)
    try #require(try without.list("U10002", "carers").contains(carer))
    let with = try night(adding: registration, optOut: code, of: carer)
    try #require(try with.run().exitCode == 0)
    #expect(try !with.list("U10002", "carers").contains(carer))
  }

  @Test(
    "a record that a row may change or take away, wherever it stands in the order, is in doubt",
    arguments: [
      "9000001706|soon|delete|1|3||FALSE", "9000001706|soon|update|1|3||FALSE",
      "9000001706|20261006T10150001|delete|1|three||FALSE",
    ])
  func records(row: String) throws {
    let night = try Night()
    let doses = try night.read("doses.csv")
    try night.write("doses.csv", (doses.hasSuffix("\n") ? doses : doses + "\n") + row + "\n")
    // One reject among few rows is beyond the feed's limit; the check itself is what counts here.
    let result = try CommandProcess.run([
      "validate", "doses", night.folder.path("input/doses.csv"), "--pipeline",
      "pipeline/nightly.yaml", "--reference-date", "2026-11-20",
    ])
    #expect(result.output.contains("doses: 6 rows, 3 rejected"), "\(result.output)")
    #expect(result.output.contains("a later row of the same record was rejected"))
  }

  @Test("what is shown and counted are the rows that can be read")
  func shown() throws {
    let night = try night(adding: "A10003,2001-01-01,2009-12-31,", of: person)
    let before = try Night()
    try #require(try night.run().exitCode == 0)
    try #require(try before.run().exitCode == 0)
    func rows(_ night: Night, _ subject: String) throws -> String {
      let result = try CommandProcess.run(
        ["show", subject, "--columns", "nhs_number"] + night.looking)
      let line = result.output.split(separator: "\n").first { $0.contains(" rows") }
      return line.map { String($0.prefix { $0 != ";" }) } ?? result.errors
    }
    for subject in ["extract/patients", "validate/patients"] {
      #expect(try rows(night, subject).prefix(20) == rows(before, subject).prefix(20))
    }
  }
}

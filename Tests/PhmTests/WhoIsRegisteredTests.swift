import Foundation
import Testing

@testable import ProgramRuns

/// Who is registered where, in nights whose rows disagree.
@Suite("Who is registered")
struct WhoIsRegisteredTests {
  /// A night with rows of patients added to it.
  private func night(adding rows: [String]) throws -> Night {
    let night = try Night()
    let patients = try night.read("patients.csv")
    let lines = patients.hasSuffix("\n") ? patients : patients + "\n"
    try night.write("patients.csv", lines + rows.joined(separator: "\n") + "\n")
    return night
  }

  private func quality(_ night: Night) throws -> String {
    let file = try #require(try night.release()["system/data-quality.csv"])
    return String(decoding: file, as: UTF8.self)
  }

  @Test("a second address drops nobody, and a finding says what is not known of whom")
  func twoAddresses() throws {
    let night = try night(
      adding: ["9000003520,1980-10-10,1,A,E01000002,A10001,2010-01-01,,,English,,N,N,N"])
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(try night.list("U10001", "nhs-health-check").contains("9000003520"))
    #expect(try quality(night).contains("two addresses"))
  }

  @Test(
    "a death in another row, or after the day of the run, keeps off all lists and is counted",
    arguments: [
      ("A10003,2010-01-01,,2026-05-30", "died-and-registered"),
      ("A10001,2010-01-01,,2062-11-03", "death-in-the-future"),
      ("A10003,2001-01-01,2009-12-31,2062-11-03", "death-in-the-future"),
    ])
  func deaths(registration: String, rule: String) throws {
    let night = try night(
      adding: ["9000003520,1980-10-10,1,A,E01000001,\(registration),English,,N,N,N"])
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    let people = try night.release().filter { $0.key.hasPrefix("U") }.values
    #expect(!people.contains { String(decoding: $0, as: UTF8.self).contains("9000003520") })
    #expect(try quality(night).contains("patients,\(rule),warning"))
  }

  @Test("a practice that is handed over on one day belongs to the network that it joins")
  func handover() throws {
    let night = try Night()
    // The night has the new membership from its own day on; the old one now ends on that day too.
    let organisations = try night.read("organisations.xml")
    let other = organisations.replacingOccurrences(of: "2026-11-19", with: "2026-11-20")
    try #require(other != organisations)
    try night.write("organisations.xml", other)
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(!result.output.contains("A10002 (in no PCN"))
    #expect(try night.list("U10001", "carers").contains("9000003245"))
  }

  /// The small night with something put before the practice's relations in the organisations' file.
  private func night(_ practice: String, before relations: String) throws -> Night {
    let night = try Night()
    let organisations = try night.read("organisations.xml")
    let code = "<OrgId extension=\"\(practice)\"/>\n      <Rels>"
    try #require(organisations.contains(code))
    try night.write(
      "organisations.xml",
      organisations.replacingOccurrences(
        of: code, with: "<OrgId extension=\"\(practice)\"/>\(relations)<Rels>"))
    return night
  }

  @Test("a practice that has closed and still has patients is named with its last day")
  func closedPractice() throws {
    let night = try night(
      "A10003",
      before: """
        <Date><Type value="Operational"/><Start value="2000-01-01"/><End value="2026-09-30"/></Date>
        <Status value="Inactive"/>
        """)
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains("warning: A10003: 9 patients of a practice that closed on 2026-09-30"),
      "\(result.output)")
    // It asks for something, so that a mail says it.
    #expect(
      try night.run(["--summary", "when-needed", "--force"]).output.contains(
        "9 patients of a practice that closed on 2026-09-30: is the extract old, or have they been moved?; ask the supplier"
      ))
    #expect(try quality(night).contains("patients,practice-closed,warning"))
    #expect(try !night.list("U10002", "nhs-health-check").isEmpty)
  }

  @Test("a merged practice's people are on the lists of its successor's network")
  func mergedPractice() throws {
    let night = try night(
      "A10003",
      before: """
        <Status value="Inactive"/></Organisation>
        <Organisation><OrgId extension="A10001"/><Succs><Succ><Date><Type value="Legal"/>
        <Start value="2026-11-16"/></Date><Type>Predecessor</Type><Target>
        <OrgId extension="A10003"/></Target></Succ></Succs></Organisation>
        <Organisation><OrgId extension="A10003"/><Status value="Inactive"/>
        """)
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    // 17 and 9 are published, and so many are registered.
    #expect(!result.output.contains("A10001 (its list differs"))
    #expect(try night.list("U10001", "nhs-health-check").contains("9000003385"))
    #expect(try quality(night).contains("patients,practice-merged,warning,*"))
  }

  @Test("an exception releases a practice from the limit until its last day")
  func exception() throws {
    let night = try EditedNight()
    #expect(try night.attempt().output.contains("A10008 (its list differs"))
    try night.replace(
      "nightly.yaml", "list-sizes, reason: made up, until: 2026-11-19",
      "list-sizes, reason: made up, until: 2026-11-20")
    #expect(try !night.attempt().output.contains("A10008 (its list differs"))
    #expect(try night.published("U10002/nhs-health-check.csv").contains("9000003318"))
  }

  @Test("nobody misses a practice that was merged, nor a network that has none left by that")
  func mergedAfterRelease() throws {
    let night = try EditedNight()
    try night.run(date: "2026-11-20")
    try night.replaceInFeed(
      "organisations.xml", "<OrgId extension=\"A10003\"/>\n      <Rels>",
      """
      <OrgId extension="A10003"/><Status value="Inactive"/></Organisation>
      <Organisation><OrgId extension="A10001"/><Succs><Succ><Date><Type value="Legal"/>
      <Start value="2026-11-16"/></Date><Type>Predecessor</Type><Target>
      <OrgId extension="A10003"/></Target></Succ></Succs></Organisation>
      <Organisation><OrgId extension="A10003"/><Status value="Inactive"/><Rels>
      """)
    let result = try night.attempt(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
    #expect(!result.output.contains("nobody is registered in the delivery with A10003"))
    #expect(!result.output.contains("far more patients"), "\(result.output)")
    #expect(try night.published("U10001/nhs-health-check.csv").contains("9000003385"))
  }

  @Test("check notes a feed that nothing reads")
  func unreadFeed() throws {
    let night = try EditedNight()
    try night.replace("nightly.yaml", "one_of:", "  - feeds/geographies.yaml\none_of:")
    let check = try CommandProcess.run(["check", night.path("pipeline/nightly.yaml")])
    #expect(
      check.output.contains(
        "note: nothing reads geographies: use it, or take it out of the pipeline"),
      "\(check.output)")
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// What the commands that look at a state folder say of what is not there.
@Suite("Looking at what is not there")
struct LookingCommandsTests {
  private let night: Night

  init() throws {
    night = try Night()
  }

  @Test("a stage that does not exist is told from one that was not run yet")
  func stages() throws {
    let yet = try show("transform/cohort-carers")
    #expect(yet.exitCode == 64)
    #expect(
      yet.errors.contains("transform/cohort-carers has no output in the store\n  run it first"))
    for _ in 1...2 {
      let none = try show("transform/nosuch")
      #expect(none.exitCode == 64)
      #expect(none.errors.contains("there is no stage 'transform/nosuch'"))
      #expect(!none.errors.contains("run it first"))
      let near = try show("transform/cohort-carer")
      #expect(near.errors.contains("there is no stage 'transform/cohort-carer'"))
      #expect(near.errors.contains("did you mean 'transform/cohort-carers'?"))
      // The same before and after a run, which knows other stages.
      #expect(try night.run().exitCode == 0)
    }
  }

  @Test("all files of features together have one table, and no other")
  func featuresTable() throws {
    #expect(try night.run().exitCode == 0)
    let people = try show("transform/features:people")
    #expect(people.exitCode == 64)
    #expect(people.errors.contains("transform/features has no table 'people'\n  it has persons"))
    let persons = try show("transform/features:persons")
    #expect(persons.exitCode == 0)
    #expect(persons.output == (try show("transform/features")).output)
  }

  @Test("a file of the ledger that is no run is named, with and without runs")
  func unreadableRun() throws {
    let file = night.folder.url.appending(path: "state/runs/20260101T000000Z.json")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: file)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o700], ofItemAtPath: night.folder.path("state"))
    let alone = try runs()
    #expect(alone.hasPrefix("warning: '\(file.path)' cannot be read as a run"))
    #expect(!alone.contains("no runs yet"))
    #expect(try night.run().exitCode == 0)
    let beside = try runs()
    #expect(beside.contains("cannot be read as a run") && beside.contains(" yes"))
  }

  @Test("plan says of a state folder that was copied what the run does with it, and why")
  func copiedState() throws {
    #expect(try night.run().exitCode == 0)
    try FileManager.default.copyItem(
      atPath: night.folder.path("state"), toPath: night.folder.path("kept"))
    try FileManager.default.removeItem(atPath: night.folder.path("state"))
    let copied = Process()
    copied.executableURL = URL(filePath: "/bin/cp")
    copied.arguments = ["-r", night.folder.path("kept"), night.folder.path("state")]
    try copied.run()
    copied.waitUntilExit()
    // Times are not copied, and say nothing: the bytes are the same.
    #expect(
      try night.run(command: "plan").output.split(separator: "\n").allSatisfy {
        !$0.contains(" run  ")
      })
    let file = try night.stored("transform/population", "persons.arrow")
    try Data(try Data(contentsOf: file).dropLast(8)).write(to: file)
    let plan = try night.run(command: "plan").output
    let planned = plan.split(separator: "\n").filter { $0.contains(" run  ") }
    #expect(planned.count == 1)
    #expect(
      planned.allSatisfy { $0.hasSuffix("its output in the store is not as it was written") },
      "\(plan)")
    #expect(try night.run().output.contains("(1 stage run, "))
    #expect(!(try night.run(command: "plan").output.contains("as it was written")))
  }

  @Test("a number is shown with the decimals that its feature states, in lists and by explain")
  func decimals() throws {
    #expect(try night.run().exitCode == 0)
    let file = night.folder.url.appending(path: "output/current/U10001/nhs-health-check.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let column = try #require(lines.first?.firstIndex(of: "systolic"))
    let shown = lines.dropFirst().map { String($0[column]) }.filter { !$0.isEmpty }
    #expect(!shown.isEmpty && shown.allSatisfy { Int($0) != nil })
    let package = try String(
      contentsOf: night.folder.url.appending(path: "output/current/U10001/datapackage.json"),
      encoding: .utf8)
    let field = try #require(package.firstRange(of: "\"name\": \"systolic\""))
    #expect(package[field.upperBound...].prefix(40).contains("\"type\": \"integer\""))
  }

  private func show(_ subject: String) throws -> CommandProcess.Result {
    try CommandProcess.run(["show", subject] + night.looking)
  }

  private func runs() throws -> String {
    try CommandProcess.run(["runs", "--state", night.folder.path("state")]).output
  }
}

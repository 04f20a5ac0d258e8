import Foundation
import Testing

@testable import ProgramRuns

/// What networks report of the people on their lists, over runs of the small night.
@Suite("Actions that come back")
struct ActionsRunTests {
  private let night: Night

  init() throws {
    night = try Night()
  }

  private let header = "nhs_number,list,action,acted_on,until,listed_at\n"
  private let snoozed = "9000001358,nhs-health-check,snoozed,2026-11-19,2026-12-01,A10001\n"

  private func explain(_ list: String, _ number: String) throws -> String {
    try CommandProcess.run(["explain", list, "--patient", number] + night.looking).output
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try #require(try night.release()[path]), as: UTF8.self)
  }

  @Test("a night without the feed has everybody on the lists and says nothing of it")
  func without() throws {
    try night.remove("actions.csv")
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(!result.output.contains("warning: actions"), "\(result.output)")
    #expect(!result.output.contains("note: action"))
    #expect(try night.list("U10001", "nhs-health-check").contains("9000001358"))
  }

  @Test("whoever is snoozed is on no list and not in the order over all, until the date")
  func snooze() throws {
    try night.write("actions.csv", header + snoozed)
    #expect(try night.run().exitCode == 0)
    #expect(try !night.list("U10001", "nhs-health-check").contains("9000001358"))
    #expect(try !night.list("U10001", "priority").contains("9000001358"))
    let explained = try explain("nhs-health-check", "9000001358")
    #expect(explained.contains("not on the list: snoozed"), "\(explained)")
    #expect(explained.contains("2026-12-01"))
    let attrition = try text("system/attrition.csv")
    #expect(attrition.contains("nhs-health-check,8,snoozed,action,system,"), "\(attrition)")
    let gaps = try text("system/care-gaps.csv")
    #expect(try night.run(date: "2026-11-30").exitCode == 0)
    #expect(try !night.list("U10001", "nhs-health-check").contains("9000001358"))
    let result = try night.run(date: "2026-12-01")
    #expect(result.exitCode == 0)
    #expect(try night.list("U10001", "nhs-health-check").contains("9000001358"))
    #expect(try text("U10001/nhs-health-check.csv").contains(",snoozed,2026-11-19,"))
    // A snooze raises no coverage.
    #expect(gaps.contains("nhs-health-check,system"))
  }

  @Test("the last action stands on the list, in the data package and in what explains a person")
  func shown() throws {
    #expect(try night.run().exitCode == 0)
    #expect(try text("U10001/nhs-health-check.csv").contains(",called,2026-11-18,"))
    #expect(try text("U10001/datapackage.json").contains("\"Last action on\""))
    let explained = try explain("nhs-health-check", "9000001005")
    #expect(explained.contains("last_action_on"), "\(explained)")
    // A cohort that takes no actions shows none.
    #expect(try !text("U10001/carers.csv").contains("last_action"))
  }

  @Test("what fits no list is told, by list and rule, and the row's place is kept")
  func audited() throws {
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    for line in [
      "note: actions of persons who are not in the population: nhs-health-check (1)",
      "note: actions of persons who neither are nor were on the list: nhs-health-check (1)",
      "note: actions of another practice than the person's: nhs-health-check (1)",
    ] {
      #expect(result.output.contains(line), "\(line) is not in \(result.output)")
    }
    let rejects = try lines(ofRejects: "actions.csv")
    #expect(rejects.contains { $0.contains(",snooze-has-a-date,") })
    #expect(rejects.contains { $0.contains(",list-that-takes-actions,") })
    #expect(try !text("system/data-quality.csv").contains("action-of"))
  }

  @Test(
    "a person who is called wrongly listed is named to the data team alone, with what listed them")
  func wronglyListed() throws {
    let result = try night.run()
    #expect(
      result.output.contains(
        "warning: networks say that people do not belong on lists: flu-65-and-over (1 more)"),
      "\(result.output)")
    #expect(
      result.output.contains(
        "note: flu-65-and-over (1): people whom their network calls wrongly listed; the list said of them: vaccinated last season (1)"
      ), "\(result.output)")
    let rows = try lines(ofRejects: "wrongly-listed.csv")
    #expect(rows.first == "list,file,row,nhs_number,acted_on,reasons,eligible")
    #expect(
      rows.last?.hasPrefix(
        "flu-65-and-over,actions.csv,5,9000001773,2026-11-19,vaccinated last season,") == true)
    #expect(try !night.list("U10001", "flu-65-and-over").contains("9000001773"))
    for (path, bytes) in try night.release() where !path.hasPrefix("U") {
      #expect(!String(decoding: bytes, as: UTF8.self).contains("wrongly-listed"), "\(path)")
    }
    // Told once: the next night knows of it.
    let next = try night.run(date: "2026-11-21")
    #expect(!next.output.contains("do not belong on lists"))
    #expect(next.output.contains("note: flu-65-and-over (1): people whom"))
  }

  @Test(
    "an action whose row is gone is told, and a night without the feed after one with it is refused"
  )
  func lost() throws {
    try night.write(
      "actions.csv", header + snoozed + "9000001005,nhs-health-check,called,2026-11-18,,\n")
    #expect(try night.run().exitCode == 0)
    try night.write("actions.csv", header + "9000001005,nhs-health-check,called,2026-11-18,,\n")
    let lost = try night.run(date: "2026-11-21")
    #expect(lost.exitCode == 0)
    #expect(
      lost.output.contains(
        "warning: actions: people are on lists again whom an action took off them")
        && lost.output.contains("nhs-health-check (1 of 1)"), "\(lost.output)")
    try night.remove("actions.csv")
    let refused = try night.run(date: "2026-11-22")
    #expect(refused.exitCode == 67)
    #expect(
      refused.output.contains("refused: actions (no file) was not delivered"), "\(refused.output)")
  }

  @Test("an action that is taken back opens the row again without a word")
  func takenBack() throws {
    try night.write("actions.csv", header + snoozed)
    #expect(try night.run().exitCode == 0)
    try night.write(
      "actions.csv", header + snoozed + "9000001358,nhs-health-check,again,2026-11-20,,\n")
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 0)
    #expect(!result.output.contains("are on lists again"), "\(result.output)")
    #expect(try night.list("U10001", "nhs-health-check").contains("9000001358"))
  }

  /// The lines of a file beside the rejected rows of the last run.
  private func lines(ofRejects name: String) throws -> [String] {
    let runs = night.folder.url.appending(path: "state/runs")
    let run = try #require(
      try FileManager.default.contentsOfDirectory(atPath: runs.path).filter { !$0.contains(".") }
        .max())
    return try String(
      contentsOf: runs.appending(path: "\(run)/rejects/\(name)"), encoding: .utf8
    ).split(whereSeparator: \.isNewline).map { String($0) }
  }

  @Test("NOTICES.txt counts the network's own actions that were not taken, and says why")
  func notTaken() throws {
    try night.write(
      "actions.csv",
      header + snoozed + "9000001005,nhs-health-check,snoozed,2026-11-18,,A10001\n"
        + "9000001145,nhs-health-chek,called,2026-11-18,,A10001\n"
        + "9000001218,flu-65-and-over,callled,2026-11-18,,A10001\n"
        + "9000001234,flu-65-and-over,callled,2026-11-18,,A10003\n")
    #expect(try night.run().exitCode == 0)
    let first = try text("U10001/NOTICES.txt")
    #expect(first.contains("3 actions that this network reported were not taken"), "\(first)")
    #expect(first.contains("the list is none of this pipeline that takes actions (1)"))
    #expect(first.contains("'action' cannot be read (1)"))
    #expect(!first.contains("9000001145"))
    // Whose number is wrong is the practice's that stands in the row.
    let second = try text("U10002/NOTICES.txt")
    #expect(second.contains("1 action that this network reported was not taken"), "\(second)")
    try night.write("actions.csv", header + snoozed)
    #expect(try night.run(date: "2026-11-21").exitCode == 0)
    #expect(try !text("U10001/NOTICES.txt").contains("not taken"))
  }

  @Test("NOTICES.txt counts codes of each practice that the code list does not have")
  func unknownCodes() throws {
    let night = try EditedNight()
    try night.replace(
      "feeds/conditions.yaml", "condition: {type: text, required: true}",
      "condition: {type: code, values: [MIGRAINE], grade: warning, header: Diagnosis}")
    try night.write(
      "conditions.csv",
      "nhs_number,Diagnosis,recorded_on,resolved_on\n9000003172,MIGRAINE,2024-01-01,\n"
        + "9000001005,MIGRAIN,2024-01-01,\n9000001072,HEADACHE,2024-01-01,\n")
    try night.run()
    let notices = try night.published("U10001/NOTICES.txt")
    #expect(
      notices.contains(
        "A10001: 2 rows of 'conditions' have a code under Diagnosis that nobody here"),
      "\(notices)")
    #expect(!notices.contains("HEADACHE") && !notices.contains("9000001072"))
    #expect(try !night.published("U10002/NOTICES.txt").contains("under Diagnosis"))
  }

  @Test(
    "NOTICES.txt says of an empty list what its definition says, where it was made and nobody is on it"
  )
  func emptyList() throws {
    let night = try Night()
    #expect(try night.run().exitCode == 0)
    func notices(_ network: String) throws -> String {
      String(decoding: try #require(try night.release()["\(network)/NOTICES.txt"]), as: UTF8.self)
    }
    let said = "anticoagulation: nobody is on this list tonight. Whoever has fibrillation"
    #expect(try !notices("U10001").contains(said))
    #expect(try notices("U10002").contains(said))
    // That it was not made is something else.
    try night.remove("medications.csv")
    _ = try night.run(date: "2026-11-19")
    #expect(try !notices("U10002").contains(said))
  }
}

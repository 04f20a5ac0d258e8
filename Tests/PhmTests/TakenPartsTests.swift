import Foundation
import Testing

@testable import ProgramRuns

/// What a run takes over from earlier outputs of the same stage, and that it never shows.
@Suite("Parts that are taken over")
struct TakenPartsTests {
  @Test(
    "other words of a reason make its list and the list over all anew; the others stay the same files"
  )
  func wording() throws {
    let night = try EditedNight()
    try night.run()
    let before = try night.release()
    try night.changeWording()
    try night.run()
    let after = try night.release()
    let changed = Set(after.keys.filter { after[$0] != before[$0] })
    #expect(changed.contains { $0.hasSuffix("/nhs-health-check.csv") })
    #expect(
      changed.allSatisfy {
        saysReasons($0) || $0.hasSuffix("/datapackage.json") || $0.hasSuffix(".xlsx")
          || ["release.json", "warehouse.sqlite"].contains($0)
      }, "\(changed.sorted())")
    let lists = try night.newestOutput("load/lists")
    for (path, links) in lists where path.hasSuffix(".csv") {
      // Who is due soon comes out of the same stage: the file is made again, and says the same.
      let isMade = saysReasons(path) || path.hasSuffix("/nhs-health-check-due-soon.csv")
      #expect(links == (isMade ? 1 : 2), "\(path)")
    }
    let impact = try night.newestOutput("transform/impact-priority")
    #expect(impact.contains { $0.key.hasSuffix(".arrow") })
    #expect(impact.allSatisfy { $0.value == ($0.key.hasSuffix(".arrow") ? 2 : 1) })
    try night.compareWithFreshRun()
  }

  /// Whether a file says the reasons of the changed list: the list itself, and the list over all lists.
  private func saysReasons(_ path: String) -> Bool {
    path.hasSuffix("/nhs-health-check.csv") || path.hasSuffix("/priority.csv")
  }

  @Test("the lists of a release lie on the disk once, and one that is written into is made anew")
  func secondNames() throws {
    let night = try EditedNight()
    try night.run()
    let release = night.folder.url.appending(path: "output-nightly/current")
    let stored = Set(
      try inodes(below: night.folder.url.appending(path: "state/store")).values)
    for (path, inode) in try inodes(below: release) where path != "release.json" {
      #expect(stored.contains(inode), "\(path)")
    }
    let list = release.appending(path: "U10001/nhs-health-check.csv")
    let handle = try FileHandle(forWritingTo: list)
    try handle.write(contentsOf: Data("9".utf8))
    try handle.close()
    try night.changeWording()
    try night.run()
    try night.compareWithFreshRun()
  }

  @Test("who is on a list shows in what other lists say of them")
  func eligibility() throws {
    let night = try EditedNight()
    try night.run()
    try night.replace("cohorts/nhs-health-check.yaml", "eligible: ", "eligible: sex = '2' and ")
    try night.run()
    try night.compareWithFreshRun()
  }

  @Test("another reference date takes over no list, and an earlier release says who is new")
  func referenceDate() throws {
    let night = try EditedNight()
    try night.run()
    try night.run(date: "2026-11-21")
    let lists = try night.newestOutput("load/lists")
    #expect(!lists.isEmpty && lists.allSatisfy { $0.value == 1 })
    // The first date again, now with an earlier release: no list may come from the night without one.
    try night.run(date: "2026-11-19")
    try night.run(date: "2026-11-20")
    try night.compareWithFreshRun(after: "2026-11-19")
  }

  @Test("other rows of a feed reach every list that they are on")
  func feed() throws {
    let night = try EditedNight()
    try night.run()
    let rows = try night.read("uptake.csv")
    try night.write("uptake.csv", rows + "9000001005,FLU,2026-11-01,invited,\n")
    try night.run()
    try night.compareWithFreshRun()
  }

  @Test("a file of the store that was touched is made anew", arguments: [true, false])
  func damage(keepsSize: Bool) throws {
    let night = try EditedNight()
    try night.run()
    let file = night.folder.url.appending(path: "state/store/load/lists")
    let stored = try #require(
      try FileManager.default.subpathsOfDirectory(atPath: file.path)
        .first { $0.hasSuffix("U10001/flu-65-and-over.csv") })
    let url = file.appending(path: stored)
    let size = try Data(contentsOf: url).count
    try Data(repeating: 0x78, count: keepsSize ? size : 3).write(to: url, options: [])
    try night.changeWording()
    try night.run()
    let lists = try night.newestOutput("load/lists")
    #expect(lists.first { $0.key.hasSuffix("U10001/flu-65-and-over.csv") }?.value == 1)
    #expect(lists.first { $0.key.hasSuffix("U10001/carers.csv") }?.value == 2)
    try night.compareWithFreshRun()
  }

  @Test("--force makes everything anew")
  func force() throws {
    let night = try EditedNight()
    try night.run()
    try night.changeWording()
    try night.run(arguments: ["--force"])
    for stage in ["load/lists", "transform/impact-priority"] {
      #expect(try night.newestOutput(stage).allSatisfy { $0.value == 1 })
    }
    try night.compareWithFreshRun()
  }

  @Test("two pipelines in one state folder take over what is the same, and each has its own lists")
  func twoPipelines() throws {
    let night = try EditedNight()
    try night.run()
    try FileManager.default.copyItem(
      atPath: night.path("pipeline/nightly.yaml"), toPath: night.path("pipeline/other.yaml"))
    try night.replace("other.yaml", "pipeline: nightly", "pipeline: other")
    try night.replace("other.yaml", "  - cohorts/anticoagulation.yaml\n", "")
    try night.run("other")
    try night.compareWithFreshRun("other")
    try night.changeWording()
    try night.run()
    try night.compareWithFreshRun()
    try night.run("other")
    try night.compareWithFreshRun("other")
  }

  @Test("clearing away an output leaves what a later one took over")
  func pruning() throws {
    let night = try EditedNight()
    try night.replace("publish.yaml", "keep_runs: 14", "keep_runs: 1")
    try night.run()
    try night.changeWording()
    try night.run()
    let store = night.path("state/store/load/lists")
    #expect(try FileManager.default.contentsOfDirectory(atPath: store).count == 1)
    try FileManager.default.removeItem(atPath: night.path("output-nightly"))
    try night.run()
    try night.compareWithFreshRun()
  }

  @Test("a list in another place of the pipeline is in another place wherever lists are named")
  func order() throws {
    let night = try EditedNight()
    try night.run()
    try night.replace("nightly.yaml", "  - cohorts/carers.yaml\n", "")
    try night.replace("nightly.yaml", "cohorts:\n", "cohorts:\n  - cohorts/carers.yaml\n")
    try night.run()
    try night.compareWithFreshRun()
  }
}

/// The inodes of the files below a folder.
func inodes(below folder: URL) throws -> [String: Int] {
  let root = folder.resolvingSymlinksInPath().path
  var inodes: [String: Int] = [:]
  for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(path)")
    guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
    inodes[path] = (attributes[.systemFileNumber] as? NSNumber)?.intValue ?? 0
  }
  return inodes
}

import Formats
import Model
import Foundation
import Tables
import Testing

@testable import Messages
@testable import Runs

@Suite("Ledger")
struct LedgerTests {
  private func entry(
    _ id: String, _ date: String, released: Bool = true, pipeline: String = "nightly"
  )
    -> RunEntry
  {
    RunEntry(
      id: id, pipeline: pipeline, referenceDate: date, startedAt: id, seconds: 1, version: "0",
      exitCode: 0, isReleased: released, stages: [], feeds: [], lists: [], findings: [],
      practicesLeftOut: [])
  }

  private func ledger(_ entries: [RunEntry], in folder: URL) throws -> Ledger {
    let ledger = Ledger(state: folder.path)
    for entry in entries { try ledger.save(entry) }
    return Ledger(state: folder.path)
  }

  @Test("runs are in the order in which they were made, whatever the clock said")
  func order() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let made = [
      entry("20261119T010000Z", "2026-11-19"), entry("20990101T010000Z", "2026-11-20"),
      entry("20261121T010000Z", "2026-11-21"),
    ]
    let ledger = try ledger(made, in: folder)
    #expect(ledger.names == made.map(\.id))
    #expect(ledger.newest(of: "nightly")?.id == "20261121T010000Z")
    #expect(ledger.newest(after: "20261122T010000Z") == nil)
    // A ledger from before there was an order has the times alone; what comes then is the newest all the same.
    let record = folder.appending(path: "order.json")
    try FileManager.default.removeItem(at: record)
    #expect(Ledger(state: folder.path).names.last == "20990101T010000Z")
    #expect(Ledger(state: folder.path).newest(after: "20261122T010000Z") == "20990101T010000Z")
    try Ledger(state: folder.path).save(entry("20261122T010000Z", "2026-11-22"))
    #expect(
      Ledger(state: folder.path).names
        == ["20261119T010000Z", "20261121T010000Z", "20990101T010000Z", "20261122T010000Z"])
  }

  @Test("an entry with a note that another version knew is read, and the note says its kind")
  func otherVersions() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var entry = entry("20261128T010000Z", "2026-11-28")
    entry.delivery = [DeliveryNote(.warning, .seasonMissing(campaign: "flu", from: "", days: 3))]
    _ = try ledger([entry], in: folder)
    let file = folder.appending(path: "runs/20261128T010000Z.json")
    let json = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(json.range(of: "\"delivery\""))
    let opening = try #require(json[start.upperBound...].range(of: "["))
    // As builds of November 2026 wrote it, and one whose content has changed.
    let others = """
      {"grade": "warning", "lists": ["carers"], "what": {"networkListsChanged": {"_0":
      [{"list": "carers of U10001", "before": 40, "now": 0}], "run": "20261127T010000Z"}}},
      {"grade": "held-back", "lists": [], "what": {"swollen": {"feed": 3}}},
      """
    var changed = json
    changed.insert(contentsOf: others, at: opening.upperBound)
    try Data(withoutChecksum(changed).utf8).write(to: file)
    let ledger = Ledger(state: folder.path)
    #expect(ledger.unreadable.isEmpty)
    let notes = try #require(ledger.newest(of: "nightly")?.delivery)
    #expect(
      notes.map(\.what) == [
        .ofOtherVersion(kind: "networkListsChanged"), .ofOtherVersion(kind: "swollen"),
        .seasonMissing(campaign: "flu", from: "", days: 3),
      ])
    #expect(
      sentence(for: notes[0])
        == "'networkListsChanged', a note of another version of phm, which this one cannot say; lists that read it: carers"
    )
    try ledger.save(try #require(ledger.newest(of: "nightly")))
    #expect(Ledger(state: folder.path).newest(of: "nightly")?.delivery == notes)
  }

  @Test("an entry of an earlier version is read; what it did not note is missing and not nought")
  func earlierVersions() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var entry = entry("20261128T010000Z", "2026-11-28")
    entry.stages = [
      .init(
        stage: StageName(.extract, "patients"), fingerprint: String(repeating: "0", count: 32),
        isReused: false, why: "forced", rows: 3, seconds: 1.5)
    ]
    _ = try ledger([entry], in: folder)
    let file = folder.appending(path: "runs/20261128T010000Z.json")
    let json = try String(contentsOf: file, encoding: .utf8)
    for key in ["started", "waitedFor", "processorSeconds", "unfinished", "outputs", "fault"] {
      #expect(!json.contains("\"\(key)\""), "as an earlier version wrote it")
    }
    let read = try #require(Ledger(state: folder.path).newest(of: "nightly"))
    #expect(read.stages.first?.started == nil && read.stages.first?.seconds == 1.5)
    #expect(read.stages.first?.processorSeconds == nil)
    let document = String(decoding: runRecord(of: read, after: nil).document, as: UTF8.self)
    for key in ["started_after", "waited_for", "processor_seconds", "unfinished", "outputs"] {
      #expect(document.contains("\"\(key)\": null"), "\(key)")
    }
    let page = try String(
      contentsOfFile: Ledger(state: folder.path).page(of: read.id), encoding: .utf8)
    #expect(page.contains("not noted") && page.contains("No stage was run, or nobody noted when."))
    #expect(page.contains("An earlier version of the program made this run"))
    #expect(read.start?.description == "2026-11-28T01:00:00Z")
  }

  @Test(
    "the earlier release is that of the latest reference date before the run's, not the one made last"
  )
  func earlier() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let ledger = try ledger(
      [
        entry("20261118T010000Z", "2026-11-18"), entry("20261119T010000Z", "2026-11-16"),
        entry("20261119T020000Z", "2026-11-19", released: false),
        entry("20261119T030000Z", "2026-11-19", pipeline: "published"),
        entry("20261120T010000Z", "2026-11-20"),
      ], in: folder)
    let day = try #require(Day(iso: "2026-11-20"))
    #expect(ledger.newestRelease(of: "nightly", before: day)?.referenceDate == "2026-11-18")
    #expect(
      ledger.newestRelease(of: "nightly", before: try #require(Day(iso: "2026-11-16"))) == nil)
    #expect(ledger.newest(of: "published")?.id == "20261119T030000Z")
  }

  @Test("runs within one second are told apart by a number and stay in order")
  func sameSecond() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var names: [String] = []
    for _ in 0..<11 {
      let ledger = Ledger(state: folder.path)
      names.append(ledger.freeName(startedAt: "20261120T010000Z", output: folder.path))
      try ledger.save(entry(names[names.count - 1], "2026-11-20"))
    }
    #expect(names[1] == "20261120T010000Z-2" && names[10] == "20261120T010000Z-11")
    #expect(Ledger(state: folder.path).names == names)
  }
}

@Suite("Fingerprints")
struct FingerprintTests {
  /// Some work; what it is does not matter here.
  private let work = StageWork.system(
    SystemWork(
      pipeline: "p", publish: PublishDefinition(), cohorts: [], impact: nil, segmentations: [],
      indicators: [],
      hasPersons: false))

  private func stage(
    definition: String = "d", parameters: [String: Value] = [:], files: [FileDigest] = [],
    inputs: [StageName] = []
  ) -> Stage {
    Stage(
      StageName(.extract, "x"), work, inputs: inputs, definition: definition,
      parameters: parameters, files: files)
  }

  private let file = FileDigest(name: "a.csv", digest: "1", bytes: 1)

  @Test("each thing that an output depends on changes the fingerprint and is named")
  func differences() throws {
    let day = Value.day(try #require(Day(iso: "2026-11-20")))
    let before = Fingerprint(
      of: stage(parameters: ["reference_date": day], files: [file]), inputs: [:])
    let next = Value.day(try #require(Day(iso: "2026-11-21")))
    let cases: [(Stage, Difference)] = [
      (stage(definition: "e", parameters: ["reference_date": day], files: [file]), .definition),
      (
        stage(parameters: ["reference_date": next], files: [file]),
        .parameter("reference_date", before: "2026-11-20", now: "2026-11-21")
      ),
      (
        stage(
          parameters: ["reference_date": day],
          files: [FileDigest(name: "a.csv", digest: "2", bytes: 1)]),
        .changedFile("a.csv")
      ),
      (
        stage(
          parameters: ["reference_date": day],
          files: [file, FileDigest(name: "b.csv", digest: "1", bytes: 1)]),
        .newFile("b.csv")
      ),
      (stage(parameters: ["reference_date": day]), .goneFile("a.csv")),
    ]
    for (stage, difference) in cases {
      let now = Fingerprint(of: stage, inputs: [:])
      #expect(now.hash != before.hash)
      #expect(now.firstDifference(from: before) == difference)
    }
    #expect(before.firstDifference(from: before) == nil)
  }

  @Test("an input's fingerprint counts, and the order in which files were found does not")
  func inputs() {
    let input = StageName(.extract, "a")
    let first = Fingerprint(of: stage(definition: "1"), inputs: [:])
    let second = Fingerprint(of: stage(definition: "2"), inputs: [:])
    let reading = stage(inputs: [input])
    let one = Fingerprint(of: reading, inputs: [input: first.hash])
    let two = Fingerprint(of: reading, inputs: [input: second.hash])
    #expect(one.hash != two.hash)
    #expect(two.firstDifference(from: one) == .input("extract/a"))
    let other = FileDigest(name: "b.csv", digest: "1", bytes: 1)
    #expect(
      Fingerprint(of: stage(files: [file, other]), inputs: [:]).hash
        == Fingerprint(of: stage(files: [other, file]), inputs: [:]).hash)
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// A store that is gone, cut or worn: it is made anew, and what cannot be made anew is said to be unknown.
@Suite("Damage to the store")
struct StoreDamageTests {
  @Test(
    "without a store the next night is a first night, and says why nobody is new",
    arguments: [[], ["--force"]])
  func gone(arguments: [String]) throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    try FileManager.default.removeItem(atPath: night.folder.path("state/store"))
    let result = try night.run(arguments)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "(2026-11-19) cannot be read back from the store, so nobody knows who is new since then: 'new' is empty on all lists"
      ), "\(result.output)")
    #expect(
      result.output.contains("kept cannot be read back from the store, of "), "\(result.output)")
    let first = try Night()
    try #require(try first.run().exitCode == 0)
    #expect(try night.release() == first.release())
  }

  @Test("of one list that cannot be read back nobody is new; the other lists are as ever")
  func cutList() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let members = try night.stored("transform/cohort-flu-65-and-over", "members.arrow")
    let whole = try Data(contentsOf: members)
    try whole.prefix(whole.count / 2).write(to: members)
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("'new' is empty on flu-65-and-over\n"), "\(result.output)")
    let other = try Night()
    try #require(try other.run(date: "2026-11-19").exitCode == 0)
    let asEver = try other.run()
    #expect(asEver.exitCode == 0 && !asEver.output.contains("'new' is empty"))
    let differing = try night.differences(from: other)
    #expect(differing == ["U10001/flu-65-and-over.csv", "U10002/flu-65-and-over.csv"])
    let new = try night.column("new", of: "U10001/flu-65-and-over.csv")
    #expect(!new.isEmpty && new.allSatisfy { $0.isEmpty }, "\(new)")
    let next = try night.run(date: "2026-11-21")
    #expect(next.exitCode == 0 && !next.output.contains("'new' is empty"), "\(next.output)")
  }

  @Test(
    "what the last night kept to be held against and that cannot be read back is told",
    arguments: [
      ("transform/completeness-uptake", "practices.arrow"),
      ("transform/completeness-uptake", "expected.arrow"),
      ("transform/completeness-uptake", "stage.json"),
      ("validate/published-figures", "stage.json"),
      ("transform/population", "stage.json"),
      ("transform/parts-of-lists", "stage.json"),
    ])
  func wornComparison(stage: String, file: String) throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let worn = try night.stored(stage, file)
    try flipBit(of: worn, at: Data(contentsOf: worn).count / 2)
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.contains(
        "kept cannot be read back from the store, of \(stage): tonight is held against no earlier night there"
      ), "\(result.output)")
    // It stands in the record of the run too, for whoever reads that and no screen.
    let runs = night.folder.url.appending(path: "state/runs")
    let names = try FileManager.default.contentsOfDirectory(atPath: runs.path)
    let run = try #require(names.filter { !$0.hasSuffix(".json") }.max())
    let record = try String(
      contentsOf: runs.appending(path: "\(run)/run.json"), encoding: .utf8)
    #expect(record.contains("cannot be read back"))
    let next = try night.run(date: "2026-11-21")
    #expect(next.exitCode == 0 && !next.output.contains("cannot be read back"), "\(next.output)")
  }

  @Test("of a store that is whole nothing is said")
  func wholeComparison() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let asEver = try night.run()
    #expect(asEver.exitCode == 0 && !asEver.output.contains("cannot be read back"))
  }

  @Test(
    "bytes that are not as they were written, by size and time as ever, are made anew within the night",
    arguments: ["frame", "column"])
  func worn(part: String) throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let places = try night.stored("extract/patients", "places.arrow")
    try keepingTime(of: places) {
      var bytes = try Data(contentsOf: places)
      // The frame is found out before the run, a column when a stage reads it.
      let range = part == "frame" ? 0..<8 : try #require(bytes.range(of: Data("patients.csv".utf8)))
      bytes.replaceSubrange(range, with: Data(repeating: 0xFF, count: range.count))
      try bytes.write(to: places, options: [])
    }
    // The validation reads the places, and runs since its output is gone.
    try FileManager.default.removeItem(atPath: night.folder.path("state/store/validate/patients"))
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("(2 stages run,"), "\(result.output)")
    #expect(try night.release() == before)
  }

  @Test(
    "a list that is not as it was made, by size and time as ever, is made anew before it is published",
    arguments: [true, false])
  func wornList(isCurrent: Bool) throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let list = try night.stored("load/lists", "files/U10001/flu-65-and-over.csv")
    // The release has the file too, under a name of its own.
    try flipBit(of: list, at: 40)
    #expect(try night.release() != before)
    if !isCurrent {
      try FileManager.default.removeItem(atPath: night.folder.path("output/current"))
    }
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("(1 stage run,"), "\(result.output)")
    #expect(try night.release() == before)
    let next = try night.run()
    #expect(next.exitCode == 0 && next.output.contains("(0 stages run,"), "\(next.output)")
  }

  @Test("a file of the release that alone is not as it was made is put back from the store")
  func wornRelease() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let list = night.folder.url.appending(path: "output/current/U10001/flu-65-and-over.csv")
    let bytes = try Data(contentsOf: list)
    try FileManager.default.removeItem(at: list)
    try bytes.write(to: list)
    try flipBit(of: list, at: bytes.count / 2)
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("(0 stages run,"), "\(result.output)")
    #expect(try night.release() == before)
  }

  @Test("a release that does not say what it is as it was written is published anew")
  func wornLabel() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    #expect(try night.run().output.contains("unchanged: nothing differs from it"))
    let label = night.folder.url.appending(path: "output/current/release.json")
      .resolvingSymlinksInPath()
    try flipBit(of: label, at: Data(contentsOf: label).count / 2)
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try night.release() == before)
  }

  @Test(
    "what a stage's record says is held against its checksum",
    arguments: ["validate/patients", "transform/population", "load/lists"])
  func wornRecord(stage: String) throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let record = try night.stored(stage, "stage.json")
    let bytes = try Data(contentsOf: record)
    // A digit of a count, which is as good a number afterwards.
    let digit = try #require(
      bytes.indices.reversed().first { (0x32...0x37).contains(bytes[$0]) })
    try flipBit(of: record, at: digit)
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("(1 stage run,"), "\(result.output)")
    #expect(try night.release() == before)
  }

  @Test("of an entry of the ledger that is not as it was written the night says so")
  func wornEntry() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: night.folder.path("state/runs")).first {
        $0.hasSuffix(".json")
      })
    let entry = night.folder.url.appending(path: "state/runs/\(name)")
    let bytes = try Data(contentsOf: entry)
    let people = try #require(bytes.range(of: Data("\"people\"".utf8))).upperBound
    let digit = try #require(bytes[people...].firstIndex { (0x31...0x38).contains($0) })
    try flipBit(of: entry, at: digit)
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect((result.output + result.errors).contains(name), "\(result.output)\(result.errors)")
  }

  @Test("commands that look at what the store has no more say so, with a remedy and 64")
  func looking() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    try #require(try night.run().exitCode == 0)
    let persons = try night.stored("transform/features-common", "persons.arrow")
    try Data("cut".utf8).write(to: persons)
    let person = try CommandProcess.run(
      ["explain", "nhs-health-check", "--patient", "-"] + night.looking, input: "9000001005\n")
    #expect(person.exitCode == 64, "\(person.errors)")
    #expect(person.errors.contains("the output of transform/features-"))
    let rows = try CommandProcess.run(["show", "transform/features"] + night.looking)
    #expect(rows.exitCode == 64, "\(rows.errors)")
    let file = try CommandProcess.run(["show", persons.path] + night.looking)
    #expect(file.exitCode == 66 && file.errors.contains("not an Arrow file that can be read"))
    try FileManager.default.removeItem(atPath: night.folder.path("state/store"))
    for arguments in [
      ["explain", "nhs-health-check"] + night.looking,
      ["show", "transform/population"] + night.looking,
      ["diff", "previous", "--state", night.folder.path("state")],
    ] {
      let result = try CommandProcess.run(arguments)
      #expect(result.exitCode == 64, "\(arguments): \(result.errors)")
      #expect(
        result.errors.contains(" is not in the store any more, or cannot be read back\n  run it"))
    }
  }
}

/// Changes the lowest bit of a byte, and leaves the file's size and time of writing as they were.
func flipBit(of file: URL, at place: Int) throws {
  try keepingTime(of: file) {
    let handle = try FileHandle(forUpdating: file)
    defer { try? handle.close() }
    try handle.seek(toOffset: UInt64(place))
    let byte = try #require(try handle.read(upToCount: 1)?.first)
    try handle.seek(toOffset: UInt64(place))
    try handle.write(contentsOf: Data([byte ^ 1]))
  }
}

/// Changes a file that has its old time of writing afterwards, to the nanosecond.
func keepingTime(of file: URL, change: () throws -> Void) throws {
  var status = stat()
  try #require(unsafe stat(file.path, &status) == 0)
  try change()
  let times = [status.st_atim, status.st_mtim]
  try #require(unsafe utimensat(AT_FDCWD, file.path, times, 0) == 0)
}

extension Night {
  /// A file of the newest output of a stage in the store.
  func stored(_ stage: String, _ name: String) throws -> URL {
    try storedFile(stage, name, in: folder.path("state"))
  }

  /// What stands in a column of a list of the current release, which has no quoted field before it.
  func column(_ name: String, of path: String) throws -> [String] {
    let file = folder.url.appending(path: "output/current/\(path)")
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) } }
    let header = try #require(lines.first)
    let index = try #require(header.firstIndex(of: name))
    return lines.dropFirst().map { $0[index] }
  }

  /// The lists that differ from those of another night.
  func differences(from other: Night) throws -> [String] {
    let (own, others) = (try release(), try other.release())
    return Set(own.keys).union(others.keys).filter { own[$0] != others[$0] }
      .filter { $0.hasSuffix(".csv") }.sorted()
  }
}

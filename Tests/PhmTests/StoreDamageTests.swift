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

  @Test("a list that is not as it was made is made anew before it is published")
  func wornList() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let before = try night.release()
    let list = try night.stored("load/lists", "files/U10001/flu-65-and-over.csv")
    // What was written long ago is held against its digest, so the file has to be old by all accounts.
    let old = 1_700_000_000
    let record = try night.stored("load/lists", "stage.json")
    var json = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: record)) as? [String: Any])
    json["files"] = try #require(json["files"] as? [[String: Any]]).map { file in
      file["name"] as? String == "U10001/flu-65-and-over.csv"
        ? file.merging(["written": old * 1_000_000_000]) { $1 } : file
    }
    try JSONSerialization.data(withJSONObject: json).write(to: record)
    let size = try Data(contentsOf: list).count
    try Data(repeating: 0x78, count: size).write(to: list)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: Double(old))], ofItemAtPath: list.path)
    try FileManager.default.removeItem(atPath: night.folder.path("output/current"))
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("(1 stage run,"), "\(result.output)")
    #expect(try night.release() == before)
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

/// Changes a file that has its old time of writing afterwards, to the nanosecond.
func keepingTime(of file: URL, change: () throws -> Void) throws {
  var status = stat()
  try #require(unsafe stat(file.path, &status) == 0)
  try change()
  let times = [status.st_atim, status.st_mtim]
  try #require(unsafe utimensat(AT_FDCWD, file.path, times, 0) == 0)
}

extension Night {
  /// A file of the only output of a stage in the store.
  func stored(_ stage: String, _ name: String) throws -> URL {
    let root = folder.url.appending(path: "state/store/\(stage)")
    let outputs = try FileManager.default.contentsOfDirectory(atPath: root.path)
    let newest = try outputs.max { left, right in
      try written(root.appending(path: "\(left)/stage.json"))
        < written(root.appending(path: "\(right)/stage.json"))
    }
    return root.appending(path: "\(try #require(newest))/\(name)")
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

  private func written(_ file: URL) throws -> Date {
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    return attributes[.modificationDate] as? Date ?? .distantPast
  }
}

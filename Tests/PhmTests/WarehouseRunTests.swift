import Foundation
import Testing

@testable import ProgramRuns

/// The warehouse of a release, as a stage of a night and as others read it.
@Suite("Warehouse")
struct WarehouseRunTests {
  private static let name = "warehouse.sqlite"

  @Test("it has what the files of the release have, cell by cell")
  func cells() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let release = night.folder.url.appending(path: "output/current")
    let held = try WarehouseCells(of: release)
    #expect(held.differences.isEmpty, "\(held.differences.prefix(20).joined(separator: "\n"))")
    // The Central Metrics Library's layout says once more what the files of indicators say.
    let files = try night.release().keys.filter {
      $0.hasSuffix(".csv") && !$0.contains("/central-metrics/")
    }
    #expect(held.files == files.count && held.files > 20)
    #expect(held.cells > 4000)
  }

  @Test("a cell that differs is found")
  func difference() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let release = night.folder.url.appending(path: "output/current")
    let list = release.appending(path: "U10001/carers.csv")
    let text = try String(contentsOf: list, encoding: .utf8)
    try FileManager.default.removeItem(at: list)
    try Data(text.replacingOccurrences(of: "true", with: "false").utf8).write(to: list)
    #expect(try !WarehouseCells(of: release).differences.isEmpty)
  }

  @Test("the rows that a list takes over from an earlier night are in it too, by their own day")
  func lastGood() throws {
    let night = try GoodNight(withPapers: true)
    let practice = "M98002"
    let lines = try #require(night.files["registers.csv"])
    try night.write(
      lines.filter { night.practice(of: $0) != practice },
      to: night.input.appending(path: "registers.csv"))
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)")
    let release = night.folder.url.appending(path: "output/current")
    let files = try FileManager.default.subpathsOfDirectory(
      atPath: release.resolvingSymlinksInPath().path)
    try #require(files.contains { $0.hasSuffix("-last-good.csv") })
    let held = try WarehouseCells(of: release)
    #expect(held.differences.isEmpty, "\(held.differences.prefix(20).joined(separator: "\n"))")
  }

  @Test("published figures alone have a warehouse without people")
  func published() throws {
    let night = try EditedNight()
    try night.run("published")
    let release = night.folder.url.appending(path: "output-published/current")
    let held = try WarehouseCells(of: release)
    #expect(held.differences.isEmpty, "\(held.differences.joined(separator: "\n"))")
    #expect(held.files > 2)
  }

  @Test("the same inputs give the same bytes, wherever and whenever they are run")
  func sameBytes() throws {
    let (first, second) = (try Night(), try Night())
    try #require(try first.run().exitCode == 0)
    try #require(try second.run(["--jobs", "1"]).exitCode == 0)
    #expect(try first.release()[Self.name] == second.release()[Self.name])
    try #require(try first.run(["--force"]).exitCode == 0)
    #expect(try first.release()[Self.name] == second.release()[Self.name])
  }

  @Test("a night that changes nothing makes none anew, and the stage runs alone")
  func stage() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let plan = try night.run(command: "plan")
    #expect(plan.output.contains(#/load\/warehouse\s+reuse/#), "\(plan.output)")
    let alone = try night.run(["--stage", "load/warehouse", "--force"])
    #expect(alone.exitCode == 0, "\(alone.errors)")
    // The folder in which it was written is gone.
    let store = try FileManager.default.contentsOfDirectory(
      atPath: night.folder.path("state/store/load/warehouse"))
    #expect(store.count == 1 && store.first?.count == 32, "\(store)")
  }

  @Test("left out, there is none, and no other file is another but the first page, which names it")
  func leftOut() throws {
    let night = try EditedNight()
    try night.run()
    let with = try night.release()
    #expect(with[Self.name] != nil)
    try night.replace("publish.yaml", "warehouse: made", "warehouse: left-out")
    try night.run()
    let without = try night.release()
    #expect(Set(with.keys).subtracting(without.keys) == [Self.name])
    let naming = ["release.json", "index.html"]
    for (path, bytes) in without where !naming.contains(path) {
      #expect(with[path] == bytes, "\(path)")
    }
    let (before, after) = (with["index.html"], without["index.html"])
    #expect(try #require(before).range(of: Data(Self.name.utf8)) != nil)
    #expect(try #require(after).range(of: Data(Self.name.utf8)) == nil)
  }

  @Test("whom an opt-out takes off every list is nowhere in its bytes")
  func optedOut() throws {
    let night = try EditedNight()
    let carer = "9000002753"
    let named = Data(carer.utf8)
    try night.run()
    #expect(try #require(try night.release()[Self.name]).range(of: named) != nil)
    try night.replace("publish.yaml", "type_1_opt_outs: kept", "type_1_opt_outs: left-out")
    let patients = try night.read("patients.csv").split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    try night.write(
      "patients.csv",
      patients.map { $0.hasPrefix(carer) && $0.hasSuffix(",N") ? $0.dropLast() + "1" : $0 }
        .joined(separator: "\n"))
    try night.run()
    let release = try night.release()
    #expect(!release.keys.isEmpty)
    for (path, bytes) in release { #expect(bytes.range(of: named) == nil, "\(path)") }
  }

  @Test("a disk without room for it ends with one sentence, and the last release stays")
  func noRoom() throws {
    let night = try Night()
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    let before = try night.release()
    // In units of 1,024 bytes: every other file is smaller.
    let script = "trap '' XFSZ; ulimit -f 300; exec \"$0\" \"$@\""
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script, CommandProcess.program.path] + night.arguments()
    process.currentDirectoryURL = fixtures
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 73, "\(said)")
    #expect(said.contains("warehouse.sqlite"), "\(said)")
    #expect(said.split(separator: "\n").count < 4, "\(said)")
    #expect(try night.release() == before)
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// Who else on the host could read or change what a run keeps: core dumps, others' folders, planted links.
@Suite("Safety on a shared host")
struct HostSafetyTests {
  private var files: FileManager { FileManager.default }

  @Test("the process leaves no core dump, and no other one may look into it")
  func coreDumps() throws {
    let process = Process()
    // What belongs to root can be looked into by root, so the program runs as somebody else here.
    let asOther = ["--reuid=65534", "--clear-groups"]
    let arguments = [
      "explain", "nhs-health-check", "--patient", "-", "--pipeline", "pipeline/nightly.yaml",
    ]
    let isRoot = geteuid() == 0
    process.executableURL = isRoot ? URL(filePath: "/usr/bin/setpriv") : CommandProcess.program
    process.arguments = isRoot ? asOther + [CommandProcess.program.path] + arguments : arguments
    process.currentDirectoryURL = fixtures
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }
    let folder = "/proc/\(process.processIdentifier)"
    var limit = ""
    var owner = uid_t.max
    // Until the program has started the limits are those of the shell.
    for _ in 0..<500 where limit != "0 0" || owner != 0 {
      usleep(10_000)
      limit = try coreLimit(folder)
      var status = stat()
      if unsafe stat("\(folder)/limits", &status) == 0 { owner = status.st_uid }
    }
    #expect(limit == "0 0")
    #expect(owner == 0, "what is known of a process that must not be dumped is root's")
  }

  private func coreLimit(_ process: String) throws -> String {
    let text = try String(contentsOfFile: "\(process)/limits", encoding: .utf8)
    let line = try #require(
      text.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
    return line.dropFirst("Max core file size".count).split(separator: " ").prefix(2)
      .joined(separator: " ")
  }

  @Test(
    "a folder in which others may write is refused, and what to do is said",
    arguments: ["state", "state/runs", "state/store", "state/store/extract", "output"])
  func writableByOthers(folder: String) throws {
    let night = try Night()
    try files.createDirectory(
      atPath: night.folder.path(folder), withIntermediateDirectories: true)
    for mode in [0o770, 0o707, 0o1777] {
      #expect(unsafe chmod(night.folder.path(folder), mode_t(mode)) == 0)
      let result = try night.run()
      #expect(result.exitCode == 73)
      #expect(
        result.errors == """
          phm: '\(night.folder.path(folder))' can be written by others (mode \(String(mode, radix: 8))), who could change what is published
            take that away: chmod go-w '\(night.folder.path(folder))'

          """)
    }
    #expect(unsafe chmod(night.folder.path(folder), 0o755) == 0)
    #expect(try night.run().exitCode == 0)
  }

  @Test(
    "a folder of another user is refused", .enabled(if: geteuid() == 0),
    arguments: ["state", "state/store", "output", "output/releases"])
  func otherOwner(folder: String) throws {
    let night = try Night()
    try files.createDirectory(
      atPath: night.folder.path(folder), withIntermediateDirectories: true)
    #expect(unsafe chown(night.folder.path(folder), 65_534, 65_534) == 0)
    let result = try night.run()
    #expect(result.exitCode == 73)
    #expect(result.errors.contains("'\(night.folder.path(folder))' belongs to another user"))
  }

  @Test(
    "a planted link is not followed, and nothing is written where it leads",
    arguments: [
      "state/lock", "state/digests.json.partial", "state/runs", "state/store",
      "state/store/extract", "output/.lock", "output/releases",
    ])
  func plantedLinks(path: String) throws {
    let night = try Night()
    let link = night.folder.url.appending(path: path)
    let target = night.folder.url.appending(path: "elsewhere")
    try files.createDirectory(
      at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
    let isFile = link.lastPathComponent.contains("lock") || link.pathExtension == "partial"
    if isFile {
      try Data("somebody's own".utf8).write(to: target)
    } else {
      try files.createDirectory(at: target, withIntermediateDirectories: true)
    }
    try files.createSymbolicLink(at: link, withDestinationURL: target)
    let result = try night.run()
    #expect(result.exitCode == 73, "\(result.errors)")
    #expect(
      result.errors.hasPrefix(
        "phm: '\(link.path)' is a link, which could lead patients' data elsewhere\n  find out who made it"
      ))
    if isFile {
      #expect(try String(contentsOf: target, encoding: .utf8) == "somebody's own")
    } else {
      #expect(try files.contentsOfDirectory(atPath: target.path).isEmpty)
    }
    try files.removeItem(at: link)
    #expect(try night.run().exitCode == 0)
  }

  @Test("a second name of somebody's file is not taken for the lock")
  func hardLink() throws {
    let night = try Night()
    try files.createDirectory(
      atPath: night.folder.path("state"), withIntermediateDirectories: true)
    let own = night.folder.url.appending(path: "own")
    try Data("somebody's own".utf8).write(to: own)
    try files.linkItem(atPath: own.path, toPath: night.folder.path("state/lock"))
    #expect(try night.run().exitCode == 73)
    #expect(try String(contentsOf: own, encoding: .utf8) == "somebody's own")
  }

  @Test("state and output folders that are links themselves are what somebody wanted")
  func wantedLinks() throws {
    let night = try Night()
    for name in ["state", "output"] {
      let target = night.folder.url.appending(path: "data/\(name)")
      try files.createDirectory(at: target, withIntermediateDirectories: true)
      try files.createSymbolicLink(
        at: night.folder.url.appending(path: name), withDestinationURL: target)
    }
    let result = try night.run()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(files.fileExists(atPath: night.folder.path("data/output/current/release.json")))
  }

  @Test("what an interrupted run left half-written is replaced")
  func leftovers() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    try Data("half".utf8).write(
      to: night.folder.url.appending(path: "state/digests.json.partial"))
    #expect(try night.run(["--force"]).exitCode == 0)
    #expect(!files.fileExists(atPath: night.folder.path("state/digests.json.partial")))
  }

  @Test("rejects go where the command line says, also through a link")
  func namedFile() throws {
    let folder = try TemporaryFolder()
    let link = folder.url.appending(path: "link.csv")
    try files.createSymbolicLink(
      at: link, withDestinationURL: folder.url.appending(path: "real.csv"))
    let result = try CommandProcess.run([
      "validate", "patients", "night/patients.csv", "--rejects", link.path, "--reference-date",
      "2026-11-20", "--pipeline", "pipeline/nightly.yaml",
    ])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try String(contentsOf: link, encoding: .utf8).hasPrefix("file,row,column,rule,record"))
    #expect(files.fileExists(atPath: folder.path("real.csv")))
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// Who may read the folders of a release, and where they are copied to.
@Suite("Handing over")
struct HandingOverTests {
  private let night: EditedNight
  /// A group of this machine that the tests may give files to: root may give them to any.
  private let group: (name: String, id: UInt32)

  init() throws {
    night = try EditedNight()
    let id = geteuid() == 0 ? 100 : getegid()
    let entry = unsafe try #require(getgrgid(id))
    group = unsafe (String(cString: entry.pointee.gr_name), id)
  }

  private func hand(over text: String) throws {
    try night.replace("publish.yaml", "keep_runs: 14\n", "keep_runs: 14\nhanding_over:\n\(text)\n")
  }

  private func status(_ path: String) throws -> stat {
    var status = stat()
    try #require(unsafe stat(night.path(path), &status) == 0, "no \(path)")
    return status
  }

  private func mode(_ path: String) throws -> String {
    String(try status(path).st_mode & 0o7777, radix: 8)
  }

  /// What below a folder others than its owner may read or list, by path.
  private func readable(_ folder: String) throws -> Set<String> {
    let root = night.folder.url.appending(path: folder)
    let paths = try #require(
      FileManager.default.enumerator(atPath: root.path)?.allObjects as? [String])
    return Set(
      try paths.filter { path in
        var status = stat()
        try #require(unsafe lstat(root.appending(path: path).path, &status) == 0)
        return status.st_mode & S_IFMT != S_IFLNK && status.st_mode & 0o044 != 0
      })
  }

  @Test("without a word of it nobody else may read anything")
  func closed() throws {
    try night.run()
    for folder in ["state", "output-nightly"] { #expect(try readable(folder).isEmpty) }
    #expect(try mode("output-nightly") == "700")
  }

  @Test("a network's folder is for its group, and nothing else is readable")
  func groups() throws {
    try hand(over: "  networks: {groups: {U10001: \(group.name), U10002: \(group.name)}}")
    try night.run()
    let folder = "output-nightly/current/U10001"
    #expect(try mode(folder) == "750")
    #expect(try mode("\(folder)/priority.csv") == "640")
    #expect(try status(folder).st_gid == group.id)
    #expect(try status("\(folder)/priority.csv").st_gid == group.id)
    #expect(try readable("state").isEmpty)
    // What is handed over is no second name of what lies in the store.
    #expect(try status("\(folder)/priority.csv").st_nlink == 1)
    #expect(try status("output-nightly/current/system/attrition.csv").st_nlink > 1)
    let open = try readable("output-nightly")
    #expect(open.count > 5)
    #expect(open.allSatisfy { $0.contains("/U1000") }, "\(open)")
    // Others pass on the way to what is theirs, and see nothing of it.
    for path in ["output-nightly", "output-nightly/releases", "output-nightly/current"] {
      #expect(try mode(path) == "711")
    }
    #expect(try mode("output-nightly/current/system") == "700")
    #expect(try mode("output-nightly/current/index.html") == "600")
  }

  @Test("the release of an earlier night is taken back, and so is what is no longer stated")
  func takenBack() throws {
    let stated =
      "  networks: {groups: {U10001: \(group.name), U10002: \(group.name)}}\n  system: {group: \(group.name)}"
    try hand(over: stated)
    try night.run()
    let first = try FileManager.default.destinationOfSymbolicLink(
      atPath: night.path("output-nightly/current"))
    #expect(try mode("output-nightly/\(first)/system") == "750")
    // Whoever may read the tables may read the page that leads to them.
    #expect(try mode("output-nightly/\(first)/index.html") == "640")
    #expect(try status("output-nightly/\(first)/index.html").st_gid == group.id)
    #expect(try mode("output-nightly/\(first)/release.json") == "600")
    try night.run(date: "2026-11-21")
    #expect(try mode("output-nightly/\(first)/index.html") == "600")
    for name in ["U10001", "system"] {
      #expect(try mode("output-nightly/\(first)/\(name)") == "700")
      #expect(try mode("output-nightly/current/\(name)") == "750")
    }
    try night.replace("publish.yaml", "handing_over:\n\(stated)\n", "")
    // Nothing is made anew for it.
    let again = try night.attempt(date: "2026-11-21")
    #expect(again.exitCode == 0)
    #expect(again.output.contains("(unchanged: nothing differs from it)"))
    for name in ["U10001", "system"] {
      #expect(try mode("output-nightly/current/\(name)") == "700")
    }
    #expect(try mode("output-nightly/current/index.html") == "600")
  }

  @Test(
    "a network without a group is published and stays closed, and it is said",
    arguments: [
      (
        "  networks: {group: 'nobody-has-{network}'}",
        "this machine knows no group 'nobody-has-U10001'"
      ), ("  networks: {groups: {U99999: root}}", "no group is stated for it"),
    ])
  func unknownGroup(stated: String, reason: String) throws {
    try hand(over: stated)
    let result = try night.attempt()
    #expect(result.exitCode == 75)
    #expect(
      result.errors.contains("the folder of 'U10001' is for nobody else to read: \(reason)"),
      "\(result.errors)")
    #expect(try mode("output-nightly/current/U10001") == "700")
    #expect(try !night.release().isEmpty)
  }

  @Test("a default access control list of the output folder is not masked")
  func accessControlList() throws {
    try hand(over: "  networks: {folders: 750, files: 640}")
    let output = night.path("output-nightly")
    try FileManager.default.createDirectory(
      atPath: output, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try #require(try setDefaultList(of: output, group: group.id), "the file system has no lists")
    try night.run()
    // The group's bits of the mode are the mask, which lets the named group's entry through.
    let list = try accessList(of: night.path("output-nightly/current/U10001/priority.csv"))
    #expect(list.contains { $0.tag == 8 && $0.id == group.id && $0.rights & 4 == 4 })
    #expect(list.contains { $0.tag == 16 && $0.rights & 4 == 4 })
    let system = try accessList(of: night.path("output-nightly/current/system"))
    #expect(system.contains { $0.tag == 16 && $0.rights == 0 })
  }

  @Test("folders are copied whole, replaced whole, and gone where tonight has none")
  func copies() throws {
    try FileManager.default.createDirectory(
      atPath: night.path("share"), withIntermediateDirectories: true)
    let share = night.path("share")
    try hand(
      over:
        "  networks: {copy_to: '\(share)/{network}', files: 640}\n  system: {copy_to: '\(share)/system', files: 640}"
    )
    let first = try night.attempt()
    #expect(first.exitCode == 0, "\(first.errors)")
    #expect(
      first.output.contains("\ncopied to \(share)/U10001 and to 2 folders more\nopen "),
      "the last line is the page to open")
    let copied = try contents(of: night.folder.url.appending(path: "share"))
    let release = try night.release()
    #expect(copied == release.filter { $0.key.contains("/") })
    #expect(try mode("share/U10001") == "750")
    #expect(try mode("share/U10001/priority.csv") == "640")
    // What a killed run left, and what somebody put into a copy, is gone after the next.
    for name in ["share/.U10001.partial/x", "share/.U10001.old/x", "share/U10001/note.txt"] {
      let file = night.folder.url.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("left".utf8).write(to: file)
    }
    try night.run(date: "2026-11-21")
    let next = try night.release()
    #expect(
      try contents(of: night.folder.url.appending(path: "share"))
        == next.filter { $0.key.contains("/") })
    try night.replace("publish.yaml", "\n  system: {copy_to: '\(share)/system', files: 640}", "")
    try night.run(date: "2026-11-21")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: share).sorted() == ["U10001", "U10002"])
  }

  @Test(
    "a share that is not there, a link and somebody's own folder are left alone, and it is said")
  func noCopy() throws {
    let share = night.path("share")
    try hand(over: "  networks: {copy_to: '\(share)/{network}'}")
    func fails(_ reason: String) throws {
      let result = try night.attempt()
      #expect(result.exitCode == 75)
      #expect(
        result.errors.contains("the folder of 'U10001' was not copied: \(reason)"),
        "\(result.errors)")
      #expect(try !night.release().isEmpty)
    }
    try fails("there is no folder '\(share)'")
    let files = FileManager.default
    try files.createDirectory(atPath: "\(share)/elsewhere", withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: "\(share)/U10001", withDestinationPath: "\(share)/elsewhere")
    try fails("'\(share)/U10001' is a link")
    #expect(try files.contentsOfDirectory(atPath: "\(share)/elsewhere").isEmpty)
    try files.removeItem(atPath: "\(share)/U10001")
    try files.createDirectory(atPath: "\(share)/U10001", withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(filePath: "\(share)/U10001/thesis.txt"))
    try fails("'\(share)/U10001' holds something else")
    #expect(try files.contentsOfDirectory(atPath: "\(share)/U10001") == ["thesis.txt"])
    try files.removeItem(atPath: "\(share)/U10001")
    #expect(try night.attempt().exitCode == 0)
  }
}

// MARK: Access control lists, as Linux keeps them

/// An entry of a list: whose it is, what they may, and which group where it names one.
private struct ListEntry: Codable {
  var tag: UInt16
  var rights: UInt16
  var id: UInt32
}

extension HandingOverTests {
  private func python(_ script: String, _ arguments: [String]) throws -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "import json, os, struct, sys\n" + script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: text, as: UTF8.self) : nil
  }

  /// Lets a group read what will be made in a folder; false where the file system keeps no lists.
  private func setDefaultList(of folder: String, group: UInt32) throws -> Bool {
    let script = """
      none = 0xffffffff
      entries = [(1, 7, none), (4, 0, none), (8, 5, int(sys.argv[2])), (16, 5, none), (32, 0, none)]
      os.setxattr(sys.argv[1], "system.posix_acl_default",
        struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries))
      """
    return try python(script, [folder, "\(group)"]) != nil
  }

  private func accessList(of path: String) throws -> [ListEntry] {
    let script = """
      entries = struct.iter_unpack("<HHI", os.getxattr(sys.argv[1], "system.posix_acl_access")[4:])
      print(json.dumps([{"tag": t, "rights": r, "id": i} for t, r, i in entries]))
      """
    let list = try #require(try python(script, [path]))
    return try JSONDecoder().decode([ListEntry].self, from: Data(list.utf8))
  }
}

import Foundation
import Publishing
import Testing

/// The real `frictionless` reads what we write; without it these tests are skipped and say so.
@Suite("Data packages")
struct DataPackageTests {
  @Test(
    "frictionless finds no fault in a network's folder",
    .enabled(
      if: Frictionless.isInstalled, "frictionless is not installed: pip install frictionless"),
    arguments: ["U10001", "U10002", "U99999"])
  func networkFolderIsValid(code: String) throws {
    let network = try #require(NetworkCode(code))
    let folder = Sample.folder(network, try Sample.lists())
    let report = try Frictionless.validate(folder)
    #expect(report.isValid, "\(report.output)")
  }

  @Test(
    "frictionless finds no fault in the system folder",
    .enabled(
      if: Frictionless.isInstalled, "frictionless is not installed: pip install frictionless"))
  func systemFolderIsValid() throws {
    let report = try Frictionless.validate(try Sample.disclosedFolder())
    #expect(report.isValid, "\(report.output)")
  }

  @Test(
    "frictionless finds a list that was changed after it was written",
    .enabled(
      if: Frictionless.isInstalled, "frictionless is not installed: pip install frictionless"))
  func changedList() throws {
    let network = try #require(NetworkCode("U10001"))
    let folder = Sample.folder(network, try Sample.lists())
    let report = try Frictionless.validate(folder) { name, text in
      name == "flu.csv" ? text.replacingOccurrences(of: "9000000009", with: "900000000x") : text
    }
    #expect(!report.isValid)
  }
}

enum Frictionless {
  struct Report {
    var isValid: Bool
    var output: String
  }

  static let isInstalled: Bool = {
    (try? run(["python3", "-c", "import frictionless"]))?.isValid ?? false
  }()

  /// Writes a folder's files, changed on the way if need be, and lets `frictionless validate` judge them.
  static func validate(
    _ folder: FolderContents, changing change: (String, String) -> String = { $1 }
  ) throws -> Report {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: path) }
    for file in folder.files {
      let text = change(file.name, String(decoding: file.bytes, as: UTF8.self))
      try Data(text.utf8).write(to: path.appendingPathComponent(file.name))
    }
    return try run([
      "python3", "-m", "frictionless", "validate",
      path.appendingPathComponent("datapackage.json").path,
    ])
  }

  private static func run(_ arguments: [String]) throws -> Report {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Report(
      isValid: process.terminationStatus == 0, output: String(decoding: output, as: UTF8.self))
  }
}

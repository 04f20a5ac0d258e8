import Foundation

/// LibreOffice, which `make test-outside` installs; no other run of the tests starts it.
struct LibreOffice {
  /// Whether programs outside are to be tested.
  static let isAsked = ProcessInfo.processInfo.environment["PHM_OUTSIDE"] == "1"

  /// A folder of the test's own, in which its profile lies too.
  var folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Why a file could not be opened.
  struct Fault: Error {
    var said: String
  }

  /// Opens a file and saves it in another format into the folder; gives the new file.
  func convert(_ file: URL, to format: String, options: [String] = []) throws -> URL {
    try convert([file], to: format, options: options)[0]
  }

  /// Opens files of different names, one after the other, and saves them in another format into the folder.
  func convert(_ files: [URL], to format: String, options: [String] = []) throws -> [URL] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["soffice", "-env:UserInstallation=file://\(folder.url.path)/profile", "--headless"]
      + options + ["--convert-to", format, "--outdir", folder.url.path] + files.map(\.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // A missing Java is no matter of the file.
    let warnings = said.split(separator: "\n").filter {
      $0.contains(#/(?i)warn|error|corrupt|repair/#) && !$0.contains("javaldx")
    }
    let made = files.map {
      folder.url.appending(path: $0.deletingPathExtension().lastPathComponent + ".\(format)")
    }
    guard process.terminationStatus == 0, warnings.isEmpty,
      made.allSatisfy({ FileManager.default.fileExists(atPath: $0.path) })
    else { throw Fault(said: said) }
    return made
  }

  /// The sheets of a file by name, each with the texts of its cells, as LibreOffice has them once it opened the file.
  func sheets(of file: URL) throws -> [String: [[String]]] {
    try sheets(ofDocument: try convert(file, to: "fods"))
  }

  /// The sheets of a file that LibreOffice saved as flat XML.
  func sheets(ofDocument document: URL) throws -> [String: [[String]]] {
    let script = #"""
      import importlib.util, importlib.machinery, json, sys
      loader = importlib.machinery.SourceFileLoader("workbook", sys.argv[1])
      tool = importlib.util.module_from_spec(importlib.util.spec_from_loader("workbook", loader))
      loader.exec_module(tool)
      print(json.dumps(dict(tool.sheets_of(sys.argv[2]))))
      """#
    let tool = packageRoot.appending(path: "tools/actions-from-workbook").path
    let json = try pythonOutput(script, [tool, document.path])
    return try JSONDecoder().decode([String: [[String]]].self, from: json)
  }
}

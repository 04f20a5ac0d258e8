import Foundation
import Testing

@testable import ProgramRuns

/// A folder as a reader of a page has it: definitions, the sample night, a home, and `phm` on the path.
struct PageFolder {
  /// What a command printed, and how it ended.
  struct Ending {
    var lines: [String]
    var status: Int32
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["home", "bin", "said"] {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: name), withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "sample-data"),
      withDestinationURL: packageRoot.appending(path: "sample-data"))
    // On a terminal progress is drawn and wiped again; here it would stand between the lines.
    let program = """
      #!/bin/bash
      case " $* " in
        " run "*" --progress "*) ;;
        " run "*) set -- "$@" --progress none ;;
      esac
      exec '\(CommandProcess.program.path)' "$@"
      """
    let path = folder.path("bin/phm")
    try Data(program.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Runs a block's commands one after the other in one shell; definitions are those of the repository before each block.
  func run(_ before: String, _ commands: [String]) throws -> [Ending] {
    let definitions = folder.url.appending(path: "pipelines")
    try? FileManager.default.removeItem(at: definitions)
    try FileManager.default.copyItem(
      at: packageRoot.appending(path: "pipelines"), to: definitions)
    var script = "set -eo pipefail\n\(before)\nset +eo pipefail\n"
    for (index, command) in commands.enumerated() {
      // The braces keep `$?` for the next command.
      script += """
        {
        \(command)
        } >"$said/\(index).text" 2>&1 </dev/null
        status=$?; echo $status >"$said/\(index).status"; (exit $status)

        """
    }
    let (status, errors) = try shell(script + "exit 0\n")
    try #require(status == 0, "before the block: \(errors)")
    return try commands.indices.map { index in
      let text = try String(contentsOfFile: folder.path("said/\(index).text"), encoding: .utf8)
      var lines = text.components(separatedBy: "\n")
      while lines.last == "" { lines.removeLast() }
      let status = try String(contentsOfFile: folder.path("said/\(index).status"), encoding: .utf8)
      return Ending(
        lines: lines, status: try #require(Int32(status.trimmingCharacters(in: .newlines))))
    }
  }

  private func shell(_ script: String) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder.url
    process.environment = [
      "PATH": folder.path("bin") + ":/usr/bin:/bin", "HOME": folder.path("home"),
      "said": folder.path("said"), "LC_ALL": "C.UTF-8",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}

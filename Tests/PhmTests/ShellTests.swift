import Foundation
import Testing

@testable import ProgramRuns

/// What `make install` puts beside the program: completions in a real bash, and the manual page.
@Suite("In the shell")
struct ShellTests {
  /// The prefix that a stand-in for `make install` has filled.
  private func installed() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try run(
      "\(packageRoot.path)/tools/install",
      [CommandProcess.program.path, folder.path("usr")])
    return folder
  }

  @discardableResult
  private func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = fixtures
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program): \(said)")
    #expect(said.isEmpty, "\(said)")
    return text
  }

  @Test("bash completes commands, options, their values, and files")
  func completion() throws {
    let folder = try installed()
    // As readline calls it: the words up to the cursor, in the script that was installed.
    let script = """
      set -u
      source '\(folder.path("usr/share/bash-completion/completions/phm"))'
      complete -p phm >/dev/null
      complete_words() {
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
        _phm phm "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[*]:-}"
      }
      PATH='\(folder.path("usr/bin"))':$PATH
      complete_words phm ro
      complete_words phm run --st
      complete_words phm run --progress ''
      complete_words phm run --output nig
      complete_words phm check pipeline/publ
      """
    let lines = try run("bash", ["--norc", "--noprofile", "-c", script]).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { String($0) }
    #expect(lines[0] == "rollback")
    #expect(lines[1] == "--stage --state")
    #expect(lines[2] == "auto plain json none")
    #expect(lines[3] == "night", "a folder")
    #expect(
      Set(lines[4].split(separator: " ").map { String($0) })
        == ["pipeline/publish.yaml", "pipeline/publish-published.yaml", "pipeline/published.yaml"])
    for path in ["zsh/site-functions/_phm", "fish/vendor_completions.d/phm.fish"] {
      let text = try String(contentsOfFile: folder.path("usr/share/\(path)"), encoding: .utf8)
      #expect(text.contains("rollback") && text.contains("reference-date"), "\(path)")
    }
  }

  @Test("the manual page says of every command and option what the program says of it")
  func manual() throws {
    let folder = try installed()
    let page = try String(
      contentsOfFile: folder.path("usr/share/man/man1/phm.1"), encoding: .utf8)
    #expect(page.contains(".Nm phm") || page.contains(".Dt PHM 1"))
    let words = squeezed(page.replacing("\\", with: ""))
    let help = try JSONSerialization.jsonObject(
      with: Data(try CommandProcess.run(["--experimental-dump-help"]).output.utf8))
    let root = try #require((help as? [String: Any])?["command"] as? [String: Any])
    var seen = 0
    func hold(_ command: [String: Any]) throws {
      let name = try #require(command["commandName"] as? String)
      // Commands that help does not show stand on no page.
      guard command["shouldDisplay"] as? Bool != false, name != "help" else { return }
      seen += 1
      if let abstract = command["abstract"] as? String {
        #expect(words.contains(squeezed(abstract)), "\(name): run 'make docs'")
      }
      for argument in command["arguments"] as? [[String: Any]] ?? []
      where argument["shouldDisplay"] as? Bool != false {
        if let abstract = argument["abstract"] as? String {
          #expect(words.contains(squeezed(abstract)), "\(name): \(abstract): run 'make docs'")
        }
        for option in argument["names"] as? [[String: Any]] ?? []
        where option["kind"] as? String == "long" {
          let long = try #require(option["name"] as? String)
          #expect(words.contains("-\(long)"), "\(name): --\(long): run 'make docs'")
        }
      }
      for sub in command["subcommands"] as? [[String: Any]] ?? [] { try hold(sub) }
    }
    try hold(root)
    #expect(seen > 10)
  }

  /// A text without the breaks and blanks of its layout.
  private func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }
}

import Foundation
import Testing

@testable import ProgramRuns

/// What the pages show of commands, held against the commands.
///
/// `make docs` writes what they print into the pages.
@Suite(
  "Catalogue: pages show what the program prints",
  shipped(
    "or the program prints other words; 'make docs' writes them into the pages, review the difference"
  ))
struct ShownOutputTests {
  /// The pages that show commands of `phm`.
  static let pages: [String] = {
    let folders = ["", "docs/", "docs/recipes/"]
    return folders.flatMap { folder in
      let names = try? FileManager.default.contentsOfDirectory(
        atPath: packageRoot.appending(path: folder).path)
      return (names ?? []).filter { $0.hasSuffix(".md") }.sorted().map { folder + $0 }
    }.filter { !shownBlocks(of: lines(of: $0)).isEmpty }
  }()

  /// The first command of each block that is not run; the page says why.
  static let notRun = [
    "README.md: phm run pipelines/nightly.yaml --input /srv/feeds/tonight --output /srv/lists --state /srv/phm/state",
    // A file that is written to while it is read.
    "docs/command.md: phm run --input tonight --reference-date 2026-11-21",
    "docs/pseudonymised.md: (umask 077; openssl rand -hex 32 > /etc/phm/pseudonym.key)",
    "docs/recipes/install.md: phm --version",
    "docs/recipes/monitoring.md: install -o phm -g node-exporter -m 0640 /dev/null /var/lib/node-exporter/phm.prom",
    "docs/recipes/monitoring.md: phm rollback previous --pipeline pipelines/nightly.yaml --output /srv/lists --state /srv/phm/state",
    "docs/recipes/monitoring.md: phm runs --format json | jq -r '.runs[] | select(.exit_code != 0) | [.run, .exit_code] | @tsv'",
    "docs/recipes/workbooks.md: apt-get install xlsx2csv",
  ]

  @Test("every shown command runs, and prints what the page shows", arguments: pages)
  func shown(page: String) throws {
    var text = Self.lines(of: page)
    let folder = try PageFolder()
    var names: [String: String] = [:]
    // From the last to the first, a line's number holds while lines after it are written anew.
    var written: [(range: Range<Int>, lines: [String])] = []
    for block in shownBlocks(of: text) {
      guard block.use != .notRun else { continue }
      let commands = block.commands.map { named($0.text, names) }
      let endings = try folder.run(block.before, commands)
      for (index, (command, ending)) in zip(block.commands, endings).enumerated() {
        let place = "\(page):\((command.line ?? block.line) + 1)"
        let isAsked =
          index + 1 < block.commands.count && block.commands[index + 1].text == "echo $?"
        if !isAsked && command.line != nil {
          let said = ending.lines.joined(separator: "\n")
          #expect(
            ending.status == 0, "\(place): \(command.text) ends with \(ending.status)\n\(said)")
        }
        guard block.use == .compared, block.showsOutput else { continue }
        let shown = ShownOutput(text[command.output])
        // The first time that a run is named is where it tells its own name.
        for (old, new) in zip(runNames(in: text[command.output]), runNames(in: ending.lines))
        where names[old] == nil && !names.values.contains(new) {
          names[old] = new
        }
        if Self.isWriting {
          let old = Dictionary(names.map { ($1, $0) }) { first, _ in first }
          let lines = shown.rewritten(from: ending.lines.map { named($0, old) })
          written.append((command.output, lines))
        } else if let difference = shown.firstDifference(from: ending.lines) {
          let said = ending.lines.joined(separator: "\n")
          Issue.record(
            "\(place): \(command.text)\ndoes not print: \(difference)\n'make docs' writes what it prints, which is:\n\(said)"
          )
        }
      }
    }
    guard Self.isWriting else { return }
    for (range, lines) in written.reversed() { text.replaceSubrange(range, with: lines) }
    try Data(text.joined(separator: "\n").utf8).write(to: packageRoot.appending(path: page))
  }

  @Test("the pages that show commands are found, and only what is listed is not run")
  func found() {
    #expect(Self.pages.contains("README.md") && Self.pages.contains("docs/command.md"))
    let skipped = Self.pages.flatMap { page in
      shownBlocks(of: Self.lines(of: page)).filter { $0.use == .notRun }
        .map { "\(page): \($0.commands[0].text)" }
    }
    #expect(skipped.sorted() == Self.notRun)
  }

  @Test("a shown line that the program does not print is found")
  func differences() {
    let output = [
      "run 20261128T181554Z: done in 1.2 s", "", "  a   1", "  b   2", "  c   3", "end",
    ]
    let right = ["run 20250101T000000Z-2: done in 15 s", "", "  a  1", "  …", "end"]
    #expect(ShownOutput(right).firstDifference(from: output) == nil)
    #expect(ShownOutput(output).firstDifference(from: output) == nil)
    #expect(ShownOutput(["  …", "  b  2", "  …"]).firstDifference(from: output) == nil)
    #expect(ShownOutput(["  …", "  b  3", "  …"]).firstDifference(from: output) == "  b  3")
    #expect(ShownOutput(["  …", "  b  2", "  a  1", "  …"]).firstDifference(from: output) != nil)
    #expect(ShownOutput(right.dropLast()).firstDifference(from: output) == nil)
    #expect(ShownOutput(["run 1: done in 1 s", "  …"]).firstDifference(from: output) != nil)
    #expect(ShownOutput(output.dropLast()).firstDifference(from: output) == "the end")
    #expect(ShownOutput(output + ["more"]).firstDifference(from: output) == "more")
    #expect(ShownOutput([String]()).firstDifference(from: []) == nil)
    #expect(ShownOutput([String]()).firstDifference(from: ["said"]) == "the end")
  }

  @Test("a page is written anew with as much as it showed, and what only varies stays")
  func rewriting() {
    let output = [
      "run 20261128T181554Z: done in 1.2 s", "", "  a   1", "  b   2", "  c   3", "end",
    ]
    #expect(
      ShownOutput(["run 20250101T000000Z: done in 15 s", "  …", "end"]).rewritten(from: output)
        == ["run 20250101T000000Z: done in 15 s", "  …", "end"])
    #expect(
      ShownOutput(["old head", "…", "", "  b   7", "…", "old end"]).rewritten(from: output)
        == [output[0], "…", "  a   1", "  b   2", "…", "end"])
    #expect(ShownOutput(["old"]).rewritten(from: output) == output)
    #expect(
      ShownOutput(["3 rows in 0.1 s"]).rewritten(from: ["4 rows in 7 s"]) == ["4 rows in 0.1 s"])
    #expect(ShownOutput(["old", "…", "old"]).rewritten(from: ["new"]) == ["new"])
    for shown in [["x", "…", "  c   9", "…"], ["…", "y"], ["x", "…", "z", "…", "y"]] {
      let written = ShownOutput(shown).rewritten(from: output)
      #expect(ShownOutput(written).firstDifference(from: output) == nil, "\(written)")
    }
  }

  static let isWriting = ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1"

  private static func lines(of page: String) -> [String] {
    let text = try? String(contentsOf: packageRoot.appending(path: page), encoding: .utf8)
    return text?.components(separatedBy: "\n") ?? []
  }

  /// A command with the names that this time's runs have.
  private func named(_ command: String, _ names: [String: String]) -> String {
    command.replacing(/[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?/) { match in
      names[String(match.output)] ?? String(match.output)
    }
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// What the documentation says, held against the program and the files.
@Suite("Docs")
struct DocsTests {
  @Test("every command and every option is in the README or on the page of the command")
  func options() throws {
    let text = try page("README.md") + page("docs/command.md")
    let commands = try subcommands()
    try #require(commands.count > 5, "\(commands)")
    for command in commands {
      #expect(text.contains("phm \(command)"), "no page shows 'phm \(command)'")
      let help = try CommandProcess.run(["help", command])
      let options = Set(help.output.matches(of: /--[a-z][a-z-]+/).map { String($0.output) })
      try #require(options.contains("--help"), "phm help \(command): \(help.output)")
      for option in options.sorted() {
        let named = text.matches(of: /--[a-z][a-z-]+/).contains { $0.output == option }
        #expect(named, "no page names \(option) of 'phm \(command)'")
      }
    }
  }

  @Test("every exit code of the help is in the table, and the README links it")
  func exitCodes() throws {
    let table = try page("docs/generated/exit-codes.md")
    let listed = table.matches(of: /\n\| (\d+) \|/).map { String($0.output.1) }
    let help = try CommandProcess.run(["help"]).output
    let start = try #require(help.range(of: "Exit codes:")).upperBound
    let end = try #require(help.range(of: "USAGE:")).lowerBound
    let told = help[start..<end].matches(of: /\d+/).map { String($0.output) }
    #expect(told.count > 5)
    #expect(Set(listed) == Set(told))
    #expect(try page("README.md").contains("](docs/generated/exit-codes.md)"))
  }

  @Test(
    "every relative link leads to a file, but for those of the catalogue, which it checks itself")
  func links() throws {
    try #require(try markdownFiles().contains("README.md"))
    for link in try brokenLinks() where !link.isOfCatalogue { Issue.record("\(link)") }
  }

  @Test("what is made from the code in docs/generated is what the program writes")
  func generated() throws {
    let folder = try TemporaryFolder()
    let result = try CommandProcess.run([
      "document", "pipeline/nightly.yaml", "--output", folder.path("made"),
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
    func ofCode(_ folder: URL) throws -> [String: Data] {
      // The manual page is made of what the program says of its commands: `ShellTests` holds it to that.
      try contents(of: folder).filter { !$0.key.hasPrefix("catalogue/") && $0.key != "phm.1" }
    }
    let made = try ofCode(folder.url.appending(path: "made"))
    let kept = try ofCode(packageRoot.appending(path: "docs/generated"))
    try #require(made.count >= 3)
    for name in Set(made.keys).union(kept.keys).sorted() {
      #expect(made[name] == kept[name], "docs/generated/\(name) is not current: run 'make docs'")
    }
  }

  /// The commands that the help lists.
  private func subcommands() throws -> [String] {
    let help = try CommandProcess.run(["help"]).output
    let start = try #require(help.range(of: "SUBCOMMANDS:")).upperBound
    return help[start...].matches(of: /(?m)^  ([a-z]+) {2,}\S/).map { String($0.output.1) }
  }
}

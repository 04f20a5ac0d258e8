import Foundation
import Testing

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

  @Test("every feed of the nightly pipeline is on the page of the feeds")
  func feeds() throws {
    let pipeline = try page("pipelines/nightly.yaml")
    let files = pipeline.matches(of: /feeds\/[a-z0-9-]+\.yaml/).map { String($0.output) }
    try #require(files.count > 5)
    // The first cell of each row holds the names.
    let cells = try page("docs/feeds.md").matches(of: /(?m)^\| ([a-z][a-z, -]+) \|/)
    let named = Set(cells.flatMap { $0.output.1.split(separator: ", ") })
    for file in files {
      let definition = try page("pipelines/\(file)")
      let name = try #require(definition.firstMatch(of: /(?m)^feed: ([a-z0-9-]+)/)).output.1
      #expect(named.contains(name), "docs/feeds.md does not name '\(name)' of pipelines/\(file)")
    }
  }

  @Test("every relative link leads to a file")
  func links() throws {
    let pages = try markdownFiles()
    try #require(pages.contains("README.md"))
    for path in pages {
      let folder = packageRoot.appending(path: path).deletingLastPathComponent()
      let text = try page(path).replacing(/(?s)```.*?```/, with: "").replacing(
        /`[^`\n]*`/, with: "")
      for link in text.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.output.1) })
      where !link.hasPrefix("#") && !link.contains(":") {
        let target = String(link.prefix { $0 != "#" })
        #expect(
          FileManager.default.fileExists(atPath: folder.appending(path: target).path),
          "\(path) links \(link), which is not there")
      }
    }
  }

  @Test("docs/generated is what the program writes")
  func generated() throws {
    let folder = try TemporaryFolder()
    let result = try CommandProcess.run(["document", "--output", folder.path("made")])
    try #require(result.exitCode == 0, "\(result.errors)")
    let made = try contents(of: folder.url.appending(path: "made"))
    let kept = try contents(of: packageRoot.appending(path: "docs/generated"))
    try #require(!made.isEmpty)
    for name in Set(made.keys).union(kept.keys).sorted() {
      #expect(made[name] == kept[name], "docs/generated/\(name) is not current: run 'make docs'")
    }
  }

  private func page(_ path: String) throws -> String {
    try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8)
  }

  /// The commands that the help lists.
  private func subcommands() throws -> [String] {
    let help = try CommandProcess.run(["help"]).output
    let start = try #require(help.range(of: "SUBCOMMANDS:")).upperBound
    return help[start...].matches(of: /(?m)^  ([a-z]+) {2,}\S/).map { String($0.output.1) }
  }

  /// The pages of the repository, without what builds and runs leave.
  private func markdownFiles() throws -> [String] {
    var found: [String] = []
    var folders = [""]
    while let folder = folders.popLast() {
      let url = packageRoot.appending(path: folder)
      for name in try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      where !name.hasPrefix(".") && !["output", "tmp"].contains(name) {
        let path = folder + name
        let kind = try packageRoot.appending(path: path).resolvingSymlinksInPath()
          .resourceValues(forKeys: [.isDirectoryKey])
        if kind.isDirectory == true { folders.append(path + "/") }
        if path.hasSuffix(".md") { found.append(path) }
      }
    }
    return found
  }
}

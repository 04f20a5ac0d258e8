import Foundation
import Testing

@testable import ProgramRuns

/// What the documentation says of the shipped definitions and of the sample night.
@Suite("Catalogue: pages")
struct CataloguePagesTests {
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
      #expect(
        named.contains(name),
        shipped("docs/feeds.md does not name '\(name)' of pipelines/\(file); add it there"))
    }
  }

  @Test("the pages of the catalogue are what the program writes of the shipped definitions")
  func generated() throws {
    let folder = try TemporaryFolder()
    let result = try CommandProcess.run(
      ["document", "--output", folder.path("made")], in: packageRoot)
    try #require(result.exitCode == 0, "\(result.errors)")
    let made = try contents(of: folder.url.appending(path: "made/catalogue"))
    let kept = try contents(of: packageRoot.appending(path: "docs/generated/catalogue"))
    try #require(!made.isEmpty)
    let differing = Set(made.keys).union(kept.keys).filter { made[$0] != kept[$0] }.sorted()
    #expect(
      differing.isEmpty,
      shipped(
        """
        docs/generated/catalogue is of others, in \(differing.joined(separator: ", "))
        'make docs' writes it again; review the difference, and commit it if it is what you meant
        """))
  }

  @Test("every relative link of the catalogue's pages, and every one to them, leads to a file")
  func links() throws {
    let broken = try brokenLinks().filter(\.isOfCatalogue).map(\.description)
    #expect(
      broken.isEmpty,
      shipped(
        """
        pages link definitions or pages of them that are no more
        run 'make docs' and adapt the pages that are written by hand:
        \(broken.joined(separator: "\n"))
        """))
  }

  @Test("the commands that the pages mark as run do run, in their order, from an empty state")
  func examples() throws {
    let folder = try TemporaryFolder()
    for name in ["pipelines", "sample-data"] {
      try FileManager.default.createSymbolicLink(
        at: folder.url.appending(path: name), withDestinationURL: packageRoot.appending(path: name))
    }
    let commands = try ["README.md", "docs/command.md"].flatMap { try markedCommands($0) }
    try #require(commands.count > 5)
    for (place, command) in commands {
      let (exitCode, errors) = try shell(command, in: folder.url)
      #expect(
        exitCode == 0,
        shipped(
          """
          a command that a page marks as run does not run on them
          adapt the definition, its test or the page; \(place): \(command)
          \(errors)
          """))
    }
  }

  /// The `$ phm ...` lines of the console blocks after a line `<!-- run -->`, each with its place.
  private func markedCommands(_ path: String) throws -> [(place: String, command: String)] {
    var commands: [(String, String)] = []
    var isMarked = false
    var isInside = false
    for (index, line) in try page(path).components(separatedBy: "\n").enumerated() {
      if line == "<!-- run -->" {
        isMarked = true
      } else if line.hasPrefix("```") {
        isInside.toggle()
        if !isInside { isMarked = false }
      } else if isMarked, isInside, line.hasPrefix("$ phm ") {
        commands.append(("\(path):\(index + 1)", String(line.dropFirst(2))))
      }
    }
    return commands
  }

  /// Runs a line as a shell does, with the built program as `phm`.
  private func shell(_ line: String, in folder: URL) throws -> (exitCode: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    let programs = CommandProcess.program.deletingLastPathComponent().path
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PATH": programs + ":/usr/bin:/bin"]
    ) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}

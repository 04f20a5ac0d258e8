import Foundation
import Testing

@testable import ProgramRuns

/// The examples of the pages of the warehouse and of the Central Metrics Library, run on the release of the sample night.
///
/// `make docs` writes what they print into the pages.
@Suite(
  "Catalogue: examples on the release",
  shipped("or an example prints something else; 'make docs' writes it into the page"))
struct WarehousePageTests {
  static let examples = PageExamples(of: "docs/warehouse.md", in: ["python", "sql"])
  static let metrics = PageExamples(of: "docs/central-metrics.md", in: ["python"])

  @Test("every example runs, and prints what the page shows")
  func shown() throws {
    try #require(Self.examples.blocks.count >= 4 && Self.metrics.blocks.count == 1)
    let night = try SampleRelease()
    try Self.metrics.hold { try night.run("python3", ["-c", $0.text]) }
    try Self.examples.hold { block in
      switch block.language {
      case "sql":
        let script = """
          import sqlite3, sys
          database = sqlite3.connect("file:output/current/warehouse.sqlite?mode=ro", uri=True)
          for row in database.execute(sys.argv[1]):
              print("|".join("" if value is None else str(value) for value in row))
          """
        return try night.run("python3", ["-c", script, block.text])
      default: return try night.run("python3", ["-c", block.text])
      }
    }
  }
}

/// The examples in R, run by `make test-outside`.
@Suite("Outside: R", .enabled(if: LibreOffice.isAsked))
struct OutsideRTests {
  @Test("every example in R runs, and prints what the page shows")
  func shown() throws {
    let examples = PageExamples(of: "docs/warehouse.md", in: ["r"])
    try #require(examples.blocks.count >= 1)
    let night = try SampleRelease()
    try examples.hold { try night.run("Rscript", ["--vanilla", "-e", $0.text]) }
  }
}

/// The release of the sample night, in the folder from which examples open it.
struct SampleRelease {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let result = try CommandProcess.run(
      [
        "run", "pipelines/nightly.yaml", "--input", "sample-data", "--output",
        folder.path("output"), "--state", folder.path("state"), "--reference-date", "2026-11-20",
        "--progress", "none",
      ], in: packageRoot)
    try #require(result.exitCode == 0, "\(result.errors)")
  }

  /// What a program prints, which has to end well.
  func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder.url
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(said)")
    return String(decoding: data, as: UTF8.self)
  }
}

/// Blocks of code on a page, each with what it prints in the block after it.
struct PageExamples {
  /// A block of code.
  struct Block {
    var language: String
    var text: String
    /// The lines of what it prints, from 0; nil where no such block follows.
    var shown: Range<Int>?
  }

  let page: String
  private(set) var blocks: [Block] = []
  private var lines: [String]

  init(of page: String, in languages: Set<String>) {
    self.page = page
    lines =
      ((try? String(contentsOf: packageRoot.appending(path: page), encoding: .utf8)) ?? "")
      .components(separatedBy: "\n")
    var index = 0
    while index < lines.count {
      guard lines[index].hasPrefix("```"), lines[index] != "```" else {
        index += 1
        continue
      }
      let language = String(lines[index].dropFirst(3))
      let end = lines[(index + 1)...].firstIndex { $0 == "```" } ?? lines.count
      if languages.contains(language) {
        let text = lines[(index + 1)..<end].joined(separator: "\n")
        blocks.append(Block(language: language, text: text, shown: shown(after: end)))
      }
      index = end + 1
    }
  }

  private func shown(after end: Int) -> Range<Int>? {
    guard let start = lines[(end + 1)...].firstIndex(where: { !$0.isEmpty }),
      lines[start] == "```text", let close = lines[(start + 1)...].firstIndex(of: "```")
    else { return nil }
    return (start + 1)..<close
  }

  /// Runs every block, and holds what it prints against the page, or writes it there.
  func hold(_ run: (Block) throws -> String) throws {
    var all: [String: [String]] = [:]
    for block in blocks {
      var printed = try run(block).components(separatedBy: "\n")
      while printed.last == "" { printed.removeLast() }
      let place = try #require(block.shown, "\(page): nothing is shown of \(block.text)")
      try #require(!printed.isEmpty, "\(page): nothing is printed by \(block.text)")
      all[block.text] = printed
      if !ShownOutputTests.isWriting {
        #expect(Array(lines[place]) == printed, "\(page):\(place.lowerBound)")
      }
    }
    if ShownOutputTests.isWriting { try write(all) }
  }

  /// Writes what blocks print into the page as it is now, since examples in another language may have been written meanwhile.
  private func write(_ printed: [String: [String]]) throws {
    let now = PageExamples(of: page, in: Set(blocks.map(\.language)))
    var lines = now.lines
    for block in now.blocks.reversed() {
      guard let place = block.shown, let text = printed[block.text] else { continue }
      lines.replaceSubrange(place, with: text)
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: packageRoot.appending(path: page))
  }
}

import Foundation
import Testing

/// What comments, definitions and pages name as files, held against the files that there are.
@Suite("Citations")
struct CitationTests {
  /// Files that the program writes or that users have, and that no folder of the repository holds.
  static let elsewhere: Set<String> = [
    // In the store, the ledger and the releases.
    "stage.json", "rejects.csv", "register-reconciliation.csv",
    "system/register-reconciliation.csv",
    // The C library's.
    "malloc.h",
    // A feed of a second night, as the page of the command shows it.
    "uptake-2026-11-20.csv",
    // The places of a definition before and after a mistake.
    "feeds/event.yaml",
  ]

  @Test("every file that a comment, a definition or a page names is in the repository")
  func namedFiles() throws {
    let files = try repositoryFiles()
    let names = Set(files.flatMap { endings(of: $0) })
    try #require(names.contains("DocsTests.swift"))
    var found = 0
    for (path, lines) in try citingTexts(among: files) {
      for (number, line) in lines {
        for word in fileNames(in: line) {
          found += 1
          #expect(
            names.contains(word) || Self.elsewhere.contains(word),
            "\(path):\(number) names \(word), which is not here: name the publication, or owner/repository:path"
          )
        }
      }
    }
    #expect(found > 100)
  }

  @Test("no comment or definition cites a section of a page that is elsewhere")
  func sections() throws {
    for (path, lines) in try citingTexts(among: try repositoryFiles())
    where !path.hasSuffix(".md") {
      for (number, line) in lines {
        let section = words(of: line).first {
          $0.wholeMatch(of: /[A-D][0-9]{1,2}\.[0-9]{1,2}/) != nil
        }
        #expect(section == nil, "\(path):\(number) cites a section: name the publication")
      }
    }
  }

  @Test(
    "what counts as the name of a file",
    arguments: [
      ("as in clinical.md B5.4", ["clinical.md"]),
      (
        "see `docs/feeds.md`, or ../generated/exit-codes.md.",
        ["docs/feeds.md", "generated/exit-codes.md"]
      ),
      ("[V owner/repository:docs/page.md] and seeds/bounds.csv]", ["seeds/bounds.csv"]),
      ("files `patients*.csv`, .phm/runs/<run>.json, https://example.org/page.md", []),
      ("qrisk3.c, 0.36 and e.g. a sentence.Then more", ["qrisk3.c"]),
    ])
  func naming(line: String, names: [String]) {
    #expect(fileNames(in: line) == names)
  }

  /// The names of files in a line of text, without patterns, addresses and `owner/repository:path`.
  private func fileNames(in line: String) -> [String] {
    words(of: line).filter { word in
      guard let point = word.lastIndex(of: ".") else { return false }
      return Self.kinds.contains(word[point...].dropFirst())
        && !word.contains { "*<>{}:".contains($0) }
        // Folders of whoever runs the program.
        && !["/", ".phm/", "output/", "state/"].contains { word.hasPrefix($0) }
    }.map { $0.replacing(/^(?:\.{1,2}\/)+/, with: "") }
  }

  /// The kinds of files that are named; data that users have is of other kinds, or a pattern.
  static let kinds: Set<Substring> = [
    "md", "yaml", "yml", "swift", "py", "sh", "sql", "toml", "json", "csv", "c", "h",
  ]

  /// The words of a line that hold a point and may be a path, without the stop at their end.
  private func words(of line: String) -> [String] {
    guard line.utf8.contains(UInt8(ascii: ".")) else { return [] }
    return line.utf8.split { !Self.pathBytes.contains($0) }.compactMap { word in
      let word = word.reversed().drop { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
      return word.contains(UInt8(ascii: "."))
        ? String(decoding: word.reversed(), as: UTF8.self) : nil
    }
  }

  static let pathBytes = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:*<>{}+-".utf8)

  /// Every way to name a file from some folder above it.
  private func endings(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return parts.indices.map { parts[$0...].joined(separator: "/") }
  }

  /// The comments of the sources, the definitions and the pages, line by line.
  private func citingTexts(
    among files: [String]
  ) throws -> [(path: String, lines: [(Int, String)])] {
    try files.filter { path in
      path.hasPrefix("Sources/") && path.hasSuffix(".swift")
        || path.hasPrefix("pipelines/") && path.hasSuffix(".yaml")
        // Inputs and mistakes of tests are made up.
        || path.hasSuffix(".md") && !path.hasPrefix("Tests/Definition")
          && !path.hasPrefix("Tests/Golden")
    }.map { path in
      let text = try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8)
      let lines = text.components(separatedBy: "\n").enumerated().compactMap { index, line in
        let start = path.hasSuffix(".swift") ? line.range(of: "//")?.lowerBound : line.startIndex
        return start.map { (index + 1, String(line[$0...])) }
      }
      return (path, lines)
    }
  }

  /// The files of the repository, without what builds and runs leave.
  private func repositoryFiles() throws -> [String] {
    let walk = FileManager.default.enumerator(atPath: packageRoot.path)
    var files: [String] = []
    while let path = walk?.nextObject() as? String {
      let first = path.prefix { $0 != "/" }
      if first.hasPrefix(".") && first != ".ci" || ["output", "tmp"].contains(first) {
        walk?.skipDescendants()
      } else {
        files.append(path)
      }
    }
    return files
  }
}

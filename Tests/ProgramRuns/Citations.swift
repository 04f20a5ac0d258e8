import Foundation

/// What comments, definitions and pages of the repository name as files.
enum Citations {
  /// Files that the program writes or that users have, and that no folder of the repository holds.
  private static let elsewhere: Set<String> = [
    // In the store, the ledger and the releases.
    "stage.json", "run.json", "rejects.csv", "wrongly-listed.csv",
    "rejects/wrongly-listed.csv", "register-reconciliation.csv",
    "system/register-reconciliation.csv",
    // Beside made-up feeds.
    "synthesis.json",
    // The C library's.
    "malloc.h",
    // A feed of a second night, as the page of the command shows it.
    "uptake-2026-11-20.csv",
    // What a reader of the first steps makes.
    "cohorts/older-carers.yaml", "features-calls.yaml", "feeds/calls.yaml",
    "indicators/older-carers-called.yaml", "system/older-carers-called.csv",
    // The places of a definition before and after a mistake.
    "feeds/event.yaml",
  ]

  /// A file that a text names, or a section of a page that it cites.
  struct Citation: CustomStringConvertible {
    /// The text's file.
    var path: String
    /// The line in it.
    var line: Int
    /// What is named.
    var name: String

    var description: String { "\(path):\(line) names \(name)" }

    /// Whether the text is kept with the shipped definitions, or it names a definition or a file of theirs.
    var isOfCatalogue: Bool {
      isKeptWithCatalogue(path) || isKeptWithCatalogue(name) || name.hasSuffix(".yaml")
    }
  }

  /// How many files are named, and those named that are not in the repository.
  static func missingFiles() throws -> (count: Int, missing: [Citation]) {
    let files = try repositoryFiles()
    let names = Set(files.flatMap { endings(of: $0) })
    var (count, missing) = (0, [Citation]())
    for (path, lines) in try citingTexts(among: files) {
      for (number, line) in lines {
        for word in fileNames(in: line) {
          count += 1
          guard !names.contains(word), !elsewhere.contains(word) else { continue }
          missing.append(Citation(path: path, line: number, name: word))
        }
      }
    }
    return (count, missing)
  }

  /// The sections of pages that comments and definitions cite by number.
  static func sections() throws -> [Citation] {
    var found: [Citation] = []
    for (path, lines) in try citingTexts(among: try repositoryFiles())
    where !path.hasSuffix(".md") {
      for (number, line) in lines {
        for word in words(of: line)
        where word.wholeMatch(of: /[A-D][0-9]{1,2}\.[0-9]{1,2}/) != nil {
          found.append(Citation(path: path, line: number, name: word))
        }
      }
    }
    return found
  }

  /// The names of files in a line of text, without patterns, addresses and `owner/repository:path`.
  static func fileNames(in line: String) -> [String] {
    words(of: line).filter { word in
      guard let point = word.lastIndex(of: ".") else { return false }
      return kinds.contains(word[point...].dropFirst())
        && !word.contains { "*<>{}:".contains($0) }
        // Folders of whoever runs the program.
        && !["/", ".phm/", "output/", "state/", "hillside/", "tonight-hillside/"].contains {
          word.hasPrefix($0)
        }
    }.map { $0.replacing(/^(?:\.{1,2}\/)+/, with: "") }
  }

  /// The kinds of files that are named; data that users have is of other kinds, or a pattern.
  private static let kinds: Set<Substring> = [
    "md", "yaml", "yml", "swift", "py", "sh", "sql", "toml", "json", "csv", "c", "h",
  ]

  /// The words of a line that hold a point and may be a path, without the stop at their end.
  private static func words(of line: String) -> [String] {
    guard line.utf8.contains(UInt8(ascii: ".")) else { return [] }
    return line.utf8.split { !pathBytes.contains($0) }.compactMap { word in
      let word = word.reversed().drop { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
      return word.contains(UInt8(ascii: "."))
        ? String(decoding: word.reversed(), as: UTF8.self) : nil
    }
  }

  private static let pathBytes = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:*<>{}+-".utf8)

  /// Every way to name a file from some folder above it.
  private static func endings(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return parts.indices.map { parts[$0...].joined(separator: "/") }
  }

  /// The comments of the sources, the definitions and the pages, line by line.
  private static func citingTexts(
    among files: [String]
  ) throws -> [(path: String, lines: [(Int, String)])] {
    try files.filter { path in
      path.hasPrefix("Sources/") && path.hasSuffix(".swift")
        || path.hasSuffix(".yaml") && isKeptWithCatalogue(path)
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
  private static func repositoryFiles() throws -> [String] {
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

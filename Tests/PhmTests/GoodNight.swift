import Foundation
import Testing

@testable import ProgramRuns

/// One thing that is taken out of a delivery, and what has to be named where the night is published all the same.
struct Removal: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var file: String
  /// The rows that stay; nil for no file.
  var kept: [String]?
  /// One of these has to be said.
  var named: [String]
}

/// A made-up delivery that was published once, so that the next night can be held against it.
struct GoodNight {
  let folder: TemporaryFolder
  let input: URL
  /// The feeds' files, by name, with their lines; the first line of each is not a row.
  let files: [String: [String]]
  /// The practice of each person, by number.
  let practices: [String: String]

  /// The file that is delivered in gzip; to save time the others are not.
  static let compressed = "conditions.csv.gz"

  /// Makes and publishes it; pages and the warehouse only where a test is about them, since each of the many runs would make them.
  init(withPapers: Bool = false) throws {
    folder = try TemporaryFolder()
    input = try folder.makeFeeds(patients: 1_500)
    // What the small pipeline reads of it.
    let unread = [
      "actions.csv", "condition-rates.csv", "contacts-01.csv.gz", "contract-returns.csv",
      "deaths.csv",
      "friends-and-family.csv", "members.csv", "patient-experience.csv",
      "population-projections.csv",
      "residents.csv", "geographies.csv", "pregnancies.csv", "synthesis.json",
      "vaccination-batch.csv",
    ]
    for name in unread { try FileManager.default.removeItem(at: input.appending(path: name)) }
    var files: [String: [String]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: input.path) {
      let file = input.appending(path: name)
      var plain = name
      if name.hasSuffix(".gz") {
        try GoodNight.start("gzip", ["-d", file.path])
        plain = String(name.dropLast(3))
      }
      // Of Latin-1 every byte is a character, and comes back as it was.
      let text = try String(contentsOf: input.appending(path: plain), encoding: .isoLatin1)
      // One feed stays as it comes.
      if name == GoodNight.compressed {
        try GoodNight.start("gzip", ["-n", input.appending(path: plain).path])
        plain = name
      }
      files[plain] = text.unicodeScalars.split(separator: "\n").map { String($0) }
    }
    self.files = files
    try FileManager.default.copyItem(
      at: fixtures.appending(path: "pipeline"), to: folder.url.appending(path: "pipeline"))
    if !withPapers { try GoodNight.leavePapersOut(of: folder.url) }
    let pipeline = folder.url.appending(path: "pipeline/nightly.yaml")
    let definition = try String(contentsOf: pipeline, encoding: .utf8)
    // The dirt of the made-up extract has a practice that nobody knows.
    let known = "  except:\n    - {practice: M99999, reason: made up, until: 2026-12-31}\n"
    try Data(definition.replacingOccurrences(of: "  except:\n", with: known).utf8)
      .write(to: pipeline)
    let patients = try #require(files["patients.csv"]).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    }
    let code = try #require(patients[0].firstIndex(of: "practice_code"))
    practices = Dictionary(
      patients.dropFirst().filter { $0.count > code }.map { ($0[0], $0[code]) }
    ) { first, _ in first }
    let result = try run(date: "2026-11-20")
    try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
    for name in ["state", "output"] { try copy(name, to: "good-\(name)") }
  }

  private static func leavePapersOut(of folder: URL) throws {
    let publishing = folder.appending(path: "pipeline/publish.yaml")
    var isPage = false
    let lines = try String(contentsOf: publishing, encoding: .utf8).split(separator: "\n").filter {
      if !$0.hasPrefix(" ") {
        isPage = $0.hasPrefix("profile:") || $0.hasPrefix("system_pages:")
      }
      return !isPage
    }
    let text = lines.joined(separator: "\n") + "\n"
    try Data(text.replacing("warehouse: made", with: "warehouse: left-out").utf8)
      .write(to: publishing)
  }

  /// Everything that is taken out in turn.
  func removals() throws -> [Removal] {
    var removals: [Removal] = []
    for (file, lines) in files.sorted(by: { $0.key < $1.key }) {
      let name = String(file.prefix { $0 != "." && !$0.isNumber }).trimmingCharacters(in: ["-"])
      let feed =
        ["epcn-core-partners": "core-partners", "organisations": "memberships"][name] ?? name
      // Of these it is enough to name the feed: nobody is on or off a list by them.
      let isPublished = ["epcn-core-partners", "qof-prevalence"].contains(name)
      removals.append(.init(testDescription: "no \(file)", file: file, kept: nil, named: [feed]))
      // A file of XML is no longer one where lines other than events are taken out.
      let isRow = { (index: Int) in
        index > 0 && (!file.hasSuffix(".xml") || GoodNight.isEvent(lines[index]))
      }
      guard file != "organisations.xml" else { continue }
      removals.append(
        .init(
          testDescription: "a third of \(file)", file: file,
          kept: lines.indices.filter { !isRow($0) || $0 % 3 != 0 }.map { lines[$0] }, named: [feed])
      )
      for practice in Set(practices.values).sorted() where practice.hasPrefix("M9800") {
        let kept = lines.indices.filter { index in
          guard isRow(index) else { return true }
          return !lines[index].contains(practice) && self.practice(of: lines[index]) != practice
        }
        guard kept.count < lines.count else { continue }
        removals.append(
          .init(
            testDescription: "\(practice) of \(file)", file: file, kept: kept.map { lines[$0] },
            named: [practice] + (isPublished ? [feed] : [])))
      }
    }
    return removals
  }

  /// Whether a line of a file of XML is an event.
  static func isEvent(_ line: String) -> Bool { line.contains("<Event ") }

  /// The practice of the person whom a line is about; nil for a line about nobody.
  func practice(of line: String) -> String? {
    var digits = ""
    for character in line {
      if character.isNumber {
        digits.append(character)
      } else if digits.count == 10 {
        break
      } else {
        digits = ""
      }
    }
    return practices[digits]
  }

  /// Runs the night after the good one with something taken out.
  func run(
    without removal: Removal?, date: String, arguments: [String] = []
  ) throws -> CommandProcess.Result {
    for name in ["state", "output"] { try copy("good-\(name)", to: name) }
    guard let removal else { return try run(date: date) }
    let file = input.appending(path: removal.file)
    defer { try? write(files[removal.file] ?? [], to: file) }
    try FileManager.default.removeItem(at: file)
    if let kept = removal.kept { try write(kept, to: file) }
    return try run(date: date, arguments)
  }

  /// Makes the next run one after the good night alone, or a first one.
  func forget(everything: Bool = false) throws {
    for name in ["state", "output"] {
      if everything {
        try FileManager.default.removeItem(atPath: folder.path(name))
      } else {
        try copy("good-\(name)", to: name)
      }
    }
  }

  /// States an exception.
  func except(_ exception: String) throws {
    let pipeline = folder.url.appending(path: "pipeline/nightly.yaml")
    let definition = try String(contentsOf: pipeline, encoding: .utf8)
    try #require(definition.contains("  except:\n"))
    try Data(
      definition.replacing(
        "  except:\n", with: "  except:\n    - \(exception)\n", maxReplacements: 1
      )
      .utf8
    ).write(to: pipeline)
  }

  func run(date: String, _ arguments: [String] = []) throws -> CommandProcess.Result {
    try CommandProcess.run(
      [
        "run", folder.path("pipeline/nightly.yaml"), "--input", input.path, "--output",
        folder.path("output"),
        "--state", folder.path("state"), "--reference-date", date, "--progress", "none",
        "--summary", "when-needed",
      ] + arguments)
  }

  /// A text file of the current release.
  func published(_ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: "output/current/\(path)"), encoding: .utf8)
  }

  /// The rows of a list of the current release, by column.
  func rows(_ list: String) throws -> [[String: String]] {
    let lines = try published(list + ".csv").split(separator: "\r\n")
    let header = fields(try #require(lines.first.map { String($0) }))
    return lines.dropFirst().map { line in
      Dictionary(zip(header, fields(String(line)))) { first, _ in first }
    }
  }

  /// The fields of a line without line breaks in its quotes.
  private func fields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  func write(_ lines: [String], to file: URL) throws {
    let text = lines.joined(separator: "\n") + "\n"
    guard file.pathExtension == "gz" else {
      try #require(text.data(using: .isoLatin1)).write(to: file)
      return
    }
    let plain = file.deletingPathExtension()
    try #require(text.data(using: .isoLatin1)).write(to: plain)
    try GoodNight.start("gzip", ["-nf", plain.path])
  }

  /// Copies a folder with the times of its files, which the store goes by.
  private func copy(_ name: String, to other: String) throws {
    try? FileManager.default.removeItem(atPath: folder.path(other))
    try GoodNight.start("cp", ["-a", folder.path(name), folder.path(other)])
  }

  static func start(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}

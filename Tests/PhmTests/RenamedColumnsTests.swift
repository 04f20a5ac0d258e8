import Definitions
import Foundation
import Model
import Testing

@testable import ProgramRuns

/// What a pipeline makes when the columns of its population are called otherwise: the same.
///
/// A column's name may show where the definitions ask for the column by it: as the level of an indicator's `by` and of
/// an impact's `audit`, in what is said of the feed's own cells, in explanations and on pages.
@Suite("Renamed columns")
struct RenamedColumnsTests {
  /// The columns of the small pipeline's population that have a name of its own choice.
  static let columns: [String] = {
    let fixed = [
      PersonVocabulary.practiceStatus, PersonVocabulary.network, PersonVocabulary.secondaryUse,
      PersonVocabulary.type1OptOut, PersonVocabulary.nationalOptOut,
    ]
    guard let population = try? small?.personPlan()?[PersonPlan.population] else { return [] }
    return population.makes.map(\.name).filter { !fixed.contains($0) }
  }()

  /// The pipeline as it stands.
  static let small = try? loadPipeline(at: fixtures.appending(path: "pipeline/nightly.yaml").path)

  /// A new name for each column, as long as the old one, in the opposite order of the alphabet, and in no text.
  static let allNew = Dictionary(
    uniqueKeysWithValues: columns.enumerated().map { index, name in
      let first = String(UnicodeScalar(UInt8(ascii: "z") - UInt8(index)))
      return (name, "\(first)Q\(name.dropFirst(2))")
    })

  @Test("all columns at once, from one night to the next: the same release, explanation, and pages")
  func allAtOnce() throws {
    try #require(Self.columns.count == 17 && Set(Self.allNew.values).count == 17)
    let folder = try TemporaryFolder()
    let feeds = try folder.makeFeeds(patients: 1500)
    let before = try EditedNight(input: feeds)
    let after = try EditedNight(input: feeds)
    for night in [before, after] { try night.run() }
    try after.rename(Self.allNew)
    for night in [before, after] { try night.run(date: "2026-11-27") }
    try compareReleases(before, after, Self.allNew, mayShow: Self.filesWithLevels)
    for command in [
      ["check", "--tests"], ["diff", "--people"], ["explain", "nhs-health-check"],
      ["explain", "nhs-health-check", "--flowchart"],
    ] {
      // Below its lists and figures diff says what made a stage run again: here changed definitions.
      let said = try [before, after].map { night in
        try #require(try night.says(command).split(separator: "\n\n  why").first)
      }
      #expect(said[0] == said[1], "\(command)")
    }
    for (cohort, number) in try before.people() {
      let command = ["explain", cohort, "--patient", "-"]
      let (said, other) = (
        try before.says(command, input: number), try after.says(command, input: number)
      )
      // The values stand in the order of their names.
      #expect(
        lines(mappedBack(other, Self.allNew)) == lines(said), "explain \(cohort) of a person")
    }
    try comparePages(before, after)
  }

  @Test("the names exchanged among the columns: the same lists")
  func exchanged() throws {
    let others = Self.columns.indices.map { Self.columns[($0 + 7) % Self.columns.count] }
    let names = Dictionary(uniqueKeysWithValues: zip(Self.columns, others))
    let (before, after) = (try EditedNight(), try EditedNight())
    try after.rename(names)
    for night in [before, after] { try night.run() }
    #expect(try after.says(["check", "--tests"]).contains(" hold, "))
    try compareLists(before, after)
  }

  @Test("each column alone: no mistake, and the same plan")
  func alone() throws {
    let before = try #require(try Self.small?.personPlan())
    let night = try EditedNight()
    var last: [String: String] = [:]
    for column in Self.columns {
      let new = try #require(Self.allNew[column])
      // The one before gets its name back.
      try night.rename(last.merging([column: new]) { $1 })
      last = [new: column]
      func renamed(_ name: String) -> String { name == column ? new : name }
      let after = try #require(try loadPipeline(at: night.pipeline).personPlan())
      #expect(after.steps.map(\.name) == before.steps.map(\.name))
      for (old, step) in zip(before.steps, after.steps) {
        #expect(step.reads == old.reads.map(renamed).sorted(), "\(step.name), \(column)")
        #expect(step.makes.map(\.name) == old.makes.map { renamed($0.name) })
        #expect(step.makes.map(\.type) == old.makes.map(\.type))
        #expect(step.feeds == old.feeds && step.lists == old.lists)
      }
    }
  }

  @Test("each column alone that the program itself reads: the same release")
  func aloneInWholeRuns() throws {
    let before = try EditedNight()
    try before.run()
    for column in ["nhs_number", "practice_code", "sex", "age", "imd_decile", "lsoa_code"] {
      let names = [column: try #require(Self.allNew[column])]
      let after = try EditedNight()
      try after.rename(names)
      try after.run()
      try compareReleases(before, after, names, mayShow: Self.filesWithLevels)
    }
  }
}

extension RenamedColumnsTests {
  /// The files in which a column's name stands because a definition asks for it by this name.
  static let filesWithLevels: Set<String> = {
    let split = (small?.indicators ?? []).filter {
      if case .persons(let proportion) = $0.value.kind { !proportion.by.isEmpty } else { false }
    }
    return Set(split.map { "system/\($0.value.name).csv" })
      .union([
        "system/impact-equity.csv", "system/data-quality.csv", "system/population.csv",
        "system/uptake-by-deprivation.csv", "system/inequalities.csv", "system/districts.csv",
        "system/representativeness.csv", "system/members.csv", "system/pathways.csv",
        "system/central-metrics/metric.csv",
        "system/central-metrics/dimensions.csv", "system/central-metrics/metadata.csv",
      ])
  }()

  /// One has the fingerprints of the definitions, the other all lists and all figures, in some of which names may show.
  static let apart: Set<String> = ["release.json", "warehouse.sqlite"]

  /// Holds two releases against each other, byte for byte; names are mapped back where they may show.
  private func compareReleases(
    _ before: EditedNight, _ after: EditedNight, _ names: [String: String],
    mayShow files: Set<String>
  ) throws {
    let (old, new) = (try before.release(), try after.release())
    #expect(new.keys.sorted() == old.keys.sorted())
    // It has the fingerprints of the definitions.
    for (path, bytes) in old where path != "release.json" {
      if path.hasSuffix(".sqlite") {
        // Its dictionary names columns, in the order of the files; its cells are held against the files elsewhere.
        let texts = try [before, after].map { night in
          let file = night.folder.url.appending(path: "output-nightly/current/\(path)")
          return String(decoding: try warehouseText(at: file), as: UTF8.self)
        }
        #expect(lines(mappedBack(texts[1], names)) == lines(texts[0]), "\(path), \(names)")
      } else if files.contains(path) {
        let text = String(decoding: new[path] ?? Data(), as: UTF8.self)
        #expect(
          mappedBack(text, names) == String(decoding: bytes, as: UTF8.self), "\(path), \(names)")
      } else {
        #expect(new[path] == bytes, "\(path), \(names)")
      }
    }
  }

  /// Holds the lists of two releases against each other.
  private func compareLists(_ before: EditedNight, _ after: EditedNight) throws {
    let (old, new) = (try before.release(), try after.release())
    let lists = old.filter { !$0.key.hasPrefix("system/") && !Self.apart.contains($0.key) }
    #expect(lists.count > 10)
    for (path, bytes) in lists { #expect(new[path] == bytes, "\(path)") }
  }

  private func comparePages(_ before: EditedNight, _ after: EditedNight) throws {
    for night in [before, after] {
      _ = try night.says([
        "document", "--output", night.path("pages"),
      ])
    }
    let pages = try contents(of: before.folder.url.appending(path: "pages"))
    let others = try contents(of: after.folder.url.appending(path: "pages"))
    #expect(pages.keys.sorted() == others.keys.sorted() && pages.count > 10)
    for (path, bytes) in pages {
      let text = String(decoding: others[path] ?? Data(), as: UTF8.self)
      // The columns that a definition reads stand in the order of their names.
      #expect(
        lines(mappedBack(text, Self.allNew)) == lines(String(decoding: bytes, as: UTF8.self)),
        "\(path)")
    }
  }

  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).sorted()
  }

  /// A text with the old names of columns, also where these stand as words.
  private func mappedBack(_ text: String, _ names: [String: String]) -> String {
    names.reduce(text) { text, pair in
      let (old, new) = pair
      let words = [old, new].map { $0.replacing("_", with: " ") }
      let headings = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }
      return text.replacing(new, with: old).replacing(words[1], with: words[0])
        .replacing(headings[1], with: headings[0])
    }
  }
}

extension EditedNight {
  /// The nightly pipeline's file.
  fileprivate var pipeline: String { path("pipeline/nightly.yaml") }

  /// Gives columns of the population other names.
  fileprivate func rename(_ names: [String: String]) throws {
    try ColumnRenamer.rename(names, in: pipeline)
  }

  /// What a command prints, which has to succeed, without the names and times of runs.
  fileprivate func says(_ arguments: [String], input: String? = nil) throws -> String {
    let options =
      switch arguments[0] {
      case "diff": ["--state", path("state")]
      case "explain": ["--pipeline", pipeline, "--state", path("state")]
      default: [pipeline]
      }
    let result = try CommandProcess.run(arguments + options, input: input)
    try #require(result.exitCode == 0, "\(arguments[0]): \(result.errors)")
    return result.output.replacing(/\d{8}T\d{6}Z(-\d+)?/, with: "RUN")
  }

  /// Somebody on each of a few lists, by cohort.
  fileprivate func people() throws -> [(cohort: String, number: String)] {
    try ["nhs-health-check", "flu-65-and-over", "carers"].map { cohort in
      let file = folder.url.appending(path: "output-nightly/current/U10001/\(cohort).csv")
      let rows = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
        .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let header = try #require(rows.first)
      let column = try #require(header.firstIndex(of: "nhs_number"))
      return (cohort, "\(rows[1][column])\n")
    }
  }
}

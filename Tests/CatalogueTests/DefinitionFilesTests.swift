import Definitions
import Expressions
import Foundation
import Model
import Tables
import Testing

@testable import ProgramRuns

/// What the shipped definitions say of themselves: their tests, their schema, their seasons.
@Suite("Catalogue: definitions")
struct DefinitionFilesTests {
  @Test(
    "the tests of every pipeline hold, and one line says so",
    arguments: ["pipelines/nightly.yaml", "pipelines/published.yaml"])
  func testsHold(pipeline: String) throws {
    let result = try CommandProcess.run(["check", pipeline, "--tests"], in: packageRoot)
    #expect(
      result.exitCode == 0 && result.errors.isEmpty,
      shipped(
        """
        tests of definitions do not hold
        adapt the definition or its test, whichever is wrong:
        \(result.errors)
        """))
    if result.exitCode == 0 { #expect(result.output.split(separator: "\n").count == 1) }
  }

  @Test("the schema allows every shipped file, and refuses it with one thing wrong")
  func schemaAgrees() throws {
    let schema = try CommandProcess.run(["check", "--schema"], in: packageRoot)
    try #require(schema.exitCode == 0, "\(schema.errors)")
    let folder = packageRoot.appending(path: "pipelines")
    guard let faults = try SchemaPeer.faults(of: schema.output, on: [folder]) else {
      print(
        "DefinitionFilesTests: python3 has no jsonschema or no PyYAML, so the schema was not tried")
      return
    }
    #expect(
      faults.isEmpty,
      shipped(
        """
        the schema that editors complete them with does not fit them
        where 'phm check' allows the file, the schema is wrong: \(faults)
        """))
  }

  @Test("campaigns have this season and the one before on the night of the samples, without a gap")
  func seasons() throws {
    let campaigns = try shippedPipeline().campaigns
    #expect(
      campaigns.map(\.name) == ["covid", "flu", "mmr", "shingles"],
      shipped("there are other campaigns; adapt this test"))
    let night = try #require(Day(iso: "2026-11-20"))
    for campaign in campaigns {
      for (earlier, later) in zip(campaign.seasons, campaign.seasons.dropFirst()) {
        #expect(
          earlier.before == later.from,
          shipped("there are days between the seasons of \(campaign.name) before \(later.name)"))
      }
      let parameters = try #require(campaign.parameters(on: night))
      #expect(
        parameters.missing.isEmpty,
        shipped("\(campaign.name) has no season before that of \(night); add it to campaigns.yaml"))
    }
  }

  @Test("every day of a campaign is read by a definition")
  func campaignDays() throws {
    let folder = packageRoot.appending(path: "pipelines")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap {
      $0 as? String
    }.filter { $0.hasSuffix(".yaml") && $0 != "campaigns.yaml" }
    let words = try files.reduce(into: Set<Substring>()) { words, file in
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      words.formUnion(text.split { !($0.isLetter || $0.isNumber || $0 == "_") })
    }
    let unread = try shippedPipeline().campaigns.flatMap { campaign in
      Set(campaign.seasons.flatMap(\.days.keys)).sorted()
        .filter { !words.contains(Substring($0)) && !words.contains(Substring("last_\($0)")) }
        .map { "\(campaign.name): \($0)" }
    }
    #expect(
      unread.isEmpty, shipped("campaigns.yaml has days that no definition reads: \(unread)"))
  }

  @Test(
    "children who are 2 or 3 on 31 August are those of the preschool birth range, of Reception to Year 11 the others"
  )
  func birthRanges() throws {
    let flu = try #require(try shippedPipeline().campaigns.first { $0.name == "flu" })
    for season in flu.seasons {
      // A season begins on 1 September.
      let on = season.from.adding(days: -1)
      func age(of name: String, _ days: Int) throws -> Int {
        Day.completedYears(from: try #require(season.days[name]).adding(days: days), to: on)
      }
      let says = shipped("the birth ranges of season \(season.name) in campaigns.yaml and the ages")
      #expect(
        try age(of: "preschool_born_from", 0) == 3 && age(of: "preschool_born_from", -1) == 4, says)
      #expect(
        try age(of: "preschool_born_to", 0) == 2 && age(of: "preschool_born_to", 1) == 1, says)
      #expect(
        try age(of: "school_born_from", 0) == 15 && age(of: "school_born_from", -1) == 16, says)
      #expect(try age(of: "school_born_to", 0) == 4 && age(of: "school_born_to", 1) == 3, says)
    }
  }
}

import Foundation
import Testing

@testable import ProgramRuns

/// A network of which nobody came on a first night, when no earlier list misses it.
@Suite("A network without lists")
struct NetworkWithoutListsTests {
  @Test("a practice in another network than before, and sizes of an earlier month, are told once")
  func moved() throws {
    let night = try GoodNight(withPapers: true)
    try night.write(
      try night.moving("M98002", to: "U10009"),
      to: night.input.appending(path: "organisations.xml")
    )
    let sizes = try #require(night.files["list-sizes.csv"])
    try night.write(
      sizes.map { $0.replacing("01NOV2026", with: "01OCT2026") },
      to: night.input.appending(path: "list-sizes.csv"))
    let result = try night.run(date: "2026-11-21")
    try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
    #expect(
      result.output.contains(
        "go to another network than before, by tonight's memberships: M98002 (U10001 -> U10009)"),
      "\(result.output)")
    #expect(
      result.output.contains(
        "list-sizes: the newest event is of 2026-10-01, and was of 2026-11-01"),
      "\(result.output)")
    let second = try night.run(date: "2026-11-22")
    #expect(second.exitCode == 0 && second.output.isEmpty, "\(second.output)")
  }

  @Test("it gets a folder with a notice and no list, and stands in the summary")
  func firstNight() throws {
    let night = try GoodNight(withPapers: true)
    // A practice that is all of a network, and is not in the delivery.
    try night.write(
      try night.moving("M98001", to: "U10009"),
      to: night.input.appending(path: "organisations.xml")
    )
    let patients = try #require(night.files["patients.csv"])
    try night.write(
      patients.filter { !$0.contains("M98001") }, to: night.input.appending(path: "patients.csv"))
    try night.forget(everything: true)
    let result = try night.run(date: "2026-11-20")
    try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
    #expect(
      result.output.contains("held back: nobody of any practice of U10009 is on a list"),
      "\(result.output)")
    let folder = night.folder.path("output/current/U10009")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["NOTICES.txt", "datapackage.json", "profile.html"])
    let notices = try night.published("U10009/NOTICES.txt")
    #expect(notices.contains("that is not to say that nobody is due"))
    #expect(notices.contains("M98001: nobody of this practice was in tonight's delivery"))
    // On the next night, too, until somebody says that it is known; the others' files are taken over.
    let second = try night.run(date: "2026-11-21")
    #expect(second.exitCode == 0 && second.output.contains("U10009"), "\(second.output)")
    try night.except("{practice: M98001, reason: merges, until: 2026-12-31}")
    let known = try night.run(date: "2026-11-22")
    #expect(known.exitCode == 0 && known.output.isEmpty, "\(known.output)\(known.errors)")
    #expect(try night.published("U10009/NOTICES.txt").contains("M98001"))
  }
}

extension GoodNight {
  /// The organisations with a practice in another network.
  func moving(_ practice: String, to network: String) throws -> [String] {
    let organisations = try #require(files["organisations.xml"])
    var isOfPractice = false
    let moved = organisations.map { line -> String in
      if line.contains("<Organisation") { isOfPractice = false }
      if line.contains("extension=\"\(practice)\"") { isOfPractice = true }
      return isOfPractice ? line.replacing("\"U10001\"", with: "\"\(network)\"") : line
    }
    try #require(moved != organisations)
    return moved
  }
}

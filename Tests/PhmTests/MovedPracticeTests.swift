import Foundation
import Testing

@testable import ProgramRuns

/// Practices whose people have all moved to another one, of which no source of successions says a word.
@Suite("People who moved without a stated succession")
struct MovedPracticeTests {
  @Test("they are counted where they are now, and not as missing from where they were besides")
  func counted() throws {
    let night = try GoodNight()
    let pipeline = night.folder.url.appending(path: "pipeline/nightly.yaml")
    let definition = try String(contentsOf: pipeline, encoding: .utf8)
    let released =
      "except:\n    - {practice: M98003, feed: list-sizes, reason: others moved there, until: 2026-12-31}\n"
    try #require(definition.contains("except:\n"))
    try Data(definition.replacing("except:\n", with: released, maxReplacements: 1).utf8)
      .write(to: pipeline)
    let patients = try #require(night.files["patients.csv"])
    try night.write(
      patients.map { $0.replacing("M98001", with: "M98003").replacing("M98002", with: "M98003") },
      to: night.input.appending(path: "patients.csv"))
    // Two nights: on the second one the release before has them there already.
    for date in ["2026-11-21", "2026-11-22"] {
      let result = try night.run(date: date)
      #expect(result.exitCode == 0, "\(result.errors)\(result.output)")
      #expect(result.output.contains("nobody is registered in the delivery with M98001"))
    }
    // Half of them are nowhere: with these it is too much.
    try night.write(
      patients.indices.filter { row in
        !(patients[row].contains("M98001") || patients[row].contains("M98002"))
          && (row % 3 > 0 || !patients[row].contains("M98003"))
      }.map { patients[$0] }, to: night.input.appending(path: "patients.csv"))
    let result = try night.run(date: "2026-11-23")
    #expect(result.exitCode == 67 && result.errors.contains("on no list"), "\(result.errors)")
  }
}

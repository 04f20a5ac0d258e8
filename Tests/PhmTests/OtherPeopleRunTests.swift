import Foundation
import Testing

@testable import ProgramRuns

/// Practices of which nobody came, or nobody who is known.
@Suite("Practices without their people")
struct OtherPeopleRunTests {
  private static let practice = "M98002"
  private let night: GoodNight

  init() throws {
    night = try GoodNight()
  }

  /// The notices of the practice's network.
  private func notices() throws -> String { try night.published("U10001/NOTICES.txt") }

  /// Gives the people of some practices other numbers, in every feed.
  private func giveOtherNumbers(_ isChanged: (String) -> Bool) throws {
    var numbers: [String: String] = [:]
    var next = 620_000_000
    for (number, practice) in night.practices.sorted(by: { $0.key < $1.key })
    where isChanged(practice) {
      next += 1
      while checkDigit(next) == nil { next += 1 }
      numbers[number.filter(\.isNumber)] = "\(next)\(checkDigit(next) ?? 0)"
    }
    for (file, lines) in night.files {
      let changed = lines.map { line -> String in
        guard let found = line.firstMatch(of: #/\d[\d -]{8,}\d/#),
          let number = numbers[String(found.output.filter(\.isNumber).prefix(10))]
        else { return line }
        return line.replacingCharacters(in: found.range, with: number)
      }
      try night.write(changed, to: night.input.appending(path: file))
    }
  }

  /// The modulus-11 check digit of nine digits; nil where there is none.
  private func checkDigit(_ number: Int) -> Int? {
    let sum = String(number).enumerated().reduce(0) {
      $0 + ($1.element.wholeNumberValue ?? 0) * (10 - $1.offset)
    }
    let digit = (11 - sum % 11) % 11
    return digit == 10 ? nil : digit
  }

  private func withoutPractice() throws {
    try night.write(
      try #require(night.files["patients.csv"]).filter { !$0.contains(",\(Self.practice),") },
      to: night.input.appending(path: "patients.csv"))
  }

  @Test(
    "a practice that is missing on the first night stands in its network's notices and in no figure"
  )
  func firstNight() throws {
    try night.forget(everything: true)
    try withoutPractice()
    for date in ["2026-11-21", "2026-11-22"] {
      let result = try night.run(date: date)
      try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
      #expect(
        try notices().contains(
          "M98002: nobody of this practice was in tonight's delivery, so none of its patients"))
      #expect(try night.published("system/attrition.csv").contains(",M98002\r\n"))
    }
    try night.write(
      try #require(night.files["patients.csv"]), to: night.input.appending(path: "patients.csv"))
    #expect(try night.run(date: "2026-11-23").exitCode == 0)
    #expect(try !notices().contains("M98002"))
  }

  @Test("an exception of the feed of registrations releases a practice that is missing from it")
  func exception() throws {
    try withoutPractice()
    try night.except("{practice: M98002, feed: patients, reason: moves, until: 2026-12-31}")
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 0 && result.output.isEmpty, "\(result.output)\(result.errors)")
    #expect(try notices().contains("M98002: nobody of this practice"))
  }

  @Test("where nobody of before is found again the night is refused, with what to do")
  func everybody() throws {
    try giveOtherNumbers { _ in true }
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 67)
    #expect(
      result.errors.contains(
        "other people than in the last release: 0 of 1,494 are found again: were their numbers or pseudonyms made with another key?"
      ), "\(result.errors)")
    try night.except("{feed: patients, reason: a new key, until: 2026-11-21}")
    #expect(!(try night.run(date: "2026-11-21").errors.contains("found again")))
  }

  @Test(
    "a practice nobody of whom is found again is held back with its last lists, also on the next night"
  )
  func onePractice() throws {
    try giveOtherNumbers { $0 == Self.practice }
    for date in ["2026-11-21", "2026-11-22"] {
      let result = try night.run(date: date)
      try #require(result.exitCode == 0, "\(result.errors)\(result.output)")
      #expect(
        result.output.contains(
          "held back: other people than in the last release: M98002 0 of 268 are found again"),
        "\(result.output)")
      #expect(try notices().contains("has other people than before"))
      #expect(
        try night.rows("U10001/nhs-health-check").allSatisfy {
          $0["practice_code"] != Self.practice
        })
      #expect(
        try night.rows("U10001/nhs-health-check-last-good").contains {
          $0["practice_code"] == Self.practice
        })
    }
    for (file, lines) in night.files {
      try night.write(lines, to: night.input.appending(path: file))
    }
    let back = try night.run(date: "2026-11-23")
    #expect(back.exitCode == 0 && back.output.isEmpty, "\(back.output)")
  }

  @Test("practices that lack different feeds count together where a list reads both")
  func together() throws {
    func without(_ practice: String, _ file: String) throws {
      try night.write(
        try #require(night.files[file]).filter { night.practice(of: $0) != practice },
        to: night.input.appending(path: file))
    }
    try without("M98001", "registers.csv")
    try without(Self.practice, "uptake.csv")
    try without(Self.practice, "vaccinations.xml")
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == 67)
    #expect(
      result.errors.contains(
        "so many would be left out, for one cause or another, of nhs-health-check (414 of 1,498, 27"
      ),
      "\(result.errors)\(result.output)")
  }

  @Test("a second run of a day is held against the day before as well")
  func secondRun() throws {
    let patients = try #require(night.files["patients.csv"])
    let header = patients[0].split(separator: ",").map { String($0) }
    let carer = try #require(header.firstIndex(of: "carer"))
    // A flag that half of all people lack.
    try night.write(
      patients.enumerated().map { index, line in
        var cells = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        guard index > 0, index % 5 < 3, cells.count == header.count else { return line }
        cells[carer] = ""
        return cells.joined(separator: ",")
      }, to: night.input.appending(path: "patients.csv"))
    // Of practices of which it is stated the feed is told as a whole, and nobody is left out.
    let pipeline = night.folder.url.appending(path: "pipeline/nightly.yaml")
    let stated = Set(night.practices.values).sorted().map { practice in
      "    - {practice: \(practice), feed: patients, reason: no flags, until: 2026-12-31}\n"
    }
    let definition = try String(contentsOf: pipeline, encoding: .utf8)
    try Data(
      definition.replacingOccurrences(
        of: "  except:\n", with: "  except:\n" + stated.joined()
      ).utf8
    ).write(to: pipeline)
    let first = try night.run(date: "2026-11-21")
    try #require(first.exitCode == 0, "\(first.errors)\(first.output)")
    let said = "warning: patients has far fewer values than in run"
    try #require(first.output.contains(said), "\(first.output)")
    let second = try night.run(date: "2026-11-21")
    #expect(second.exitCode == 0 && second.output.contains(said), "\(second.output)")
  }
}

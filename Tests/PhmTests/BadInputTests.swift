import Foundation
import Testing

@testable import ProgramRuns

/// What a damaged delivery does: a message with place and remedy, the right exit code, and the last good release
/// untouched.
@Suite("Bad input")
struct BadInputTests {
  /// A person who must never be seen in a message.
  static let mark = "ZYXMARKEDNAME"

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var exitCode: Int32
    var says: [String]
    var damage: @Sendable (Night) throws -> Void
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "a required feed is missing", exitCode: 66,
      says: [
        "patients: no file matches 'patients*.csv' below",
        "check that tonight's delivery is complete",
      ]
    ) { try $0.remove("patients.csv") },
    Case(
      name: "neither of two feeds that serve is there", exitCode: 66,
      says: ["uptake or vaccinations: no file matches 'uptake*.csv' or 'vaccinations*.xml' below"]
    ) {
      try $0.remove("uptake.csv")
      try $0.remove("vaccinations.xml")
    },
    Case(
      name: "a file is empty", exitCode: 66,
      says: ["patients.csv: the file is empty", "ask the supplier to send it again"]
    ) { try $0.write("patients.csv", "") },
    Case(
      name: "a required column is missing", exitCode: 66,
      says: [
        "patients.csv:1: there is no column 'date_of_birth'",
        "the nearest header is 'date_of_brith'",
      ]
    ) { night in
      try night.write(
        "patients.csv",
        try night.read("patients.csv").replacingOccurrences(
          of: "date_of_birth", with: "date_of_brith"))
    },
    Case(
      name: "the delimiter is another", exitCode: 66,
      says: [
        "patients.csv:1: the header is one field when cut at commas, and several at semicolons"
      ]
    ) { night in
      try night.write(
        "patients.csv", try night.read("patients.csv").replacingOccurrences(of: ",", with: ";"))
    },
    Case(
      name: "gzip is truncated", exitCode: 66,
      says: ["registers.csv.gz: the gzip stream ends too early, at byte", "fetch the file again"]
    ) { night in
      try night.remove("registers.csv")
      // Forty bytes of a gzip stream whose end is missing.
      let whole = try gzipped(
        String(repeating: "nhs_number,register,diagnosed_on,resolved_on\n", count: 400))
      try night.write("registers.csv.gz", whole.prefix(40))
    },
    Case(
      name: "XML is malformed", exitCode: 66,
      says: ["vaccinations.xml:3:", "the XML is not well-formed"]
    ) { night in
      try night.write(
        "vaccinations.xml",
        "<VaccinationUptake xmlns=\"urn:phm:vaccination-uptake:1\">\n"
          + "<Event nhsNumber=\"\(mark)\" programme=\"FLU\" on=\"2026-10-01\" outcome=\"done\"/>\n</Vaccination>"
      )
    },
    Case(
      name: "XML has a DOCTYPE", exitCode: 66,
      says: ["vaccinations.xml:1: the XML has a DOCTYPE, which is refused"]
    ) { night in
      try night.write(
        "vaccinations.xml",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><VaccinationUptake xmlns=\"urn:phm:vaccination-uptake:1\"/>"
      )
    },
    Case(
      name: "every date of birth is impossible", exitCode: 67,
      says: [
        "data quality: patients: 38 of 38 rows rejected (100%), more than the limit of 5%: not-a-date 38"
      ]
    ) { night in
      let rows = try night.read("patients.csv").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let damaged = rows.dropFirst().map { row in
        ([row[0], "1980-02-31"] + row[2..<9] + [Substring(mark)] + row[10...]).joined(
          separator: ",")
      }
      try night.write(
        "patients.csv",
        (rows[0...0].map { $0.joined(separator: ",") } + damaged).joined(separator: "\n"))
    },
    Case(
      name: "every day of diagnosis is written in another way", exitCode: 67,
      says: [
        "data quality: registers: 38 of 38 values of column 'diagnosed_on' cannot be read (100%), "
          + "more than the limit of 50%",
        "raise reject_limit or warning_limit in the feed's definition",
      ]
    ) { night in
      let people = try night.read("patients.csv").split(separator: "\n").dropFirst().map {
        $0.prefix { $0 != "," }
      }
      try night.write(
        "registers.csv",
        "nhs_number,register,diagnosed_on,resolved_on\n"
          + people.map { "\($0),HYP,31.12.2019,\n" }.joined())
    },
  ]

  @Test("a damaged feed stops the run and keeps the last release", arguments: cases)
  func damaged(example: Case) throws {
    let night = try Night()
    let good = try night.run()
    try #require(good.exitCode == 0, "\(good.errors)")
    let before = try night.release()
    try example.damage(night)
    let result = try night.run(date: "2026-11-21")
    #expect(result.exitCode == example.exitCode, "\(result.errors)")
    for text in example.says { #expect(result.errors.contains(text), "\(result.errors)") }
    #expect(try night.release() == before, "the last good release is untouched")
    #expect(!result.errors.contains(Self.mark) && !result.output.contains(Self.mark))
    // No message repeats a person's number.
    #expect(!containsNHSNumber(result.errors + result.output))
  }

  @Test(
    "an impossible date, an unknown practice and a bad check digit are findings, and the others stay"
  )
  func findings() throws {
    let night = try Night()
    var patients = try night.read("patients.csv")
    for index in 0..<600 {
      // Enough good rows that the bad ones stay below the limit.
      patients += try
        "\(number(900_100_000 + index)),1990-01-01,1,A,E01000001,A10001,2010-01-01,,,English,,N,N,N\n"
    }
    patients += "9000001006,1980-01-01,1,A,E01000001,A10001,2010-01-01,,,\(Self.mark),,N,N,N\n"
    patients += try
      "\(number(900_200_001)),1980-02-30,1,A,E01000001,A10001,2010-01-01,,,English,,N,N,N\n"
    patients += try
      "\(number(900_200_002)),1980-02-20,1,A,E01000001,Z99999,2010-01-01,,,English,,N,N,N\n"
    try night.write("patients.csv", patients)
    try night.write(
      "list-sizes.csv",
      try night.read("list-sizes.csv").replacingOccurrences(
        of: "A10001,WR1 1AA,ALL,ALL,17", with: "A10001,WR1 1AA,ALL,ALL,617"))
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("Z99999"), "an unknown practice is named: \(result.output)")
    #expect(!result.output.contains(Self.mark) && !result.errors.contains(Self.mark))
    let run = try #require(
      FileManager.default.contentsOfDirectory(atPath: night.folder.path("state/runs"))
        .first { !$0.hasSuffix(".json") })
    let rejects = try String(
      contentsOfFile: night.folder.path("state/runs/\(run)/rejects/patients.csv"), encoding: .utf8)
    #expect(rejects.contains("nhs-number-check-digit"))
    #expect(rejects.contains("not-a-date"))
    #expect(rejects.contains(Self.mark), "the reject file is the data team's and holds the row")
  }

  @Test("a person registered twice is counted once, at the practice of the later registration")
  func duplicate() throws {
    let night = try Night()
    let result = try night.run()
    try #require(result.exitCode == 0, "\(result.errors)")
    #expect(try !night.list("U10001", "nhs-health-check").contains("9000002400"))
    #expect(try night.list("U10002", "nhs-health-check").contains("9000002400"))
  }
}

/// Whether a text holds ten digits in a row that could be a person's number.
func containsNHSNumber(_ text: String) -> Bool {
  var digits = 0
  for character in text.utf8 {
    digits = (0x30...0x39).contains(character) ? digits + 1 : 0
    if digits == 10 { return true }
  }
  return false
}

/// An NHS number of the test range with the given first nine digits, or the next ones that have a check digit.
func number(_ firstNine: Int) throws -> String {
  for candidate in firstNine... {
    let digits = String(candidate).compactMap { $0.wholeNumberValue }
    let sum = zip(digits, stride(from: 10, through: 2, by: -1)).reduce(0) { $0 + $1.0 * $1.1 }
    let check = (11 - sum % 11) % 11
    if check < 10 { return "\(candidate)\(check)" }
  }
  throw CancellationError()
}

/// A text through the real gzip program.
func gzipped(_ text: String) throws -> Data {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["gzip", "-c"]
  let input = Pipe()
  let output = Pipe()
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  input.fileHandleForWriting.write(Data(text.utf8))
  try input.fileHandleForWriting.close()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return data
}

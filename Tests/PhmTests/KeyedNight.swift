import Foundation
import Testing

@testable import ProgramRuns

/// What stands for a person in feeds without NHS numbers.
struct StandIn: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// The column's type and what belongs to it, as a contract says it.
  var declaration: String
  /// The key of a person in the program's outputs, by NHS number.
  var key: @Sendable (String) -> String
  /// The same as it stands in a file of that name.
  var written: @Sendable (_ key: String, _ file: String) -> String
  /// Whether keys are in the order of the numbers, so that equal persons are too.
  var keepsOrder: Bool

  /// In the case and with the signs that a pseudonym can have.
  static let pseudonym = StandIn(
    testDescription: "pseudonyms", declaration: "type: pseudonym",
    key: { "-K" + $0.prefix(4) + "_x" + $0.dropFirst(4) + "-Zq" }, written: { key, _ in key },
    keepsOrder: true)

  /// Written otherwise in each file.
  static let uuid = StandIn(
    testDescription: "UUIDs", declaration: "type: uuid",
    key: { "00\($0.prefix(6))-\($0.dropFirst(6))-4abc-8def-00\($0)" },
    written: { key, file in
      switch file.count % 3 {
      case 0: "{\(key.uppercased())}"
      case 1: key.replacing("-", with: "")
      default: key
      }
    }, keepsOrder: true)

  /// In another order than numbers, and in another case in each file.
  static let shuffled = StandIn(
    testDescription: "pseudonyms in another order",
    declaration: "type: pseudonym, length: 14, letters: lower",
    key: { String($0.reversed()) + "abcd" },
    written: { key, file in file.hasPrefix("patients") ? key.uppercased() : key },
    keepsOrder: false)

  static let all = [pseudonym, uuid, shuffled]
}

/// A night of which another folder is a copy with stand-ins for all NHS numbers, in feeds and in definitions.
struct KeyedNight {
  let standIn: StandIn
  let plain: URL
  let keyed: URL
  /// The keys by number of all persons that stand in a feed.
  private var keys: [String: String] = [:]

  /// What the column of the person is called in the copy.
  static let column = "person_ref"

  init(_ standIn: StandIn, of plain: URL, in keyed: URL) throws {
    self.standIn = standIn
    self.plain = plain
    self.keyed = keyed
    try FileManager.default.createDirectory(at: keyed, withIntermediateDirectories: true)
    try copyDefinitions()
    try copyFeeds()
  }

  private func copyDefinitions() throws {
    for (path, bytes) in try contents(of: plain.appending(path: "pipeline")) {
      let text = String(decoding: bytes, as: UTF8.self)
        .replacing("type: nhs_number", with: standIn.declaration)
        .replacing("nhs_number", with: Self.column)
      try write(Data(text.utf8), to: keyed.appending(path: "pipeline/\(path)"))
    }
  }

  /// Makes the copy's feeds anew.
  mutating func copyFeeds() throws {
    try? FileManager.default.removeItem(at: keyed.appending(path: "input"))
    for (path, bytes) in try contents(of: plain.appending(path: "input")) {
      // Of Latin-1 every byte is a character, and comes back as it was.
      let text = try #require(String(data: bytes, encoding: .isoLatin1))
      let other = replacing(numbersOf: text, in: path).replacing("nhs_number", with: Self.column)
      try write(
        try #require(other.data(using: .isoLatin1)), to: keyed.appending(path: "input/\(path)"))
    }
  }

  private func write(_ bytes: Data, to file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }

  /// A text with a stand-in for each run of ten digits that begins with 9.
  private mutating func replacing(numbersOf text: String, in file: String) -> String {
    var result = ""
    var digits = ""
    let unspaced = text.replacing(/9\d\d[ -]\d\d\d[ -]\d\d\d\d/) {
      $0.output.filter { $0.isNumber }
    }
    for scalar in Array(unspaced.unicodeScalars) + ["\n"] {
      if scalar.isASCIIDigit {
        digits.unicodeScalars.append(scalar)
        continue
      }
      if digits.count == 10, digits.hasPrefix("9") {
        let key = standIn.key(digits)
        keys[digits] = key
        digits = standIn.written(key, file)
      }
      result += digits
      digits = ""
      result.unicodeScalars.append(scalar)
    }
    return String(result.dropLast())
  }

  /// The key of a person.
  func key(of number: String) -> String { standIn.key(number) }

  /// A text of the copy with the numbers that its keys stand for and the column's name of the other.
  func mappedBack(_ text: String) -> String {
    let numbers = Dictionary(uniqueKeysWithValues: keys.map { ($1, $0) })
    var result = ""
    var word = ""
    for scalar in Array(text.unicodeScalars) + ["\n"] {
      if scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic || scalar.isASCIIDigit {
        word.unicodeScalars.append(scalar)
        continue
      }
      result += [Self.column, "pseudonym"].contains(word) ? "nhs_number" : numbers[word] ?? word
      word = ""
      result.unicodeScalars.append(scalar)
    }
    return String(result.dropLast())
  }

  /// Runs both to whatever end they come: the plain one first.
  func run(date: String, arguments: [String] = []) throws -> [CommandProcess.Result] {
    try [plain, keyed].map { folder in
      func path(_ name: String) -> String { folder.appending(path: name).path }
      return try CommandProcess.run(
        [
          "run", path("pipeline/nightly.yaml"), "--input", path("input"), "--output",
          path("output"), "--state", path("state"), "--reference-date", date, "--progress", "none",
        ] + arguments)
    }
  }

  /// What a command says in both, without the names of runs; the copy's mapped back.
  func says(
    _ arguments: [String], input: ((KeyedNight?) -> String)? = nil
  ) throws -> (plain: String, keyed: String) {
    let said = try [(plain, nil), (keyed, self)].map { folder, night in
      let result = try CommandProcess.run(
        arguments + ["--state", folder.appending(path: "state").path],
        in: folder, input: input?(night))
      try #require(result.exitCode == 0, "\(result.errors)")
      return result.output.replacing(/\d{8}T\d{6}Z(-\d+)?/, with: "RUN")
    }
    return (said[0], mappedBack(said[1]))
  }

  /// The files of text of both current releases by path; those of the copy mapped back.
  func releases() throws -> (plain: [String: String], keyed: [String: String]) {
    func texts(_ folder: URL) throws -> [String: String] {
      try contents(of: folder.appending(path: "output/current"))
        .filter { !$0.key.hasSuffix(".xlsx") && !$0.key.hasSuffix(".sqlite") }
        .mapValues { String(decoding: $0, as: UTF8.self) }
    }
    return (try texts(plain), try texts(keyed).mapValues { mappedBack($0) })
  }
}

extension Unicode.Scalar {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

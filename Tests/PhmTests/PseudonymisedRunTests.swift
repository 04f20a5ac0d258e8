import Foundation
import Testing

@testable import ProgramRuns

/// Persons under pseudonyms: the file, the secret that it needs, and who is not in it.
@Suite("Pseudonymised output")
struct PseudonymisedRunTests {
  private let night: EditedNight
  private static let secret = "5ec2e7" + String(repeating: "0123456789abcdef", count: 4)
  /// Who may be in the file.
  private let countable = "secondary_use and practice_status = 'ok'"
  private static let other = String(repeating: "fedcba9876543210", count: 4)
  private static let terms =
    "{purpose: research, lawful_basis: made up, recipients: the university, type_1_opt_outs: left-out, national_opt_outs: left-out}"

  init() throws {
    night = try EditedNight()
    try night.replace(
      "publish.yaml", "keep_runs: 14\n",
      "keep_runs: 14\npseudonymised: {columns: [practice_code, age_band, sex, on_hyp], lists: [flu-65-and-over, carers]}\n"
    )
    try night.replace(
      "publish.yaml", "outputs:\n", "outputs:\n  pseudonymised: \(Self.terms)\n")
  }

  private func key(_ text: String = secret, mode: Int = 0o600) throws -> String {
    let path = night.path("key")
    try? FileManager.default.removeItem(atPath: path)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private func attempt(
    _ arguments: [String], environment: [String: String] = [:], date: String = "2026-11-20",
    command: String = "run"
  ) throws -> CommandProcess.Result {
    var words = [
      command, night.path("pipeline/nightly.yaml"), "--input", night.path("input"), "--output",
      night.path("output-nightly"), "--state", night.path("state"), "--reference-date", date,
    ]
    if command == "run" { words += ["--progress", "none"] }
    return try CommandProcess.run(words + arguments, environment: environment)
  }

  /// What Python makes of the file: the pseudonyms in their order, and a line of the other columns for each.
  private func rows() throws -> [(pseudonym: String, rest: String)] {
    let script = """
      import sys, pyarrow.ipc as ipc
      table = ipc.open_file(sys.argv[1]).read_all()
      print(",".join(table.column_names))
      for row in zip(*[column.to_pylist() for column in table.columns]): print(",".join(str(x) for x in row))
      """
    let file = night.path("output-nightly/current/pseudonymised/persons.arrow")
    let result = try runProgram(
      URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-c", script, file])
    try #require(result.code == 0, "\(result.said)")
    let lines = result.said.split(separator: "\n").map(String.init)
    #expect(
      lines.first
        == "pseudonym,practice_code,age_band,sex,on_hyp,list_flu_65_and_over,list_carers")
    return lines.dropFirst().map { line in
      let parts = line.split(separator: ",", maxSplits: 1)
      return (String(parts[0]), String(parts[1]))
    }
  }

  /// The NHS numbers of the population's persons for whom a condition is true.
  private func people(where condition: String) throws -> [String] {
    let shown = try CommandProcess.run([
      "show", "transform/population", "--pipeline", night.path("pipeline/nightly.yaml"),
      "--state", night.path("state"), "--where", condition, "--columns", "nhs_number",
      "--rows", "100000", "--format", "csv", "--identifiers",
    ])
    try #require(shown.exitCode == 0, "\(shown.errors)")
    return shown.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
  }

  /// The NHS numbers on a list, of all networks.
  private func listed(_ list: String) throws -> [String] {
    try night.release().filter { $0.key.hasSuffix("/\(list).csv") && $0.key.hasPrefix("U") }
      .flatMap { _, bytes in
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let place = lines.first?.split(separator: ",").firstIndex { $0.hasSuffix("nhs_number") }
        let column = try #require(place)
        return lines.dropFirst().map {
          String($0.split(separator: ",", omittingEmptySubsequences: false)[column])
        }
      }
  }

  /// The pseudonyms of NHS numbers as Python works them out.
  private func pseudonyms(of numbers: some Sequence<String>) throws -> [String: String] {
    let script = """
      import sys, hmac
      for number in sys.argv[2:]: print(hmac.new(bytes.fromhex(sys.argv[1]), number.encode(), "sha256").hexdigest())
      """
    let numbers = Array(numbers)
    let result = try runProgram(
      URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-c", script, Self.secret] + numbers)
    try #require(result.code == 0, "\(result.said)")
    return Dictionary(
      uniqueKeysWithValues: zip(numbers, result.said.split(separator: "\n").map(String.init)))
  }

  @Test(
    "whoever may be counted is in it once, by the HMAC of the number, on the lists that name them")
  func whole() throws {
    let done = try attempt(["--pseudonym-key", try key()])
    try #require(done.exitCode == 0, "\(done.errors)")
    let rows = try rows()
    #expect(rows.count > 20)
    #expect(rows.map(\.pseudonym) == rows.map(\.pseudonym).sorted())
    let people = try people(where: countable)
    let expected = try pseudonyms(of: people)
    #expect(Set(expected.values) == Set(rows.map(\.pseudonym)))
    // The lists say the same of them.
    let listed = Set(try listed("flu-65-and-over")).intersection(people)
    #expect(!listed.isEmpty)
    let marked = rows.filter { $0.rest.hasSuffix("True,True") || $0.rest.hasSuffix("True,False") }
    #expect(Set(marked.map(\.pseudonym)) == Set(listed.compactMap { expected[$0] }))
  }

  @Test(
    "nobody with an opt-out is in it, and neither a number nor the secret stands in any file of it or of the ledger"
  )
  func nothingTold() throws {
    let done = try attempt([], environment: ["PHM_PSEUDONYM_KEY": " \(Self.secret)\n"])
    try #require(done.exitCode == 0, "\(done.errors)")
    let everybody = try people(where: "true")
    let counted = try people(where: countable)
    let left = Set(everybody).subtracting(counted)
    #expect(!left.isEmpty)
    let gone = try pseudonyms(of: left)
    #expect(Set(try rows().map(\.pseudonym)).isDisjoint(with: gone.values))
    let folder = night.folder.url.appending(path: "output-nightly/current/pseudonymised")
    for (name, bytes) in try contents(of: folder) {
      let text = String(decoding: bytes, as: UTF8.self)
      for number in everybody { #expect(!text.contains(number), "\(name)") }
    }
    for (name, bytes) in try contents(of: night.folder.url.appending(path: "state"))
    where name.hasSuffix(".json") || name.hasSuffix(".jsonl") || name.hasSuffix(".html") {
      #expect(!String(decoding: bytes, as: UTF8.self).contains(Self.secret), "\(name)")
    }
    #expect(!done.output.contains("5ec2e7") && !done.errors.contains("5ec2e7"))
    let trail = try String(contentsOfFile: night.path("state/audit.jsonl"), encoding: .utf8)
    #expect(trail.contains("\"pseudonym_key\":\""))
    #expect(trail.contains("\"output\":\"pseudonymised\""))
  }

  @Test("without a secret the night is refused before a feed is read, and the ledger says so")
  func noKey() throws {
    let refused = try attempt([])
    #expect(refused.exitCode == 64)
    #expect(refused.errors.contains("no key to make these was given"))
    #expect(!FileManager.default.fileExists(atPath: night.path("output-nightly/current")))
    // Single stages that make no pseudonyms, and a plan, need none.
    #expect(try attempt(["--stage", "transform/population"]).exitCode == 0)
    #expect(try attempt(["--stage", "load/pseudonymised"]).exitCode == 64)
    let plan = try attempt([], command: "plan")
    #expect(plan.exitCode == 0 && plan.output.contains("load/pseudonymised"))
  }

  @Test(
    "what is no secret, or none any more, is refused in words that have nothing of it",
    arguments: [
      ("5ec2e7", 0o600, "no key of pseudonyms"), ("", 0o600, "no key of pseudonyms"),
      (String(repeating: "5e", count: 32), 0o600, "made at random"),
      (secret, 0o644, "is open to others (mode 644)"), (secret, 0o620, "is open to others"),
    ])
  func badKeys(text: String, mode: Int, says: String) throws {
    let refused = try attempt(["--pseudonym-key", try key(text, mode: mode)])
    #expect(refused.exitCode == 64)
    #expect(refused.errors.contains(says), "\(refused.errors)")
    #expect(!refused.errors.contains("5ec2e7"))
    #expect(try attempt(["--pseudonym-key", night.path("none")]).errors.contains("cannot be read"))
    let endless = try attempt(["--pseudonym-key", "/dev/zero"])
    #expect(endless.exitCode == 64 && endless.errors.contains("no key of pseudonyms"))
  }

  @Test("a key that nobody asks for is not looked at")
  func notAsked() throws {
    let arguments = ["--stage", "transform/population"]
    #expect(try attempt(arguments, environment: ["PHM_PSEUDONYM_KEY": "junk"]).exitCode == 0)
    #expect(try attempt([], environment: ["PHM_PSEUDONYM_KEY": "junk"]).exitCode == 64)
  }

  @Test("what a practice did not deliver is missing of its people, and not false")
  func incomplete() throws {
    try night.replace("nightly.yaml", "held_back: 0.2", "held_back: 0.9")
    let path = try key()
    try #require(try attempt(["--pseudonym-key", path], date: "2026-11-19").exitCode == 0)
    let before = try rows().filter { $0.rest.hasPrefix("A10001,") }
    #expect(before.contains { $0.rest.contains(",True,") })
    let kept = try night.read("registers.csv").split(whereSeparator: \.isNewline)
    let patients = try people(where: "practice_code = 'A10001'")
    let without = kept.filter { line in !patients.contains { line.contains($0) } }
    try #require(without.count < kept.count)
    try night.write("registers.csv", without.joined(separator: "\n") + "\n")
    let done = try attempt(["--pseudonym-key", path])
    try #require(done.exitCode == 0, "\(done.errors)")
    let after = try rows().filter { $0.rest.hasPrefix("A10001,") }
    // They stay in it: who they are is known.
    #expect(!Set(after.map(\.pseudonym)).isDisjoint(with: before.map(\.pseudonym)))
    #expect(after.allSatisfy { $0.rest.split(separator: ",")[3] == "None" }, "\(after)")
    let package = try night.published("pseudonymised/datapackage.json")
    #expect(package.contains("registers of A10001"), "\(package)")
  }

  @Test(
    "the same secret gives the same file again; another one gives others, and the night says so")
  func rotation() throws {
    let path = try key()
    try #require(try attempt(["--pseudonym-key", path]).exitCode == 0)
    let first = try night.release()
    let again = try attempt(["--pseudonym-key", path])
    #expect(again.exitCode == 0 && !again.output.contains("another key"))
    #expect(try night.release() == first)
    try night.forgetRuns()
    try #require(try attempt(["--pseudonym-key", path], date: "2026-11-19").exitCode == 0)
    let rotated = try attempt(["--pseudonym-key", try key(Self.other)])
    try #require(rotated.exitCode == 0, "\(rotated.errors)")
    #expect(rotated.output.contains("pseudonyms are made by another key"), "\(rotated.output)")
    let file = "pseudonymised/persons.arrow"
    #expect(try night.release()[file] != first[file])
    let back = try CommandProcess.run([
      "rollback", "previous", "--pipeline", night.path("pipeline/nightly.yaml"), "--output",
      night.path("output-nightly"), "--state", night.path("state"),
    ])
    #expect(back.exitCode == 0, "\(back.errors)")
    #expect(back.output.contains("pseudonyms are made by another key"), "\(back.output)")
  }

  @Test("the index of the release names the folder, where there is one")
  func index() throws {
    try #require(try attempt(["--pseudonym-key", key()]).exitCode == 0)
    #expect(try night.published("index.html").contains("pseudonymised/persons.arrow"))
  }

  @Test(
    "who tells who they are stays: a text in which anything may stand, and what is worked out of a birthday"
  )
  func identities() throws {
    try night.replace(
      "population.yaml", "columns:\n",
      "columns:\n  born: date_of_birth + interval '1 day'\n  born_again: born + interval '1 day'\n")
    try night.replace(
      "publish.yaml", "columns: [practice_code,",
      "columns: [born_again, preferred_language, practice_code,")
    let refused = try attempt(["--pseudonym-key", try key()])
    #expect(refused.exitCode == 65)
    #expect(refused.errors.contains("'born_again' is worked out from the day of birth"))
    try night.replace(
      "population.yaml", "  born_again:",
      "  age_days: reference_date - date_of_birth\n  born_again:")
    try night.replace("publish.yaml", "columns: [born_again,", "columns: [age_days, registered_on,")
    let days = try attempt(["--pseudonym-key", try key()])
    #expect(days.errors.contains("'age_days' is worked out from the day of birth"))
    #expect(days.errors.contains("'registered_on' is a day as it was delivered"))
    #expect(
      refused.errors.contains("'preferred_language' is a text in which anything may stand"))
  }

  @Test("two folders are not copied to one place")
  func onePlace() throws {
    try night.replace(
      "publish.yaml", "warehouse: made\n",
      "warehouse: made\nhanding_over: {networks: {copy_to: '/srv/{network}'}, pseudonymised: {copy_to: /srv//U10001}}\n"
    )
    let refused = try attempt(["--pseudonym-key", try key()])
    #expect(refused.exitCode == 65)
    #expect(refused.errors.contains("a folder of its own"), "\(refused.errors)")
  }

  @Test("its folder is no network's: who may read it is said of it alone")
  func handingOver() throws {
    let id = geteuid() == 0 ? 100 : getegid()
    let entry = unsafe try #require(getgrgid(id))
    let group = unsafe String(cString: entry.pointee.gr_name)
    try night.replace(
      "publish.yaml", "warehouse: made\n",
      "warehouse: made\nhanding_over: {networks: {groups: {U10001: \(group), U10002: \(group)}}}\n")
    let path = try key()
    try #require(try attempt(["--pseudonym-key", path]).exitCode == 0)
    let folder = night.path("output-nightly/current/pseudonymised")
    func mode() throws -> Int {
      try #require(
        FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int)
    }
    #expect(try mode() == 0o700)
    try night.replace(
      "publish.yaml", "handing_over: {", "handing_over: {pseudonymised: {group: \(group)}, ")
    try #require(try attempt(["--pseudonym-key", path]).exitCode == 0)
    #expect(try mode() == 0o750)
  }
}

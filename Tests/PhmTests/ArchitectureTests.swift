import Foundation
import Model
import Testing

@testable import Definitions

/// The rooms and their arrows, held against what the sources import.
@Suite("Architecture")
struct ArchitectureTests {
  /// Which modules each room may import: the table of ARCHITECTURE.md.
  static let allowed: [String: Set<String>] = [
    "Tables": [],
    "Parallel": ["Dispatch", "Synchronization", "Glibc"],
    "Statistics": ["Glibc"],
    "Digests": ["CLibCrypto"],
    "Expressions": ["Tables", "Glibc"],
    "Formats": ["Tables", "Parallel", "CZlib", "CLibXML2", "Glibc"],
    "Model": ["Expressions", "Tables"],
    "Health": ["Model", "Expressions", "Statistics", "Tables", "Parallel", "Glibc"],
    "Definitions": ["Model", "Formats", "Expressions", "Tables", "CLibYAML"],
    "Messages": ["Model", "Formats", "Expressions", "Tables", "Glibc"],
    "Publishing": ["Messages", "Formats", "Health", "Model", "Statistics", "Tables"],
    "Synthesis": ["Formats", "Health", "Tables", "Parallel", "Glibc"],
    "Pages": ["Definitions", "Messages", "Model", "Formats", "Expressions", "Tables"],
    "Checks": ["Definitions", "Health", "Messages", "Model", "Formats", "Expressions", "Tables"],
    "Runs": [
      "Definitions", "Digests", "Expressions", "Formats", "Health", "Messages", "Model", "Parallel",
      "Publishing", "Tables", "FoundationEssentials", "Glibc",
    ],
    "Commands": [
      "Runs", "Checks", "Pages", "Definitions", "Expressions", "Formats", "Health", "Messages",
      "Model", "Parallel", "Publishing", "Synthesis", "Tables", "FoundationEssentials",
    ],
    "phm": [
      "Commands", "Messages", "Runs", "Tables", "Parallel", "ArgumentParser", "Glibc",
      "Synchronization",
    ],
  ]

  @Test("a room imports only what its line names", arguments: allowed.keys.sorted())
  func imports(room: String) throws {
    let files = try sources(of: room)
    try #require(!files.isEmpty, "the room \(room) has sources")
    for (path, text) in files {
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let position = words.firstIndex(of: "import"), position < 2,
          words.count > position + 1,
          !line.hasPrefix(" "), !line.hasPrefix("/")
        else { continue }
        let module = String(words[words.count - 1])
        #expect(
          Self.allowed[room]?.contains(module) == true,
          "\(path) imports \(module); add the arrow to Package.swift, ARCHITECTURE.md and here, or move the code"
        )
      }
    }
  }

  @Test("ARCHITECTURE.md shows the same arrows")
  func table() throws {
    let page = try String(
      contentsOf: packageRoot.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    var shown: [String: Set<String>] = [:]
    for line in page.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 4 else { continue }
      let modules = cells[2...].joined(separator: ", ").split(separator: ", ").map { String($0) }
      shown[cells[0].filter { $0 != "`" }] = Set(modules).subtracting(["none"])
    }
    #expect(shown == Self.allowed)
  }

  /// What no source may hold, and why.
  static let refused: [(text: String, except: Set<String>, why: String)] = [
    ("@unchecked", [], "a value that crosses threads is checked by the compiler"),
    ("try!", [], "an error is thrown or handled"),
    ("fatalError(", [], "no input may crash the program"),
    (" async ", [], "the concurrency model is Dispatch inside Parallel"),
    ("await ", [], "the concurrency model is Dispatch inside Parallel"),
    (
      "nonisolated(unsafe)", ["ParallelMap.swift"], "only parallelMap shares memory between threads"
    ),
    (" print(", [], "only the command prints, with printOutput, which sees that it is written"),
  ]

  @Test("no source holds what the house refuses", arguments: refused.indices)
  func refusals(index: Int) throws {
    let rule = Self.refused[index]
    for room in Self.allowed.keys.sorted() {
      for (path, text) in try sources(of: room) {
        let name = String(path.split(separator: "/").last ?? "")
        guard !rule.except.contains(name) else { continue }
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
          .enumerated()
        where line.contains(rule.text) && !line.drop(while: { $0 == " " }).hasPrefix("//") {
          Issue.record("\(path):\(number + 1) holds '\(rule.text)': \(rule.why)")
        }
      }
    }
  }

  @Test("no room but Model and Synthesis spells the name of a column of the person")
  func columnNames() throws {
    let pipeline = packageRoot.appending(path: "pipelines/nightly.yaml").path
    let plan = try #require(try loadPipeline(at: pipeline).personPlan())
    let columns = Set(plan.columns.map(\.name))
    try #require(columns.count > 300 && columns.isSuperset(of: ["age", "pcn_code", "qrisk3_band"]))
    for room in Self.allowed.keys.sorted() where room != "Model" && room != "Synthesis" {
      for (path, text) in try sources(of: room) {
        // What a feed's column may hold has words of its own: they are of the language and name no column.
        let words =
          path == "Definitions/Keys/FeedKeys.swift"
          ? Set(FeedColumnType.allCases.map(\.rawValue)) : []
        for (line, literal) in textLiterals(in: text) + namesOfCases(in: text) {
          // A line of column names counts as each of them.
          for name in literal.split(separator: ",").map(String.init)
          where columns.contains(name) && !words.contains(name) {
            Issue.record(
              "\(path):\(line) spells the column '\(name)'; ask PersonVocabulary or one of Model's columns for it"
            )
          }
        }
      }
    }
  }

  @Test(
    "literals are found in code, in values inside literals and as names of cases, not in comments")
  func literals() {
    let source = ##"""
      /// "comment"
      let a = ["one", "t\"wo"] // "comment"
      #if os(Linux)
      let b = "three \(f(("four"), "five \(x)")) six"
      let c = #"seven \(x) "eight" \#(y["nine"])"#
      enum Kind: String, Sendable {
        /// A case.
        case ten, eleven = "twelve"
        case thirteen
      }
      enum Other { case fourteen }
      """##
    let found = (textLiterals(in: source) + namesOfCases(in: source)).map(\.text)
    #expect(
      found.filter { !$0.isEmpty } == [
        "one", "t\"wo", "three ", "four", "five ", " six", #"seven \(x) "eight" "#, "nine",
        "twelve", "ten", "thirteen",
      ])
  }

  /// The names of cases that are texts because their enumeration's values are.
  private func namesOfCases(in source: String) -> [(line: Int, text: String)] {
    var found: [(line: Int, text: String)] = []
    var indent: Substring?
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let margin = line.prefix { $0 == " " }
      if line.contains(/\benum \w+: String\b/) {
        indent = margin
      } else if indent == margin, line.dropFirst(margin.count).hasPrefix("}") {
        indent = nil
      } else if indent != nil, let cases = line.firstMatch(of: /^ *case (.*)$/) {
        let names = cases.output.1.split(separator: ",").filter { !$0.contains("=") }
        found += names.map { (index + 1, $0.trimmingCharacters(in: .whitespaces)) }
      }
    }
    return found
  }

  private func sources(of room: String) throws -> [(String, String)] {
    let root = packageRoot.appending(path: "Sources/\(room)")
    let paths =
      FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".swift") }.sorted().map {
      ("\(room)/\($0)", try String(contentsOf: root.appending(path: $0), encoding: .utf8))
    }
  }
}

/// The folder that holds `Package.swift`.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

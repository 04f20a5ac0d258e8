import Foundation
import Model
import Testing

@testable import Definitions
@testable import ProgramRuns

/// The rooms and their arrows, held against what the sources import.
@Suite("Architecture")
struct ArchitectureTests {
  /// Which modules each room may import: the table of ARCHITECTURE.md.
  static let allowed: [String: Set<String>] = [
    "Tables": [],
    "Parallel": ["Dispatch", "Synchronization", "Glibc"],
    "Statistics": ["Glibc"],
    "Charts": ["Statistics"],
    "Digests": ["CLibCrypto", "CXXHash"],
    "Expressions": ["Tables", "Glibc"],
    "Formats": [
      "Tables", "Parallel", "Digests", "CISAL", "CLinux", "CLZ4", "CZlib", "CLibXML2", "Glibc",
    ],
    "Model": ["Expressions", "Tables"],
    "Health": ["Model", "Expressions", "Statistics", "Tables", "Parallel", "Glibc"],
    "Definitions": ["Model", "Formats", "Expressions", "Tables", "CLibYAML"],
    "Messages": ["Model", "Formats", "Expressions", "Tables", "Glibc"],
    "Publishing": [
      "Messages", "Formats", "Health", "Model", "Expressions", "Statistics", "Tables",
      "CLibXLSXWriter", "CSQLite",
    ],
    "Synthesis": ["Formats", "Health", "Statistics", "Tables", "Parallel", "Glibc"],
    "Pages": [
      "Charts", "Definitions", "Messages", "Model", "Formats", "Expressions", "Publishing",
      "Statistics", "Tables",
    ],
    "Checks": ["Definitions", "Health", "Messages", "Model", "Formats", "Expressions", "Tables"],
    "Runs": [
      "Definitions", "Digests", "Expressions", "Formats", "Health", "Messages", "Model", "Pages",
      "Parallel", "Publishing", "Tables", "FoundationEssentials", "Glibc",
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

  @Test(
    "only the catalogue's own checks read the shipped definitions, the sample night and what is made of them"
  )
  func ownPipeline() throws {
    let shipped = ["pipelines/", "\"pipelines\"", "sample-data", "Tests/Golden", "in: packageRoot"]
    // They name the folders to tell the catalogue's pages from the others, and what is refused.
    let except = [
      "ProgramRuns/RepositoryPages.swift", "ProgramRuns/Citations.swift",
      "PhmTests/ArchitectureTests.swift",
    ]
    let tests = try swiftFiles(below: "Tests").filter { !except.contains($0.path) }
    let catalogue = tests.filter { $0.path.hasPrefix("CatalogueTests/") }
    for (path, text) in tests where !path.hasPrefix("CatalogueTests/") {
      for name in shipped where text.contains(name) {
        Issue.record(
          "\(path) has \(name): run on Tests/Fixtures, or move what is about the shipped definitions to CatalogueTests"
        )
      }
    }
    // These are the texts by which the shipped definitions are read: the catalogue's checks have them all.
    for name in shipped {
      #expect(catalogue.contains { $0.text.contains(name) }, "\(name)")
    }
  }

  @Test("every suite of the catalogue's own checks is called so")
  func names() throws {
    let suites = try swiftFiles(below: "Tests/CatalogueTests").filter { $0.text.contains("@Suite") }
    try #require(suites.count > 3)
    for (path, text) in suites {
      #expect(text.contains(#/@Suite\(\s*"Catalogue: /#), "\(path) has a suite of another name")
    }
  }

  @Test("no room but Model and Synthesis spells the name of a column of the person")
  func columnNames() throws {
    let pipeline = fixtures.appending(path: "pipeline/nightly.yaml").path
    let plan = try #require(try loadPipeline(at: pipeline).personPlan())
    let columns = Set(plan.columns.map(\.name))
    try #require(columns.count > 50 && columns.isSuperset(of: ["age", "pcn_code", "risk_band"]))
    for place in try spelledColumns(
      columns, wordsOfFeeds: Set(FeedColumnType.allCases.map(\.rawValue)))
    {
      Issue.record("\(place); ask PersonVocabulary or one of Model's columns for it")
    }
  }

  @Test("no module of C takes in ICU's headers, which Swift's Foundation has in another version")
  func headers() throws {
    let modules = try FileManager.default.contentsOfDirectory(
      at: packageRoot.appending(path: "Sources"), includingPropertiesForKeys: nil
    ).map { $0.appending(path: "shim.h") }.filter {
      FileManager.default.fileExists(atPath: $0.path)
    }
    try #require(modules.count > 4)
    for header in modules {
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["clang", "-E", "-x", "c", "-I/usr/include/libxml2", header.path]
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "\(header.path)")
      let taken = text.split(separator: "\n").filter {
        $0.hasPrefix("# 1 ") && $0.contains("/unicode/")
      }
      #expect(taken.isEmpty, "\(header.path)")
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

  private func sources(of room: String) throws -> [(String, String)] {
    try swiftFiles(below: "Sources/\(room)").map { ("\(room)/\($0.path)", $0.text) }
  }
}

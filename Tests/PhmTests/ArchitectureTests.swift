import Foundation
import Testing

@testable import ProgramRuns

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
    "Definitions": ["Model", "Formats", "Expressions", "Tables", "Yams"],
    "Publishing": ["Formats", "Health", "Model", "Statistics", "Tables"],
    "Synthesis": ["Formats", "Health", "Tables", "Parallel", "Glibc"],
    "Pipeline": [
      "Definitions", "Expressions", "Formats", "Health", "Model", "Parallel", "Publishing",
      "Statistics",
      "Synthesis", "Tables", "Digests", "FoundationEssentials", "Glibc",
    ],
    "phm": ["Pipeline", "Parallel", "ArgumentParser", "Glibc", "Synchronization"],
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
    let except = ["ProgramRuns/RepositoryPages.swift", "PhmTests/ArchitectureTests.swift"]
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

  private func sources(of room: String) throws -> [(String, String)] {
    try swiftFiles(below: "Sources/\(room)").map { ("\(room)/\($0.path)", $0.text) }
  }

  private func swiftFiles(below folder: String) throws -> [(path: String, text: String)] {
    let root = packageRoot.appending(path: folder)
    let paths =
      FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".swift") }.sorted().map {
      ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8))
    }
  }
}

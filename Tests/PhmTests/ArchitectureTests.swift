import Foundation
import Testing

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

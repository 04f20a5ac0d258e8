import Definitions
import Foundation
import Tables

@testable import ReferenceEngine

/// One result of a page with the inputs and definitions above it.
struct CatalogueExample: Sendable {
  typealias Block = CataloguePage.Block

  let page: String
  var result = Block(kind: "", name: "", line: 0, lines: [])
  private(set) var referenceDate = Day(number: 0)
  /// The inputs by feed, with the word that says what a row is about.
  private var inputs: [String: (grain: String, block: Block)] = [:]
  /// The definitions by kind; of kinds that may be several by their first line too.
  private var definitions: [String: Block] = [:]

  init(page: String) {
    self.page = page
  }

  /// Takes an input or a definition.
  mutating func take(_ block: Block) throws {
    switch block.kind {
    case "reference-date":
      guard let day = block.lines.first.flatMap({ Day(iso: $0) }) else {
        throw CataloguePage.Fault(says: "line \(block.line): a reference date is a day")
      }
      referenceDate = day
    case "patients": inputs["patients"] = ("person", block)
    case "events": inputs[block.name] = ("event", block)
    case "reference": inputs[block.name] = ("reference", block)
    case _ where block.kind.hasPrefix("yaml "):
      let isOne = !["yaml cohort", "yaml score", "yaml segments", "yaml indicator"].contains(
        block.kind)
      definitions[block.kind + (isOne ? "" : " " + (block.lines.first ?? ""))] = block
    default: throw CataloguePage.Fault(says: "line \(block.line): no block is called \(block.kind)")
    }
  }

  /// What a definition must say and no page is about.
  private static let unsaid = [
    "score": ["intended_purpose: an example", "device: {status: not-a-device, because: made up}"]
  ]

  /// Everybody stays on lists, and may be counted where the page says so.
  private static let publishing = """
    publish: page
    outputs:
      lists: {purpose: example, lawful_basis: example, recipients: nobody, type_1_opt_outs: kept, national_opt_outs: kept}
      priority: {purpose: example, lawful_basis: example, recipients: nobody, type_1_opt_outs: kept, national_opt_outs: kept}
      aggregates: {purpose: example, lawful_basis: example, recipients: nobody, type_1_opt_outs: kept, national_opt_outs: kept}

    """

  // MARK: Tables

  /// The tables of all feeds.
  func tables() throws -> [String: Table] {
    var tables: [String: Table] = [:]
    for name in feedNames { tables[name] = try table(of: name) }
    return tables
  }

  private var feedNames: [String] {
    (Array(inputs.keys) + (inputs["memberships"] == nil ? ["memberships"] : [])).sorted()
  }

  private func table(of feed: String) throws -> Table {
    guard let block = inputs[feed]?.block else { return try memberships() }
    let rows = try block.rows()
    var columns: [(String, Column)] = []
    for (index, column) in try self.columns(of: feed).enumerated() {
      if index >= block.heads.count {
        let word = column.name == "registered_on" ? "2000-01-01" : "A10001"
        let value = try value(word, column.type)
        columns.append((column.name, Column(column.type, rows.map { _ in value })))
        continue
      }
      let values = try rows.map { row -> Value? in
        if column.name == "practice_code", block.heads[index].hasPrefix("pcn ") {
          return .text(practice(of: row[index]))
        }
        return row[index].isEmpty ? nil : try value(row[index], column.type)
      }
      columns.append((column.name, Column(column.type, values)))
    }
    return Table(columns, rowCount: rows.count)
  }

  /// The practice that stands for a network on a page; one without network belongs to none.
  private func practice(of network: String) -> String {
    network.isEmpty ? "A99999" : "A" + network.dropFirst()
  }

  private func memberships() throws -> Table {
    guard let patients = inputs["patients"]?.block else {
      throw CataloguePage.Fault(says: "a page has patients")
    }
    let index = patients.heads.firstIndex { $0.hasPrefix("pcn ") }
    let named = try index.map { index in Set(try patients.rows().map { $0[index] }) } ?? ["U10001"]
    let networks = named.filter { !$0.isEmpty }.sorted()
    return Table(
      [
        ("practice_code", Column(.text, networks.map { .text(practice(of: $0)) })),
        ("pcn_code", Column(.text, networks.map { .text($0) })),
      ], rowCount: networks.count)
  }

  private func columns(of feed: String) throws -> [(name: String, type: ColumnType)] {
    guard let (grain, block) = inputs[feed] else {
      return [("practice_code", .text), ("pcn_code", .text)]
    }
    var columns = try block.heads.map { head -> (name: String, type: ColumnType) in
      let words = head.split(separator: " ").map { String($0) }
      if words == ["person"] { return ("nhs_number", .identifier) }
      guard words.count == 2, let type = ColumnType(rawValue: words[1]) else {
        throw CataloguePage.Fault(says: "line \(block.line): '\(head)' is no name with a type")
      }
      return (feed == "patients" && words[0] == "pcn" ? "practice_code" : words[0], type)
    }
    for (name, type) in [("registered_on", ColumnType.day), ("practice_code", .text)]
    where grain == "person" && !columns.contains(where: { $0.name == name }) {
      columns.append((name, type))
    }
    return columns
  }

  private func value(_ text: String, _ type: ColumnType) throws -> Value {
    let value: Value? =
      switch type {
      case .boolean: ["yes": true, "no": false][text].map { .boolean($0) }
      case .integer: Int64(text).map { .integer($0) }
      case .decimal: Double(text).map { .decimal($0) }
      case .day: Day(iso: text).map { .day($0) }
      case .text: .text(text)
      case .identifier: Int64(text).map { .identifier(Identifier(number: $0)) }
      case .pseudonym: .pseudonym(Pseudonym(text))
      }
    guard let value else { throw CataloguePage.Fault(says: "\(text) is no \(type)") }
    return value
  }

  // MARK: Definitions

  /// The definitions as the program's own loader reads them.
  func pipeline() throws -> PipelineDefinition {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in try files() {
      try text.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
    }
    return try loadPipeline(at: folder.appending(path: "pipeline.yaml").path)
  }

  /// Every file of the pipeline by name.
  private func files() throws -> [String: String] {
    var files: [String: String] = [:]
    for name in feedNames { files["feed-\(name).yaml"] = try feedFile(name) }
    files["population.yaml"] = population
    files["features.yaml"] =
      "features:\n" + body(of: "features", orElse: "  everybody: {derive: \"true\"}\n")
    var lines = [
      "version: 1", "pipeline: page", "title: The definitions of a page",
      "population: population.yaml",
      "features: features.yaml",
      "feeds: [" + feedNames.map { "feed-\($0).yaml" }.joined(separator: ", ") + "]",
    ]
    for kind in ["campaigns", "pathways", "impact", "actions"] {
      guard let block = definitions["yaml " + kind] else { continue }
      files[kind + ".yaml"] = block.lines.joined(separator: "\n") + "\n"
      lines.append("\(kind): \(kind).yaml")
    }
    for (kind, key) in [
      ("score", "scores"), ("segments", "segments"), ("cohort", "cohorts"),
      ("indicator", "indicators"),
    ] {
      let blocks = definitions.filter { $0.key.hasPrefix("yaml \(kind) ") }.values
        .sorted { $0.line < $1.line }
      for (index, block) in blocks.enumerated() {
        files["\(kind)-\(index).yaml"] =
          (block.lines + (Self.unsaid[kind] ?? [])).joined(separator: "\n") + "\n"
      }
      if !blocks.isEmpty {
        lines.append(
          "\(key): [" + blocks.indices.map { "\(kind)-\($0).yaml" }.joined(separator: ", ") + "]")
      }
    }
    files["publish.yaml"] = Self.publishing
    lines.append("publish: publish.yaml")
    files["pipeline.yaml"] = lines.joined(separator: "\n") + "\n"
    return files
  }

  private func body(of kind: String, orElse other: String) -> String {
    guard let block = definitions["yaml " + kind] else { return other }
    return block.lines.map { "  " + $0 + "\n" }.joined()
  }

  private var population: String {
    if let block = definitions["yaml population"] {
      return block.lines.joined(separator: "\n") + "\n"
    }
    var text = """
      population: registered
      title: Everybody on the page
      from: patients
      person: nhs_number
      practice: practice_code
      registered: registered_on <= reference_date
      latest_by: registered_on
      networks: [{from: memberships, practice: practice_code, network: pcn_code}]

      """
    for kind in ["lookups", "columns"] where definitions["yaml " + kind] != nil {
      text += kind + ":\n" + body(of: kind, orElse: "")
    }
    return text
  }

  private func feedFile(_ name: String) throws -> String {
    let grain = inputs[name]?.grain ?? "reference"
    let columns = try columns(of: name).map { column in
      let type =
        switch column.type {
        case .identifier: "nhs_number"
        case .day: "date"
        case .boolean: "boolean, true: [yes], false: [no]"
        case .text where ["practice_code", "pcn_code"].contains(column.name): "organisation_code"
        default: column.type.rawValue
        }
      return "  \(column.name): {type: \(type)}\n"
    }
    return "feed: \(name)\ntitle: \(name)\nfiles: \(name)*.csv\nformat: csv\ngrain: \(grain)\n"
      + (grain == "reference" ? "" : "key: nhs_number\n") + "columns:\n" + columns.joined()
  }
}

import Health
import Messages
import Model
import Publishing
import Tables

/// The figures of a release that count persons, as they were last counted.
///
/// Between two releases of one period they stay as they are, whoever came, went or was changed: a night less the last one shows nobody. They
/// are counted anew all together where they would be of something else, by other definitions or without other practices.
struct CountedFigures: Sendable {
  /// The day that they were counted for.
  private(set) var day: Day
  /// The files, in the order of the folder.
  private(set) var files: [AggregateFile]
  /// What was wrong with the data, before disclosure control.
  private(set) var findings: QualityFindings
  /// What they are figures of.
  private let basis: String

  /// Tonight's figures.
  ///
  /// `meaning` stands for the definitions of all that they are made of.
  init(_ files: [AggregateFile], _ findings: QualityFindings, meaning: String, on day: Day) {
    self.day = day
    self.files = files
    self.findings = findings
    let lines = files.filter(\.countsPersons).map { file in
      "\(file.name.text) \(file.table.names.joined(separator: " ")) \(file.leftOut)"
    }
    basis = Fingerprint.hash(([meaning] + lines).joined(separator: "\n"))
  }

  /// The same, with the figures of the release before where these are to stay.
  func keeping(
    figuresOf before: StageResult, _ publish: PublishDefinition
  ) throws(RunFault) -> CountedFigures {
    let day = try CountedFigures.dayCounted(of: before)
    guard publish.aggregates.keeps(figuresOf: day, on: self.day),
      try before.table(CountedColumn.table).text(CountedColumn.basis, 0) == basis
    else { return self }
    return try taking(figuresOf: before, on: day, publish)
  }

  /// The same, as the stage of the system's folder published them tonight.
  func published(
    by system: StageResult, _ publish: PublishDefinition
  ) throws(RunFault) -> CountedFigures {
    try taking(figuresOf: system, on: day, publish)
  }

  private func taking(
    figuresOf result: StageResult, on day: Day, _ publish: PublishDefinition
  ) throws(RunFault) -> CountedFigures {
    var taken = self
    taken.day = day
    for (index, file) in files.enumerated() where file.countsPersons {
      taken.files[index].table = AggregateTable(kept: try result.table(file.keptName))
    }
    taken.findings = findings.keeping(
      QualityFindings(try result.table(CountedColumn.findings)), publish.disclosure)
    return taken
  }

  /// Whether the output of a stage keeps its figures: that of an earlier version of the program does not.
  static func areKept(in record: StageRecord) -> Bool {
    record.tables.contains { $0.name == CountedColumn.table }
  }

  /// The day for which the figures were counted that a stage published.
  static func dayCounted(of system: StageResult) throws(RunFault) -> Day {
    guard
      case .day(let day)? = try system.table(CountedColumn.table)[CountedColumn.day]?.value(at: 0)
    else { throw .ourMistake("load/system does not say when its figures were counted") }
    return day
  }

  /// The tables that keep them for the next release.
  var tables: [(name: String, table: Table)] {
    let counted = Table([
      (CountedColumn.day, Column(.day, [.day(day)])),
      (CountedColumn.basis, Column(.text, [.text(basis)])),
    ])
    return [(CountedColumn.table, counted), (CountedColumn.findings, findings.table)]
      + files.filter(\.countsPersons).map { ($0.keptName, $0.table.kept) }
  }
}

/// The tables of the figures in the store, and the columns of the one that says when they were counted.
private enum CountedColumn {
  static let table = "counted"
  static let findings = "findings"
  static let day = "day"
  static let basis = "basis"
}

extension AggregateFile {
  fileprivate var keptName: String { "figures-\(name.text)" }
}

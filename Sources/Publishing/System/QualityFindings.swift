import Health
import Messages
public import Model
public import Tables

/// What was wrong with the data, before disclosure control: one row a finding, in the order in which they were found.
///
/// - Shape: `feed`, `rule`, `grade`, `count`, `says`, `organisations` (missing for none), and `stays`: whether the count is of rows or persons.
public struct QualityFindings: Hashable, Sendable {
  /// The rows.
  public let table: Table

  /// Takes rows that were kept.
  public init(_ kept: Table) {
    table = kept
  }

  /// Takes findings, of person-level feeds or of published figures.
  ///
  /// Organisations are named where a finding is about them, and not where they have some of the rows that it counts: as many names as rows would
  /// tell how many rows each has.
  public init(_ findings: [Finding], ofPersons: Bool) {
    func texts(_ text: (Finding) -> String?) -> Column {
      Column(.text, findings.map { text($0).map { .text($0) } })
    }
    table = Table(
      [
        (QualityColumn.feed, texts(\.feed)),
        (QualityColumn.rule, texts(\.rule)),
        (QualityColumn.grade, texts(\.grade.rawValue)),
        (QualityColumn.count, Column(.integer, findings.map { .integer(Int64($0.count)) })),
        (QualityColumn.says, texts(\.says)),
        (
          QualityColumn.organisations,
          texts { finding in
            let names = ofPersons && finding.isAboutRows ? [] : finding.organisations
            return names.isEmpty ? nil : names.joined(separator: " ")
          }
        ),
        (
          QualityColumn.stays,
          Column(.boolean, findings.map { .boolean(ofPersons && $0.countsRowsOrPersons) })
        ),
      ], rowCount: findings.count)
  }

  /// The findings with those that were there before as they were, counts and all, and after them the new ones that count more than a hidden
  /// count may be.
  ///
  /// What is about organisations is as it is now: it stands for a whole practice.
  public func keeping(_ before: QualityFindings, _ rule: DisclosureRule) -> QualityFindings {
    let (now, then) = (keys, before.keys)
    let rowOfNow = Dictionary(zip(now, now.indices)) { first, _ in first }
    let known = Set(then)
    var rows: [Int32] = []
    let both = Table(
      zip(table.names, zip(before.table.columns, table.columns)).map {
        ($0, Column.concatenated([$1.0, $1.1]))
      }, rowCount: then.count + now.count)
    for (row, key) in then.enumerated() {
      if before.stays(row) {
        rows.append(Int32(row))
      } else if let now = rowOfNow[key] {
        rows.append(Int32(then.count + now))
      }
    }
    for (row, key) in now.enumerated() where !known.contains(key) {
      if !stays(row) || count(row) > rule.hidesUpTo { rows.append(Int32(then.count + row)) }
    }
    return QualityFindings(both.gathered(rows))
  }

  private func count(_ row: Int) -> Int {
    guard case .integer(let count)? = table[QualityColumn.count]?.value(at: row) else { return 0 }
    return Int(count)
  }

  private func stays(_ row: Int) -> Bool {
    table[QualityColumn.stays]?.value(at: row) == .boolean(true)
  }

  /// What each row is about, with how many rows before it are about the same.
  private var keys: [Key] {
    var times: [[String]: Int] = [:]
    return (0..<table.rowCount).map { row in
      let texts = [
        QualityColumn.feed, QualityColumn.rule, QualityColumn.grade, QualityColumn.says,
      ].map { name -> String in
        guard case .text(let text)? = table[name]?.value(at: row) else { return "" }
        return text
      }
      defer { times[texts, default: 0] += 1 }
      return Key(texts: texts, place: times[texts] ?? 0)
    }
  }

  private struct Key: Hashable {
    var texts: [String]
    var place: Int
  }
}

private enum QualityColumn {
  static let feed = "feed"
  static let rule = "rule"
  static let grade = "grade"
  static let count = "count"
  static let says = "says"
  static let organisations = "organisations"
  static let stays = "stays"
  static let published = [feed, rule, grade, count, says, organisations]
}

extension Finding {
  fileprivate var isAboutRows: Bool { places.contains { $0.row != nil } }

  /// What one person more or less can change; a practice's finding is about far more.
  fileprivate var countsRowsOrPersons: Bool {
    isAboutRows || organisations.isEmpty || registerRules.contains(rule)
  }
}

extension AggregateFile {
  /// What was wrong with the data: `data-quality.csv`.
  ///
  /// Without places: those are for the data team. With a rule, counts go through disclosure control, since a finding of a
  /// person-level feed counts persons' rows; without one they are of published figures.
  public static func dataQuality(
    _ findings: QualityFindings, rule: DisclosureRule?
  ) -> AggregateFile? {
    guard let name = FileName("data-quality") else { return nil }
    let table = findings.table.selecting(QualityColumn.published)
    let disclosed =
      rule.map {
        disclose(
          PersonAggregate(
            table: table, counts: [QualityColumn.count], percentages: [], sums: []), rule: $0)
      } ?? .alreadyPublished(table, source: "findings")
    var file = AggregateFile(
      name: name, title: "What was wrong with the data",
      description:
        "One row a rule that was broken: how much it matters and how often, never a value.",
      table: AggregateTable(disclosed))
    file.countsEverybody = rule != nil
    return file
  }
}

import Messages
import Model
import Pages
import Publishing
import Tables

/// What the pages of earlier nights showed of indicators and lists, as the pages of the newest release of an earlier day kept it.
///
/// Of each week the last night is kept, for two years, and the newest night whatever its day.
struct ProfileHistory: Sendable {
  /// The table that keeps it.
  static let table = "history"

  private struct Entry: Hashable, Sendable {
    var day: Day
    var kind: String
    var name: String
    var network: String
    var value: Double?
  }

  private struct ListOfNetwork: Hashable {
    var list: String
    var network: String
  }

  private let entries: [Entry]
  /// The day of the newest release of an earlier day; nil where there is none.
  let newest: Day?
  /// How many people were on each list on that day.
  private let people: [ListOfNetwork: Double]

  /// Reads what the earlier pages kept; nothing on a first night.
  init(before context: StageContext) throws(RunFault) {
    entries =
      try context.earlierRecord.map { record throws(RunFault) in
        ProfileHistory.entries(of: try context.store.table(ProfileHistory.table, of: record))
      } ?? []
    let newest = entries.map(\.day).max { $0.number < $1.number }
    self.newest = newest
    let ofNewest = entries.filter { $0.day == newest && $0.kind == Kind.people }
    people = Dictionary(
      ofNewest.compactMap { entry in
        entry.value.map { (ListOfNetwork(list: entry.name, network: entry.network), $0) }
      }
    ) { first, _ in first }
  }

  private static func entries(of table: Table) -> [Entry] {
    (0..<table.rowCount).compactMap { row in
      guard case .day(let day)? = table[HistoryColumn.day]?.value(at: row) else { return nil }
      var value: Double?
      if case .decimal(let number)? = table[HistoryColumn.value]?.value(at: row) { value = number }
      return Entry(
        day: day, kind: table.text(HistoryColumn.kind, row),
        name: table.text(HistoryColumn.name, row),
        network: table.text(HistoryColumn.network, row), value: value)
    }
  }

  /// The shares of a network by indicator, oldest first.
  func shares(of network: NetworkCode) -> [String: [EarlierShare]] {
    var shares: [String: [EarlierShare]] = [:]
    for entry in entries where entry.kind == Kind.share && entry.network == network.text {
      shares[entry.name, default: []].append(EarlierShare(day: entry.day, percent: entry.value))
    }
    return shares.mapValues { $0.sorted { $0.day.number < $1.day.number } }
  }

  /// How many people were on a list on the newest earlier day; nil where that is not known.
  func people(onList list: String, of network: NetworkCode) -> Int? {
    people[ListOfNetwork(list: list, network: network.text)].map { Int($0) }
  }

  /// The table with tonight added, and without the nights that no later page needs.
  func adding(
    _ figures: ReleasedFigures, _ counted: [(sheet: SheetDescription, people: ShownRows)],
    _ networks: [NetworkCode], on today: Day
  ) -> Table {
    var lastOfWeek: [Int: Int32] = [:]
    for entry in entries {
      lastOfWeek[entry.day.week] = max(lastOfWeek[entry.day.week] ?? .min, entry.day.number)
    }
    var kept = entries.filter { entry in
      entry.day == newest
        || entry.kind == Kind.share && entry.day.number == lastOfWeek[entry.day.week]
          && Int(today.number - entry.day.number) < 7 * ProfileHistory.weeks
    }
    for network in networks {
      for measure in figures.measures {
        let row = measure.table.rows.first {
          $0.text(StepColumn.level) == "pcn" && $0.text("area") == network.text
        }
        kept.append(
          Entry(
            day: today, kind: Kind.share, name: measure.definition.name, network: network.text,
            value: row?.figure("percent").value))
      }
      for (sheet, people) in counted where !sheet.isBesideList {
        kept.append(
          Entry(
            day: today, kind: Kind.people, name: sheet.name.text, network: network.text,
            value: Double(people.counts(of: network.text).all)))
      }
    }
    return ProfileHistory.made(of: kept)
  }

  private static let weeks = 104

  private enum Kind {
    static let share = "share"
    static let people = "people"
  }

  private static func made(of entries: [Entry]) -> Table {
    func texts(_ text: (Entry) -> String) -> Column {
      Column(.text, entries.map { .text(text($0)) })
    }
    return Table(
      [
        (HistoryColumn.day, Column(.day, entries.map { .day($0.day) })),
        (HistoryColumn.kind, texts(\.kind)), (HistoryColumn.name, texts(\.name)),
        (HistoryColumn.network, texts(\.network)),
        (HistoryColumn.value, Column(.decimal, entries.map { $0.value.map { .decimal($0) } })),
      ], rowCount: entries.count)
  }
}

/// The columns of the table.
private enum HistoryColumn {
  static let day = "day"
  static let kind = "kind"
  static let name = "name"
  static let network = "network"
  static let value = "value"
}

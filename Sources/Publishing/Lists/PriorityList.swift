public import Model
import Health
public import Tables

/// The list over all lists that count, ready to be written: `priority.csv`.
public struct PriorityList: Sendable {
  /// The file's name.
  public let name: FileName
  /// One line that says what it is.
  public let title: String
  /// Where the rules come from.
  public let source: String
  /// The scores with a notice that the list reads.
  let noticed: [String]
  /// How long each network's file is, where the files were made before; nil where they are to be made.
  let byteCounts: [NetworkCode: Int]?
  /// The columns of `PriorityColumn`, in its order.
  public let table: Table
  /// Each network's rows.
  let rows: [String: Range<Int>]

  /// The rows of a network; none where nobody there is on a list that counts.
  public func rows(of network: NetworkCode) -> Range<Int> {
    rows[network.text] ?? 0..<0
  }
}

/// Makes the list over all lists that count, of the people that `rankByImpact` gives.
///
/// `byteCounts` says how long each network's file is where the files were made before and stay as they are: the list
/// then has columns and no rows.
///
/// - Complexity: O(people) for each column.
public func priorityList(
  of impact: ImpactDefinition, people: Table, persons: PersonTable, sources: ListSources,
  noticed: [String] = [], byteCounts: [NetworkCode: Int]? = nil, referenceDate: Day
) -> PriorityList? {
  guard let name = FileName("priority"), case .integer(let numbers)? = people["person"] else {
    return nil
  }
  let people = byteCounts == nil ? people : people.gathered([])
  let rows = byteCounts == nil ? numbers.values.map { Int32(truncatingIfNeeded: $0) } : []
  var table = Table(rowCount: rows.count)
  for column in PriorityColumn.allCases {
    let values: Column =
      switch column {
      case .referenceDate:
        .day(FixedColumn([Int32](repeating: referenceDate.number, count: rows.count)))
      case .nhsNumber: persons.table.gathered(sources.vocabulary.person, column.type, rows: rows)
      case .practiceCode:
        persons.table.gathered(sources.vocabulary.practice, column.type, rows: rows)
      case .segment: persons.table.gathered(sources.segment, column.type, rows: rows)
      case .rank, .need, .gap, .equity, .priority, .openLists, .equityReasons:
        (people[column.rawValue] ?? .missing(column.type, count: rows.count)).roundedToFourDecimals
      case .thisWeek: people["place"] ?? .missing(column.type, count: rows.count)
      case .age, .sex, .imdDecile, .informationNeed, .preferredLanguage, .carer, .careHome:
        persons.table.gathered(
          ListColumn(rawValue: column.rawValue).flatMap { sources.vocabulary.listed[$0] },
          column.type, rows: rows)
      }
    table.append(column.rawValue, values.safeInSpreadsheets)
  }
  return PriorityList(
    name: name, title: "\(impact.title), version \(impact.version)", source: impact.source,
    noticed: noticed, byteCounts: byteCounts, table: table, rows: networkRows(people))
}

/// The columns of the list over all lists, in their order.
public enum PriorityColumn: String, Hashable, Sendable, CaseIterable {
  /// The day that every age and period is worked out from.
  case referenceDate = "reference_date"
  /// The place in the network's order, from 1.
  case rank
  /// The person's NHS number.
  case nhsNumber = "nhs_number"
  /// The practice that the person is registered with.
  case practiceCode = "practice_code"
  /// Completed years.
  case age
  /// The sex as recorded.
  case sex
  /// The deprivation decile of where the person lives.
  case imdDecile = "imd_decile"
  /// The person's segment.
  case segment
  /// How much the person needs.
  case need
  /// What can be gained.
  case gap
  /// The equity weight.
  case equity
  /// Need x gap x equity.
  case priority
  /// The lists that count and that the person is on.
  case openLists = "open_lists"
  /// Why the person has an equity weight.
  case equityReasons = "equity_reasons"
  /// Whether the person has one of this week's places.
  case thisWeek = "this_week"
  /// How the person needs information.
  case informationNeed = "information_need"
  /// The language that the person prefers.
  case preferredLanguage = "preferred_language"
  /// Whether the person is an unpaid carer.
  case carer
  /// Whether the person lives in a care home.
  case careHome = "care_home"

  /// The type that the column has where the person table does not say otherwise.
  public var type: ColumnType {
    switch self {
    case .need, .equity, .priority: .decimal
    case .gap: .integer
    case .openLists, .equityReasons: .text
    case .thisWeek: .boolean
    default: ListColumn(rawValue: rawValue)?.type ?? .text
    }
  }

  /// What the column is called and what it means, for the data package.
  var description: FieldDescription {
    switch self {
    case .need:
      FieldDescription(
        "Need",
        "How much this person needs; empty where it is not known: it then counts as the smallest need of all on the list."
      )
    case .gap:
      FieldDescription("Gap", "What can be gained: the sum of the benefits of the open lists.")
    case .equity:
      FieldDescription("Equity", "The weight of those whom services reach least, 1 or more.")
    case .priority: FieldDescription("Priority", "Need x gap x equity, to four decimals.")
    case .openLists:
      FieldDescription("Open lists", "The lists that count and that this person is on.")
    case .equityReasons:
      FieldDescription("Equity reasons", "Why the equity weight is above 1.")
    case .thisWeek:
      FieldDescription(
        "This week",
        "Whether this person has one of this week's places; nobody else is off the list for that.")
    default: ListColumn(rawValue: rawValue)?.description ?? FieldDescription(rawValue, "")
    }
  }
}

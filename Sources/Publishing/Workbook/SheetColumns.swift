import Messages
import Model
import Tables

/// How the columns of a list stand on a sheet of a workbook: what is worked with comes first and is printed, with the columns to
/// fill in behind it; all else follows.
struct SheetColumns {
  /// One column of a sheet.
  struct Column {
    let heading: String
    let width: Double
    /// Whether its texts are broken into lines.
    let isWrapped: Bool
    let content: Content
  }

  /// What stands in a column.
  enum Content {
    /// A field of the list, by its place among the fields, shown in a style where the type does not say.
    case field(Int, CellStyle)
    /// A field whose texts are numbers, by its place.
    case numbers(Int)
    /// A field that joins what several lists say, by its place: each on a line of its own.
    case lines(Int)
    /// What people fill in.
    case fillIn(FillInColumn)
  }

  let columns: [Column]
  /// How many of them come before those to fill in.
  let workedCount: Int
  /// How many of them are printed, from the first.
  let printedCount: Int
  /// Which column has the person's key; nil for none.
  let key: Int?

  /// Orders the columns of a sheet.
  init(of sheet: Sheet, fillIn: [FillInColumn]) {
    let fields = sheet.description.fields
    let isOverAll = sheet.isOverAllLists
    let worked = workedWith.flatMap { name -> [Int] in
      if name == ListColumn.nhsNumber.rawValue {
        return fields.indices.filter { fields[$0].type.isPersonKey }
      }
      return fields.indices.filter { fields[$0].name == name }
    }
    let taken = Set(worked)
    let rest = fields.indices.filter {
      !taken.contains($0) && !leftOut.contains(fields[$0].name)
    }
    func column(_ index: Int) -> Column {
      let field = fields[index]
      let isWrapped = taken.contains(index) && wrapped.contains(field.name)
      let content: Content =
        if isOverAll, field.name == ListColumn.reasons.rawValue {
          .lines(index)
        } else if field.type.isNumber, sheet.table.columns[index].type == .text {
          .numbers(index)
        } else {
          .field(index, strong.contains(field.name) ? .strong : isWrapped ? .wrapped : .text)
        }
      return Column(
        heading: heading(of: field), width: width(of: field, isOverAllLists: isOverAll),
        isWrapped: isWrapped, content: content)
    }
    let asked = sheet.description.actedOnAs == nil ? [] : fillIn
    columns =
      worked.map(column)
      + asked.map {
        Column(
          heading: inWords(column: $0.name), width: 12, isWrapped: false, content: .fillIn($0))
      }
      + rest.map(column)
    workedCount = worked.count
    printedCount = worked.count + asked.count
    key = worked.firstIndex { fields[$0].type.isPersonKey }
  }
}

extension ColumnType {
  /// Whether its values are numbers.
  fileprivate var isNumber: Bool { self == .integer || self == .decimal }
}

extension SheetField {
  /// Whether its values stand to the right of a column.
  var isOfNumbers: Bool { type.isNumber }
}

/// What people call a field.
func heading(of field: SheetField) -> String {
  field.description?.title ?? inWords(column: field.name)
}

/// The columns that are worked with, in their order: the person, why, and how to speak to the person.
private let workedWith: [String] =
  [
    ListColumn.rank, .thisWeek, .nhsNumber, .dateOfBirth, .age, .sex, .practiceName,
  ].map(\.rawValue) + [PriorityColumn.redFlags.rawValue]
  + [ListColumn.reasons, .informationNeed, .preferredLanguage].map(\.rawValue)

/// The columns that the whole workbook has in its first lines.
private let leftOut: Set<String> = [
  ListColumn.referenceDate.rawValue, ListColumn.networkName.rawValue,
]

private let wrapped: Set<String> = [
  ListColumn.practiceName.rawValue, ListColumn.reasons.rawValue, PriorityColumn.redFlags.rawValue,
  ListColumn.preferredLanguage.rawValue, ListColumn.informationNeed.rawValue,
]

/// What must not be overlooked.
private let strong: Set<String> = [
  ListColumn.informationNeed.rawValue, PriorityColumn.redFlags.rawValue,
]

/// How wide a field's column is, in characters.
private func width(of field: SheetField, isOverAllLists: Bool) -> Double {
  switch field.name {
  case ListColumn.rank.rawValue, ListColumn.thisWeek.rawValue: 6
  case ListColumn.age.rawValue: 5
  case ListColumn.sex.rawValue: 8
  case ListColumn.practiceName.rawValue: 22
  case ListColumn.practiceCode.rawValue: 10
  case ListColumn.reasons.rawValue: isOverAllLists ? 74 : 42
  case PriorityColumn.redFlags.rawValue: 26
  case ListColumn.informationNeed.rawValue: 14
  case ListColumn.preferredLanguage.rawValue: 12
  case ListColumn.pathway.rawValue, PriorityColumn.offers.rawValue, ListColumn.alsoOn.rawValue,
    PriorityColumn.openLists.rawValue:
    40
  default: width(of: field.type)
  }
}

private func width(of type: ColumnType) -> Double {
  switch type {
  case .day: 12
  case .boolean: 9
  case .integer, .decimal: 11
  case .identifier: 12
  case .pseudonym: 38
  case .text: 24
  }
}

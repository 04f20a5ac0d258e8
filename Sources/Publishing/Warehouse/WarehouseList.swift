import Model
public import Tables

/// What a warehouse keeps of one list: what it says of its people there and nowhere else.
///
/// What every list says of a person, such as age and practice, is kept once, with the people.
public struct WarehouseList: Sendable {
  /// What kind of list it is.
  public enum Kind: String, Hashable, Sendable {
    /// Who is on a list.
    case list
    /// Who comes onto a list soon.
    case dueSoon = "due-soon"
    /// Rows of an earlier list, for practices without a complete delivery.
    case lastGood = "last-good"
    /// Who is called first over all lists.
    case priority
  }

  /// What the list is.
  let sheet: SheetDescription
  /// What kind of list it is.
  let kind: Kind
  /// Its columns in their order, with those that are kept with the people.
  let fields: [ListField]
  private let vocabulary: PersonVocabulary

  init(
    _ kind: Kind, _ sheet: SheetDescription, _ fields: [ListField], _ vocabulary: PersonVocabulary
  ) {
    self.kind = kind
    self.sheet = sheet
    self.fields = fields
    self.vocabulary = vocabulary
  }

  /// The columns of the person table that are kept with the people.
  public var columnsOfPeople: Set<String> {
    fieldsOfPeople.personColumns.union([vocabulary.person])
  }

  /// The columns that are kept with the people, in the list's order.
  var fieldsOfPeople: [ListField] { fields.filter { isOfPeople($0) } }

  /// The columns that are kept with the list: what else somebody is on is known of the other lists, what its definition names
  /// nothing for has no values, and all of a list are of one day unless its rows are of an earlier one.
  var ownFields: [ListField] {
    fields.filter { field in
      switch field.source {
      case .alsoOn, .nothing: false
      case .referenceDate: kind == .lastGood
      default: !isOfPeople(field)
      }
    }
  }

  /// Whether every list says the same in a column of a person.
  func isOfPeople(_ field: ListField) -> Bool {
    let columns: [ListColumn] = [
      .dateOfBirth, .practiceCode, .practiceName, .networkName, .age, .sex, .imdDecile, .segment,
      .informationNeed, .informationNeedReviewed, .preferredLanguage, .carer, .careHome,
    ]
    return field.field.name == key || columns.contains { $0.rawValue == field.field.name }
  }

  /// The column of the person's key.
  var key: String { ListColumn.nhsNumber.name(in: vocabulary) }

  /// What is kept with the list of its rows.
  func kept(of rows: Table) -> Table {
    rows.selecting(ownFields.map(\.field.name)).typed(as: ownFields.map(\.field))
  }

  /// What is kept of people, given by their rows in the person table.
  public func people(_ people: [Int32], persons: PersonTable, referenceDate: Day) -> Table {
    let named = Table([
      (MemberColumn.person, .integer(FixedColumn(people.map { Int64($0) })))
    ])
    let rows = ListRows(
      members: named, persons: persons.table, earlier: nil, person: vocabulary.person,
      referenceDate: referenceDate)
    return rows.table(of: fieldsOfPeople).typed(as: fieldsOfPeople.map(\.field))
  }
}

extension TargetListPlan {
  /// What a warehouse keeps of the list.
  public func inWarehouse(as kind: WarehouseList.Kind) -> WarehouseList {
    WarehouseList(kind, sheet, fields, vocabulary)
  }
}

extension PriorityListPlan {
  /// What a warehouse keeps of the list.
  public var inWarehouse: WarehouseList { WarehouseList(.priority, sheet, fields, vocabulary) }
}

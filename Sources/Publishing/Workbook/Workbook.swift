import Messages
public import Model
public import Tables

/// A network's lists in one workbook, or those of one of its practices: what is on which sheet, before anything is written.
public struct Workbook: Sendable {
  /// The workbook's file, by whose lists it holds.
  public static func fileName(of practice: PracticeCode?) -> String {
    practice.map { "lists-\($0.text).xlsx" } ?? "lists.xlsx"
  }

  /// What is the same in every workbook of a night.
  public struct Plan: Sendable {
    /// What the definition says of workbooks.
    public var definition: WorkbookDefinition
    /// What is filled in; nil where lists take no actions.
    public var actions: ReturnedActions?
    /// The texts that go with the scores.
    public var notices: [ScoreNotice]
    /// The day that every age and period is worked out from.
    public var referenceDate: Day

    /// Plans the workbooks of a night.
    public init(
      definition: WorkbookDefinition, actions: ReturnedActions?, notices: [ScoreNotice],
      referenceDate: Day
    ) {
      self.definition = definition
      self.actions = actions
      self.notices = notices
      self.referenceDate = referenceDate
    }
  }

  /// One list with its sheet's name and the rows that are on it.
  struct List {
    let name: SheetName
    let sheet: Sheet
    let rows: ListedRows
  }

  let plan: Plan
  let network: NetworkCode
  /// The network's practices, in the order of their codes; the one practice where the workbook is a practice's.
  let practices: [PracticeCode]
  /// The practice whose patients alone are in the workbook; nil for all of the network's.
  let practice: PracticeCode?
  /// The lists, the one over all lists first.
  let lists: [List]
  /// How many people are due soon on each list that says so, by the list's name.
  let dueSoon: [String: Int]
  /// What is missing tonight and why.
  let missing: [String]
  /// What must be known of the lists whatever is on them.
  let standing: [String]
  /// What network and practices are called, by their codes.
  let names: [String: String]

  /// Puts a network's workbook together: its rows of the lists, which stand in the order of the definitions.
  ///
  /// `remarks` are sentences about tonight's lists, such as which practice is not on them.
  public init(
    _ plan: Plan, of network: NetworkCode, practice: PracticeCode? = nil,
    practices: [PracticeCode], lists all: [ShownSheet], remarks: [String]
  ) {
    let code = practice?.text ?? network.text
    let shown = all.filter { list in
      !list.sheet.description.isOfFewNetworks || list.people.counts(of: code).all > 0
    }
    let ordered =
      shown.filter { $0.sheet.isOverAllLists }
      + shown.filter { !$0.sheet.description.isBesideList && !$0.sheet.isOverAllLists }
    let names = SheetName.names(
      of: OwnSheet.allCases.map(\.rawValue) + ordered.map { $0.sheet.description.nameInWords }
    ).dropFirst(OwnSheet.allCases.count)
    self.plan = plan
    self.network = network
    self.practice = practice
    self.practices = practice.map { [$0] } ?? practices.sorted()
    lists = zip(names, ordered).map { name, list in
      List(
        name: name, sheet: list.sheet,
        rows: ListedRows(
          of: list, network, practice: practice, limit: plan.definition.peopleShown))
    }
    dueSoon = Dictionary(
      shown.filter(\.sheet.description.isBesideList).map {
        ($0.sheet.description.name.text, $0.people.counts(of: code).all)
      }
    ) { first, _ in first }
    let descriptions = shown.map(\.sheet.description)
    missing = missingRemarks(descriptions, remarks: remarks)
    standing = standingRemarks(plan.notices, sheets: descriptions)
    self.names = organisationNames(all.map(\.sheet), network)
  }

  /// The columns to fill in.
  var fillIn: [FillInColumn] { plan.actions?.fillIn ?? [] }

  /// Whose workbook it is, in words.
  var owner: String {
    let code = practice?.text ?? network.text
    return names[code].map { "\($0) (\(code))" } ?? code
  }
}

extension Sheet {
  /// Whether it is the list over all lists.
  var isOverAllLists: Bool { table[ImpactColumn.openLists] != nil }
}

/// What a network and its practices are called by its rows of the sheets, by their codes.
private func organisationNames(_ sheets: [Sheet], _ network: NetworkCode) -> [String: String] {
  var names: [String: String] = [:]
  for sheet in sheets {
    let rows = sheet.rows(of: network)
    guard case .text(let codes)? = sheet.table[ListColumn.practiceCode.rawValue] else { continue }
    var seen: Set<Int32> = []
    for row in rows where seen.insert(codes.codes[row]).inserted {
      let code = codes.dictionary[codes.codes[row]]
      guard names[code] == nil else { continue }
      names[code] = sheet.table.textValue(ListColumn.practiceName.rawValue, row)
    }
    if names[network.text] == nil, let row = rows.first {
      names[network.text] = sheet.table.textValue(ListColumn.networkName.rawValue, row)
    }
  }
  return names
}

extension Table {
  /// The text of a row; nil where it is missing, or there is no such column of texts.
  fileprivate func textValue(_ column: String, _ row: Int) -> String? {
    guard case .text(let texts)? = self[column] else { return nil }
    return texts.text(at: row)
  }
}

import Messages
import Model
import Tables

extension Workbook {
  /// Writes the file; `folder` is where sheets are kept while they are made.
  ///
  /// - Complexity: O(cells shown); memory does not grow with them.
  public func write(to path: String, folder: String) throws(WorkbookFault) {
    var writer = try WorkbookWriter(
      path: path, folder: folder, title: title(ofWorkbookOf: owner, on: plan.referenceDate),
      day: plan.referenceDate)
    let names = SheetName.names(of: OwnSheet.allCases.map(\.rawValue))
    let own = Dictionary(uniqueKeysWithValues: zip(OwnSheet.allCases, names))
    let choices = ChoiceRanges(of: fillIn, on: own[.columns])
    writeIndex(to: &writer, own)
    for list in lists { write(list, to: &writer, index: own[.index], choices) }
    writeNotices(to: &writer, own[.notices], index: own[.index])
    writeColumns(to: &writer, own[.columns], index: own[.index], choices)
    try writer.close()
  }
}

/// Where the words stand from which a column is filled in.
struct ChoiceRanges {
  /// The first row of each column's words on the sheet of columns, by the column.
  private(set) var firstRows: [String: Int] = [:]
  /// The row after the last word.
  private(set) var end = ChoiceRanges.start
  private let sheet: SheetName?

  /// The row below the heading of the words, above which the sheet's title stands.
  static let start = 4

  init(of columns: [FillInColumn], on sheet: SheetName?) {
    self.sheet = sheet
    for column in columns {
      guard case .choice(let choices) = column.kind else { continue }
      firstRows[column.name] = end
      end += choices.count
    }
  }

  /// The range of a column's words, as a formula names it; nil where it has none.
  func range(of column: FillInColumn) -> String? {
    guard case .choice(let choices) = column.kind, !choices.isEmpty, let sheet,
      let first = firstRows[column.name]
    else { return nil }
    return "\(sheet.quoted)!$B$\(first + 1):$B$\(first + choices.count)"
  }
}

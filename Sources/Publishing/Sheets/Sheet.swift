public import Model
public import Tables

/// What a sheet is: everything that is said of it without its rows.
public struct SheetDescription: Hashable, Sendable {
  /// The name, which is that of its own file.
  public let name: FileName
  /// One line that says who or what is on it.
  public let title: String
  /// Where its rules come from, what must be known of it, and what must go with it.
  public let text: String
  /// Its columns, in their order.
  public let fields: [SheetField]
  /// The feeds without which it was not made; none where it was.
  public let undelivered: [LackingFeed]
  /// What it may be used for; nil only where its definition does not come from files.
  public let terms: OutputTerms?
  /// Whether only those networks get it who have rows on it; others get a sheet without rows, so that nobody misses it.
  public var isOfFewNetworks = false
  /// Whether it stands beside a list, whose notice is its own too.
  public var isBesideList = false
  /// The list that the feed of actions names for what is done about its people; nil where none is taken.
  public var actedOnAs: String?
}

/// A list ready to be written: what it is, and its rows by network.
///
/// Whoever writes a sheet has its rows: what is taken over from an earlier output is taken as a file, before any sheet
/// of it is made.
public struct Sheet: Sendable {
  /// What the sheet is.
  public let description: SheetDescription
  /// The columns of the description's fields, in their order; the rows stand by network.
  public let table: Table
  private let rows: [String: Range<Int>]

  /// Puts columns and the networks of their rows together.
  ///
  /// - Precondition: the table has just the fields; the networks stand together.
  init(_ description: SheetDescription, table: Table, networks: Column?) {
    precondition(
      table.names == description.fields.map(\.name), "a sheet has the columns that it describes")
    self.description = description
    self.table = table
    rows = networkRows(networks)
  }

  /// The rows of a network; none where nobody there is on the sheet.
  public func rows(of network: NetworkCode) -> Range<Int> {
    rows[network.text] ?? 0..<0
  }
}

/// The stretch of rows of each network; which they stand by.
private func networkRows(_ column: Column?) -> [String: Range<Int>] {
  guard case .text(let networks)? = column else { return [:] }
  var rows: [String: Range<Int>] = [:]
  var start = 0
  while start < networks.codes.count {
    let code = networks.codes[start]
    var end = start + 1
    while end < networks.codes.count, networks.codes[end] == code { end += 1 }
    rows[networks.dictionary[code]] = start..<end
    start = end
  }
  return rows
}

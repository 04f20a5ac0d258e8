import Expressions
import Tables

/// What is counted of a practice, to be held against what is expected of it.
public struct ExpectedMeasure: Hashable, Sendable, Codable {
  /// The column whose filled cells are counted; nil for rows, or for people on a list.
  public var column: String?
  /// The code whose rows are counted; nil for all filled cells.
  public var code: String?
  /// Between which two numbers the values of the code's rows lie that are counted; nil for all of its rows.
  public var band: String?

  /// All rows of a feed, or all people on a list.
  public static let rows = ExpectedMeasure(column: nil)

  /// Counts rows, or those with something in a column, or those with a code, or of these those with a value in a band.
  public init(column: String?, code: String? = nil, band: String? = nil) {
    self.column = column
    self.code = code
    self.band = band
  }

  /// Rows first, then columns by name, each before its codes, and these before their bands.
  public func isBefore(_ other: ExpectedMeasure) -> Bool {
    (column ?? "", code ?? "", band ?? "") < (
      other.column ?? "", other.code ?? "", other.band ?? ""
    )
  }
}

/// A practice's count that is far from what is expected.
public struct UnexpectedCount: Hashable, Sendable, Codable {
  /// The practice.
  public var practice: String
  /// What is counted: a register, a column, or a list.
  public var name: String
  /// The code of the column; nil for all of it.
  public var code: String?
  /// Between which two numbers the values lie; nil for all.
  public var band: String?
  /// How many there are.
  public var now: Int
  /// How many are expected, to a whole number.
  public var expected: Int
  /// Whether no definition reads what is counted, which so is wrong nowhere but in the feed; nil where one may.
  public var isUnread: Bool?
  /// Whether of a code's rows most are not there at all, and have no other code now; nil where not.
  public var isWithRows: Bool?

  /// Notes a count.
  public init(practice: String, name: String, code: String? = nil, now: Int, expected: Int) {
    self.practice = practice
    self.name = name
    self.code = code
    self.now = now
    self.expected = expected
  }
}

/// A column of a feed whose cells are counted practice by practice, and what of it definitions read.
public struct MeasuredColumn: Hashable, Sendable {
  /// The column's name.
  public var name: String
  /// Whether its cells are codes by the contract, each of which is counted; of other texts those that conditions name are.
  public var isCoded: Bool
  /// Whether anything of the person rests on it.
  public var isRead: Bool
  /// The codes that anything of the person rests on.
  public var codesRead: CodesRead

  /// Names a column.
  public init(_ name: String, isCoded: Bool, isRead: Bool, codesRead: CodesRead) {
    self.name = name
    self.isCoded = isCoded
    self.isRead = isRead
    self.codesRead = codesRead
  }

  /// Whether the rows of a code are counted.
  public func counts(code: String) -> Bool {
    if isCoded { return true }
    if case .some(let codes) = codesRead { return codes.contains(code) }
    return false
  }

  /// Whether anything of the person rests on what is counted.
  public func isRead(code: String?) -> Bool {
    guard let code else { return isRead }
    return codesRead.contains(code)
  }
}

extension PersonPlan {
  /// Some columns of a feed of events with what the features read of them.
  public func measured(
    _ columns: [(name: String, isCoded: Bool)], of feed: String
  ) -> [MeasuredColumn] {
    let readings = Set(restsOn.values.joined()).filter { $0.feeds.contains(feed) }
    return columns.map { column in
      let codes = readings.compactMap { $0.columns[column.name] }
      // Of free texts those are counted that conditions name, whatever else is read of them.
      let counted =
        column.isCoded
        ? codes
        : codes.map { codes in if case .some = codes { codes } else { CodesRead.some([]) } }
      return MeasuredColumn(
        column.name, isCoded: column.isCoded, isRead: !codes.isEmpty,
        codesRead: counted.reduce(.none) { $0.union($1) })
    }
  }
}

public import Model
public import Tables

/// How many rows of a feed a practice has, and how many of them and of their cells say nothing.
///
/// A feed's limits hold for each practice: one that delivers in another format is a small share of all rows, and all of its
/// patients would leave every list, or it is a large one and would refuse the night for all others.
public struct PracticeRows: Hashable, Sendable {
  /// The practice's code.
  public var practice: String
  /// The rows that were not rejected.
  public var read = 0
  /// Those that were.
  public var rejected = 0
  /// The cells of each column that could not be read and did not reject their rows.
  public var unreadable: [String: Int] = [:]
  /// The cells with something in them, readable or not, of each column with cells that could not be read.
  public var filled: [String: Int] = [:]

  /// Makes a practice without a row.
  public init(practice: String) {
    self.practice = practice
  }

  /// What a feed's limits are broken by; nil where they hold.
  ///
  /// A handful says nothing: of few rows some are slips.
  public func fault(_ rules: FeedRules) -> CompletenessFault? {
    let all = Double(read + rejected)
    if rejected >= fewestRejectedRows, Double(rejected) > rules.rejectLimit * all {
      return .rejectedRows
    }
    let isUnreadable = unreadable.contains { column, count in
      count > FeedRules.fewUnreadable
        && Double(count) > rules.warningLimit * Double(filled[column] ?? 0)
    }
    return isUnreadable ? .unreadableValues : nil
  }
}

/// Fewer rejected rows of a practice than these may be chance.
private let fewestRejectedRows = 5

/// The rows of a feed by practice, and which practices break its limits.
public struct PracticeLimits: Sendable {
  /// The practices that break a limit, with what they break, by code.
  public private(set) var beyond: [(rows: PracticeRows, fault: CompletenessFault)] = []
  /// Whether more than half of the practices do: then it is the feed's fault and no practice's.
  public private(set) var isSpread = false

  /// Holds practices against a feed's limits.
  public init(_ practices: [PracticeRows], _ rules: FeedRules) {
    let delivering = practices.filter { $0.read + $0.rejected > 0 }
    for practice in delivering.sorted(by: {
      $0.practice.utf8.lexicographicallyPrecedes($1.practice.utf8)
    }) {
      if let fault = practice.fault(rules) { beyond.append((practice, fault)) }
    }
    isSpread = 2 * beyond.count > delivering.count
  }

  /// Whether so many rejected rows among so many are too many too without those of the practices that break a limit.
  ///
  /// Rows of which nobody can say whose they are stay among the others.
  public func hasTooManyRejected(_ rejected: Int, of read: Int, limit: Double) -> Bool {
    guard !isSpread else { return Double(rejected) > limit * Double(read) }
    let left = beyond.reduce(into: (rejected: rejected, read: read)) {
      $0.rejected -= $1.rows.rejected
      $0.read -= $1.rows.read + $1.rows.rejected
    }
    return Double(left.rejected) > limit * Double(left.read)
  }

  /// The same of the cells of a column that could not be read, of so many that are filled.
  public func hasTooManyUnreadable(
    _ unreadable: Int, of filled: Int, in column: String, limit: Double
  ) -> Bool {
    guard !isSpread else { return Double(unreadable) > limit * Double(filled) }
    let left = beyond.reduce(into: (unreadable: unreadable, filled: filled)) {
      $0.unreadable -= $1.rows.unreadable[column] ?? 0
      $0.filled -= $1.rows.filled[column] ?? 0
    }
    return left.unreadable > FeedRules.fewUnreadable
      && Double(left.unreadable) > limit * Double(left.filled)
  }
}

/// The rows of a feed by the practice that stands in a column of them; a row without one is nobody's.
///
/// `rejected` are the rows that were rejected, by a rule or for a cell.
///
/// - Complexity: O(rows).
public func rowsByPractice(
  _ table: Table, practice column: String, rejected: Bitmap, unread: UnreadRows
) -> [PracticeRows] {
  let codes = table.declaredTexts(column)
  let known = codes.present ?? Bitmap(repeating: true, count: table.rowCount)
  func add(_ rows: Bitmap, _ path: (inout PracticeRows) -> Void) {
    for row in (rows & known).setIndices { path(&tallies[Int(codes.codes[row])]) }
  }
  var tallies = codes.dictionary.texts.map { PracticeRows(practice: $0) }
  let read = known.subtracting(rejected | unread.rejected)
  add(read) { $0.read += 1 }
  add(rejected) { $0.rejected += 1 }
  for (name, filled) in filledCells(in: table, unread, among: read) {
    add(filled.unreadable) { $0.unreadable[name, default: 0] += 1 }
    add(filled.all) { $0.filled[name, default: 0] += 1 }
  }
  return tallies
}

/// The rows of some whose cell of a column could not be read, and those with something in it, of each column with more
/// than a few of the former.
func filledCells(
  in table: Table, _ unread: UnreadRows, among rows: Bitmap
) -> [(column: String, cells: (unreadable: Bitmap, all: Bitmap))] {
  unread.cells.names.compactMap { name in
    guard let column = table[name], let cells = unread.rows(unreadIn: name) else { return nil }
    let unreadable = cells & rows
    guard unreadable.setCount > FeedRules.fewUnreadable else { return nil }
    let present = column.present.map { $0 & rows } ?? rows
    return (name, (unreadable, present | unreadable))
  }
}

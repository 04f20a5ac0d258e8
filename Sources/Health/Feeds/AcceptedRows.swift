public import Tables

/// The rows of a feed that count, and what stands in them.
public struct AcceptedRows: Sendable {
  private let rows: Table
  private let accepted: Bitmap

  /// Takes the accepted rows of a feed.
  public init(_ rows: Table, _ accepted: Bitmap) {
    self.rows = rows
    self.accepted = accepted
  }

  /// How many rows have a value in each column.
  public var filledCells: [String: Int] {
    var filled: [String: Int] = [:]
    for (name, column) in zip(rows.names, rows.columns) {
      filled[name] = filledRows(column.present).setCount
    }
    return filled
  }

  /// How many rows have each text, of the columns of texts among some; none of a text that no row has.
  public func texts(of columns: some Sequence<String>) -> [String: [String: Int]] {
    var counts: [String: [String: Int]] = [:]
    for column in columns {
      guard case .text(let texts)? = rows[column] else { continue }
      counts[column] = texts.rowsByText(among: accepted)
    }
    return counts
  }

  /// The newest day of each column of days that is not after a day; none of a column without one.
  public func newestDays(until day: Day?) -> [String: Day] {
    var newest: [String: Day] = [:]
    let last = day?.number ?? .max
    for (name, column) in zip(rows.names, rows.columns) {
      guard case .day(let days) = column else { continue }
      let counted = filledRows(days.present)
      var latest = Int32.min
      for (row, value) in days.values.enumerated()
      where value > latest && value <= last && counted[row] {
        latest = value
      }
      if latest != .min { newest[name] = Day(number: latest) }
    }
    return newest
  }

  private func filledRows(_ present: Bitmap?) -> Bitmap {
    present.map { $0 & accepted } ?? accepted
  }
}

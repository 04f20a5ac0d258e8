import Formats
import Health

/// A figure as a file of the system folder shows it.
public enum ReleasedFigure: Hashable, Sendable {
  /// The figure.
  case shown(Double)
  /// It is hidden by disclosure control.
  case hidden
  /// There is none, such as a share of nobody.
  case absent

  /// The figure; nil where it is hidden, or there is none.
  public var value: Double? {
    if case .shown(let value) = self { value } else { nil }
  }
}

/// A file of the system folder, read as everybody reads it: nothing that it hides can get into what is made of it.
///
/// Pages are made of these alone, so that no page says more than the tables of the same release.
public struct ReleasedTable: Hashable, Sendable {
  /// One row.
  public struct Row: Hashable, Sendable {
    fileprivate let cells: [String]
    fileprivate let places: [String: Int]

    /// A cell's text; nil where it is empty or there is no such column.
    public func text(_ column: String) -> String? {
      guard let place = places[column], place < cells.count, !cells[place].isEmpty else {
        return nil
      }
      return cells[place]
    }

    /// A cell's figure.
    public func figure(_ column: String) -> ReleasedFigure {
      guard let text = text(column) else { return .absent }
      if text == DisclosedTable.hiddenMark { return .hidden }
      return Double(text).map { .shown($0) } ?? .absent
    }
  }

  /// The rows in the file's order.
  public let rows: [Row]

  /// Reads a file; nil where it is no table.
  public init?(_ bytes: [UInt8]) {
    guard let document = try? CSVDocument(bytes), let names = document.rows.first else {
      return nil
    }
    let places = Dictionary(zip(names, names.indices)) { first, _ in first }
    rows = document.rows.dropFirst().map { Row(cells: $0, places: places) }
  }

  /// The rows whose cells are these texts; nil is an empty cell.
  public func rows(where texts: KeyValuePairs<String, String?>) -> [Row] {
    rows.filter { row in texts.allSatisfy { row.text($0.key) == $0.value } }
  }
}

/// Named columns of equal length.
///
/// `Table` says nothing about what a row is; `PersonTable` and `EventTable` do.
public struct Table: Sendable, Hashable {
  /// The columns' names, in order.
  public private(set) var names: [String]
  /// The columns, in the order of their names.
  public private(set) var columns: [Column]
  /// The number of rows.
  public let rowCount: Int

  /// Makes a table without columns.
  public init(rowCount: Int) {
    names = []
    columns = []
    self.rowCount = rowCount
  }

  /// Makes a table of named columns.
  ///
  /// - Precondition: names are distinct and columns of equal length.
  public init(_ columns: [(String, Column)], rowCount: Int? = nil) {
    self.init(rowCount: rowCount ?? columns.first?.1.count ?? 0)
    for (name, column) in columns { append(name, column) }
  }

  /// The column of a name, or nil where there is none.
  public subscript(name: String) -> Column? {
    guard let index = names.firstIndex(of: name) else { return nil }
    return columns[index]
  }

  /// Adds a column at the end.
  ///
  /// - Precondition: the name is new and the column has one value a row.
  public mutating func append(_ name: String, _ column: Column) {
    precondition(column.count == rowCount, "a column has one value a row of its table")
    precondition(!names.contains(name), "a table's columns have distinct names")
    names.append(name)
    columns.append(column)
  }

  /// The rows at the given positions, in their order.
  public func gathered(_ rows: [Int32]) -> Table {
    Table(
      zip(names, columns).map { ($0, $1.gathered(rows)) }, rowCount: rows.count)
  }

  /// The rows whose bit is set, in their order.
  public func filtered(_ rows: Bitmap) -> Table {
    guard !rows.isAllSet else { return self }
    return gathered(rows.setIndices.map { Int32($0) })
  }

  /// Some of the columns, in the given order; names that the table lacks are left out.
  public func selecting(_ wanted: [String]) -> Table {
    Table(wanted.compactMap { name in self[name].map { (name, $0) } }, rowCount: rowCount)
  }

  /// The rows with some columns in place of those of their names, or after the others.
  ///
  /// - Precondition: the other table has as many rows.
  public func replacing(_ others: Table) -> Table {
    precondition(others.rowCount == rowCount, "tables that share columns have the same rows")
    var result = self
    for (name, column) in zip(others.names, others.columns) {
      if let index = names.firstIndex(of: name) {
        result.columns[index] = column
      } else {
        result.append(name, column)
      }
    }
    return result
  }

  /// All columns of this table and then those of another with as many rows.
  public func joined(sideways other: Table) -> Table {
    var result = self
    for (name, column) in zip(other.names, other.columns) { result.append(name, column) }
    return result
  }
}

/// A table with one row a person, in the population's order.
public struct PersonTable: Sendable, Hashable {
  /// The columns; row `i` is the population's person `i`.
  public var table: Table

  /// Says that a table has one row a person.
  public init(_ table: Table) {
    self.table = table
  }

  /// The number of persons.
  public var count: Int { table.rowCount }

  /// The same persons with further columns of theirs after these; the same where there are none.
  ///
  /// - Precondition: `columns` has a row for each person, in the same order, and other names.
  public func beside(_ columns: PersonTable?) -> PersonTable {
    columns.map { PersonTable(table.joined(sideways: $0.table)) } ?? self
  }
}

/// A table with any number of rows a person.
///
/// The only way from here to one value a person is a named reduction.
public struct EventTable: Sendable, Hashable {
  /// The columns, one row an event.
  public var table: Table
  /// For each event the row of its person in the population; `EventTable.nobody` where the person is not in it.
  public var persons: [Int32]

  /// The person of an event whose person is not in the population.
  public static let nobody: Int32 = -1

  /// Says whose each row is.
  ///
  /// - Precondition: there is one person a row.
  public init(_ table: Table, persons: [Int32]) {
    precondition(persons.count == table.rowCount, "every event has a person or nobody")
    self.table = table
    self.persons = persons
  }
}

import Model
import Expressions
import Tables

/// Which registrations count, one a person.
struct Registrations {
  /// The rows that count, by the persons' numbers.
  var rows: [Int32]
  /// Open registrations that a later one of the same person displaces.
  var superseded: Bitmap
  /// Open registrations of persons for whom none counts: several start latest and differ.
  var tied: Bitmap
  /// Open registrations that another one repeats in every column.
  var copies: Bitmap
  /// Open registrations without a person's number.
  var anonymous: Bitmap

  /// Finds the registration of each person that is open on the reference date and started latest.
  ///
  /// - Missing: an unknown condition is not open; a missing start is before every other.
  /// - Ties: rows alike in every column are one; rows that differ and start on the same latest day are none.
  /// - Complexity: O(rows), a radix sort by the persons' numbers.
  init(in table: Table, _ definition: PopulationDefinition, parameters: Parameters) {
    let none = Bitmap(repeating: false, count: table.rowCount)
    rows = []
    superseded = none
    tied = none
    copies = none
    anonymous = none
    guard let persons = table.declared(definition.person).identifiers else {
      preconditionFailure("a person's number is an identifier")
    }
    let open = definition.registered.trueRows(on: table, parameters: parameters)
    let named = persons.present.map { open & $0 } ?? open
    anonymous = open.subtracting(named)
    let numbers = persons.values
    let ordered = ascendingOrder(named.setIndices.map { Int32($0) }, by: numbers)
    let starts = LatestBy(table.declared(definition.latestBy))
    var first = 0
    while first < ordered.count {
      var end = first + 1
      while end < ordered.count, numbers[Int(ordered[end])] == numbers[Int(ordered[first])] {
        end += 1
      }
      if end == first + 1 {
        rows.append(ordered[first])
      } else {
        settle(Array(ordered[first..<end]), starts, table)
      }
      first = end
    }
  }

  // Several open registrations of one person.
  private mutating func settle(_ candidates: [Int32], _ starts: LatestBy, _ table: Table) {
    let latest = candidates.map { starts.key(of: $0) }.max() ?? .min
    let distinct = RowGroups(of: candidates, by: table.columns)
    for (index, row) in candidates.enumerated()
    where distinct.firsts[Int(distinct.groupOfRow[index])] != row {
      copies[Int(row)] = true
    }
    let winners = distinct.firsts.filter { starts.key(of: $0) == latest }
    for row in distinct.firsts where starts.key(of: row) != latest {
      superseded[Int(row)] = true
    }
    if winners.count == 1 {
      rows.append(winners[0])
    } else {
      for row in winners { tied[Int(row)] = true }
    }
  }
}

/// The day that decides between registrations.
private struct LatestBy {
  private let days: FixedColumn<Int32>?

  init(_ column: Column) {
    days = column.days
  }

  func key(of row: Int32) -> Int64 {
    guard let days, days.present?[Int(row)] ?? true else { return .min }
    return Int64(days.values[Int(row)])
  }
}

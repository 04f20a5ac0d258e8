import Expressions
import Model
import Tables

/// Which registrations with merged practices are open in the feed though their person has left the practice that took over.
///
/// Whose practice was merged is a patient of its successor from that day on, whatever the row of the old practice says from
/// then on. A registration with the successor itself that was running on that day or began later, and that has ended, is what
/// became of the person; the row of the old practice is only what nobody ended.
///
/// - Missing: a row without a start is of before the merger.
struct StaysAfterMergers {
  /// The practices as the feed has them.
  private let practices: TextColumn
  /// For each code of a practice those that had its patients since, one after the other.
  private let hops: [[Hop]]
  private let starts: FixedColumn<Int32>?
  /// The rows that had begun by the reference date.
  private let begun: Bitmap
  /// The rows that were open on the day of each merger.
  private let wasOpen: [Int32: Bitmap]

  /// A practice that took over.
  private struct Hop {
    var practice: Int32
    var since: Int32
  }

  /// Prepares for the rows of a feed; nil where none is of a practice that was merged.
  ///
  /// `delivered` are the practices' codes before those of merged ones are replaced.
  init?(
    in table: Table, delivered: TextColumn, _ definition: PopulationDefinition,
    _ successors: Successors, _ parameters: Parameters
  ) {
    guard let today = parameters.referenceDate, !successors.merged(in: delivered).isEmpty
    else { return nil }
    practices = delivered
    hops = delivered.dictionary.texts.map { practice in
      successors.hops(from: practice).compactMap { hop in
        delivered.dictionary.code(of: hop.practice).map { Hop(practice: $0, since: hop.since) }
      }
    }
    let starts = table.declared(definition.latestBy).days
    self.starts = starts
    begun = Bitmap(count: table.rowCount) { row in
      starts.map { $0.present?[row] ?? true && $0.values[row] <= today.number } ?? false
    }
    wasOpen = Set(hops.joined().map(\.since)).reduce(into: [:]) { open, day in
      var then = parameters
      then.values[RunParameters.referenceDateName] = .day(Day(number: day))
      open[day] = definition.registered.trueRows(on: table, parameters: then)
    }
  }

  /// Whether an open row's person has left its practice's successor, as a row says that is not open.
  func hasLeft(_ open: Int32, by closed: Int32) -> Bool {
    guard begun[Int(closed)], let practice = practices.code(at: Int(open)),
      let other = practices.code(at: Int(closed))
    else { return false }
    return hops[Int(practice)].contains { hop in
      hop.practice == other && start(of: open) < hop.since
        && (start(of: closed) >= hop.since || wasOpen[hop.since]?[Int(closed)] ?? false)
    }
  }

  private func start(of row: Int32) -> Int32 {
    guard let starts, starts.present?[Int(row)] ?? true else { return .min }
    return starts.values[Int(row)]
  }
}

import Expressions
import Model
public import Tables

/// The rows of a feed that were rejected, by a rule or for a cell that could not be read.
public struct RejectedRows: Sendable {
  /// The rows; a cell that could not be read is missing.
  public var table: Table
  /// Which cells of these rows could not be read.
  public var unread: UnreadRows

  /// Puts rows together.
  public init(table: Table, unread: UnreadRows) {
    self.table = table
    self.unread = unread
  }
}

/// What rejected rows of the registrations' feed say of registrations that count otherwise, by the number that stands for the
/// person's key.
///
/// No such row makes a registration. But what is wrong with it need not be what it says of another: that it has ended, that a
/// newer one has begun elsewhere, or that the person has died.
struct RejectedRegistrations {
  /// One row of a person.
  struct Row {
    /// The practice that has the patients now; nil where it is not known.
    var practice: String?
    /// When it began; nil where that is not known.
    var start: Int64?
    /// Whether it is open on the reference date; nil where that is not known.
    var isOpen: Bool?
    /// Whether a day of death stands in it that could not be read.
    var hasUnreadDeath: Bool
  }

  private var rows: [Int64: [Row]] = [:]

  /// No rejected rows.
  init() {}

  /// Reads the rejected rows; nil is none.
  init(
    _ rejected: RejectedRows?, _ definition: PopulationDefinition, _ organisations: Organisations,
    _ keys: KeyNumbers, _ parameters: Parameters
  ) {
    guard let rejected else { return }
    let persons = keys.numbers(of: rejected.table.declared(definition.person))
    let table = organisations.withSuccessors(rejected.table, definition)
    let registered = definition.registered.truth(
      on: table, unread: rejected.unread, parameters: parameters)
    let starts = table.declared(definition.latestBy).days
    let practices = table.declaredTexts(definition.practice)
    // What is no practice's code is no other practice's.
    let isNoPractice = rejected.unread.rows(unreadIn: definition.practice)
    let deaths = definition.death.flatMap { rejected.unread.rows(unreadIn: $0) }
    for row in 0..<table.rowCount where persons.present?[row] ?? true {
      let start = starts.flatMap { $0.present?[row] ?? true ? Int64($0.values[row]) : nil }
      rows[persons.values[row], default: []].append(
        Row(
          practice: isNoPractice?[row] ?? false ? nil : practices.text(at: row), start: start,
          isOpen: registered.isUnknown[row] ? nil : registered.isTrue[row],
          hasUnreadDeath: deaths?[row] ?? false))
    }
  }

  /// The rejected rows of a person.
  func of(_ number: Int64) -> [Row] { rows[number] ?? [] }
}

extension RejectedRegistrations.Row {
  /// Whether the row ends the registration with a practice that began on a day.
  func ends(_ practice: String?, since start: Int64) -> Bool {
    isOpen == false && self.practice != nil && self.practice == practice && self.start == start
  }

  /// Whether the registration with a practice that began on a day may not be the person's by this row: it may have ended, or a
  /// newer one may have begun with another practice.
  func putsInDoubt(_ practice: String?, since start: Int64) -> Bool {
    if let own = self.practice, own == practice {
      // Whichever of two registrations with one practice counts, the person is registered there.
      guard let began = self.start else { return isOpen != true }
      return began == start && isOpen != true
    }
    guard let began = self.start else { return isOpen != false || self.practice == nil }
    // Without a practice it may be this one that has ended.
    if began == start, self.practice == nil { return true }
    return began >= start && isOpen != false
  }
}

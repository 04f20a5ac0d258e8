import Expressions
import Tables

/// What leaves of each person for secondary use, under a pseudonym in place of the person's key.
public struct PseudonymisedDefinition: Hashable, Sendable {
  /// The columns of the person, in their order.
  public var columns: [String]
  /// The cohorts of which it is said whether the person is on the list, in their order.
  public var lists: [String]

  /// States what leaves.
  public init(columns: [String], lists: [String] = []) {
    self.columns = columns
    self.lists = lists
  }

  /// The column of the pseudonym.
  public static let pseudonym = "pseudonym"

  /// The column that says whether somebody is on a list.
  public static func column(ofList list: String) -> String {
    "list_" + list.map { $0 == "-" ? "_" : String($0) }.joined()
  }
}

extension PersonPlan {
  /// What a column tells of who a person is, in words that follow "it is"; nil where it may leave under a pseudonym.
  ///
  /// A pseudonym is worth nothing beside the person's key, the day of birth, or a text in which anything may stand, such as a name or a
  /// postcode. Of what was delivered only codes and truth values leave as they are: a number may be a key, and a day one of birth, under
  /// whatever name. What is worked out of a day leaves as completed years, or as a band. `isFree` says whether a column of a feed holds
  /// texts in which anything may stand.
  public func identity(
    of column: PersonColumn, isFree: (_ feed: String, _ column: String) -> Bool
  ) -> String? {
    if column.name == vocabulary.person || column.type.isPersonKey { return "the person's key" }
    if column.name == vocabulary.birth { return "the day of birth" }
    switch column.origin {
    case .delivered(let feed):
      switch column.type {
      case .text: return isFree(feed, column.name) ? Identity.free : nil
      case .day: return "a day as it was delivered"
      case .integer, .decimal: return "a number as it was delivered, which may be a key"
      case .boolean, .identifier, .pseudonym: return nil
      }
    case .lookedUp(let lookup):
      // What is looked up tells no more than what it is looked up by.
      return identity(ofColumn: lookup.on, isFree: isFree)
    case .reduced(let reduction):
      guard let value = reduction.value else { return nil }
      return column.type == .text && reduction.feeds.contains { isFree($0, value) }
        ? Identity.free : nil
    case .derived(let value):
      return identity(of: value, as: column.type, isFree: isFree)
    default: return nil
    }
  }

  private func identity(
    ofColumn name: String, isFree: (_ feed: String, _ column: String) -> Bool
  ) -> String? {
    columns.first { $0.name == name }.flatMap { column in
      guard let identity = identity(of: column, isFree: isFree) else { return nil }
      return identity.hasPrefix(Identity.workedOut) ? identity : Identity.workedOut + identity
    }
  }

  /// What a value that was worked out tells: a truth value, and a text of a few, less than what it was worked out from.
  private func identity(
    of value: CheckedExpression, as type: ColumnType,
    isFree: (_ feed: String, _ column: String) -> Bool
  ) -> String? {
    guard type != .boolean, type != .text || value.knownTexts == nil else { return nil }
    // In the order of the columns, so that the same is said every time.
    let told = value.root.columnsTold
    for column in columns where told.contains(column.name) {
      if let identity = identity(ofColumn: column.name, isFree: isFree) { return identity }
    }
    return nil
  }

  private enum Identity {
    static let free = "a text in which anything may stand"
    static let workedOut = "worked out from "
  }
}

extension Expression {
  /// The columns of which the value may tell all: those in conditions, and days of which it has completed years, are not among them.
  fileprivate var columnsTold: Set<String> {
    switch self {
    case .column(let name, _): [name]
    case .literal, .missing, .parameter: []
    case .not, .and, .or, .comparison, .between, .inList, .isNull, .isTrue, .isFalse: []
    case .call(.yearsBetween, _), .call(.countTrue, _): []
    case .call(_, let arguments): arguments.columnsTold
    case .asDecimal(let operand), .negative(let operand), .shifted(let operand, _):
      operand.columnsTold
    case .cases(let branches, let otherwise): (branches.map(\.value) + [otherwise]).columnsTold
    case .coalesce(let operands): operands.columnsTold
    case .arithmetic(_, let left, let right), .dayDifference(let left, let right):
      [left, right].columnsTold
    }
  }
}

extension [Expression] {
  fileprivate var columnsTold: Set<String> { reduce(into: []) { $0.formUnion($1.columnsTold) } }
}

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
  /// postcode. `isFree` says whether a column of a feed holds such texts.
  public func identity(
    of column: PersonColumn, isFree: (_ feed: String, _ column: String) -> Bool
  ) -> String? {
    if column.name == vocabulary.person || column.type.isPersonKey { return "the person's key" }
    if column.name == vocabulary.birth { return "the day of birth" }
    let free = "a text in which anything may stand"
    let workedOut = "worked out from "
    switch column.origin {
    case .delivered(let feed):
      return column.type == .text && isFree(feed, column.name) ? free : nil
    case .reduced(let reduction):
      guard column.type == .text, let value = reduction.value else { return nil }
      return reduction.feeds.contains { isFree($0, value) } ? free : nil
    case .derived(let value):
      // A number or a truth is less than what it was worked out from; a day or a text may be all of it.
      guard column.type == .day || column.type == .text && value.knownTexts == nil else {
        return nil
      }
      for read in columns where value.columns.contains(read.name) && read.type == column.type {
        guard let identity = identity(of: read, isFree: isFree) else { continue }
        return identity.hasPrefix(workedOut) ? identity : workedOut + identity
      }
      return nil
    default: return nil
    }
  }
}

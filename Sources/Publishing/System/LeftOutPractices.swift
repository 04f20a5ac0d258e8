public import Messages
import Health
import Model
import Tables

/// Practices whose patients some figures do not count, since nothing or too little came of them.
public struct LeftOutPractices: Hashable, Sendable {
  /// A practice, its network, and why.
  public struct Practice: Hashable, Sendable {
    /// Its code.
    public var code: String
    /// Its network; nil for none.
    public var network: String?
    /// Why, one cause or several.
    public var why: [LeftOutCause]

    /// Names a practice.
    public init(code: String, network: String?, why: [LeftOutCause]) {
      self.code = code
      self.network = network
      self.why = why
    }
  }

  /// The practices, by code.
  public var practices: [Practice]

  /// Names practices; they are put in the order of their codes.
  public init(_ practices: [Practice] = []) {
    self.practices = practices.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
  }

  /// What the description of a file says of them, with the blank before it; empty where there are none.
  var sentence: String {
    guard !practices.isEmpty else { return "" }
    return " "
      + Messages.sentence(
        forLeftOutOfFigures: practices.map { (practice: $0.code, why: $0.why) })
  }

  /// The codes that are left out of a row, with blanks between them; nil for none.
  ///
  /// A row of a network leaves out its own practices; a practice that is left out has no row; every other row is of the whole
  /// system or a class of it.
  fileprivate func codes(ofRow row: Int, _ table: AggregateTable) -> String? {
    func text(_ column: String) -> String? {
      if case .text(let text)? = table.value(row: row, column: column) { text } else { nil }
    }
    let all: [Practice]
    switch text(StepColumn.level) {
    case "practice", "no-pcn": all = []
    case "pcn":
      let network = text(PersonVocabulary.network) ?? text("area")
      all = practices.filter { $0.network == network }
    default: all = practices
    }
    return all.isEmpty ? nil : all.map(\.code).joined(separator: " ")
  }
}

/// The column of the practices that a row of figures leaves out.
let leftOutColumn = "left_out"

extension AggregateTable {
  /// The table with a last column of the practices that each row leaves out.
  ///
  /// The column is always there, so that files of several nights have the same columns. It has codes and no counts, and
  /// disclosure control has passed: what a row counts less than the night before was hidden or rounded on both.
  public func naming(_ leftOut: LeftOutPractices) -> AggregateTable {
    appending(
      leftOutColumn,
      Column(.text, (0..<rowCount).map { leftOut.codes(ofRow: $0, self).map { .text($0) } }))
  }
}

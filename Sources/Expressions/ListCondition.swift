import Tables

extension CheckedExpression {
  /// The condition that a column of texts has one of some texts, and, where there is one, that another condition holds too.
  ///
  /// - Precondition: there is a text.
  public init(column: String, isOneOf texts: [String], and other: CheckedExpression? = nil) {
    precondition(!texts.isEmpty, "a column has one of at least one text")
    let isOne = Expression.inList(
      .column(column, .text), texts.map { .literal(.text($0)) })
    let quoted = texts.map {
      "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
    let words = "\(column) in (\(quoted.joined(separator: ", ")))"
    self.init(
      text: other.map { "\(words) and (\($0.text))" } ?? words,
      root: other.map { .and([isOne, $0.root]) } ?? isOne, type: .boolean,
      columns: (other?.columns ?? []).union([column]), parameters: other?.parameters ?? [],
      knownTexts: nil)
  }
}

/// A word, number, text or sign of an expression.
struct Token: Hashable {
  /// What a token is.
  enum Kind: Hashable {
    /// A name without a dot and without quotes: a keyword, a function, a column or a parameter.
    case word(String)
    /// A name that cannot be a keyword, since it has a dot or quotes.
    case name(String)
    /// A number as it is written, without a sign.
    case number(String)
    /// A text literal, without its quotes.
    case text(String)
    /// An operator, a parenthesis or a comma; `!=` is `<>`.
    case sign(String)
    /// After the last token.
    case end
  }

  /// What it is.
  var kind: Kind
  /// Where it stands, in UTF-8 bytes.
  var range: Range<Int>
}

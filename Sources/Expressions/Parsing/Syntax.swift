import Tables

/// An expression as it is written, before names and types are looked at.
struct Syntax {
  /// What stands there.
  indirect enum Kind {
    /// A literal with a value.
    case literal(Value)
    /// `null`.
    case null
    /// A literal that is wrong; its mistake is noted.
    case wrongLiteral
    /// `interval '5' year`.
    case interval(Interval)
    /// A column or a parameter.
    case name(String)
    /// `not x`.
    case not(Syntax)
    /// `a and b and ...`.
    case and([Syntax])
    /// `a or b or ...`.
    case or([Syntax])
    /// `a < b` and its like.
    case comparison(Comparison, Syntax, Syntax)
    /// `x between low and high`.
    case between(Syntax, Syntax, Syntax)
    /// `x in (a, b)`.
    case inList(Syntax, [Syntax])
    /// `x is null`.
    case isNull(Syntax)
    /// `x is true`, `x is false`.
    case isTruth(Syntax, Bool)
    /// `case when c then v ... else o end`.
    case cases([(condition: Syntax, value: Syntax)], otherwise: Syntax?)
    /// `a + b` and its like.
    case arithmetic(Arithmetic, Syntax, Syntax)
    /// `-x`.
    case negative(Syntax)
    /// `f(a, b)`.
    case call(String, Range<Int>, [Syntax])
  }

  /// What stands there.
  var kind: Kind
  /// Where, in UTF-8 bytes, parentheses around it included.
  var range: Range<Int>
  /// How many expressions are nested here at the deepest place, this one included.
  var height: Int
}

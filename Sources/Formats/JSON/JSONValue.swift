/// A JSON value whose objects keep the order of their members, so that the same value gives the same bytes.
public indirect enum JSONValue: Hashable, Sendable {
  /// A named value of an object.
  public struct Member: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value.
    public var value: JSONValue

    /// Names a value.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Nothing.
  case null
  /// True or false.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// A double-precision number; one that is not finite is written as `null`, which is all that JSON has.
  case decimal(Double)
  /// A text.
  case text(String)
  /// Values in order.
  case list([JSONValue])
  /// Named values in order.
  case object([Member])
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral text: String) { self = .text(text) }
  /// A whole number.
  public init(integerLiteral number: Int) { self = .integer(number) }
  /// A truth value.
  public init(booleanLiteral truth: Bool) { self = .boolean(truth) }
  /// Values in order.
  public init(arrayLiteral values: JSONValue...) { self = .list(values) }
  /// Named values in the order in which they are written.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(members.map { Member($0, $1) })
  }
}

/// A person's number, such as an NHS number, that hides itself wherever text is made of it.
///
/// - Shape: the digits as one integer; an NHS number is ten digits, so leading zeros are restored on writing.
public struct Identifier: Hashable, Comparable, Sendable {
  /// The digits as an integer.
  public let number: Int64

  /// Makes an identifier from its digits read as an integer.
  @inlinable
  public init(number: Int64) {
    self.number = number
  }

  /// By the number.
  @inlinable
  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.number < right.number
  }

  /// The ten digits in clear: only for a person's list, a reject file or a table that the data team asked for.
  public var disclosed: String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }
}

extension Identifier: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always `(withheld)`: interpolation, logging and errors must not show a person's number.
  public var description: String { "(withheld)" }
  /// Always `(withheld)`.
  public var debugDescription: String { "(withheld)" }
  /// A mirror without children, so that `dump` shows nothing either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

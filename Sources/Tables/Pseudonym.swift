/// A text that stands for a person where no NHS number is known, and that hides itself wherever text is made of it.
///
/// - Shape: the normal form that `PseudonymForm` gives, so that equal texts are the same person and others are not.
public struct Pseudonym: Hashable, Comparable, Sendable {
  private let text: String

  /// Makes a pseudonym of a text in its normal form.
  public init(_ text: String) {
    self.text = text
  }

  /// By the bytes of the text.
  public static func < (left: Pseudonym, right: Pseudonym) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  /// The text in clear: only for a person's list, a reject file or a table that the data team asked for.
  public var disclosed: String { text }
}

extension Pseudonym: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always `(withheld)`: interpolation, logging and errors must not show whom a pseudonym stands for.
  public var description: String { "(withheld)" }
  /// Always `(withheld)`.
  public var debugDescription: String { "(withheld)" }
  /// A mirror without children, so that `dump` shows nothing either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What tells one person from all others: a number or a pseudonym, neither of which shows itself.
public enum PersonKey: Hashable, Comparable, Sendable {
  /// A number, such as an NHS number.
  case number(Identifier)
  /// A text that stands for the person.
  case pseudonym(Pseudonym)

  /// By number, or by the bytes of the text; keys of one pipeline are of one kind.
  public static func < (left: PersonKey, right: PersonKey) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)): left < right
    case (.pseudonym(let left), .pseudonym(let right)): left < right
    case (.number, .pseudonym): true
    case (.pseudonym, .number): false
    }
  }

  /// The key in clear: only for a person's list, a reject file or a table that the data team asked for.
  public var disclosed: String {
    switch self {
    case .number(let number): number.disclosed
    case .pseudonym(let pseudonym): pseudonym.disclosed
    }
  }
}

extension Value {
  /// Makes the value of a column of keys.
  public init(_ key: PersonKey) {
    switch key {
    case .number(let number): self = .identifier(number)
    case .pseudonym(let pseudonym): self = .pseudonym(pseudonym)
    }
  }

  /// The person whom the value stands for; nil of any other value.
  public var personKey: PersonKey? {
    switch self {
    case .identifier(let number): .number(number)
    case .pseudonym(let pseudonym): .pseudonym(pseudonym)
    case .boolean, .integer, .decimal, .day, .text: nil
    }
  }
}

extension Column {
  /// The first row of a person; nil where no row is the person's.
  ///
  /// - Complexity: O(rows), without a key made of each.
  public func firstRow(of key: PersonKey) -> Int? {
    switch (self, key) {
    case (.identifier(let column), .number(let number)):
      return column.values.indices.first {
        column.values[$0] == number.number && (column.present?[$0] ?? true)
      }
    case (.pseudonym(let column), .pseudonym(let pseudonym)):
      guard let code = column.dictionary.code(of: pseudonym.disclosed) else { return nil }
      return column.codes.indices.first {
        column.codes[$0] == code && (column.present?[$0] ?? true)
      }
    default: return nil
    }
  }

  /// The persons' keys, one a row, nil where there is none; none of a column of anything else.
  ///
  /// For lists and single persons; a loop over a feed's rows takes the numbers or the codes.
  public var personKeys: [PersonKey?] {
    type.isPersonKey ? (0..<count).map { value(at: $0)?.personKey } : []
  }
}

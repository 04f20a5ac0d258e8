public import Expressions

/// The units and the plausible values of what a feed measures, by the code of what is measured.
public struct Measures: Hashable, Sendable {
  /// The column of what is measured.
  public var by: String
  /// The column of the number, a decimal.
  public var value: String
  /// The column of the unit as it is written; nil where the feed has none, so that every number is in the agreed unit.
  public var unit: String?
  /// What is measured, in the order of the definition.
  public var of: [Measure]
  /// Pairs of measures of which one is always below the other.
  public var pairs: [Pair]

  /// One measure, such as HbA1c.
  public struct Measure: Hashable, Sendable {
    /// The code in the column of what is measured.
    public var code: String
    /// The agreed unit; nil where there is none, and what stands in the column of units is not looked at.
    public var unit: Unit?
    /// Other units, each with the number in the agreed one.
    public var also: [OtherUnit]
    /// The lowest and the highest number, in the agreed unit, that a living person can have; nil for any.
    public var plausible: ClosedRange<Double>?
    /// Whether 0 says that there is no value.
    public var isZeroMissing: Bool

    /// Makes a measure.
    public init(
      code: String, unit: Unit?, also: [OtherUnit] = [], plausible: ClosedRange<Double>? = nil,
      isZeroMissing: Bool = false
    ) {
      self.code = code
      self.unit = unit
      self.also = also
      self.plausible = plausible
      self.isZeroMissing = isZeroMissing
    }

    /// The measure's name in rules, such as `hba1c`.
    public var ruleName: String {
      String(code.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
    }
  }

  /// A unit and how else it is written.
  public struct Unit: Hashable, Sendable {
    /// The unit.
    public var name: String
    /// Other spellings, beside those that `spelling` takes for one.
    public var spellings: [String]

    /// Names a unit.
    public init(name: String, spellings: [String] = []) {
      self.name = name
      self.spellings = spellings
    }

    /// Whether a unit is written so.
    public func isWritten(_ text: String) -> Bool {
      let wanted = Unit.spelling(text)
      return ([name] + spellings).contains { Unit.spelling($0) == wanted }
    }

    /// A unit without what differs between ways of writing it: case, blanks and the marks `* ^ _ [ ] { } ( )`, with `u` for
    /// a micro sign and plain figures for raised ones.
    public static func spelling(_ text: String) -> String {
      var result = ""
      for scalar in text.lowercased().unicodeScalars {
        switch scalar {
        case "\u{B5}", "\u{3BC}": result += "u"
        case "\u{B2}": result += "2"
        case "\u{B3}": result += "3"
        case "*", "^", "_", "[", "]", "{", "}", "(", ")": continue
        case let blank where blank.properties.isWhitespace: continue
        default: result.unicodeScalars.append(scalar)
        }
      }
      return result
    }
  }

  /// Another unit than the agreed one.
  public struct OtherUnit: Hashable, Sendable {
    /// The unit.
    public var unit: Unit
    /// The number in the agreed unit, of the feed's columns.
    public var value: CheckedExpression

    /// Makes a unit.
    public init(unit: Unit, value: CheckedExpression) {
      self.unit = unit
      self.value = value
    }
  }

  /// Two measures of which one is always below the other where they are taken together, as diastolic is below systolic
  /// pressure.
  public struct Pair: Hashable, Sendable {
    /// The code of the one below.
    public var lower: String
    /// The code of the one above.
    public var upper: String
    /// The columns in which two readings that are taken together are alike, such as the person and the day.
    public var alike: [String]
    /// The column that names the reading which both are parts of, where the extract says so; nil for none.
    ///
    /// Readings of one name go together before those that are only alike.
    public var reading: String?

    /// Makes a pair.
    public init(lower: String, upper: String, alike: [String], reading: String? = nil) {
      self.lower = lower
      self.upper = upper
      self.alike = alike
      self.reading = reading
    }
  }

  /// Puts measures together.
  public init(
    by: String, value: String, unit: String?, of measures: [Measure], pairs: [Pair] = []
  ) {
    self.by = by
    self.value = value
    self.unit = unit
    self.of = measures
    self.pairs = pairs
  }
}

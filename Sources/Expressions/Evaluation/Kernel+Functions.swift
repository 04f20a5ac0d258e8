import Tables

extension Kernel {
  /// A function of its arguments.
  static func call(
    _ function: Function, _ arguments: [Operand], type: ColumnType, count: Int
  ) -> Operand {
    switch function {
    case .yearsBetween:
      let calendar = CivilMonths.shared
      return onDays(arguments) { Int64(calendar.completedYears(from: $0, to: $1)) }
    case .monthsBetween:
      let calendar = CivilMonths.shared
      return onDays(arguments) { Int64(calendar.completedMonths(from: $0, to: $1)) }
    case .countTrue: return .vector(.integers(countTrue(arguments, count: count)))
    case .least: return extreme(.less, arguments, type: type, count: count)
    case .greatest: return extreme(.greater, arguments, type: type, count: count)
    case .abs where type == .integer:
      return .vector(
        .integers(mapped(integerCells(arguments[0])) { $0 == .min ? nil : Swift.abs($0) }))
    case .abs:
      return .vector(.decimals(mapped(decimalCells(arguments[0])) { Swift.abs($0) }))
    case .round: return round(arguments)
    case .exp, .ln, .sqrt: return rootOrLogarithm(function, arguments)
    case .power: return raised(arguments)
    case .lower: return .vector(.texts(renamed(arguments[0]) { $0.lowercased() }))
    case .upper: return .vector(.texts(renamed(arguments[0]) { $0.uppercased() }))
    case .like:
      let pattern = LikePattern(self.pattern(arguments[1]))
      return described(arguments[0]) { pattern.describes($0) }
    case .regexpFullMatch:
      let expression = RegularExpression(pattern(arguments[1]))
      return described(arguments[0]) { expression.describes($0) }
    }
  }

  private static func countTrue(_ conditions: [Operand], count: Int) -> Cells<Int64> {
    var counts = [Int64](repeating: 0, count: count)
    for condition in conditions {
      let words = condition.truth(count: count).trues.span
      for row in counts.indices { counts[row] += Int64(words[row >> 6] >> UInt64(row & 63) & 1) }
    }
    return Cells(values: counts[...], present: nil)
  }

  private static func round(_ arguments: [Operand]) -> Operand {
    var factor = 1.0
    if arguments.count > 1 {
      guard let places = places(arguments[1]) else {
        preconditionFailure("the places of round were checked to be a literal")
      }
      for _ in 0..<places { factor *= 10 }
    }
    guard let numbers = arguments[0].decimals else { return .constant(nil) }
    guard case .cells(let cells) = numbers else {
      preconditionFailure("a constant is folded before it is rounded")
    }
    return .vector(
      .decimals(
        mapped(cells) {
          // A number so large that scaling it overflows has no decimal places.
          let scaled = $0 * factor
          return scaled.isFinite ? roundedAwayFromZero(scaled) / factor + 0.0 : $0
        }))
  }

  /// The nearest whole number, halves away from zero.
  private static func roundedAwayFromZero(_ number: Double) -> Double {
    let magnitude = number.magnitude
    // From 2^52 on every double is whole.
    guard magnitude < 0x1p52 else { return number }
    let whole = Double(Int64(magnitude))
    let rounded = magnitude - whole >= 0.5 ? whole + 1 : whole
    return number < 0 ? -rounded : rounded
  }

  private static func places(_ operand: Operand) -> Int64? {
    switch operand {
    case .constant(.integer(let places)): places
    case .vector(.integers(let cells)): cells.values.first
    default: nil
    }
  }

  private static func pattern(_ operand: Operand) -> String {
    switch operand {
    case .constant(.text(let text)): return text
    case .vector(.texts(let texts)) where texts.dictionary.count > 0: return texts.dictionary[0]
    default: preconditionFailure("a pattern was checked to be a literal")
    }
  }

  /// Which rows have a text that a pattern describes.
  private static func described(
    _ operand: Operand, _ describes: (ArraySlice<UInt8>) -> Bool
  ) -> Operand {
    guard case .vector(.texts(let texts)) = operand else {
      preconditionFailure("a constant is folded before it is held against a pattern")
    }
    let bytes = texts.dictionary.bytes
    let starts = texts.dictionary.starts
    let bits = codeBits(texts) { code in
      Int(code) + 1 < starts.count
        && describes(bytes[Int(starts[Int(code)])..<Int(starts[Int(code) + 1])])
    }
    return .vector(.truth(Truth(tested: bits, present: texts.codes.present)))
  }

  private static func renamed(
    _ operand: Operand, _ transform: @escaping (String) -> String
  ) -> TextCells {
    guard case .vector(.texts(let texts)) = operand else {
      preconditionFailure("a constant is folded before it is changed")
    }
    var dictionary = TextDictionary()
    var renumbering = Renumbering(texts.dictionary, transform)
    var codes = Array(texts.codes.values)
    let present = texts.codes.present.map { Array($0) }
    for row in codes.indices {
      let isMissing = present.map { $0[row >> 6] >> UInt64(row & 63) & 1 == 0 } ?? false
      codes[row] = isMissing ? 0 : renumbering.code(for: codes[row], in: &dictionary)
    }
    let cells = Cells(values: codes[...], present: texts.codes.present)
    return TextCells(codes: cells, dictionary: dictionary)
  }
}

import Glibc
import Tables

extension Kernel {
  /// `exp`, `ln` and `sqrt`: what is not finite, or not a number, is missing.
  static func rootOrLogarithm(_ function: Function, _ arguments: [Operand]) -> Operand {
    let numbers = decimalCells(arguments[0])
    let cells =
      switch function {
      case .exp: mapped(numbers) { finite(Glibc.exp($0)) }
      case .ln: mapped(numbers) { finite(Glibc.log($0)) }
      default: mapped(numbers) { finite($0.squareRoot()) }
      }
    return .vector(.decimals(cells))
  }

  /// `power`: what is not finite, or not a number, is missing.
  static func raised(_ arguments: [Operand]) -> Operand {
    guard let base = arguments[0].decimals, let exponent = arguments[1].decimals else {
      return .constant(nil)
    }
    return .vector(.decimals(mapped(base, exponent) { finite(Glibc.pow($0, $1)) }))
  }
}

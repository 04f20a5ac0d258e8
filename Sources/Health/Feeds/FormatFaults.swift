import Model
import Parallel
import Tables

/// Rows whose value is not of the format that a check asks for.
struct FormatFault {
  var rule: String
  var grade: Grade
  /// What is wrong, to follow the column's name.
  var says: String
  var rows: Bitmap
}

/// The faults that a check finds in a column; a missing value has none.
func formatFaults(of check: ColumnCheck, in column: Column) -> [FormatFault] {
  switch (check.format, column) {
  case (.nhsNumber, .identifier(let numbers)):
    return numberFaults(of: check, in: numbers)
  case (.pseudonym, .pseudonym(let texts)), (.uuid, .pseudonym(let texts)):
    return pseudonymFaults(of: check, in: texts)
  case (.practiceCode, .text(let codes)):
    return [
      codeFault("practice-code-format", "is not a practice's code", check, codes) {
        isPracticeCode($0)
      }
    ]
  case (.pcnCode, .text(let codes)):
    return [codeFault("pcn-code-format", "is not a PCN's code", check, codes) { isPCNCode($0) }]
  case (.lsoaCode, .text(let codes)):
    return [codeFault("lsoa-code-format", "is not an LSOA's code", check, codes) { isLSOACode($0) }]
  default:
    return []
  }
}

/// Pseudonyms that stand for nobody, and NHS numbers where pseudonyms should be.
///
/// Eight or more times one character is a filler, as are the nil and the max UUID (RFC 9562, sections 5.9 and 5.10). One in eleven texts of
/// ten digits has the check digit of an NHS number by chance; where more than half of a column's texts have it they are.
private func pseudonymFaults(of check: ColumnCheck, in column: TextColumn) -> [FormatFault] {
  let dictionary = column.dictionary
  let texts = (0..<Int32(dictionary.count)).map { dictionary.utf8(of: $0) }
  let isNumber = texts.map { isNHSNumber($0) }
  let areNumbers = isNumber.count { $0 } * 2 > texts.count
  let stands = texts.map { !isFiller($0) }
  return [
    FormatFault(
      rule: "pseudonym-sentinel", grade: check.grade, says: "stands for no person",
      rows: column.rows { !stands[Int($0)] }),
    FormatFault(
      rule: "nhs-number-for-pseudonym", grade: .warning,
      says: "is an NHS number and no pseudonym, as most of this column are",
      rows: column.rows { areNumbers && isNumber[Int($0)] }),
  ]
}

private func isFiller(_ text: ArraySlice<UInt8>) -> Bool {
  guard text.count >= 8, let first = text.first else { return false }
  return text.allSatisfy { $0 == first || $0 == 0x2D }
}

private func isNHSNumber(_ text: ArraySlice<UInt8>) -> Bool {
  guard text.count == 10, text.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return false }
  return NHSNumber.hasCheckDigit(text.reduce(0) { $0 * 10 + Int64($1 - 0x30) })
}

extension TextColumn {
  /// The rows whose text's code passes a test; a missing one does not.
  fileprivate func rows(where isWanted: (Int32) -> Bool) -> Bitmap {
    let codes = codes
    guard dictionary.count > 0 else { return Bitmap(repeating: false, count: codes.count) }
    let rows = Bitmap(count: codes.count) { isWanted(codes[$0]) }
    return present.map { rows & $0 } ?? rows
  }
}

private func codeFault(
  _ rule: String, _ says: String, _ check: ColumnCheck, _ column: TextColumn,
  _ fits: (ArraySlice<UInt8>) -> Bool
) -> FormatFault {
  let dictionary = column.dictionary
  let isWrong = (0..<Int32(dictionary.count)).map { !fits(dictionary.utf8(of: $0)) }
  let codes = column.codes
  let rows =
    isWrong.contains(true)
    ? Bitmap(count: codes.count) { isWrong[Int(codes[$0])] }
    : Bitmap(repeating: false, count: codes.count)
  return FormatFault(
    rule: rule, grade: check.grade, says: says, rows: column.present.map { rows & $0 } ?? rows)
}

private func numberFaults(
  of check: ColumnCheck, in column: FixedColumn<Int64>
) -> [FormatFault] {
  let values = column.values
  let parts = parallelMap(partitions(of: values.count)) { range in
    NumberVerdicts(values[range])
  }
  func rows(_ words: (NumberVerdicts) -> [UInt64]) -> Bitmap {
    let bits = Bitmap(words: parts.flatMap(words), count: values.count)
    return column.present.map { bits & $0 } ?? bits
  }
  return [
    FormatFault(
      rule: "nhs-number-check-digit", grade: check.grade, says: "has a wrong check digit",
      rows: rows(\.wrongDigits)),
    FormatFault(
      rule: "nhs-number-sentinel", grade: check.grade, says: "stands for no person",
      rows: rows(\.sentinels)),
    FormatFault(
      rule: "nhs-number-test-range", grade: check.refusesTestRange ? check.grade : .warning,
      says: "is in the range of test numbers", rows: rows(\.testRange)),
  ]
}

/// The verdicts on the numbers of one partition, a bit each.
private struct NumberVerdicts: Sendable {
  var wrongDigits: [UInt64] = []
  var sentinels: [UInt64] = []
  var testRange: [UInt64] = []

  init(_ numbers: ArraySlice<Int64>) {
    var first = numbers.startIndex
    while first < numbers.endIndex {
      var wrong: UInt64 = 0
      var sentinel: UInt64 = 0
      var test: UInt64 = 0
      for bit in 0..<min(64, numbers.endIndex - first) {
        let number = numbers[first + bit]
        let mask: UInt64 = 1 << UInt64(bit)
        // A sentinel is one fault, not three.
        if NHSNumber.isSentinel(number) {
          sentinel |= mask
        } else if !NHSNumber.hasCheckDigit(number) {
          wrong |= mask
        } else if NHSNumber.isTestRange(number) {
          test |= mask
        }
      }
      wrongDigits.append(wrong)
      sentinels.append(sentinel)
      testRange.append(test)
      first += 64
    }
  }
}

/// Whether UTF-8 bytes are a practice's ODS code: a capital letter and five digits.
///
/// - Source: ODS codes of GP practices (general knowledge of the field; every practice of QOF 2020-21 fits).
public func isPracticeCode(_ utf8: some Collection<UInt8>) -> Bool {
  guard utf8.count == 6, let first = utf8.first, isCapital(first) else { return false }
  return utf8.dropFirst().allSatisfy(isDigit)
}

/// Whether UTF-8 bytes are a primary care network's ODS code: `U` and five digits.
///
/// - Source: ODS codes of PCNs, such as U40115; a lone `U` stands for an unallocated practice.
public func isPCNCode(_ utf8: some Collection<UInt8>) -> Bool {
  utf8.first == 0x55 && isPracticeCode(utf8)
}

/// Whether UTF-8 bytes are a lower layer super output area's code: `E01` or `W01` and six digits.
///
/// - Source: ONS codes; those of 2011 and of 2021 look alike, so the vintage is the feed's to say.
func isLSOACode(_ utf8: some Collection<UInt8>) -> Bool {
  guard utf8.count == 9, let first = utf8.first, first == 0x45 || first == 0x57 else {
    return false
  }
  return utf8.dropFirst().starts(with: [0x30, 0x31]) && utf8.dropFirst(3).allSatisfy(isDigit)
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

private func isCapital(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }

/// Whether a field of comma-separated text has to stand in quotes.
///
/// RFC 4180 needs them around commas, quotes and line breaks. Spreadsheets also part fields at `;` and at tabs when they are
/// left to themselves (LibreOffice's import does by default), and other programs drop blanks at a field's ends.
///
/// - Complexity: O(bytes).
@inlinable
public func needsQuotes(_ field: some BidirectionalCollection<UInt8>) -> Bool {
  field.first == 0x20 || field.last == 0x20
    || field.contains {
      switch $0 {
      case 0x09, 0x0A, 0x0D, 0x22, 0x2C, 0x3B: true
      default: false
      }
    }
}

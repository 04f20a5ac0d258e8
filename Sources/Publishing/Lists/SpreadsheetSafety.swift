import Tables

extension Column {
  /// The column with a `'` before every text that a spreadsheet would take for a formula.
  ///
  /// A preferred language of `=HYPERLINK(…)` must stay a text when somebody opens a list. Numbers and days are not
  /// texts and stay as they are.
  ///
  /// - Source: OWASP, CSV injection: texts that begin with `=`, `+`, `-`, `@`, a tab, a carriage return or a line feed.
  /// - Complexity: O(distinct texts).
  var safeInSpreadsheets: Column {
    guard case .text(let column) = self else { return self }
    let texts = column.dictionary.texts
    guard texts.contains(where: isFormula) else { return self }
    // Two texts may become one, so the new dictionary's codes are looked up and not assumed.
    var dictionary = TextDictionary()
    let codes = texts.map { dictionary.insert(isFormula($0) ? "'" + $0 : $0) }
    return .text(
      TextColumn(
        codes: column.codes.map { codes[Int($0)] }, present: column.present, dictionary: dictionary)
    )
  }
}

private func isFormula(_ text: String) -> Bool {
  guard let first = text.utf8.first else { return false }
  return [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D, 0x0A].contains(first)
}

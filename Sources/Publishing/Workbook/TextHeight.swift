/// How many lines a text takes in a column, where spreadsheets break it at blanks.
///
/// Spreadsheets do not agree on whether they work this out themselves, and a row that is too low hides a reason; so it is rather
/// one line too many than one too few.
///
/// - Units: `width` in characters as columns have it, of which a capital of Arial 10 takes 1.15 and another character 0.92,
///   on the average of English text.
/// - Complexity: O(bytes).
func lineCount(of text: some Collection<UInt8>, inWidth width: Double) -> Int {
  var lines = 1
  var used = 0.0
  var word = 0.0
  func place(_ blank: Double) {
    if used > 0, used + word > width {
      lines += 1
      used = 0
    }
    // A word that is longer than a line is broken within.
    while word > width {
      lines += 1
      word -= width
    }
    used += word + blank
    word = 0
  }
  for byte in text {
    switch byte {
    case 0x20: place(0.5)
    case 0x0A:
      place(0)
      lines += 1
      used = 0
    // A character of several bytes counts once.
    case 0x80...0xBF: break
    case 0x41...0x5A: word += 1.15
    default: word += 0.92
    }
  }
  place(0)
  return lines
}

/// How high a row of so many lines is, in points.
func rowHeight(ofLines lines: Int) -> Double {
  // A spreadsheet's highest row; what is longer is cut on the sheet and whole in the cell.
  min(Double(lines) * 12.75 + 2.5, 409)
}

/// The name of a sheet of a workbook: at most 31 characters, none of `[ ] : * ? / \`, no apostrophe at its ends, and unlike all
/// others of the workbook, whatever their case.
///
/// - Source: Excel specifications and limits, "Rename a worksheet"; `History` is a name that Excel keeps for itself.
struct SheetName: Hashable, Sendable {
  /// The name.
  let text: String

  /// The name within a reference.
  var quoted: String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// The names of some sheets, in their order, made of what they should be called.
  static func names(of wanted: [String]) -> [SheetName] {
    var taken: Set<String> = ["history"]
    return wanted.map { wanted in
      var name = fitted(wanted, to: longest)
      var number = 2
      while !taken.insert(name.lowercased()).inserted {
        let ending = " \(number)"
        name = fitted(wanted, to: longest - ending.count) + ending
        number += 1
      }
      return SheetName(text: name)
    }
  }

  private static let longest = 31

  private static func fitted(_ wanted: String, to length: Int) -> String {
    var name = String(wanted.map { "[]:*?/\\".contains($0) || $0.isNewline ? " " : $0 })
    while name.hasPrefix("'") || name.hasPrefix(" ") { name.removeFirst() }
    while name.hasSuffix("'") || name.hasSuffix(" ") { name.removeLast() }
    if name.isEmpty { name = "Sheet" }
    // The limit counts as UTF-16 does.
    guard name.utf16.count > length else { return name }
    while name.utf16.count > length - 1 { name.removeLast() }
    while name.hasSuffix(" ") || name.hasSuffix("'") { name.removeLast() }
    return name + "…"
  }
}

extension SheetDescription {
  /// What its sheet of a workbook should be called: the name of its file in words, abbreviations as the title has them.
  ///
  /// `nhs-health-check`, "NHS Health Check due", is `NHS health check`.
  public var nameInWords: String {
    let ownWords = title.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let abbreviations = Dictionary(
      ownWords.filter { $0.count(where: \.isUppercase) > 1 }.map { ($0.lowercased(), $0) }
    ) { first, _ in first }
    let words = name.text.split(separator: "-").map { abbreviations[String($0)] ?? String($0) }
    let text = words.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}

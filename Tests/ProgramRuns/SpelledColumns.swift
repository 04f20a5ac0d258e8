import Foundation

/// Where the sources of rooms spell a column of the person, as `place spells the column 'name'`.
///
/// Model and Synthesis may: one is the vocabulary of columns, the other writes feeds. What the cells of a feed's column may
/// hold has words of its own, which are of the language and name no column of the person.
func spelledColumns(_ columns: Set<String>, wordsOfFeeds: Set<String>) throws -> [String] {
  var found: [String] = []
  for (path, text) in try swiftFiles(below: "Sources")
  where !path.hasPrefix("Model/") && !path.hasPrefix("Synthesis/") {
    let words = path == "Definitions/Keys/FeedKeys.swift" ? wordsOfFeeds : []
    for (line, literal) in textLiterals(in: text) + namesOfCases(in: text) {
      // A line of column names counts as each of them.
      for name in literal.split(separator: ",").map(String.init)
      where columns.contains(name) && !words.contains(name) {
        found.append("\(path):\(line) spells the column '\(name)'")
      }
    }
  }
  return found
}

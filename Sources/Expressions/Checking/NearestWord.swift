/// The word of a list that a mistyped word most likely means, or nil where none is near.
///
/// Near means: at most one slip (a letter left out, put in, changed, or two exchanged) for every three letters.
/// Upper and lower case count as the same letter.
///
/// - Ties: the word that comes first in the order of the alphabet, whatever the order of the list.
public func nearestWord(to word: String, in words: some Sequence<String>) -> String? {
  let letters = Array(word.lowercased().utf8)
  guard !letters.isEmpty, letters.count <= longestComparedWord else { return nil }
  var nearest: (slips: Int, word: String)?
  for candidate in words {
    let other = Array(candidate.lowercased().utf8)
    let limit = (max(letters.count, other.count) + 2) / 3
    guard abs(other.count - letters.count) <= limit else { continue }
    let slips = slips(between: letters, and: other)
    guard slips <= limit else { continue }
    if let best = nearest, (best.slips, best.word) <= (slips, candidate) { continue }
    nearest = (slips, candidate)
  }
  return nearest?.word
}

/// A longer word is not compared: nobody mistypes it, and the comparison takes the square of its length.
private let longestComparedWord = 100

/// The least number of slips that turn one word into the other, where no letter is touched twice.
///
/// - Source: optimal string alignment distance (Damerau 1964, restricted).
private func slips(between left: [UInt8], and right: [UInt8]) -> Int {
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    for column in 0..<right.count {
      let changed = last[column] + (left[row] == right[column] ? 0 : 1)
      var fewest = min(changed, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        fewest = min(fewest, beforeLast[column - 1] + 1)
      }
      current.append(fewest)
    }
    beforeLast = last
    last = current
  }
  return last[right.count]
}

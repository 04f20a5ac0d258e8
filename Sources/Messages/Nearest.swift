import Expressions

/// The likeliest word meant, or nil where none is near.
package func nearest(to word: String, in words: some Sequence<String>) -> String? {
  nearestWord(to: word, in: words)
}

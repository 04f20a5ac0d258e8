/// A stretch of one line of a definition file.
struct SourcePlace: Hashable, Sendable {
  /// The file, by how many were read before it.
  var file: Int
  /// The line, from 1; 0 for the whole file.
  var line: Int
  /// The column in characters (Unicode scalars), from 1; 0 for the whole line.
  var column: Int
  /// How many characters it covers.
  var length = 1

  /// The place without its file.
  var position: Position { Position(line: line, column: column) }
}

/// A line and a column of one file.
struct Position: Hashable, Sendable {
  var line: Int
  var column: Int
}

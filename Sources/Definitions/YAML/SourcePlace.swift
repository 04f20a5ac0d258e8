/// A stretch of one line of a definition file.
struct SourcePlace: Sendable {
  /// The file.
  var file: SourceFile
  /// The line, from 1; 0 for the whole file.
  var line: Int
  /// The column in characters (Unicode scalars), from 1; 0 for the whole line.
  var column: Int
  /// How many characters it covers.
  var length: Int

  /// Names a stretch.
  init(_ file: SourceFile, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = length
  }

  /// The place without its file.
  var position: Position { Position(line: line, column: column) }
}

/// A line and a column of one file.
struct Position: Hashable, Sendable {
  var line: Int
  var column: Int
}

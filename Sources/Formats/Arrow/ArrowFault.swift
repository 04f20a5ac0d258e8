/// Why an Arrow file could not be read or written.
///
/// A fault holds no path, since whoever asked for the file knows it, and never a cell's value.
public enum ArrowFault: Error, Hashable, Sendable {
  /// The file cannot be opened or read; `code` is the system's `errno`.
  case unreadable(code: Int32)
  /// The file cannot be made or written; `code` is the system's `errno`.
  case unwritable(code: Int32)
  /// The bytes are not an Arrow file that can be read here.
  case malformed(ArrowDefect)
  /// The file has no column of this name.
  case missingColumn(String)
}

/// What stands in the way of reading an Arrow file.
public enum ArrowDefect: String, Hashable, Sendable, CaseIterable {
  /// The file does not start and end with `ARROW1`: it is something else, or an Arrow stream.
  case magic
  /// The file ends before something that its footer names.
  case truncated
  /// The footer breaks a rule of the format.
  case footer
  /// The schema breaks a rule of the format, or names a column twice.
  case schema
  /// A message before a batch breaks a rule of the format.
  case message
  /// A column's bytes are fewer than its rows need, or lie outside their batch.
  case buffer
  /// A dictionary is missing, or a code points outside it.
  case dictionary
  /// A dictionary grows or changes along the file: it must be written as one.
  case changingDictionary = "changing-dictionary"
  /// The batches are compressed by something else than LZ4: the file must be written with that or without.
  case compressed
  /// A compressed buffer does not come to what it should: its bytes have changed.
  case damaged
  /// The numbers are in big-endian order.
  case bigEndian = "big-endian"
  /// A column is of a type that tables here do not have.
  case columnType = "column-type"
  /// A value does not fit a 64-bit whole number or a 32-bit day.
  case range
  /// A text is not valid UTF-8.
  case utf8 = "utf-8"
  /// The file has more rows, or more text, than a table can hold.
  case size
}

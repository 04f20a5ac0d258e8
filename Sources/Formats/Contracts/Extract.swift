public import Tables

/// One file of a feed.
public struct FeedFile: Hashable, Sendable {
  /// Where the file lies.
  public var path: String
  /// The name that messages and fingerprints use: the path below the input folder.
  public var name: String
  /// What the file was when it was hashed, which is what has to be read; nil for a file that nobody hashed.
  public var identity: FileIdentity?

  /// Names a file.
  public init(path: String, name: String, identity: FileIdentity? = nil) {
    self.path = path
    self.name = name
    self.identity = identity
  }
}

/// A feed as a typed table, with what was wrong with its rows.
public struct Extract: Sendable {
  /// The rows whose cells could be told apart, the contract's columns in its order, files in the order of their names; a cell
  /// that could not be read is missing.
  public var table: Table
  /// Which rows of the table are rejected for a cell that could not be read, and which cells these are.
  public var unread: UnreadRows
  /// Where each row stood.
  public var places: RowPlaces
  /// The first of the rows that were rejected, as text, in the order of the files: those of `unread`, and those of which nobody can say
  /// which cell is which.
  public var rejects: [RejectedRow]
  /// How many rows of each file were rejected; a file without one is not named.
  public var rejectsByFile: [String: Int]
  /// One finding for each rule and column that was broken.
  public var findings: [Finding]
  /// How many cells of each column could not be read and did not reject their rows; a column without one is not named.
  public var unreadable: [String: Int]

  /// Makes an extract.
  public init(
    table: Table, unread: UnreadRows, places: RowPlaces, rejects: [RejectedRow],
    rejectsByFile: [String: Int], findings: [Finding],
    unreadable: [String: Int] = [:]
  ) {
    self.table = table
    self.unread = unread
    self.places = places
    self.rejects = rejects
    self.rejectsByFile = rejectsByFile
    self.findings = findings
    self.unreadable = unreadable
  }

  /// How many rows there are, with those that stay as text only.
  public var rowCount: Int { table.rowCount + rejectCount - unread.rejected.setCount }
  /// How many rows were rejected.
  public var rejectCount: Int { rejectsByFile.values.reduce(0, +) }
  /// The rows that are not rejected.
  public var readableRows: Table {
    unread.rejected.setCount == 0 ? table : table.filtered(~unread.rejected)
  }
}

/// Why a feed could not be read at all.
///
/// A fault names files, columns and byte positions, never the text of a cell.
public enum FeedFault: Error, Hashable, Sendable {
  /// No file matches the contract's patterns.
  case missing(patterns: [String])
  /// A file cannot be opened or read; `code` is the system's `errno`.
  case unreadable(file: String, code: Int32)
  /// A file was replaced or written to after it was hashed, or while that was done.
  case changed(file: String)
  /// A file has no bytes or no header, or a required feed has no row in any file, of which this is the first.
  case empty(file: String)
  /// A delimited file is not text; `looksLike` is `UTF-16`, `gzip inside gzip` or `binary`.
  case notText(file: String, looksLike: String)
  /// A gzip stream ends before its end mark; the offset counts compressed bytes.
  case truncatedGzip(file: String, byteOffset: Int)
  /// A text file has zero bytes in it, which no writer of text puts there: a copy that broke off keeps the file's length.
  case zeroBytes(file: String, byteOffset: Int)
  /// A text file ends inside a row: its last line has no end and fewer fields than the header.
  case truncatedText(file: String, line: Int)
  /// A gzip stream is not gzip or a check value is wrong; the offset counts compressed bytes.
  case corruptGzip(file: String, byteOffset: Int)
  /// A required column is not in the header; `nearest` is the header that looks most like it.
  case missingColumn(file: String, line: Int, column: String, nearest: String?)
  /// The header is one field, and would be several with another delimiter.
  case wrongDelimiter(file: String, line: Int, expected: UInt8, likely: UInt8)
  /// A quoted field that started on this line is not closed by the end of the file, or only a hundred lines on, in a
  /// row that is broken.
  case unclosedQuote(file: String, line: Int)
  /// A field is longer than any field of a feed can be.
  case fieldTooLong(file: String, line: Int)
  /// The XML breaks a rule of XML; `code` is libxml2's error number.
  case malformedXML(file: String, line: Int, column: Int, code: Int)
  /// An element of the XML, at this line or after it, has more attributes than any of a feed can have.
  case tooManyAttributes(file: String, line: Int)
  /// The texts of a column, or of the feed's files together, are more than a table holds: 2 GiB of different ones.
  case tooMuchText(feed: String, column: String)
  /// The XML has a DOCTYPE, which no feed needs and which can pull in other files.
  case doctype(file: String, line: Int)
  /// The XML's root element is of another namespace.
  case wrongNamespace(file: String, line: Int, expected: String)
  /// An Arrow file cannot be read; the reason is a word of the format, such as `footer`.
  case malformedArrow(file: String, reason: String)
  /// Somebody asked for the run to stop.
  case stopped
}

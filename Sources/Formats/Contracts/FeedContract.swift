public import Tables

/// What a feed's files look like: which files, in which format, with which columns of which types.
///
/// A contract says how bytes become a typed table and nothing about what a column means.
public struct FeedContract: Hashable, Sendable {
  /// The feed's name, such as `registers`.
  public var name: String
  /// File name patterns, such as `registers*.csv`; `*` is any run of characters, case does not count, and a
  /// trailing `.gz` may be there or not.
  public var files: [String]
  /// The files' format.
  public var format: FileFormat
  /// The columns to take, in the order in which the table has them.
  public var columns: [ColumnContract]
  /// Whether the run stops where no file matches.
  public var isRequired: Bool

  /// Makes a contract.
  public init(
    name: String, files: [String], format: FileFormat, columns: [ColumnContract],
    isRequired: Bool = true
  ) {
    self.name = name
    self.files = files
    self.format = format
    self.columns = columns
    self.isRequired = isRequired
  }
}

/// How delimited text is laid out.
public struct CSVLayout: Hashable, Sendable {
  /// Where the columns' names stand.
  public enum Header: Hashable, Sendable {
    /// In the first row.
    case first
    /// Nowhere: columns are taken by position.
    case none
    /// In the first row, within the first 40, that names every required column: published sheets put titles and
    /// notes before it.
    case search
  }

  /// The byte between fields.
  public var delimiter: UInt8
  /// The byte around a quoted field; nil where quotes mean nothing.
  public var quote: UInt8?
  /// The byte that, inside quotes, makes the next one plain, beside the doubled quote of RFC 4180; nil for none.
  public var escape: UInt8?
  /// Where the columns' names stand.
  public var header: Header
  /// The text encoding.
  public var encoding: TextEncoding
  /// How many rows the columns' names take: two where groups of columns have a name of their own above.
  public var headerRows = 1
  /// Patterns, such as `Source*`, of the first filled cell of the row at which the table ends.
  public var footer: [String] = []
  /// Whether a row that lacks fields at its end has no values there, and is not rejected.
  public var fillsShortRows = false

  /// Makes a layout; the defaults are those of RFC 4180.
  public init(
    delimiter: UInt8 = 0x2C, quote: UInt8? = 0x22, escape: UInt8? = nil, header: Header = .first,
    encoding: TextEncoding = .automatic
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.escape = escape
    self.header = header
    self.encoding = encoding
  }
}

/// How bytes become text.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
  /// UTF-8; a text that is not valid UTF-8 is read as Windows-1252.
  case automatic = "auto"
  /// UTF-8; a text that is not valid UTF-8 is a finding.
  case utf8 = "utf-8"
  /// Windows-1252.
  case windows1252 = "windows-1252"
}

/// Which element of an XML file is a row.
public struct XMLLayout: Hashable, Sendable {
  /// The local names of the elements from the root's child (or from any depth) down to the record, such as
  /// `["Organisations", "Organisation", "Rels", "Rel"]`; a record matches where its path ends in these names.
  public var record: [String]
  /// The namespace that the document's root must have; nil where any will do.
  public var namespace: String?

  /// Makes a layout.
  public init(record: [String], namespace: String? = nil) {
    self.record = record
    self.namespace = namespace
  }
}

/// One column of a feed: where its cells stand and what they hold.
public struct ColumnContract: Hashable, Sendable {
  /// Where the cells of a column stand in a file.
  public enum Source: Hashable, Sendable {
    /// Under any of these header names; line breaks and runs of blanks in a header count as one blank, case and
    /// blanks at the ends do not count.
    case header([String])
    /// At a position, counted from 1, of a file without a header.
    case position(Int)
    /// At a path from the record element of an XML file: `@id`, `Target/OrgId/@extension`, `Name` (its text), and
    /// `../../OrgId/@extension` for what stands in an element around the record, before it.
    case path(String)
    /// Nowhere: every row has this text.
    case constant(String)
  }

  /// The column's name in the table.
  public var name: String
  /// Where its cells stand.
  public var source: Source
  /// What its cells hold.
  public var type: CellType
  /// Whether a file must have the column and a row a value in it.
  public var isRequired: Bool
  /// Texts that mean that there is no value; the empty text always does.
  public var missing: [String]
  /// What a cell that does not fit its type means: `record` rejects the row, `warning` leaves the cell missing.
  public var faultGrade: Grade
  /// The text that every row of a file without the column has, as if it stood there, so that the column need not be
  /// there; nil where such a file is told of, or refused where the column is required.
  public var absent: String?
  /// What stands in the column's numbers beside digits.
  public var marks: NumberMarks

  /// Makes a column contract; where no grade is given a required column's fault is `record`, another's `warning`.
  public init(
    name: String, source: Source? = nil, type: CellType, isRequired: Bool = false,
    missing: [String] = [], faultGrade: Grade? = nil, absent: String? = nil,
    marks: NumberMarks = NumberMarks()
  ) {
    self.name = name
    self.source = source ?? .header([name])
    self.type = type
    self.isRequired = isRequired
    self.missing = missing
    self.faultGrade = faultGrade ?? (isRequired ? .record : .warning)
    self.absent = absent
    self.marks = marks
  }
}

/// What the cells of a column hold, and so which type of column they become.
public enum CellType: Hashable, Sendable {
  /// Any text, without blanks at its ends.
  case text
  /// The code of an organisation or an area: a text in upper case and without any blank.
  case organisationCode
  /// A whole number; `112.0` is one too.
  case integer
  /// A decimal number.
  case decimal
  /// A calendar day in any of the given formats, tried in order.
  case day([DateFormat])
  /// One of the texts that mean true or of those that mean false, in any case.
  case boolean(true: [String], false: [String])
  /// One of a list of codes.
  case code(CodeList)
  /// Exactly so many digits, between which blanks and hyphens may stand.
  case identifier(digits: Int)
  /// A text that stands for a person, kept in its form's normal form.
  case pseudonym(PseudonymForm)

  /// The type of the column that such cells become.
  public var columnType: ColumnType {
    switch self {
    case .text, .organisationCode, .code: .text
    case .integer: .integer
    case .decimal: .decimal
    case .day: .day
    case .boolean: .boolean
    case .identifier: .identifier
    case .pseudonym: .pseudonym
    }
  }
}

/// The codes that a column may hold, and what each stands for in the table.
public struct CodeList: Hashable, Sendable {
  /// The list's name.
  public var name: String
  /// Each code of a file and the code that the table gets for it, usually the same.
  public var meanings: [String: String] {
    didSet { folded = CodeList.folded(meanings) }
  }
  /// The codes in lower case, without those of which two differ in their case and stand for different things.
  private var folded: [String: String]

  /// Makes a code list.
  public init(name: String, meanings: [String: String]) {
    self.name = name
    self.meanings = meanings
    folded = CodeList.folded(meanings)
  }

  /// What a code stands for: the list's own spelling comes first, then any case.
  public func meaning(of code: String) -> String? {
    meanings[code] ?? folded[code.lowercased()]
  }

  private static func folded(_ meanings: [String: String]) -> [String: String] {
    var folded: [String: String] = [:]
    var doubtful: Set<String> = []
    for (code, meaning) in meanings {
      let lower = code.lowercased()
      if let other = folded.updateValue(meaning, forKey: lower), other != meaning {
        doubtful.insert(lower)
      }
    }
    for code in doubtful { folded[code] = nil }
    return folded
  }
}

/// How much a fault in the data matters.
public enum Grade: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Counted and reported; the row is used.
  case warning
  /// The row goes to the rejects.
  case record
  /// The practice is held back: its patients are on no list.
  case practice
  /// The run stops.
  case feed

  /// By how much it matters.
  public static func < (left: Grade, right: Grade) -> Bool {
    left.order < right.order
  }

  private var order: Int {
    switch self {
    case .warning: 0
    case .record: 1
    case .practice: 2
    case .feed: 3
    }
  }
}

/// Where in a feed something was found.
///
/// A place names a file, a row and a column, and never holds what stands there.
public struct Place: Hashable, Sendable {
  /// The file's name, relative to the input folder.
  public var file: String
  /// The line on which the row starts (from 1), or the record's number in an XML file; nil for a whole file.
  public var row: Int?
  /// The column's name in the file.
  public var column: String?

  /// Makes a place.
  public init(file: String, row: Int? = nil, column: String? = nil) {
    self.file = file
    self.row = row
    self.column = column
  }
}

extension Place: CustomStringConvertible {
  /// `file:row: column 'name'`, without the parts that are not known.
  public var description: String {
    let line = row.map { ":\($0)" } ?? ""
    let name = column.map { ": column '\($0)'" } ?? ""
    return file + line + name
  }
}

/// A fault in the data: a rule, how much it matters, how often it was broken and where first.
///
/// A finding is a value that is counted and written out. It never holds a cell's value.
public struct Finding: Hashable, Sendable {
  /// The rule that was broken, such as `nhs-number-check-digit`.
  public var rule: String
  /// How much it matters.
  public var grade: Grade
  /// The feed, or for a finding about the whole run the stage, that it is about.
  public var feed: String
  /// One lower-case sentence without a full stop: what is wrong, in the words of the data's owner.
  public var says: String
  /// How many rows, practices or files it is about.
  public var count: Int
  /// The first few places, in the order of the feed.
  public var places: [Place]
  /// The organisations it is about, by code, where it is about organisations.
  public var organisations: [String]

  /// How many places a finding keeps.
  public static let placesKept = 5

  /// Makes a finding; places beyond `placesKept` are dropped.
  public init(
    rule: String, grade: Grade, feed: String, says: String, count: Int, places: [Place] = [],
    organisations: [String] = []
  ) {
    self.rule = rule
    self.grade = grade
    self.feed = feed
    self.says = says
    self.count = count
    self.places = Array(places.prefix(Finding.placesKept))
    self.organisations = organisations
  }
}

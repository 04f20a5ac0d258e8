/// A row that a rule of grade `record` took out of a feed.
///
/// It holds the row's text, so it goes into the rejects folder and nowhere else.
public struct RejectedRow: Hashable, Sendable {
  /// Where the row stood.
  public var place: Place
  /// The rule that it broke.
  public var rule: String
  /// The row as it stood in the file, or its cells joined by commas where the file is not text.
  public var record: String

  /// How many rejected rows are kept of a file, and of a check of a feed.
  ///
  /// Whoever looks for what is wrong finds it in the first of them, and a file that is wrong all through has millions. All are counted.
  public static let mostKept = 100_000
  /// How many bytes of their texts are kept.
  public static let mostBytesKept = 32 << 20

  /// Makes a rejected row.
  public init(place: Place, rule: String, record: String) {
    self.place = place
    self.rule = rule
    self.record = record
  }
}

/// The first rejected rows of a file, of a feed or of a check: as many as are kept.
public struct KeptRejects: Sendable {
  /// The rows, in the order in which they were added.
  public private(set) var rows: [RejectedRow] = []
  private var bytes = 0

  /// None yet.
  public init() {}

  /// Whether no more are kept, so that their texts need not be made.
  public var isFull: Bool {
    rows.count >= RejectedRow.mostKept || bytes >= RejectedRow.mostBytesKept
  }

  /// Keeps a row; nothing is done where there are enough.
  public mutating func add(_ row: RejectedRow) {
    guard !isFull else { return }
    bytes += row.record.utf8.count
    rows.append(row)
  }

  /// Brings the rows from one on into the order of their lines.
  public mutating func sortByLine(from first: Int) {
    rows[first...].sort { ($0.place.row ?? 0) < ($1.place.row ?? 0) }
  }
}

extension RejectedRow: CustomStringConvertible {
  /// The place and the rule, and never the record.
  public var description: String { "\(place): \(rule)" }
}

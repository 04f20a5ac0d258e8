/// The older rows of a feed that says how far back it reaches, which are counted practice by practice.
///
/// A practice that changed its system, and brought little of what was before, has as many new rows as ever.
public struct MeasuredHistory: Hashable, Sendable {
  /// The column of the day of its events.
  public var column: String
  /// How many days before the reference date an older row lies at least.
  public var days: Int
  /// Whether anything of the person looks back further than that.
  public var isRead: Bool

  /// The older half of the time that a feed reaches back; of a whole life the years before the last five.
  ///
  /// Source: project choice.
  public init(_ history: History, column: String, isRead: (History) -> Bool) {
    self.column = column
    days = history.days(0.5, ofLife: 10)
    self.isRead = isRead(.time(months: 0, days: days))
  }

  /// What is counted.
  public var measure: ExpectedMeasure {
    ExpectedMeasure(column: column, code: "more than \(days) days ago")
  }
}

public import Tables

/// The persons registered on the reference date.
public struct Population: Sendable {
  /// One row a person, by NHS number: the feed's columns, `practice_status`, `pcn_code`, the lookups, the derived
  /// columns and `secondary_use`.
  public var persons: PersonTable
  /// One row a practice that has patients, by code: `practice_code`, `pcn_code`, `status`, `patients`, `carried`, `as_of`.
  public var practices: Table
  /// The practices that have closed or were merged into others: nobody is expected of them.
  public var closed: Set<String>
  /// For how many persons each look-up found a value, in the order of the definition.
  public var lookups: [LookupMatch]
  /// What was found.
  public var findings: [Finding]
  /// Registrations that another one of the same person displaces, in the order of the feed.
  ///
  /// They are no fault of the feed and do not count towards its reject limit.
  public var rejects: [RejectedRow]
  /// How many there are; of very many the first are kept.
  public var rejectCount = 0
}

public import Tables

/// An indicator from published counts.
public struct PublishedFigures: Sendable {
  /// The figures, by level, area and group.
  ///
  /// `level` (`practice`, then the areas' names, then `whole`), `area` (a code; missing for the whole),
  /// `area_title`, the group's columns, `practices` (how many were added up), `numerator`, `denominator`, `percent`,
  /// `percent_lower`, `percent_upper` (95% Wilson limits), for practices the deprivation where it is asked for, and
  /// `left_out` (the practices of the area whose figures cannot be right and are in no sum, with blanks between them).
  public var figures: DisclosedTable
  /// Practices that have figures and no list size, or a list size and no figures.
  ///
  /// `practice_code`, `lacks` (`list-size` or `figures`).
  public var unmatched: DisclosedTable
  /// Practices that are in no area of a level.
  ///
  /// `level`, `practice_code`, `why` (`unallocated`, `absent`, `ambiguous`).
  public var unallocated: DisclosedTable
  /// The practices with figures that cannot be right and are left out, by code, and how many figures.
  public var leftOut: (practices: [String], count: Int)
  /// The figures that the next night's are held against: the last of each practice and group that counted.
  public var accepted: Table
  /// What the feed has of each practice and group, also what is left out.
  ///
  /// `practice_code`, the group's columns, `numerator`, `denominator`.
  public var reported: Table
  /// What was found.
  public var findings: [Finding]
}

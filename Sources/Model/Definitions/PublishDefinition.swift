public import Tables

/// How results leave the program.
public struct PublishDefinition: Hashable, Sendable {
  /// How small counts from persons are hidden and others rounded.
  public var disclosure: DisclosureRule
  /// The segmentation whose segment stands in every list; nil for none.
  public var segmentation: String?
  /// How many runs keep their stages in the store and their releases, at least one.
  public var runsKept: Int
  /// How many bytes stages and releases of the runs that are kept may take; nil for as many as they do.
  public var bytesKept: Int?
  /// What each kind of output may be used for.
  public var outputs: [OutputKind: OutputTerms]
  /// The workbooks of lists; nil for none.
  public var workbook: WorkbookDefinition?
  /// Whether a release has a warehouse for analysts.
  public var hasWarehouse = true
  /// How often figures that count persons are counted anew.
  public var aggregates = AggregateCadence.weekly
  /// What NHS England's Central Metrics Library asks beside indicators' definitions; nil where they are not written in its layout.
  public var centralMetrics: CentralMetricsDefinition?
  /// The networks' pages; nil for none.
  public var profile: ProfileDefinition?
  /// What the pages of the whole system show beside the measures of all networks; nil for nothing.
  public var systemPages: SystemPagesDefinition?
  /// What leaves of each person under a pseudonym; nil for nothing.
  public var pseudonymised: PseudonymisedDefinition?
  /// Who may read which folder of a release; nil where nobody else may.
  public var handingOver: HandingOver?

  /// Makes a definition.
  public init(
    disclosure: DisclosureRule = DisclosureRule(), segmentation: String? = nil, runsKept: Int = 14,
    outputs: [OutputKind: OutputTerms] = [:], handingOver: HandingOver? = nil
  ) {
    self.disclosure = disclosure
    self.segmentation = segmentation
    self.runsKept = runsKept
    self.outputs = outputs
    self.handingOver = handingOver
  }
}

/// How often the published figures that count persons are counted anew.
///
/// Between two releases of one period they stay as they were: what does not change shows nobody who came, went or was
/// changed in between.
public enum AggregateCadence: String, Hashable, Sendable, CaseIterable {
  /// In each release.
  case eachRun = "each-run"
  /// In the first release of a week, from Monday to Sunday.
  case weekly
  /// In the first release of a calendar month.
  case monthly

  /// Whether figures that were counted on a day stand in a release of another; those of a later day never do.
  public func keeps(figuresOf counted: Day, on day: Day) -> Bool {
    guard counted <= day else { return false }
    switch self {
    case .eachRun: return false
    case .weekly: return counted.week == day.week
    case .monthly:
      let (before, now) = (counted.civil, day.civil)
      return (before.year, before.month) == (now.year, now.month)
    }
  }
}

/// How counts made from persons are changed before they are published.
///
/// Source: the rule for sub-national counts in NHS hospital statistics (HES methodology): 1 to 7 shown as `*`, zeros
/// shown, everything else rounded to the nearest 5; percentages from rounded counts.
public struct DisclosureRule: Hashable, Sendable {
  /// The largest count that is hidden; zero is not.
  public var hidesUpTo: Int
  /// What other counts are rounded to.
  public var roundsTo: Int

  /// Makes a rule.
  public init(hidesUpTo: Int = 7, roundsTo: Int = 5) {
    self.hidesUpTo = hidesUpTo
    self.roundsTo = roundsTo
  }
}

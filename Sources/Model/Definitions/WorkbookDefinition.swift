/// The workbook that holds a network's lists for people who work with a spreadsheet.
public struct WorkbookDefinition: Hashable, Sendable {
  /// Who gets a workbook.
  public enum Recipient: String, Hashable, Sendable, CaseIterable {
    /// Each network: one of all its lists.
    case network = "pcn"
    /// Each practice: one of its own patients on the lists.
    case practice
  }

  /// Who gets a workbook.
  public var recipients: Set<Recipient>
  /// How many people a sheet shows, in the list's order, beside everybody with one of this week's places; nil for all.
  public var peopleShown: Int?
  /// The columns of the feed of actions that people fill in on the sheets of lists that take actions.
  public var filledIn: [String]

  /// Makes a definition.
  public init(recipients: Set<Recipient>, peopleShown: Int? = nil, filledIn: [String] = []) {
    self.recipients = recipients
    self.peopleShown = peopleShown
    self.filledIn = filledIn
  }
}

/// What the pages of the whole system show beside the measures of all networks.
public struct SystemPagesDefinition: Hashable, Sendable {
  /// The indicators whose differences between groups of people are shown, by name and in this order.
  public var indicators: [String]
  /// The columns of the person whose values are these groups.
  public var groups: [ProfileDefinition.Breakdown]
  /// The person's column of the district of residence; nil where nothing is shown by district.
  public var district: String?
  /// The lists that are held against the people whom they are drawn from, by name and in this order.
  public var lists: [String]
  /// What is held beside what to see whether care goes where need is; nil for no such page.
  public var inverseCare: InverseCareDefinition?

  /// Makes a definition.
  public init(
    indicators: [String] = [], groups: [ProfileDefinition.Breakdown] = [], district: String? = nil,
    lists: [String] = []
  ) {
    self.indicators = indicators
    self.groups = groups
    self.district = district
    self.lists = lists
  }
}

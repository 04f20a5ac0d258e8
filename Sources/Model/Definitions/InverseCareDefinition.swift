/// Care beside need, by groups of deprivation.
public struct InverseCareDefinition: Hashable, Sendable {
  /// The person's column of the groups, whose lowest value is the most deprived.
  public var column: String
  /// The indicators that say how much need there is, by name and in this order.
  public var need: [String]
  /// The indicators of care, of which a higher share is better, by name and in this order.
  public var care: [String]

  /// Makes a definition.
  public init(column: String, need: [String], care: [String]) {
    self.column = column
    self.need = need
    self.care = care
  }

  /// All of them.
  public var indicators: [String] { need + care }
}

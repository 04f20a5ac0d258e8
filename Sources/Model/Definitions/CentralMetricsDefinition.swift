/// What NHS England's Central Metrics Library asks of indicators and their definitions do not say.
///
/// Source: cml-schemas 3.0.0 (NHS England), metadata of a metric.
public struct CentralMetricsDefinition: Hashable, Sendable {
  /// The code of the whole system, such as an integrated care board's.
  public var location: String
  /// What kind of place the system is.
  public var locationType: String
  /// The business area that the metrics belong to.
  public var businessArea: String
  /// The part of the business area.
  public var businessSubArea: String
  /// Who answers for the metrics.
  public var owner: String
  /// What the persons' records are that are counted.
  public var source: String

  /// States what is asked.
  public init(
    location: String, locationType: String, businessArea: String, businessSubArea: String,
    owner: String, source: String
  ) {
    self.location = location
    self.locationType = locationType
    self.businessArea = businessArea
    self.businessSubArea = businessSubArea
    self.owner = owner
    self.source = source
  }
}

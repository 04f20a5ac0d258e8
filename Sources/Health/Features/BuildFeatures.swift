public import Expressions
public import Tables

/// The features of all persons.
public struct FeatureResult: Sendable {
  /// One column a feature, in the order of the definitions.
  public var columns: PersonTable
  /// What was found, one finding a feed at most.
  public var findings: [Finding]
}

/// Works out every feature of every person.
public func buildFeatures(
  _ definitions: [FeatureDefinition], persons: PersonTable, feeds: [String: Table],
  parameters: Parameters, campaigns: [String: Parameters]
) -> FeatureResult {
  FeatureResult(columns: PersonTable(Table(rowCount: persons.count)), findings: [])
}

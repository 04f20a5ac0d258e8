/// The features of one file, which are worked out together.
public struct FeatureSet: Hashable, Sendable {
  /// The set's name: that of its file.
  public var name: String
  /// The features, in the order of the file; each may read those before it.
  public var features: [FeatureDefinition]

  /// Makes a set.
  public init(name: String, features: [FeatureDefinition]) {
    self.name = name
    self.features = features
  }
}

public import Model

extension AggregateFile {
  /// How many people on lists are pointed to each service of a directory: `pathways.csv`.
  ///
  /// - Shape: as `countPointed` makes it, with the practices that are left out.
  public static func pathways(
    _ directory: PathwaysDefinition, _ table: AggregateTable
  ) -> AggregateFile? {
    guard let name = FileName("pathways") else { return nil }
    return AggregateFile(
      name: name, title: "People on lists who are pointed to each service",
      description:
        "\(directory.title). How many people who are on any list are pointed to a service by it, in the whole system and by district of residence where that is known: each person once for a service, whatever number of lists. Source of the services: \(directory.source)",
      table: table)
  }
}

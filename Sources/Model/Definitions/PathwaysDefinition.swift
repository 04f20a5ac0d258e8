public import Expressions

/// A directory of services: what can be offered, and to whom.
public struct PathwaysDefinition: Hashable, Sendable {
  /// The directory's name.
  public var name: String
  /// One line that says whose services these are.
  public var title: String
  /// Where it comes from.
  public var source: String
  /// The services; of several that meet a need a person is offered the first that is for them.
  public var services: [Service]

  /// Makes a directory.
  public init(name: String, title: String, source: String, services: [Service]) {
    self.name = name
    self.title = title
    self.source = source
    self.services = services
  }

  /// The positions of the services with a name or a need, in the directory's order.
  public func services(for name: String) -> [Int] {
    services.indices.filter { services[$0].name == name || services[$0].needs.contains(name) }
  }
}

/// A service that people can be offered.
public struct Service: Hashable, Sendable {
  /// The service's name.
  public var name: String
  /// What lists call it.
  public var title: String
  /// The needs that it meets.
  public var needs: [String]
  /// Whom it is for; unknown counts as no.
  ///
  /// Nil for everybody.
  public var eligible: CheckedExpression?
  /// Where it comes from.
  public var source: String

  /// Makes a service.
  public init(
    name: String, title: String, needs: [String], eligible: CheckedExpression?, source: String
  ) {
    self.name = name
    self.title = title
    self.needs = needs
    self.eligible = eligible
    self.source = source
  }
}

extension PathwaysDefinition {
  /// The names that a cohort may ask for: those of the services, and their needs.
  public var offers: Set<String> {
    Set(services.map(\.name) + services.flatMap(\.needs))
  }
}

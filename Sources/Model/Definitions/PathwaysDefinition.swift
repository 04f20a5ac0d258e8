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
  /// The needs that have a title, in the order in which a page has them.
  public var titledNeeds: [Need]

  /// A need that services meet.
  public struct Need: Hashable, Sendable {
    /// Its name, by which a cohort may ask for it.
    public var name: String
    /// What it is called.
    public var title: String

    /// Names a need.
    public init(name: String, title: String) {
      self.name = name
      self.title = title
    }
  }

  /// Makes a directory.
  public init(
    name: String, title: String, source: String, services: [Service], titledNeeds: [Need] = []
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.services = services
    self.titledNeeds = titledNeeds
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
  /// Whom it is for, in words; nil where nobody says.
  public var audience: String?
  /// Where it is, in words; nil where nobody says.
  public var places: String?

  /// Makes a service.
  public init(
    name: String, title: String, needs: [String], eligible: CheckedExpression?, source: String,
    audience: String? = nil, places: String? = nil
  ) {
    self.name = name
    self.title = title
    self.needs = needs
    self.eligible = eligible
    self.source = source
    self.audience = audience
    self.places = places
  }
}

extension PathwaysDefinition {
  /// The names that a cohort may ask for: those of the services, and their needs.
  public var offers: Set<String> {
    Set(services.map(\.name) + services.flatMap(\.needs))
  }

  /// All needs that services meet: those with a title first, and then by name in the order of the services.
  public var needs: [Need] {
    var needs = titledNeeds
    for name in services.flatMap(\.needs) where !needs.contains(where: { $0.name == name }) {
      let words = name.split(separator: "-").joined(separator: " ")
      needs.append(Need(name: name, title: words.prefix(1).uppercased() + words.dropFirst()))
    }
    return needs
  }
}

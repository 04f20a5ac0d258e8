/// The four phases of a run, in order.
public enum Phase: String, Hashable, Sendable, CaseIterable, Codable {
  /// Bytes to typed tables.
  case extract
  /// Contracts, rules and published figures held against them.
  case validate
  /// Persons, features, scores, segments, cohorts, indicators.
  case transform
  /// The files of a release.
  case load
}

extension Phase {
  /// Whether its stages find out whether the night can be gone on with.
  var checksFeeds: Bool { self == .extract || self == .validate }
}

/// A stage's name, `phase/name`, such as `transform/cohort-nhs-health-check`.
public struct StageName: Hashable, Sendable, Codable {
  /// The phase.
  public var phase: Phase
  /// The name within the phase.
  public var name: String

  /// Names a stage.
  public init(_ phase: Phase, _ name: String) {
    self.phase = phase
    self.name = name
  }

  /// Reads `phase/name`, or nil where the text is anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let phase = Phase(rawValue: String(parts[0])), !parts[1].isEmpty else {
      return nil
    }
    self.init(phase, String(parts[1]))
  }

  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let name = StageName(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a stage is phase/name"))
    }
    self = name
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension StageName: CustomStringConvertible {
  /// `phase/name`.
  public var description: String { "\(phase.rawValue)/\(name)" }
}

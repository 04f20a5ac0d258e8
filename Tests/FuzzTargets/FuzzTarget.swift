/// A way by which bytes that nobody vouches for reach phm, and what must hold whatever they are.
///
/// Beside not crashing, each target tries what reads the same thing in two ways, so that a wrong value is found as well as a trap.
/// `tools/fuzz` tries bytes by the million; the tests try what is kept in `Corpora`.
public struct FuzzTarget: Sendable {
  /// The target's name, which is that of its folder in `Corpora`.
  public let name: String
  private let trial: @Sendable ([UInt8], Scratch) throws -> Void

  init(_ name: String, _ trial: @escaping @Sendable ([UInt8], Scratch) throws -> Void) {
    self.name = name
    self.trial = trial
  }

  /// Tries some bytes.
  ///
  /// - Throws: `Violation` where what must hold does not; what the system says where a file cannot be written.
  public func attempt(_ bytes: [UInt8], in scratch: Scratch) throws {
    try trial(bytes, scratch)
  }

  /// All targets, by name.
  public static let all: [FuzzTarget] = [
    arrow, csv, expressions, gzip, xml, yaml,
  ]

  /// The target of a name; nil where there is none.
  public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// What did not hold.
public struct Violation: Error, CustomStringConvertible {
  /// What was expected, in a sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(Violation) {
  guard holds else { throw Violation(sentence()) }
}

/// What was made: the files and their rows, the dirt in them, and the targets asked and reached.
public struct SynthesisSummary: Hashable, Sendable {
  /// A file that was written.
  public struct File: Hashable, Sendable {
    /// Its name below the output folder.
    public var name: String
    /// Its data rows, records or events.
    public var rows: Int
    /// Its bytes before compression.
    public var bytes: Int
  }

  /// So many rows of a feed that are dirty in one way.
  public struct Dirt: Hashable, Sendable {
    /// The feed.
    public var feed: String
    /// The kind of dirt, such as `bad-check-digit`.
    public var kind: String
    /// How many rows.
    public var rows: Int
  }

  /// A figure that was aimed at, and what came of it.
  public struct Figure: Hashable, Sendable {
    /// The figure, such as `flu-65-and-over`.
    public var name: String
    /// The share aimed at.
    public var asked: Double
    /// Who was counted.
    public var denominator: Int
    /// How many of them have it.
    public var numerator: Int

    /// The share reached; zero where nobody was counted.
    public var reached: Double {
      denominator > 0 ? Double(numerator) / Double(denominator) : 0
    }
  }

  /// A practice that is odd on purpose.
  public struct OddPractice: Hashable, Sendable {
    /// The practice's code.
    public var code: String
    /// In which way, such as `short-extract`.
    public var oddity: String
  }

  /// Every file, in the order of their names.
  public var files: [File]
  /// Every kind of dirt that occurs.
  public var dirt: [Dirt]
  /// Practices that are odd on purpose.
  public var oddPractices: [OddPractice]
  /// The figures.
  public var figures: [Figure]
  /// Registered patients on the lists.
  public var patients: Int
  /// Practices on whose lists they are.
  public var practices: Int
  /// PCNs.
  public var networks: Int
}

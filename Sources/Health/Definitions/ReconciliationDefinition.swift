/// How the person-level feeds are held against published figures before anything is made from them.
public struct ReconciliationDefinition: Hashable, Sendable {
  /// The published list sizes.
  public var listSizes: ListSizeSource?
  /// The relative difference of a practice's list below which all is well.
  ///
  /// Source: list size against PDS in an NHS team's practice registration comparison: good below 5%, minor 5 to 20%,
  /// major from 20% (clinical.md B5.4).
  public var good: Double
  /// The relative difference from which a practice is held back.
  public var major: Double
  /// The published register counts; nil for none.
  public var registers: RegisterSource?

  /// Makes a definition.
  public init(
    listSizes: ListSizeSource?, good: Double = 0.05, major: Double = 0.20,
    registers: RegisterSource?
  ) {
    self.listSizes = listSizes
    self.good = good
    self.major = major
    self.registers = registers
  }
}

/// A feed of published register counts and the feed of register entries to hold against it.
public struct RegisterSource: Hashable, Sendable {
  /// The feed of published counts.
  public var feed: String
  /// Its column of the practice.
  public var practice: String
  /// Its column of the register's code.
  public var group: String
  /// Its column of the count.
  public var count: String
  /// The feed of register entries.
  public var entries: String
  /// That feed's column of the register's code.
  public var entryGroup: String
  /// That feed's column of the day from which an entry no longer counts.
  public var entryResolved: String

  /// Names a source.
  public init(
    feed: String, practice: String, group: String, count: String, entries: String,
    entryGroup: String, entryResolved: String
  ) {
    self.feed = feed
    self.practice = practice
    self.group = group
    self.count = count
    self.entries = entries
    self.entryGroup = entryGroup
    self.entryResolved = entryResolved
  }
}

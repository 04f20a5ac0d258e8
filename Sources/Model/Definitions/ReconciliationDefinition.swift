/// How the person-level feeds are held against published figures before anything is made from them.
public struct ReconciliationDefinition: Hashable, Sendable {
  /// The published list sizes.
  public var listSizes: ListSizeSource?
  /// The relative difference of a practice's list below which all is well.
  ///
  /// Source: list size against PDS in an NHS team's comparison: good below 5%, minor 5 to 20%, major from 20%
  /// (`practice_registration_comparison_all_direct_care` in ncl-icb-analytics/dbt-ncl-analytics).
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
  /// That feed's column of the person's number.
  public var entryKey: String
  /// That feed's column of the register's code.
  public var entryGroup: String
  /// That feed's column of the day from which an entry no longer counts.
  public var entryResolved: String
  /// How far the computed number may differ.
  public var tolerance: RegisterTolerance

  /// Names a source.
  public init(
    feed: String, practice: String, group: String, count: String, entries: String,
    entryKey: String, entryGroup: String, entryResolved: String,
    tolerance: RegisterTolerance = RegisterTolerance()
  ) {
    self.feed = feed
    self.practice = practice
    self.group = group
    self.count = count
    self.entries = entries
    self.entryKey = entryKey
    self.entryGroup = entryGroup
    self.entryResolved = entryResolved
    self.tolerance = tolerance
  }
}

/// How far a register that was computed from entries may differ from the published number.
///
/// - Source: an NHS team's comparison of computed registers with a supplier's counts: within 1% in aggregate, and within 2% or
///   5 patients for each practice (`compare_emis_qof_vs_pit_registers` in ncl-icb-analytics/dbt-ncl-analytics). That 5
///   patients pass in aggregate too is a project choice: of a small register 1% is less than a patient.
public struct RegisterTolerance: Hashable, Sendable {
  /// The relative difference up to which all practices together pass.
  public var aggregate: Double
  /// The relative difference up to which a practice passes.
  public var practice: Double
  /// The number of patients up to which a difference passes whatever its share.
  public var patients: Int

  /// Makes a tolerance.
  public init(aggregate: Double = 0.01, practice: Double = 0.02, patients: Int = 5) {
    self.aggregate = aggregate
    self.practice = practice
    self.patients = patients
  }
}

public import Model
public import Tables

/// How the person-level feeds compare with published figures.
public struct Reconciliation: Sendable {
  /// One row a practice, by code: `practice_code`, `registered`, `list_size`, `difference` (of the list size, signed),
  /// `outcome` (`good`, `minor`, `major`, `not-evaluated`).
  public var practices: Table
  /// Registers before disclosure control, by practice and register; `discloseRegisters` makes of them what is published.
  ///
  /// `level` (`system`, then `practice`), `practice_code`, `register`, `computed`, `published`, `difference` (of the published
  /// number, signed), `outcome` (`fail`, `not-evaluated`, `pass`); for the system `practices_passed` of
  /// `practices_evaluated`, those whose numbers it adds up.
  public var registers: PersonAggregate
  /// The practices whose list differs too much, by code.
  public var heldBack: [String]
  /// The practices with registrations and no one published list size, by code.
  public var withoutListSize: [String]
  /// The practices whose list differs too much and that an exception releases, by code.
  public var released: [String]
  /// Registers of practices that are far from what their patients' ages and sexes let expect, by practice and register.
  public var unexpected: [UnexpectedCount]
  /// What was found.
  public var findings: [Finding]
}

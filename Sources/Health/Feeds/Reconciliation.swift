public import Tables

/// How the person-level feeds compare with published figures.
public struct Reconciliation: Sendable {
  /// One row a practice, by code: `practice_code`, `registered`, `list_size`, `difference` (of the list size, signed),
  /// `outcome` (`good`, `minor`, `major`, `not-evaluated`).
  public var practices: Table
  /// One row a practice and register, by codes: `practice_code`, `register`, `computed`, `published`, `difference`,
  /// `outcome`.
  public var registers: Table
  /// The practices whose list differs too much, by code.
  public var heldBack: [String]
  /// What was found.
  public var findings: [Finding]
}

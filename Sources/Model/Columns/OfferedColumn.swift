/// The columns of who is offered which service.
public enum OfferedColumn {
  /// The person's row in the person table.
  public static let person = MemberColumn.person
  /// The service's name.
  public static let service = "service"
}

/// What a row counts of people who are pointed to services, in the column `StepColumn.kind`.
public enum PointedKind: String, CaseIterable, Sendable {
  /// People who are on any list.
  case listed
  /// Those of them who are pointed to at least one service.
  case pointed
  /// Those of them who are pointed to none.
  case notPointed = "not-pointed"
  /// Those of them who are pointed to the row's service.
  case service
}

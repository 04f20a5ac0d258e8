public import Expressions
import Tables

/// What can only come true, or later, when more events come: who has had something done by half of a feed has by all of it.
///
/// Of any other value half of a feed proves nothing: that somebody has no medicine, or that a last reading is high.
struct GrowingColumns {
  /// Columns that are true, or a day that is there and may only get later.
  private(set) var growing: Set<String> = []
  /// Columns that rest on no event.
  private(set) var constant: Set<String> = []

  /// Adds what a step makes, of which `restsOn` says what it rests on; `registrations` is the feed that holds no events.
  mutating func add(
    _ work: PersonWork, makes: [PersonColumn], restsOn: [String: FeedsRead], registrations: String
  ) {
    constant.formUnion(
      makes.map(\.name).filter { restsOn[$0]?.feeds.isSubset(of: [registrations]) ?? true })
    guard case .features(let set) = work else { return }
    for feature in set.features where !constant.contains(feature.name) {
      let grows =
        switch feature.kind {
        case .derived(let value): value.root.grows(self)
        case .reduced(let reduction):
          feature.personColumns.isSubset(of: constant)
            && reduction.operation.grows(isDay: makes.type(of: feature.name) == .day)
        }
      if grows { growing.insert(feature.name) }
    }
  }
}

extension [PersonColumn] {
  fileprivate func type(of name: String) -> ColumnType? { first { $0.name == name }?.type }
}

extension Reduction.Operation {
  /// Whether more events can only make the value true, larger or later.
  fileprivate func grows(isDay: Bool) -> Bool {
    switch self {
    case .exists, .count, .max: true
    // Values come in the order of days only where they are the days.
    case .last: isDay
    case .first, .min, .sum, .mean, .stddev: false
    }
  }
}

extension Expression {
  /// Whether the value can only come true, or get larger or later, when more events come.
  fileprivate func grows(_ columns: GrowingColumns) -> Bool {
    grows(growing: columns.growing, constant: columns.constant)
  }

  /// The same where some columns do so, and others never change with events.
  ///
  /// - Missing: what is not provable is no.
  public func grows(growing: Set<String>, constant: Set<String>) -> Bool {
    func grows(_ part: Expression) -> Bool { part.grows(growing: growing, constant: constant) }
    func isConstant(_ part: Expression) -> Bool { part.columnsNamed.isSubset(of: constant) }
    if isConstant(self) { return true }
    return switch self {
    case .column(let name, _): growing.contains(name)
    case .and(let parts), .or(let parts): parts.allSatisfy(grows)
    case .not(.isNull(let part)): grows(part)
    case .isTrue(let part), .shifted(let part, _), .asDecimal(let part): grows(part)
    case .comparison(.greater, let left, let right),
      .comparison(.greaterOrEqual, let left, let right):
      grows(left) && isConstant(right)
    case .comparison(.less, let left, let right),
      .comparison(.lessOrEqual, let left, let right):
      isConstant(left) && grows(right)
    default: false
    }
  }

  private var columnsNamed: Set<String> {
    if case .column(let name, _) = self { return [name] }
    return operands.reduce(into: []) { $0.formUnion($1.columnsNamed) }
  }
}

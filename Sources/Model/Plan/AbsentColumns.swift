import Expressions

extension PersonStep {
  /// The columns that the step makes and for which nothing was delivered: nobody can have a value that says anything.
  ///
  /// A column is absent where no feed that it is reduced or looked up from was delivered, or where all that it is worked
  /// out from is absent. `absent` are the columns of the steps before.
  public func absentColumns(undelivered: Set<String>, absent: Set<String>) -> [String] {
    var all = absent
    var own: [String] = []
    for column in makes {
      let isAbsent =
        switch column.origin {
        case .reduced(let reduction): reduction.feeds.allSatisfy { undelivered.contains($0) }
        case .lookedUp(let lookup): undelivered.contains(lookup.feed)
        case .derived(let value): !value.columns.isEmpty && value.columns.isSubset(of: all)
        default: false
        }
      if isAbsent {
        all.insert(column.name)
        own.append(column.name)
      }
    }
    return own
  }
}

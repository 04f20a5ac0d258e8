import Messages

/// The one line that is said where all tests of a pipeline hold.
public func report(of summary: TestSummary) -> String {
  if summary.tests == 0 { return "\(summary.pipeline): no definition has tests" }
  let kinds = summary.counts.filter { $0.count > 0 }.map { counted($0.count, $0.kind) }
  let definitions =
    kinds.count > 1
    ? kinds.dropLast().joined(separator: ", ") + " and \(kinds[kinds.count - 1])" : kinds[0]
  let rules =
    summary.untested.isEmpty
    ? "every rule has one"
    : "\(counted(summary.untested.count, "rule")) \(summary.untested.count == 1 ? "has" : "have") none (--every-rule lists them)"
  return "\(summary.pipeline): \(counted(summary.tests, "test")) of \(definitions) hold, \(rules)"
}

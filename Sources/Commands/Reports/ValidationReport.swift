import Messages
import Tables

/// What a contract says about some files.
public func report(of summary: ValidationSummary) -> String {
  var lines = [
    "\(summary.feed): \(grouped(summary.rows)) rows, \(grouped(summary.rejected)) rejected"
      + (summary.leftOut > 0 ? ", \(grouped(summary.leftOut)) left out by 'only'" : "")
      + (summary.notYetKnown > 0
        ? ", \(grouped(summary.notYetKnown)) after the reference date left out" : "")
      + (summary.replaced > 0 ? ", \(grouped(summary.replaced)) replaced within their record" : "")
  ]
  for (column, day) in summary.newest { lines.append("newest \(column): \(day)") }
  lines += findingLines(summary.findings)
  return lines.joined(separator: "\n")
}

/// Findings, worst first, with their first places.
func findingLines(_ findings: [Finding]) -> [String] {
  findings.sorted { ($1.grade, $0.rule) < ($0.grade, $1.rule) }.flatMap { finding in
    ["\(finding.grade.rawValue): \(finding.rule): \(finding.says) (\(grouped(finding.count)))"]
      + finding.places.map { "  \($0)" }
  }
}

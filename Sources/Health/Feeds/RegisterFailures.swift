import Tables

/// The rules about registers that differ from the published number.
///
/// Their findings are of true counts and for the data team; `discloseRegisters` makes those that may be published.
public let registerRules: Set<String> = [registerDiffers, registerTotalDiffers]

private let registerDiffers = "register-differs"
private let registerTotalDiffers = "register-total-differs"

/// How many registers were evaluated, and whose failed.
struct RegisterFailures {
  var evaluated = 0
  var failed = 0
  /// The practices of those that failed.
  var practices: Set<String> = []

  init(_ outcomes: [(practice: String?, outcome: RegisterOutcome?)]) {
    for case (let practice, let outcome?) in outcomes where outcome != .notEvaluated {
      evaluated += 1
      guard outcome == .fail else { continue }
      failed += 1
      if let practice, isPracticeCode(practice.utf8) { practices.insert(practice) }
    }
  }

  fileprivate func finding(_ rule: String, says what: String, feed: String) -> Finding? {
    guard failed > 0 else { return nil }
    return Finding(
      rule: rule, grade: .warning, feed: feed,
      says: "\(failed) of \(evaluated) \(what)", count: failed,
      organisations: sortedBytewise(practices))
  }
}

/// Says that registers differ; the remark says of which counts that is.
func registerFindings(
  _ ofPractices: RegisterFailures, _ ofAll: RegisterFailures, feed: String, remark: String
) -> [Finding] {
  let differ = "differ from the published number by too much" + remark
  return [
    ofPractices.finding(registerDiffers, says: "registers of practices \(differ)", feed: feed),
    ofAll.finding(
      registerTotalDiffers, says: "registers of all practices together \(differ)", feed: feed),
  ].compactMap { $0 }
}

import Messages
public import Model

/// A text that must go with a score wherever it goes.
public struct ScoreNotice: Hashable, Sendable {
  /// The score's name.
  public let score: String
  /// The score's version.
  public let version: String
  /// The text.
  public let text: String

  /// The notice of a score, or nil where it has none.
  public init?(of score: ScoreDefinition) {
    let texts = [
      score.notice, score.answeredBy.map { sentence(forAnswer: $0, device: score.device) },
    ]
    .compactMap { $0 }
    guard !texts.isEmpty else { return nil }
    self.score = score.name
    version = score.version
    text = texts.joined(separator: "\n\n")
  }

  /// Whether the score stands among the columns that a list reads.
  public func isRead(byColumns columns: Set<String>) -> Bool {
    ScoreColumn.allCases.contains { columns.contains($0.name(of: score)) }
  }
}

/// What is missing on tonight's lists, and why.
func missingRemarks(_ sheets: [SheetDescription], remarks: [String]) -> [String] {
  sheets.filter { !$0.undelivered.isEmpty && !$0.isBesideList }.map {
    remark(forList: $0.name.text, without: $0.undelivered)
  } + remarks
}

/// What must be known of some sheets whatever is on them: what each may be used for, and score, version and text of each notice.
func standingRemarks(_ notices: [ScoreNotice], sheets: [SheetDescription]) -> [String] {
  let terms = remark(
    forTerms: sheets.compactMap { sheet in
      sheet.terms.map { (file: sheet.name.text + ".csv", terms: $0) }
    })
  return [terms].compactMap { $0 }
    + notices.map { "\($0.score), version \($0.version)\n\n\(trimmed($0.text))" }
}

/// The file `NOTICES.txt`: what a network should know of tonight's lists, what each may be used for, and score, version and
/// text of each notice; nil where there is nothing.
func noticesText(
  _ notices: [ScoreNotice], sheets: [SheetDescription], remarks: [String]
) -> [UInt8]? {
  let parts = (missingRemarks(sheets, remarks: remarks) + standingRemarks(notices, sheets: sheets))
    .map { $0 + "\n" }
  guard !parts.isEmpty else { return nil }
  return Array(parts.joined(separator: "\n\n").utf8)
}

private func trimmed(_ text: String) -> String {
  var text = Substring(text)
  while text.last?.isWhitespace == true { text.removeLast() }
  return String(text)
}

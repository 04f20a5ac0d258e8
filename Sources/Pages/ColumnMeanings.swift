import Messages
import Model
import Definitions
import Expressions
import Formats

/// What each column of the person means, in the words of the definitions.
struct ColumnMeanings {
  /// One column.
  struct Meaning {
    /// The feeds or the definition that it comes from.
    var from: String
    /// How it comes about.
    var how: String
    /// The columns of the person that it is worked out from.
    var reads: Set<String> = []
  }

  private(set) var ofColumn: [String: Meaning] = [:]

  init(_ plan: PersonPlan?) {
    for column in plan?.columns ?? [] {
      ofColumn[column.name] = Meaning(
        from: from(column.origin), how: how(column.origin), reads: column.origin.reads)
    }
  }

  /// What some columns mean, and those that they are worked out from, in the order of their names.
  func lines(of columns: Set<String>) -> [String] {
    var wanted: Set<String> = []
    var open = columns
    while let name = open.popFirst() {
      guard let meaning = ofColumn[name], wanted.insert(name).inserted else { continue }
      open.formUnion(meaning.reads.subtracting(wanted))
    }
    let rows = wanted.sorted().compactMap { name in
      ofColumn[name].map { [code(name), $0.from, $0.how] }
    }
    return collapsible(
      "What these rules read: \(counted(rows.count, "column"))",
      markdownTable(["Column", "From", "How"], rows))
  }
}

/// The feeds or the definition that a column comes from.
private func from(_ origin: ColumnOrigin) -> String {
  switch origin {
  case .delivered(let feed), .secondaryUse(let feed, _, _): code(feed)
  case .practiceStatus(let feeds), .network(let feeds):
    feeds.map { code($0) }.joined(separator: " or ")
  case .lookedUp(let lookup): code(lookup.feed)
  case .derived, .optOut: "worked out"
  case .reduced(let reduction): reduction.feeds.map { code($0) }.joined(separator: ", ")
  case .score(let name, let title, _): "[\(prose(title))](../scores/\(name).md)"
  case .segment(let set, let title), .element(let set, let title, _):
    "[\(prose(title))](../segments/\(set).md)"
  }
}

/// What all must hold; everybody where nothing must.
private func conditions(_ texts: [String]) -> String {
  texts.isEmpty ? "everybody" : texts.map { code($0) }.joined(separator: " and ")
}

/// How a column comes about.
private func how(_ origin: ColumnOrigin) -> String {
  switch origin {
  case .delivered: "as delivered"
  case .practiceStatus: "whether the practice has a list, and why not"
  case .network: "the practice's network on the day"
  case .secondaryUse(_, let condition, let optOuts):
    conditions([condition].compactMap { $0?.text } + optOuts.map { "not \($0.column)" })
  case .optOut(_, let condition): code(condition.text)
  case .lookedUp(let lookup): "\(code(lookup.take)) of the person's \(code(lookup.on))"
  case .derived(let value): code(value.text)
  case .reduced(let reduction): how(reduction)
  case .score(_, _, let column): meaning(of: column)
  case .segment: "the segment"
  case .element(_, _, let element): prose(element)
  }
}

func how(_ reduction: Reduction) -> String {
  var how = code(
    [reduction.operation.rawValue, reduction.value].compactMap { $0 }.joined(separator: " "))
  if let by = reduction.by, by != reduction.value { how += " by \(code(by))" }
  if let condition = reduction.condition { how += " where \(code(condition.text))" }
  return how
}

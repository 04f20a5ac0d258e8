package import Model

/// How a column of the person comes about, in a sentence for the reader of a list.
package func meaning(of origin: ColumnOrigin) -> String {
  switch origin {
  case .delivered(let feed): "As the feed \(feed) has it."
  case .practiceStatus: "Whether the practice has a list tonight."
  case .network: "The practice's network on the reference date."
  case .secondaryUse: "Whether the person may be counted in aggregates."
  case .optOut(let optOut, _):
    "Whether the person has a \(optOut.title); missing where it is not known."
  case .lookedUp(let lookup): "By the person's \(lookup.on), from the feed \(lookup.feed)."
  case .derived: "Worked out from other values of the person."
  case .reduced(let reduction): meaning(of: reduction)
  case .score(_, let title, let column): "\(title): \(meaning(of: column))."
  case .segment(_, let title): "\(title): the person's segment."
  case .element(_, _, let element): "\(element)."
  }
}

private func meaning(of reduction: Reduction) -> String {
  let feeds = reduction.feeds.joined(separator: " and ")
  switch reduction.operation {
  case .exists: return "Whether there is such an entry in \(feeds)."
  case .count: return "How many such entries there are in \(feeds)."
  case .first: return "The earliest in \(feeds)."
  case .last: return "The latest in \(feeds)."
  case .min: return "The smallest in \(feeds)."
  case .max: return "The largest in \(feeds)."
  case .sum: return "The sum of those in \(feeds)."
  case .mean: return "The mean of those in \(feeds)."
  case .stddev: return "The standard deviation of those in \(feeds)."
  }
}

/// What a score's column is, in a few words.
package func meaning(of column: ScoreColumn) -> String {
  switch column {
  case .score: "the score"
  case .band: "its band"
  case .percentile: "its percentile"
  case .origin: "recorded or estimated"
  case .without: "why there is none"
  case .tier: "its tier"
  }
}

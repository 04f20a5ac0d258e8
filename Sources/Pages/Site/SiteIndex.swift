import Charts
import Definitions
import Expressions
import Formats
import Messages
import Model

extension DefinitionSite {
  /// One line of the index: a definition, and the words by which it is found beside those that are seen.
  private struct Entry {
    var name: String
    var title: String
    var target: String
    var words = ""
  }

  /// The first page: everything by kind, with a field for words where scripts run.
  var index: Markup {
    let path = "index.html"
    return document("\(pipeline.title): all definitions", at: path, hasScript: true) {
      element("p", ["class": "lead"]) { lead(ofSite: pipeline.name) }
      element("form", ["class": "search", "hidden": "hidden", "role": "search"]) {
        element("label", ["for": "words"]) { siteSearchLabel }
        element("input", ["id": "words", "type": "search", "autocomplete": "off"])
        element("p", ["role": "status", "class": "note"]) { "" }
      }
      for kind in SiteKind.allCases {
        let entries = entries(of: kind)
        if !entries.isEmpty { list(kind, entries, from: path) }
      }
    }
  }

  private func list(_ kind: SiteKind, _ entries: [Entry], from path: String) -> Markup {
    let list = element("ul", ["class": "definitions"]) {
      for entry in entries {
        element("li", ["data-words": entry.words]) {
          link(entry.title, to: entry.target, from: path)
          element("code") { entry.name }
        }
      }
    }
    return element("section", ["class": "kind"]) {
      element("h2") { kind.rawValue }
      element("details", entries.count > 80 ? [:] : ["open": "open"]) {
        element("summary") { counted(entries.count, "entry", "entries") }
        list
      }
    }
  }

  private func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(grouped(count)) \(count == 1 ? one : many)"
  }

  private func entries(of kind: SiteKind) -> [Entry] {
    switch kind {
    case .cohorts: cohortEntries
    case .priority: priorityEntries
    case .indicators: indicatorEntries
    case .scores:
      pipeline.scores.map(\.value).map { score in
        Entry(
          name: score.name, title: score.title, target: "scores/\(score.name).html",
          words: words([score.source] + score.expressions.map(\.text)))
      }
    case .segments:
      pipeline.segmentations.map(\.value).map { set in
        Entry(
          name: set.name, title: set.title, target: "segments/\(set.name).html",
          words: words([set.source] + set.flags.map(\.when.text)))
      }
    case .features: featureEntries
    case .people:
      (plan?[PersonPlan.population]?.makes ?? []).map { column in
        Entry(
          name: column.name, title: column.heading, target: "people.html#\(column.name)",
          words: meaning(of: column.origin))
      }
    case .feeds:
      pipeline.feeds.map(\.value).map { feed in
        Entry(
          name: feed.contract.name, title: feed.title, target: "feeds/\(feed.contract.name).html",
          words: words(feed.contract.files))
      }
    case .feedColumns: feedColumnEntries
    case .others: otherEntries
    }
  }

  private func words(_ texts: [String]) -> String { texts.joined(separator: " ") }

  private var cohortEntries: [Entry] {
    pipeline.cohorts.map(\.value).map { cohort in
      Entry(
        name: cohort.name, title: cohort.title, target: "cohorts/\(cohort.name).html",
        words: words(
          [cohort.source, cohort.eligible.text]
            + cohort.exclusions.flatMap { [$0.because, $0.when.text] }
            + cohort.reasons.flatMap { [$0.says, $0.when.text] }))
    }
  }

  private var priorityEntries: [Entry] {
    [pipeline.impact?.value].compactMap { $0 }.map { impact in
      Entry(
        name: impact.name, title: impact.title, target: "priority.html",
        words: words([impact.source] + impact.redFlags.map(\.because)))
    }
  }

  private var indicatorEntries: [Entry] {
    pipeline.indicators.map(\.value).map { indicator in
      var texts = [indicator.source]
      if case .persons(let proportion) = indicator.kind {
        texts += proportion.expressions.map(\.text)
      }
      return Entry(
        name: indicator.name, title: indicator.title, target: "indicators/\(indicator.name).html",
        words: words(texts))
    }
  }

  private var featureEntries: [Entry] {
    pipeline.features.map(\.value).flatMap { set in
      set.features.map { feature in
        Entry(
          name: feature.name, title: feature.title ?? capitalised(spaced(feature.name)),
          target: "features/\(set.name).html#\(feature.name)",
          words: words([set.name] + [feature.expression?.text].compactMap { $0 }))
      }
    }
  }

  private var feedColumnEntries: [Entry] {
    pipeline.feeds.map(\.value).flatMap { feed in
      feed.columns.map { column in
        let name = feed.contract.name
        return Entry(
          name: "\(name).\(column.name)", title: capitalised(spaced(column.name)),
          target: "feeds/\(name).html#\(column.name)", words: feed.title)
      }
    }
  }

  private var otherEntries: [Entry] {
    catalogue.pages.map(\.path).filter { ["data-flows.md", "actions.md"].contains($0) }.map {
      path in
      let name = String(path.dropLast(".md".count))
      return Entry(
        name: name, title: capitalised(String(name.map { $0 == "-" ? " " : $0 })),
        target: "\(name).html")
    }
  }
}

import Charts
import Definitions
import Expressions
import Formats
import Messages
import Model
import Publishing
import Tables

/// The definitions of a pipeline as pages that a browser opens from a folder: no server, and nothing from anywhere else.
///
/// ```
/// index.html   feeds/<feed>.html   people.html   features/<file>.html   scores/<score>.html   segments/<set>.html
///              cohorts/<cohort>.html   indicators/<indicator>.html   priority.html   actions.html   data-flows.html
/// ```
///
/// Every page works without a script; that of the index only hides what does not have the words that are looked for.
package struct DefinitionSite {
  /// The definitions, with the pages that they have in Markdown.
  let catalogue: Catalogue
  let plan: PersonPlan?
  let lineage: ColumnLineage?
  /// Where the page of each column of the person is.
  let columnPages: [String: String]
  /// The cohorts whose step reads each column of the person at once.
  let cohortsReading: [String: [String]]
  /// The indicators that read each column of the person at once.
  let indicatorsReading: [String: [String]]
  /// The columns of lists that show each column of the person at once, by cohort.
  let shownBy: [String: [(cohort: String, column: String)]]
  /// The plan of each cohort's list.
  let lists: [String: TargetListPlan]

  var pipeline: PipelineDefinition { catalogue.pipeline }

  /// Puts the site of a catalogue together.
  package init(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    plan = catalogue.plan
    let pipeline = catalogue.pipeline
    lineage = plan.flatMap { plan in
      pipeline.population.map { population in
        ColumnLineage(
          plan, population: population.value,
          workedOutInFeeds: Dictionary(
            pipeline.feeds.map { feed in
              (
                feed.value.contract.name,
                Dictionary(
                  feed.value.rules.computed.map { ($0.name, $0.value.columns) }
                ) { first, _ in first }
              )
            }
          ) { first, _ in first })
      }
    }
    lists = DefinitionSite.lists(of: pipeline, plan)
    var pages: [String: String] = [:]
    var cohorts: [String: [String]] = [:]
    var indicators: [String: [String]] = [:]
    for step in plan?.steps ?? [] {
      for column in step.makes { pages[column.name] = DefinitionSite.page(of: column, step) }
      switch step.work {
      case .cohort(let cohort, _):
        for column in step.reads { cohorts[column, default: []].append(cohort.name) }
      case .indicator(let indicator, _):
        for column in step.reads { indicators[column, default: []].append(indicator.name) }
      default: break
      }
    }
    columnPages = pages
    cohortsReading = cohorts
    indicatorsReading = indicators
    var shown: [String: [(cohort: String, column: String)]] = [:]
    for cohort in pipeline.cohorts.map(\.value.name) {
      for origin in lists[cohort]?.origins ?? [] {
        for column in origin.personColumns {
          shown[column, default: []].append((cohort: cohort, column: origin.field.name))
        }
      }
    }
    shownBy = shown
  }

  private static func lists(
    of pipeline: PipelineDefinition, _ plan: PersonPlan?
  ) -> [String: TargetListPlan] {
    guard let plan else { return [:] }
    let wanted = pipeline.publish.value.segmentation
    let sources = ListSources(
      plan.vocabulary,
      segmentation: pipeline.segmentations.first { $0.value.name == wanted || wanted == nil }?
        .value,
      columns: plan.columns)
    var lists: [String: TargetListPlan] = [:]
    for cohort in pipeline.cohorts.map(\.value) {
      lists[cohort.name] = TargetListPlan(
        of: cohort, score: pipeline.scores.first { $0.value.name == cohort.score }?.value,
        noticed: [], undelivered: [],
        own: plan[PersonPlan.name(ofCohort: cohort.name)]?.ownColumns ?? [], sources: sources)
    }
    return lists
  }

  private static func page(of column: PersonColumn, _ step: PersonStep) -> String {
    switch step.work {
    case .features(let set): "features/\(set.name).html#\(column.name)"
    case .score(let score): "scores/\(score.name).html"
    case .segments(let set): "segments/\(set.name).html"
    default: "people.html#\(column.name)"
    }
  }

  /// The pages, each with its path in the site's folder.
  package var pages: [(path: String, text: String)] {
    var pages = [("index.html", index.text)]
    pages += pipeline.feeds.map { ("feeds/\($0.value.contract.name).html", page(of: $0).text) }
    if let population = pipeline.population {
      pages.append(("people.html", page(of: population).text))
    }
    pages += pipeline.features.map { ("features/\($0.value.name).html", page(of: $0).text) }
    pages += pipeline.indicators.map { ("indicators/\($0.value.name).html", page(of: $0).text) }
    if let impact = pipeline.impact { pages.append(("priority.html", page(of: impact).text)) }
    return pages + markdownPages
  }

  // MARK: Pages that the catalogue has in Markdown

  private var markdownPages: [(path: String, text: String)] {
    catalogue.pages.filter { $0.path != "README.md" }.map { page in
      let path = DefinitionSite.htmlPath(of: page.path)
      let lines = page.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        String($0)
      }
      // Bold and code stand in no title.
      let title = lines.first { $0.hasPrefix("# ") }.map {
        SiteMarkdown.plain(String($0.dropFirst(2)))
      }
      let body = SiteMarkdown(
        code: { code($0, from: path) },
        link: { DefinitionSite.target(of: $0) }
      ).markup(lines)
      let name = path.split(separator: "/").last.map { String($0.dropLast(".html".count)) } ?? ""
      return (
        path,
        document(title ?? name, at: path) {
          body
          if path.hasPrefix("cohorts/") { lineage(ofCohort: name, from: path) }
        }.text
      )
    }
  }

  private static func htmlPath(of path: String) -> String {
    path == "README.md" ? "index.html" : String(path.dropLast(".md".count)) + ".html"
  }

  /// Where a link of a page of the catalogue leads in the site; nil for the file of a definition, which is not in it.
  private static func target(of link: String) -> String? {
    guard link.hasSuffix(".md"), !link.contains("/pipelines/") else { return nil }
    return link.hasSuffix("README.md")
      ? String(link.dropLast("README.md".count)) + "index.html"
      : String(link.dropLast(".md".count)) + ".html"
  }

  // MARK: Links

  /// The way from a page to another.
  func way(to target: String, from page: String) -> String {
    String(repeating: "../", count: page.count { $0 == "/" }) + target
  }

  /// A link to another page.
  func link(_ words: String, to target: String, from page: String) -> Markup {
    element("a", ["href": way(to: target, from: page)]) { words }
  }

  /// A column of the person, with a link to where it comes from.
  func column(_ name: String, from page: String) -> Markup {
    element("code") {
      if let target = columnPages[name] { link(name, to: target, from: page) } else { name }
    }
  }

  /// A column of a feed, with a link to the feed's page.
  func column(_ column: FeedColumn, from page: String) -> Markup {
    element("code") {
      if hasFeed(column.feed) {
        link(
          "\(column.feed).\(column.column)", to: "feeds/\(column.feed).html#\(column.column)",
          from: page)
      } else {
        "\(column.feed).\(column.column)"
      }
    }
  }

  private func hasFeed(_ name: String) -> Bool {
    pipeline.feeds.contains { $0.value.contract.name == name }
  }

  /// A piece of a definition, in which columns of the person lead to where they come from.
  ///
  /// A name that a feed of events has too is not told apart from it, and leads nowhere.
  func code(_ text: String, from page: String) -> Markup {
    let text = text.replacing("\\|", with: "|")
    if hasFeed(text) { return element("code") { link(text, to: "feeds/\(text).html", from: page) } }
    return element("code") {
      for word in SiteWords(of: text) {
        if let target = columnPages[word.text], word.isName, !eventColumns.contains(word.text) {
          link(word.text, to: target, from: page)
        } else {
          word.text
        }
      }
    }
  }

  private var eventColumns: Set<String> {
    pipeline.feeds.filter { $0.value.rules.grain == .event }
      .reduce(into: []) { $0.formUnion($1.value.columns.map(\.name)) }
  }
}

/// The words of an expression and what stands between them; what stands in quotes is none.
struct SiteWords: Sequence {
  let all: [(text: String, isName: Bool)]

  init(of text: String) {
    var all: [(text: String, isName: Bool)] = []
    var isQuoted = false
    for character in text {
      if character == "'" { isQuoted.toggle() }
      let isName =
        !isQuoted
        && (character == "_" || character.isASCII && (character.isLetter || character.isNumber))
      if let last = all.last, last.isName == isName {
        all[all.count - 1].text.append(character)
      } else {
        all.append((text: String(character), isName: isName))
      }
    }
    self.all = all
  }

  func makeIterator() -> some IteratorProtocol<(text: String, isName: Bool)> { all.makeIterator() }
}

extension SiteMarkdown {
  /// A line of Markdown without its signs.
  static func plain(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").filter {
      !["\\", "`", "*"].contains($0)
    }
  }
}

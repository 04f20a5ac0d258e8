import Charts
import Definitions
import Expressions
import Formats
import Messages
import Model
import Publishing
import Tables

extension DefinitionSite {
  /// Where what a cohort's list shows comes from, and what decides who is on it.
  func lineage(ofCohort name: String, from path: String) -> Markup {
    guard let lineage, let step = plan?[PersonPlan.name(ofCohort: name)], let list = lists[name]
    else { return .nothing }
    return element("section") {
      element("h2") { SiteTitle.whereFrom }
      pageTable(
        "Columns of the list \(name)",
        ["Column", "Is", "Column of the person", "Columns of feeds"],
        list.origins.map { origin in
          [
            .markup(element("code", ["id": "list-\(origin.field.name)"]) { origin.field.name }),
            .text(
              origin.field.description.map { "\($0.title). \($0.text)" } ?? "as its heading says"),
            .markup(
              fold(
                origin.personColumns.map { column($0, from: path) }, "column",
                none: "made of the list itself")),
            .markup(
              fold(
                lineage.feedColumns(behind: origin.personColumns).sorted().map {
                  column($0, from: path)
                }, "column", none: SiteNothing.sources)),
          ]
        }, kind: "wide")
      element("h2") { SiteTitle.decidedBy }
      byFeed(lineage.feedColumns(behind: step.reads), from: path)
    }
  }

  /// Columns of feeds, a line a feed.
  private func byFeed(_ columns: Set<FeedColumn>, from path: String) -> Markup {
    let feeds = pipeline.feeds.map(\.value.contract.name).filter { feed in
      columns.contains { $0.feed == feed }
    }
    return element("ul") {
      for feed in feeds {
        element("li") {
          inOrder(columns.filter { $0.feed == feed }.sorted().map { column($0, from: path) })
        }
      }
    }
  }

  /// The page of an indicator.
  func page(of defined: Defined<IndicatorDefinition>) -> Markup {
    let indicator = defined.value
    let path = "indicators/\(indicator.name).html"
    return document(indicator.title, at: path) {
      sourceLine(indicator.source)
      facts(
        [
          ("Name", element("code") { indicator.name }),
          ("Target", Markup(indicator.target.map { "\(percent($0))" } ?? "none")),
          ("Better", Markup(words(of: indicator.betterWay))),
          ("Season", Markup(indicator.campaign ?? "none")),
          ("Defined in", element("code") { defined.file }),
        ])
      element("h2") { SiteTitle.fraction }
      switch indicator.kind {
      case .persons(let proportion): persons(proportion, of: indicator, from: path)
      case .published(let proportion): published(proportion, from: path)
      }
    }
  }

  private func words(of way: BetterWay) -> String {
    switch way {
    case .higher: "higher"
    case .lower: "lower"
    case .neither: "neither way"
    }
  }

  private func persons(
    _ proportion: PersonProportion, of indicator: IndicatorDefinition, from path: String
  ) -> Markup {
    var rows = [
      ("Counted", proportion.denominator), ("Of them", proportion.numerator),
    ]
    if let last = proportion.last {
      rows += [
        ("Last season: counted", last.denominator), ("Last season: of them", last.numerator),
      ]
    }
    if let expected = proportion.expected { rows.append(("Expected of each", expected)) }
    let reads = plan?[PersonPlan.name(ofIndicator: indicator.name)]?.reads ?? []
    return facts(
      rows.map { ($0.0, code($0.1.text, from: path)) } + [
        (
          "Also split by",
          proportion.by.isEmpty
            ? Markup("nothing") : inOrder(proportion.by.map { column($0, from: path) })
        )
      ])
      + element("h2") { SiteTitle.feedsBehind }
      + byFeed(lineage?.feedColumns(behind: reads) ?? [], from: path)
  }

  private func published(_ proportion: PublishedProportion, from path: String) -> Markup {
    func cell(_ name: String) -> Markup { column(FeedColumn(proportion.feed, name), from: path) }
    return facts([
      ("Counted", cell(proportion.denominator)), ("Of them", cell(proportion.numerator)),
      ("Practice", cell(proportion.practice)),
      (
        "Areas",
        proportion.geography.map { feed in
          inOrder(proportion.areas.map { column(FeedColumn(feed, $0.code), from: path) })
        } ?? Markup("none")
      ),
    ])
  }

  /// The page of who is reached first over all lists.
  func page(of defined: Defined<ImpactDefinition>) -> Markup {
    let impact = defined.value
    let path = "priority.html"
    return document(impact.title, at: path) {
      sourceLine(impact.source)
      facts([
        ("Name", element("code") { impact.name }), ("Version", Markup(impact.version)),
        ("Need", code(impact.need.text, from: path)),
        ("Defined in", element("code") { defined.file }),
      ])
      if !impact.redFlags.isEmpty {
        pageTable(
          SiteTitle.redFlags, ["Why", "When"],
          impact.redFlags.map { [.text($0.because), .markup(code($0.when.text, from: path))] },
          kind: "wide")
      }
      pageTable(
        SiteTitle.benefits, ["List", "Benefit", "Source"],
        impact.benefits.map { benefit in
          [
            .markup(link(benefit.cohort, to: "cohorts/\(benefit.cohort).html", from: path)),
            .markup(code(benefit.benefit.text, from: path)), .text(benefit.source),
          ]
        }, kind: "wide")
      if !impact.equity.isEmpty {
        pageTable(
          SiteTitle.equity, ["Why", "When", "Weight"],
          impact.equity.map {
            [
              .text($0.because), .markup(code($0.when.text, from: path)),
              .number(text(of: .decimal($0.weight))),
            ]
          }, kind: "wide")
      }
      SiteMarkdown(code: { code($0, from: path) }, link: { _ in nil })
        .markup(workedExamples(catalogue.tests(of: defined.file)))
    }
  }
}

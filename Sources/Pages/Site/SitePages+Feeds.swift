import Charts
import Definitions
import Expressions
import Formats
import Messages
import Model
import Tables

extension DefinitionSite {
  /// The page of a feed: its files, its columns and what comes of each, its rules.
  func page(of defined: Defined<FeedDefinition>) -> Markup {
    let feed = defined.value
    let name = feed.contract.name
    let path = "feeds/\(name).html"
    return document(feed.title, at: path) {
      facts([
        ("Name", element("code") { name }),
        ("Files", Markup(feed.contract.files.joined(separator: ", "))),
        ("Must be there", Markup(feed.contract.isRequired ? "yes" : "no")),
        ("One row is", Markup(words(of: feed.rules.grain))),
        ("Reaches back", Markup(feed.rules.history?.text ?? "not stated")),
        ("Defined in", element("code") { defined.file }),
      ])
      element("h2") { SiteTitle.columns }
      pageTable(
        "Columns of \(name)",
        ["Column", "What it holds", "Where", "Makes", "Is read for the lists", "Is shown as"],
        feed.columns.map { row(of: FeedColumn(name, $0.name), $0.type, feed, from: path) },
        kind: "wide")
      rules(of: feed, from: path)
    }
  }

  private func words(of grain: FeedRules.Grain) -> String {
    switch grain {
    case .person: "a registration of a person"
    case .event: "an event of a person"
    case .reference: "about no person"
    }
  }

  private func row(
    of column: FeedColumn, _ type: ColumnType, _ feed: FeedDefinition, from path: String
  ) -> [PageCell] {
    let contract = feed.contract.columns.first { $0.name == column.column }
    let computed = feed.rules.computed.first { $0.name == column.column }
    let made = lineage?.takenFrom[column] ?? []
    let reached = lineage?.results(of: made) ?? []
    return [
      .markup(element("code", ["id": column.column]) { column.column }),
      .text(said(type) + (contract?.isRequired == true ? ", in every row" : "")),
      contract.map { .text(said($0.source)) }
        ?? .markup(code(computed?.value.text ?? "", from: path)),
      .markup(
        fold(
          made.sorted().map { self.column($0, from: path) }, "column",
          none: column.column == feed.rules.key ? "whose row it is" : SiteNothing.reads)),
      .markup(fold(cohorts(reading: reached, from: path), "list", none: SiteNothing.lists)),
      .markup(fold(listColumns(showing: reached, from: path), "column", none: SiteNothing.shown)),
    ]
  }

  private func said(_ source: ColumnContract.Source) -> String {
    switch source {
    case .header(let names): names.joined(separator: " or ")
    case .position(let number): "column \(number)"
    case .path(let path): path
    case .constant(let text): "'\(text)' in every row"
    }
  }

  /// A type in words.
  func said(_ type: ColumnType) -> String {
    switch type {
    case .boolean: "yes or no"
    case .integer: "a whole number"
    case .decimal: "a number"
    case .day: "a day"
    case .text: "a text"
    case .identifier: "an NHS number"
    case .pseudonym: "a pseudonym"
    }
  }

  private func rules(of feed: FeedDefinition, from path: String) -> Markup {
    let rules = feed.rules
    var rows = rules.rules.map { rule in
      [
        PageCell.text(rule.name), .markup(code(rule.holds.text, from: path)), .text(rule.says),
        .text(verdict(of: rule.grade)),
      ]
    }
    rows += rules.checks.map { check in
      [
        .text("\(check.column)-format"), .markup(element("code") { check.format.rawValue }),
        .text("\(check.column) is not in its format"), .text(verdict(of: check.grade)),
      ]
    }
    rows += rules.known.map { rule in
      [
        .text(rule.name), .markup(column(FeedColumn(rule.feed, rule.key), from: path)),
        .text(rule.says), .text(verdict(of: rule.grade)),
      ]
    }
    guard !rows.isEmpty || rules.only != nil else { return .nothing }
    return element("h2") { SiteTitle.rules }
      + (rules.only.map { only in
        element("p") {
          "Only rows for which "
          code(only.text, from: path)
          " are used; others are left out and counted."
        }
      } ?? .nothing)
      + (rows.isEmpty
        ? .nothing
        : pageTable(
          "Rules of \(feed.contract.name)", ["Rule", "Must hold", "Else", "Then"], rows,
          kind: "wide"))
  }

  /// Facts below each other, each beside what it is.
  func facts(_ facts: [(name: String, value: Markup)]) -> Markup {
    element("dl") {
      for fact in facts {
        element("dt") { fact.name }
        element("dd") { fact.value }
      }
    }
  }

  /// Links to the cohorts whose steps read any of some columns of the person.
  func cohorts(reading columns: Set<String>, from path: String) -> [Markup] {
    let read = columns.reduce(into: Set<String>()) { $0.formUnion(cohortsReading[$1] ?? []) }
    return pipeline.cohorts.map(\.value.name).filter { read.contains($0) }
      .map { link($0, to: "cohorts/\($0).html", from: path) }
  }

  /// Links to the columns of lists that show any of some columns of the person; a column that all lists show is named once.
  func listColumns(showing columns: Set<String>, from path: String) -> [Markup] {
    var cohorts: [String: [String]] = [:]
    for column in columns {
      for shown in shownBy[column] ?? [] {
        cohorts[shown.column, default: []].append(shown.cohort)
      }
    }
    return cohorts.sorted { $0.key < $1.key }.flatMap { column, names -> [Markup] in
      let distinct = Set(names)
      if distinct.count == pipeline.cohorts.count, distinct.count > 1,
        let first = pipeline.cohorts.first
      {
        return [
          link(
            "\(column) of every list", to: "cohorts/\(first.value.name).html#list-\(column)",
            from: path)
        ]
      }
      return distinct.sorted().map {
        link("\(column) of \($0)", to: "cohorts/\($0).html#list-\(column)", from: path)
      }
    }
  }
}

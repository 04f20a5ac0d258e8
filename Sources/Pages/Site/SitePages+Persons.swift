import Charts
import Definitions
import Expressions
import Messages
import Model
import Tables

extension DefinitionSite {
  /// The page of the population: who is in it, and what is known of each person.
  func page(of defined: Defined<PopulationDefinition>) -> Markup {
    let population = defined.value
    let path = "people.html"
    let columns = plan?[PersonPlan.population]?.makes ?? []
    return document(population.title, at: path) {
      facts([
        ("Name", element("code") { population.name }),
        ("Feed", code(population.feed, from: path)),
        ("Registered", code(population.registered.text, from: path)),
        ("Told apart by", element("code") { population.person }),
        ("Defined in", element("code") { defined.file }),
      ])
      element("h2") { SiteTitle.populationColumns }
      for column in columns { section(of: column, title: nil, from: path) }
      examples(in: defined.file, from: path)
    }
  }

  /// The page of a file of features.
  func page(of defined: Defined<FeatureSet>) -> Markup {
    let set = defined.value
    let path = "features/\(set.name).html"
    let columns = plan?[PersonPlan.name(of: set)]?.makes ?? []
    return document(title(of: set), at: path) {
      facts([
        ("Features", Markup("\(set.features.count)")),
        ("Source", Markup(SiteNothing.source)),
        ("Defined in", element("code") { defined.file }),
      ])
      element("h2") { SiteTitle.features }
      for column in columns {
        section(of: column, title: column.title, from: path)
      }
      examples(in: defined.file, from: path)
    }
  }

  /// What a file of features is called: its name in words.
  func title(of set: FeatureSet) -> String {
    let words = spaced(String(set.name.map { $0 == "-" ? " " : $0 }))
    return capitalised(words)
  }

  /// A column of the person: how it comes about, from what, and what reads it.
  private func section(of column: PersonColumn, title: String?, from path: String) -> Markup {
    let own = lineage?.feedColumns[column.name] ?? []
    let persons = lineage?.personColumns[column.name] ?? []
    let reached = lineage?.results(of: [column.name]) ?? []
    let readers = (lineage?.workedOutOf[column.name] ?? []).sorted()
    return element("section", ["class": "feature", "id": column.name]) {
      element("h3") {
        element("code") { column.name }
        if let title { " \(title)" }
      }
      facts([
        ("Holds", Markup(said(column.type) + (column.unit.map { " in \($0)" } ?? ""))),
        ("How", how(column.origin, from: path)),
        (
          "Comes from",
          inOrder(
            own.sorted().map { self.column($0, from: path) }
              + persons.sorted().map { self.column($0, from: path) })
        ),
        (
          "Makes",
          fold(readers.map { self.column($0, from: path) }, "column", none: SiteNothing.reads)
        ),
        (
          "Is read for the lists",
          fold(cohorts(reading: reached, from: path), "list", none: SiteNothing.lists)
        ),
        (
          "Is shown as",
          fold(listColumns(showing: [column.name], from: path), "column", none: SiteNothing.shown)
        ),
      ])
    }
  }

  private func how(_ origin: ColumnOrigin, from path: String) -> Markup {
    switch origin {
    case .derived(let value): code(value.text, from: path)
    case .reduced(let reduction):
      // Names in it are those of the feed's columns.
      Markup("over \(reduction.feeds.joined(separator: " and ")): ")
        + SiteMarkdown(
          code: { text in element("code") { text.replacing("\\|", with: "|") } }, link: { _ in nil }
        )
        .inline(Pages.how(reduction))
    default: Markup(meaning(of: origin))
    }
  }

  /// The tests of a definition as worked examples; nothing where it has none.
  private func examples(in file: String, from path: String) -> Markup {
    SiteMarkdown(code: { code($0, from: path) }, link: { _ in nil })
      .markup(workedExamples(catalogue.tests(of: file)))
  }
}

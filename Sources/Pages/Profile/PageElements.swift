import Charts
import Messages
import Publishing

/// A document of HTML that needs nothing from anywhere else, with a way past what stands before its content.
///
/// What is made of people's records asks search engines to leave it alone.
func pageDocument(
  _ title: String, styles: [Markup], skip: String, isIndexed: Bool = false,
  @MarkupBuilder _ body: () -> Markup
) -> Markup {
  Markup.document(
    element("html", ["lang": "en-GB"]) {
      element("head") {
        element("meta", ["charset": "utf-8"])
        element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        if !isIndexed { element("meta", ["name": "robots", "content": "noindex"]) }
        element("title") { title }
        styles
      }
      element("body") {
        element("a", ["class": "skip", "href": "#content"]) { skip }
        body()
      }
    })
}

/// A cell of a page's table.
struct PageCell {
  var content: Markup
  var isNumber = false

  /// A text.
  static func text(_ text: String) -> PageCell { PageCell(content: Markup(text)) }

  /// A number as it is said.
  static func number(_ text: String) -> PageCell {
    PageCell(content: Markup(text), isNumber: true)
  }

  /// A count that may be hidden.
  static func count(_ figure: ReleasedFigure) -> PageCell { .number(said(count: figure)) }

  /// A percentage that may be hidden.
  static func percent(_ figure: ReleasedFigure) -> PageCell { .number(said(share: figure)) }

  /// What is drawn.
  static func markup(_ content: Markup) -> PageCell { PageCell(content: content) }
}

/// A count as the page says it.
func said(count: ReleasedFigure) -> String {
  switch count {
  case .shown(let number): grouped(Int(number))
  case .hidden: hiddenFigure
  case .absent: noFigure
  }
}

/// A percentage as the page says it.
func said(share: ReleasedFigure) -> String {
  switch share {
  case .shown(let number): said(percent: number)
  case .hidden: hiddenFigure
  case .absent: noFigure
  }
}

/// A table with a caption, headings of columns, and the first cell of each row as its heading.
///
/// On narrow screens its rows stand as cards, each cell below the name of its column.
func pageTable(
  _ caption: String, _ headings: [String], _ rows: [[PageCell]], kind: String = "plain"
) -> Markup {
  element("table", ["class": kind, "role": "table"]) {
    element("caption") { caption }
    element("thead", ["role": "rowgroup"]) {
      element("tr", ["role": "row"]) {
        for heading in headings {
          element("th", ["scope": "col", "role": "columnheader"]) { heading }
        }
      }
    }
    element("tbody", ["role": "rowgroup"]) {
      for row in rows {
        element("tr", ["role": "row"]) {
          for (index, cell) in row.enumerated() {
            let name = index < headings.count ? headings[index] : ""
            if index == 0 {
              element("th", ["scope": "row", "role": "rowheader"]) { cell.content }
            } else {
              element(
                "td",
                ["role": "cell", "class": cell.isNumber ? "number" : "words", "data-name": name]
              ) { element("span") { cell.content } }
            }
          }
        }
      }
    }
  }
}

/// A chart with its caption, and the table behind it, which opens on request and in print; without one where it stands below in sight.
func pageFigure(
  _ caption: String, _ chart: Markup, notes: [String] = [], table: Markup?, kind: String = "chart"
) -> Markup {
  element("figure", ["class": kind]) {
    element("figcaption") { caption }
    chart
    for note in notes where !note.isEmpty { element("p", ["class": "note"]) { note } }
    if let table {
      element("details") {
        element("summary") { numbersBehindChart }
        table
      }
    }
  }
}

/// A part of the page with its heading and a lead.
func pagePart(
  _ part: ProfilePart, lead: String = "", @MarkupBuilder _ content: () -> Markup
) -> Markup {
  element("section", ["id": part.anchor, "aria-labelledby": "\(part.anchor)-heading"]) {
    element("h2", ["id": "\(part.anchor)-heading"]) { part.rawValue }
    if !lead.isEmpty { element("p", ["class": "lead"]) { lead } }
    content()
  }
}

/// The first figures of a page, each with what it is of.
func glance(_ cards: [(figure: String, words: String)]) -> Markup {
  element("ul", ["class": "glance"]) {
    for card in cards {
      element("li") {
        element("strong") { card.figure }
        element("span") { card.words }
      }
    }
  }
}

/// Charts beside each other where there is room.
func chartGrid(@MarkupBuilder _ figures: () -> Markup) -> Markup {
  element("div", ["class": "charts"]) { figures() }
}

/// A sentence where there is nothing to show.
func nothing(_ sentence: String) -> Markup { element("p", ["class": "nothing"]) { sentence } }

import Charts
import Messages
import Model

/// A page of the whole system: a document without a script, a font or a picture from anywhere else.
struct SystemPageFrame {
  /// What it is called.
  var title: String
  /// Below its title.
  var line: String
  /// Links to its parts, and to the release's first page where it is not that.
  var links: [(target: String, words: String)]
  /// Whether it is printed across A4.
  var isWide = false
  /// What its look adds to that of all.
  var styles: [Markup] = []

  /// The document with what stands between head and foot.
  func text(@MarkupBuilder _ content: () -> Markup) -> String {
    pageDocument(
      title, styles: [profileStyle, systemStyle] + (isWide ? [wideStyle] : []) + styles,
      skip: "Skip to the figures"
    ) {
      element("header") {
        element("h1") { title }
        element("p") { line }
        element("nav", ["aria-label": "Parts of this page"]) {
          element("ul") {
            for link in links {
              element("li") { element("a", ["href": link.target]) { link.words } }
            }
          }
        }
      }
      element("main", ["id": "content"]) { content() }
      element("footer") { element("p") { systemConfidentiality } }
    }.text
  }
}

/// A part of a page with its heading and a lead.
func systemPart(
  _ anchor: String, _ title: String, lead: String = "", @MarkupBuilder _ content: () -> Markup
) -> Markup {
  element("section", ["id": anchor, "aria-labelledby": "\(anchor)-heading"]) {
    element("h2", ["id": "\(anchor)-heading"]) { title }
    if !lead.isEmpty { element("p", ["class": "lead"]) { lead } }
    content()
  }
}

/// How to read a page of the whole system, with the table that its figures stand in.
func systemReading(
  _ sentences: [String], of publish: PublishDefinition, table: String, key: Markup? = nil
) -> Markup {
  systemPart("reading", ProfilePart.reading.rawValue) {
    if let key { key }
    for sentence in sentences + [
      sentence(forDisclosure: publish.disclosure),
      sentence(forPeopleCounted: publish.outputs[.aggregates]),
    ] {
      element("p") { sentence }
    }
    element("p") { element("a", ["href": table]) { table } }
  }
}

/// A table that is wider than a narrow screen: it is scrolled in a place of its own, which the keyboard reaches.
///
/// The first cell of each row stays in sight.
func wideTable(
  id: String, _ caption: String, _ headings: [Markup], _ rows: [[Markup]]
) -> Markup {
  element(
    "div",
    ["class": "scroll", "role": "region", "aria-labelledby": "\(id)-caption", "tabindex": "0"]
  ) {
    element("table", ["class": "rug"]) {
      element("caption", ["id": "\(id)-caption"]) { caption }
      element("thead") {
        element("tr") {
          for heading in headings { element("th", ["scope": "col"]) { heading } }
        }
      }
      element("tbody") {
        for row in rows {
          element("tr") { row }
        }
      }
    }
  }
}

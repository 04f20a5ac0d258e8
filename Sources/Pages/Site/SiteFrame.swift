import Charts
import Definitions
import Messages

extension DefinitionSite {
  /// A page of the site with its head and the way back.
  func document(
    _ title: String, at path: String, hasScript: Bool = false,
    @MarkupBuilder _ content: () -> Markup
  ) -> Markup {
    pageDocument(
      "\(title) - \(pipeline.name)", styles: [profileStyle, siteStyle],
      skip: "Skip to the definition", isIndexed: true
    ) {
      element("header") {
        element("nav", ["aria-label": "The site"]) {
          element("p") {
            if path == "index.html" {
              pipeline.title
            } else {
              link("All definitions of \(pipeline.name)", to: "index.html", from: path)
            }
          }
        }
        element("h1") { title }
      }
      element("main", ["id": "content"]) { content() }
      element("footer") { element("p") { siteFooter } }
      if hasScript { siteScript }
    }
  }

  /// Markup one after the other, with commas between.
  func inOrder(_ parts: [Markup]) -> Markup {
    .joined(parts.enumerated().map { $0 == 0 ? $1 : Markup(", ") + $1 })
  }

  /// A fold with how many things are in it; what is short stands as it is, and nothing is said to be nothing.
  func fold(_ parts: [Markup], _ noun: String, none: String) -> Markup {
    if parts.isEmpty { return Markup(none) }
    if parts.count <= 6 { return inOrder(parts) }
    return element("details") {
      element("summary") { counted(parts.count, noun) }
      inOrder(parts)
    }
  }
}

/// What the site's pages have beside the style of networks' pages.
private let siteStyle = Markup.style(
  """
  main { overflow-wrap: anywhere; }
  td > span { min-width: 0; }
  main > dl { margin-top: .75rem; }
  header nav p { margin: 0; font-size: .875rem; }
  code { font: .875em/1.4 "Liberation Mono", Menlo, Consolas, monospace; background: #f0f4f5; padding: 0 .15rem; }
  blockquote { margin: .75rem 0; padding: .25rem 1rem; border-left: 4px solid #005eb8; background: #f0f4f5; }
  .definitions { list-style: none; margin: 0; padding: 0; }
  .definitions li { padding: .3rem 0; border-bottom: 1px solid #d8dde0; }
  .definitions code { margin-left: .4rem; }
  .search { margin: 1rem 0; padding: .75rem 1rem; background: #f0f4f5; border-left: 4px solid #005eb8; }
  .search label { display: block; font-weight: bold; }
  .search input { font: inherit; width: 100%; max-width: 30rem; padding: .4rem .5rem; border: 2px solid #212b32; background: #ffffff; }
  .search input:focus { outline: 3px solid #005eb8; outline-offset: 1px; }
  [hidden] { display: none !important; }
  .feature { border-top: 1px solid #aeb7bd; padding: .25rem 0 .5rem; }
  .feature h3 { margin: .5rem 0 .25rem; }
  dl { display: grid; grid-template-columns: 9.5rem 1fr; gap: .2rem .75rem; margin: 0; font-size: .925rem; }
  dt { color: #4c5a63; }
  dd { margin: 0; }
  :target { outline: 3px solid #212b32; outline-offset: 2px; }
  @media (max-width: 46rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } }
  """)

/// Hides what does not have the words that are looked for; without it everything is shown, and there is no field to write in.
private let siteScript = Markup.script(
  """
  (function () {
    var form = document.querySelector(".search"), field = form.querySelector("input"), said = form.querySelector("[role=status]");
    var entries = [].map.call(document.querySelectorAll(".definitions li"), function (entry) {
      return {entry: entry, text: (entry.textContent + " " + entry.getAttribute("data-words")).toLowerCase()};
    });
    function look() {
      var words = field.value.toLowerCase().split(" ").filter(Boolean), found = 0;
      entries.forEach(function (one) {
        var isFound = words.every(function (word) { return one.text.indexOf(word) >= 0; });
        one.entry.hidden = !isFound;
        if (isFound) { found += 1; }
      });
      [].forEach.call(document.querySelectorAll(".kind"), function (kind) {
        kind.hidden = !kind.querySelector("li:not([hidden])");
        if (words.length) { kind.querySelector("details").open = !kind.hidden; }
      });
      said.textContent = words.length ? found + " of " + entries.length + " definitions" : "";
    }
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    field.addEventListener("input", look);
  })();
  """)

/// Where a definition comes from.
func sourceLine(_ source: String) -> Markup {
  element("p") {
    element("strong") { "Source. " }
    source
  }
}

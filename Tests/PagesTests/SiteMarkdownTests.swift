import Charts
import Testing

@testable import Pages
@testable import ProgramRuns

/// The Markdown of the catalogue's pages as elements.
@Suite("Markdown on the site")
struct SiteMarkdownTests {
  private let reader = SiteMarkdown(
    code: { text in element("code") { text } }, link: { $0.hasSuffix(".md") ? "\($0).html" : nil })

  private func text(_ lines: String) -> String {
    reader.markup(lines.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) })
      .text
  }

  @Test("what our builders write by signs is written by elements, and text stays text")
  func elements() {
    #expect(text("# Left out") == "")
    #expect(text("## Two `a|b`") == "<h2>Two <code>a|b</code></h2>")
    #expect(text("One\nline &lt;b&gt; \\*so\\*") == "<p>One line &lt;b&gt; *so*</p>")
    #expect(text("<script>") == "<p>&lt;script&gt;</p>")
    #expect(text("* a\n* **b**") == "<ul><li>a</li><li><strong>b</strong></li></ul>")
    #expect(text("1. a\n2. *b*") == "<ol><li>a</li><li><em>b</em></li></ol>")
    #expect(text("> said\n> so") == "<blockquote><p>said so</p></blockquote>")
    #expect(
      text("[in](x.md) and [`out`](y.yaml)")
        == "<p><a href=\"x.md.html\">in</a> and <code>out</code></p>")
    #expect(text("```mermaid\nflowchart TD\n```\nafter") == "<p>after</p>")
    #expect(text("2 * 3 * 4 `") == "<p>2 <em> 3 </em> 4 `</p>")
  }

  @Test("a table keeps bars of its text, names its cells, and a fold holds what is in it")
  func tables() throws {
    let markup = text(
      "<details>\n<summary>More</summary>\n\n| A | |\n|---|---|\n| `x \\| y` | 1<br>2 |\n\n</details>\nafter"
    )
    let elements = try XMLElements("<html>\(markup)</html>")
    #expect(elements.named("summary").map(\.text) == ["More"])
    #expect(elements.named("th").map(\.text) == ["A"])
    let cells = elements.named("td").filter { $0["data-name"] != nil }
    #expect(cells.map(\.text) == ["x | y", "12"] && cells.map { $0["data-name"] } == ["A", ""])
    #expect(elements.named("p").map(\.within) == [["html"]])
  }

  @Test("words of conditions are told apart from texts in quotes")
  func words() {
    let words = SiteWords(of: "on_af and sex = 'on_af'").all
    #expect(words.filter(\.isName).map(\.text) == ["on_af", "and", "sex"])
    #expect(words.map(\.text).joined() == "on_af and sex = 'on_af'")
  }
}

import Foundation

/// Chromium, which `make test-outside` installs, driven by Playwright, with axe-core in it.
struct Chromium {
  /// What is wrong with a page, and what it is like, on one width of screen.
  struct Screen: Decodable {
    /// How wide the screen is.
    var width: Int
    /// What axe-core found: the rule, and where first.
    var violations: [String]
    /// How many rules the page has passed, so that a page that was not looked at is none without violations.
    var passes: Int
    /// How wide what is shown is.
    var contentWidth: Int
    /// The smallest text of a chart in pixels as it is shown.
    var smallestChartText: Double
    /// What was read beside the page itself.
    var requests: [String]
  }

  /// What was made of a page.
  struct Look: Decodable {
    var screens: [Screen]
    /// The same as it is printed on A4.
    var print: Screen
  }

  struct Fault: Error {
    var said: String
  }

  /// Looks at a page on narrow and wide screens and as it is printed, upright or across; prints it into a file.
  func look(at page: URL, pdf: URL, isWide: Bool = false) throws -> Look {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // A4 without the page's own margins, in millimetres.
    let width = isWide ? 297 - 20 : 210 - 24
    process.arguments = ["python3", "-c", Chromium.script, page.path, pdf.path, "\(width)"]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Fault(said: String(decoding: said, as: UTF8.self))
    }
    return try JSONDecoder().decode(Look.self, from: data)
  }

  /// How many entries of the site's first page there are, are seen without scripts, and are seen once words are written into its field.
  struct Entries: Decodable {
    var all: Int
    var without: Int
    var shown: Int
  }

  /// Writes words into the field of the site's first page.
  func entries(of page: URL, with words: String) throws -> Entries {
    let script = #"""
      import json, pathlib, shutil, sys
      from playwright.sync_api import sync_playwright
      with sync_playwright() as playwright:
          browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
          said = {}
          for scripts in (False, True):
              page = browser.new_context(java_script_enabled=scripts).new_page()
              page.goto(pathlib.Path(sys.argv[1]).as_uri())
              entries = page.locator(".definitions li")
              said["all"] = entries.count()
              if scripts:
                  page.fill("#words", sys.argv[2])
                  said["shown"] = page.locator(".definitions li:visible").count()
              else:
                  assert not page.locator("#words").is_visible()
                  said["without"] = page.locator(".definitions li:not([hidden])").count()
          browser.close()
      print(json.dumps(said))
      """#
    return try JSONDecoder().decode(
      Entries.self, from: try pythonOutput(script, [page.path, words]))
  }

  /// A page is what a reader without scripts sees: axe-core and the measures below run beside it.
  private static let script = #"""
    import json, pathlib, shutil, sys
    import axe_playwright_python
    from playwright.sync_api import sync_playwright
    axe = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page_path, pdf, paper = sys.argv[1:4]
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    smallest = """Math.min(...[...document.querySelectorAll('svg[role=img] text')].map(text => {
      const svg = text.ownerSVGElement, box = svg.getBoundingClientRect();
      return box.width == 0 ? Infinity
        : parseFloat(getComputedStyle(text).fontSize) * box.width / svg.viewBox.baseVal.width; }))"""

    def seen(browser, width, media):
        page = browser.new_page(viewport={"width": width, "height": 900})
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(pathlib.Path(page_path).as_uri())
        page.emulate_media(media=media)
        page.evaluate(axe)
        # Nobody points at paper.
        rules = {"target-size": {"enabled": media == "screen"}}
        found = page.evaluate(
            "([tags, rules]) => axe.run(document, {runOnly: {type: 'tag', values: tags}, rules})", [tags, rules])
        shown = {
            "width": width,
            "violations": [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found["violations"]],
            "passes": len(found["passes"]),
            "contentWidth": page.evaluate("document.documentElement.scrollWidth"),
            "smallestChartText": page.evaluate(smallest) if page.query_selector("svg[role=img] text") else 99,
            "requests": requests[1:],
        }
        page.close()
        return shown

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        screens = [seen(browser, width, "screen") for width in (360, 1280)]
        # 96 pixels an inch.
        printed = seen(browser, int(int(paper) / 25.4 * 96), "print")
        page = browser.new_page()
        page.goto(pathlib.Path(page_path).as_uri())
        page.pdf(path=pdf, prefer_css_page_size=True)
        browser.close()
    print(json.dumps({"screens": screens, "print": printed}))
    """#
}

import Foundation
import Testing

@testable import ProgramRuns

/// What Chromium makes of networks' pages and of those of the whole system: run by `make test-outside`.
@Suite("Outside: Chromium", .enabled(if: LibreOffice.isAsked), .serialized)
struct OutsideChromiumTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Holds a page against what everybody needs of it.
  ///
  /// `heading` stands in the table behind one of its charts and nowhere else; where it is nil nothing is behind one. `isWide` is printed
  /// across.
  private func hold(_ page: URL, heading: Regex<Substring>? = #/Upper/#, isWide: Bool = false)
    throws
  {
    let pdf = folder.url.appending(path: "page.pdf")
    let look = try Chromium().look(at: page, pdf: pdf, isWide: isWide)
    #expect(look.screens.map(\.width) == [360, 1280])
    for screen in look.screens + [look.print] {
      #expect(screen.violations.isEmpty, "\(screen.width): \(screen.violations)")
      #expect(screen.passes > 20, "axe-core has looked at the page")
      #expect(screen.contentWidth <= screen.width, "nothing is to be scrolled sideways")
      #expect(screen.smallestChartText >= 11)
      #expect(screen.requests.isEmpty)
    }
    let facts = try output("pdfinfo", [pdf.path])
    #expect(
      facts.contains(isWide ? #/Page size: +84[12].*A4/# : #/Page size: +59[45].*A4/#), "\(facts)")
    // What is behind a chart is open in print.
    guard let heading else { return }
    #expect(try output("pdftotext", ["-layout", pdf.path, "-"]).contains(heading))
  }

  private func output(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  /// The pages of the whole system of a release.
  private func holdSystem(_ release: URL) throws {
    try hold(release.appending(path: "index.html"), heading: nil)
    for name in [
      "inequalities", "representativeness", "list-sizes", "life-expectancy", "projections",
      "contracts",
      "experience",
    ] {
      try hold(release.appending(path: "system/\(name).html"), heading: nil)
    }
    for name in ["indicators", "districts", "inverse-care", "pathways"] {
      try hold(release.appending(path: "system/\(name).html"), heading: nil, isWide: true)
    }
  }

  @Test(
    "a page of a small network, where nearly all is hidden, has no violation, fits phones, screens and A4"
  )
  func small() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    for network in ["U10001", "U10002"] {
      try hold(night.folder.url.appending(path: "output/current/\(network)/profile.html"))
    }
    try holdSystem(night.folder.url.appending(path: "output/current"))
    // The run's own pages: of one that published, and of one that was refused half way.
    try night.write("registers.csv", "nonsense\n1\n")
    try #require(try night.run(date: "2026-11-21").exitCode == 66)
    let runs = night.folder.url.appending(path: "state/runs")
    let pages = try FileManager.default.contentsOfDirectory(atPath: runs.path).sorted()
      .map { runs.appending(path: "\($0)/run.html") }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
    try #require(pages.count == 2)
    for page in pages {
      try hold(page, heading: #/Stage\s+(?:Started\s+)?after\s+(?:Done\s+)?after\s+Took/#)
    }
  }

  @Test(
    "so have the pages of the definitions, and the first hides what does not have the words that are looked for"
  )
  func definitions() throws {
    let site = folder.url.appending(path: "site")
    let made = try CommandProcess.run(["docs", site.path, "--pipeline", "pipeline/nightly.yaml"])
    try #require(made.exitCode == 0, "\(made.errors)")
    for (page, heading) in [
      ("index.html", #/Columns of feeds/#), ("feeds/uptake.html", #/Columns of uptake/#),
      ("features/features-common.html", #/Comes from/#),
      ("cohorts/nhs-health-check.html", #/Columns of the list/#),
      ("scores/risk.html", #/Band/#), ("people.html", #/Registered/#),
      ("priority.html", #/Benefit/#),
    ] {
      try hold(site.appending(path: page), heading: heading)
    }
    let found = try Chromium().entries(of: site.appending(path: "index.html"), with: "FLU coverage")
    #expect(found.without == found.all && found.all > 100, "without a script everything is seen")
    #expect(found.shown > 0 && found.shown < 10)
  }

  @Test("so has the page of a made-up network with figures, in its eighth week")
  func figures() throws {
    let night = try GoodNight(withPapers: true)
    // Two networks, and nobody in none: the few of these would hide the network's figures.
    let patients = try #require(night.files["patients.csv"])
    try night.write(
      patients.filter { !$0.contains("M99999") }, to: night.input.appending(path: "patients.csv"))
    try night.write(
      try night.moving("M98002", to: "U10009"),
      to: night.input.appending(path: "organisations.xml"))
    try night.forget(everything: true)
    try #require(try night.run(date: "2026-11-20").exitCode == 0)
    for day in [
      "2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18", "2026-12-25", "2027-01-01",
      "2027-01-08",
    ] {
      let result = try night.run(date: day)
      try #require(result.exitCode == 0, "\(day): \(result.errors)")
    }
    let page = night.folder.url.appending(path: "output/current/U10001/profile.html")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(
      text.contains("id=\"trend-nhs-health-check-coverage-title\""),
      "there is a control chart to look at")
    try hold(page)
    try holdSystem(night.folder.url.appending(path: "output/current"))
  }

  @Test("so has the page of a network of which nobody came")
  func nobody() throws {
    let night = try GoodNight(withPapers: true)
    // A practice that is all of a network, and is not in the delivery of a first night.
    try night.write(
      try night.moving("M98001", to: "U10009"),
      to: night.input.appending(path: "organisations.xml"))
    let patients = try #require(night.files["patients.csv"])
    try night.write(
      patients.filter { !$0.contains("M98001") }, to: night.input.appending(path: "patients.csv"))
    try night.forget(everything: true)
    let result = try night.run(date: "2026-11-20")
    let page = night.folder.url.appending(path: "output/current/U10009/profile.html")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.contains("No lists are made for this network tonight"), "\(result.errors)")
    try hold(page)
    try holdSystem(night.folder.url.appending(path: "output/current"))
  }
}

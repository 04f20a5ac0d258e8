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

  /// Holds a page against what everybody needs of it; `isWide` is printed across.
  private func hold(_ page: URL, isWide: Bool = false) throws {
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
    // What is behind a chart is open in print: no other place has such a heading.
    guard page.lastPathComponent == "profile.html" else { return }
    #expect(try output("pdftotext", ["-layout", pdf.path, "-"]).contains(#/Upper/#))
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
    try hold(release.appending(path: "index.html"))
    for name in ["inequalities", "representativeness"] {
      try hold(release.appending(path: "system/\(name).html"))
    }
    for name in ["indicators", "districts"] {
      try hold(release.appending(path: "system/\(name).html"), isWide: true)
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

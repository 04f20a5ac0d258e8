import Foundation
import Testing

@testable import ProgramRuns

/// Networks' pages and those of the whole system as a stage of a night.
@Suite("Pages of a night")
struct PagesRunTests {
  private func page(_ night: Night, _ network: String = "U10001") throws -> XMLElements {
    let data = try #require(try night.release()["\(network)/profile.html"])
    return try XMLElements(String(decoding: data, as: UTF8.self))
  }

  @Test(
    "every page is whole in itself, with headings in order, links that lead somewhere and no blank cell; a network's has a table behind every chart"
  )
  func whole() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let release = try night.release()
    let pages = release.keys.filter { $0.hasSuffix(".html") }.sorted()
    #expect(
      pages == [
        "U10001/profile.html", "U10002/profile.html", "index.html", "system/contracts.html",
        "system/districts.html", "system/experience.html", "system/indicators.html",
        "system/inequalities.html", "system/inverse-care.html", "system/life-expectancy.html",
        "system/list-sizes.html", "system/pathways.html", "system/projections.html",
        "system/representativeness.html",
      ])
    for path in pages {
      let data = try #require(release[path])
      let elements = try XMLElements(String(decoding: data, as: UTF8.self))
      #expect(elements.all.first?.name == "html" && elements.all.first?["lang"] == "en-GB")
      #expect(!elements.all.contains { ["script", "img", "link", "iframe"].contains($0.name) })
      let outside = elements.all.compactMap { $0["href"] ?? $0["src"] }.filter { $0.contains(":") }
      #expect(outside.isEmpty)
      for style in elements.named("style") {
        #expect(!style.text.contains("url(") && !style.text.contains("@import"))
      }
      // Each heading is at most one level below the one before.
      let levels = elements.all.compactMap { element in
        element.name.count == 2 && element.name.hasPrefix("h") ? Int(element.name.dropFirst()) : nil
      }
      #expect(levels.first == 1 && levels.filter { $0 == 1 }.count == 1)
      #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
      let ids = elements.all.compactMap { $0["id"] }
      #expect(Set(ids).count == ids.count)
      let links = elements.named("a").compactMap { $0["href"] }
      for link in links where link.hasPrefix("#") {
        #expect(ids.contains(String(link.dropFirst())), "\(path): \(link)")
      }
      let folder = URL(filePath: "/\(path)").deletingLastPathComponent()
      for link in links where !link.hasPrefix("#") {
        let target = folder.appending(path: link).standardized.path.dropFirst()
        // The label of a release is made after its pages; no page speaks of it.
        #expect(release[String(target)] != nil, "\(path): \(link)")
      }
      #expect(elements.named("caption").count == elements.named("table").count)
      #expect(elements.named("th").allSatisfy { $0["scope"] != nil })
      // No cell is blank, and none is a bare star.
      #expect(
        elements.named("td").allSatisfy { cell in
          !cell.text.isEmpty && cell.text != "*"
        })
      guard path.hasSuffix("profile.html") else { continue }
      let figures = elements.named("figure").count
      #expect(figures > 5)
      #expect(elements.named("table").count { $0.within.contains("figure") } == figures)
    }
    // The first page leads to every page, every table and every list.
    let first = try #require(release["index.html"])
    let links = Set(
      try XMLElements(String(decoding: first, as: UTF8.self)).named("a").compactMap { $0["href"] })
    for path in pages + release.keys.filter({ $0.hasPrefix("system/") })
    where path != "index.html" {
      #expect(links.contains(path), "\(path)")
    }
    for path in ["U10001/carers.csv", "U10002/priority.csv", "U10001/lists.xlsx"] {
      #expect(links.contains(path), "\(path)")
    }
    let package = try #require(release["system/datapackage.json"])
    #expect(String(decoding: package, as: UTF8.self).contains("indicators.html"))
  }

  @Test(
    "a night that changes nothing makes no page anew, the stage runs alone, and it is made anew the same"
  )
  func stage() throws {
    let night = try Night()
    try #require(try night.run().exitCode == 0)
    let first = try night.release()["U10001/profile.html"]
    #expect(first != nil)
    let plan = try night.run(command: "plan")
    #expect(plan.output.contains(#/load\/pages\s+reuse/#), "\(plan.output)")
    let forced = try night.run(["--force"])
    #expect(forced.exitCode == 0)
    #expect(try night.release()["U10001/profile.html"] == first)
    let alone = try night.run(["--stage", "load/pages", "--force"])
    #expect(alone.exitCode == 0, "\(alone.errors)")
  }

  @Test(
    "without its key there is no page, nobody is counted for it, and no data package speaks of one")
  func leftOut() throws {
    let night = try EditedNight()
    let definition = try String(
      contentsOfFile: night.path("pipeline/publish.yaml"), encoding: .utf8)
    let lines = definition.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasPrefix("profile:") })
    let rest = lines[(start + 1)...].drop {
      $0.hasPrefix(" ") || $0.hasPrefix("system_pages:")
    }
    let without = (lines[..<start] + rest).joined(separator: "\n")
    try Data(without.utf8).write(to: night.folder.url.appending(path: "pipeline/publish.yaml"))
    try night.run()
    let release = try night.release()
    #expect(!release.keys.contains { $0.hasSuffix(".html") || $0.hasSuffix("population.csv") })
    let package = try #require(release["U10001/datapackage.json"])
    #expect(!String(decoding: package, as: UTF8.self).contains("profile.html"))
    #expect(!FileManager.default.fileExists(atPath: night.path("state/store/transform/people")))
  }

  @Test("what a network and its practices are called is text, whatever they are called")
  func escaped() throws {
    let night = try EditedNight()
    let name = "&lt;script&gt;alert(1)&lt;/script&gt; &amp;&quot;"
    let organisations = try String(
      contentsOfFile: night.path("input/organisations.xml"), encoding: .utf8)
    let made = organisations.replacing(#/<Name>[^<]*<\/Name>/#) { _ in "<Name>\(name)</Name>" }
    try #require(made != organisations)
    try Data(made.utf8).write(to: night.folder.url.appending(path: "input/organisations.xml"))
    try night.replace(
      "feeds/practices.yaml", "columns:\n", "columns:\n  called: {type: text, path: Name}\n")
    try night.replace(
      "population.yaml", "lookups:\n",
      "lookups:\n  called: {from: practices, key: organisation_code, take: called, on: practice_code}\n"
    )
    try night.replace("population.yaml", "lists:\n", "lists:\n  practice_name: called\n")
    try night.run()
    let text = try night.published("U10001/profile.html")
    #expect(!text.contains("<script"))
    #expect(text.contains("\(name) (A10001)"))
    #expect(
      try XMLElements(text).all.contains { $0.text.contains("<script>alert(1)</script> &\"") })
  }

  @Test("a page's past grows by a week each week, and says what is new")
  func trend() throws {
    let night = try Night()
    for date in ["2026-11-06", "2026-11-13", "2026-11-20"] {
      let result = try night.run(date: date)
      try #require(result.exitCode == 0, "\(result.errors)")
    }
    let elements = try page(night)
    let news = try #require(elements.named("section").first { $0["id"] == "news" })
    #expect(news.text.contains("13 November 2026"))
    #expect(!news.text.contains("There is no release of an earlier day"))
    // A night again on the same day knows no more than it did.
    let before = try night.release()["U10001/profile.html"]
    #expect(try night.run(date: "2026-11-20", command: "run").exitCode == 0)
    #expect(try night.release()["U10001/profile.html"] == before)
  }
}

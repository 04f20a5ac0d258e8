import Foundation
import Testing

@testable import ProgramRuns

/// What networks' pages say, held against the files of the same release: a figure of people stands there or it is a count of the
/// network's own lists, and what is hidden there is hidden here.
@Suite("Figures of pages")
struct PagesFiguresTests {
  private let folder: TemporaryFolder
  private let release: URL

  init() throws {
    let night = try GoodNight(withPapers: true)
    // Two networks, and nobody in none: the few of these would hide a figure of one of the two.
    let patients = try #require(night.files["patients.csv"])
    try night.write(
      patients.filter { !$0.contains("M99999") }, to: night.input.appending(path: "patients.csv"))
    try night.write(
      try night.moving("M98002", to: "U10009"),
      to: night.input.appending(path: "organisations.xml"))
    try night.forget(everything: true)
    let result = try night.run(date: "2026-11-20")
    try #require(result.exitCode == 0, "\(result.errors)")
    folder = night.folder
    release = night.folder.url.appending(path: "output/current")
  }

  private var networks: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: release.path)
        .filter { $0.hasPrefix("U") }.sorted()
    }
  }

  /// A page's tables: their captions, headings and rows of texts.
  private struct PageTable {
    var caption: String
    var headings: [String]
    var rows: [[String]]
  }

  private func tables(_ network: String) throws -> [PageTable] {
    let page = network.contains("/") ? network : "\(network)/profile"
    let text = try String(
      contentsOf: release.appending(path: "\(page).html"), encoding: .utf8)
    var tables: [PageTable] = []
    for element in try XMLElements(text).all {
      switch element.name {
      case "table": tables.append(PageTable(caption: "", headings: [], rows: []))
      case "caption": tables[tables.count - 1].caption = element.text
      case "tr" where element.within.contains("tbody"): tables[tables.count - 1].rows.append([])
      case "th" where element.within.contains("thead"):
        tables[tables.count - 1].headings.append(element.text)
      case "th", "td":
        // A chart in a cell has its own texts.
        tables[tables.count - 1].rows[tables[tables.count - 1].rows.count - 1].append(element.text)
      default: break
      }
    }
    return tables
  }

  private func file(_ name: String) throws -> [[String: String]] {
    let rows = try CSVRows(of: release.appending(path: "\(name).csv"))
    return rows.rows.map { Dictionary(uniqueKeysWithValues: zip(rows.names, $0)) }
  }

  /// A count of a file as a page says it.
  private func said(_ cell: String?) throws -> String {
    let cell = try #require(cell)
    if cell == "*" { return "hidden" }
    guard let number = Int(cell) else { return "none" }
    return number < 1000
      ? "\(number)" : "\(number / 1000),\(String("\(1000 + number % 1000)".dropFirst()))"
  }

  private func percent(_ cell: String?) throws -> String {
    let cell = try #require(cell)
    if cell == "*" { return "hidden" }
    guard let number = Double(cell) else { return "none" }
    return number == number.rounded() ? "\(Int(number))%" : "\(number)%"
  }

  @Test("who lives here is what population.csv says, hidden where it is hidden")
  func people() throws {
    let all = try file("system/population")
    var hidden = 0
    for network in try networks {
      let pyramid = try #require(try tables(network).first { $0.caption == "Age and sex" })
      #expect(pyramid.rows.count == 3)
      for row in pyramid.rows {
        for (place, sex) in [(1, "2"), (4, "1")] {
          let wanted = all.first {
            $0["pcn_code"] == network && $0["by"] == "age_band" && $0["value"] == row[0]
              && $0["sex"] == sex
          }?["persons"]
          #expect(try row[place] == said(wanted), "\(network) \(row[0])")
          if row[place] == "hidden" {
            hidden += 1
            #expect(row[place + 1] == "hidden", "a share would tell the count")
          }
        }
      }
      for (caption, by) in [("Burden", "burden_band"), ("Deprivation tenth", "imd_decile")] {
        let table = try #require(try tables(network).first { $0.caption == caption })
        for row in table.rows {
          let value = row[0] == "not known" ? "" : row[0]
          func persons(_ code: String) -> String? {
            all.first { $0["pcn_code"] == code && $0["by"] == by && $0["value"] == value }?[
              "persons"]
          }
          #expect(try row[1] == said(persons(network)))
          #expect(try row[3] == said(persons("")))
          if row[1] == "hidden" { #expect(row[2] == "hidden") }
        }
      }
    }
    #expect(hidden > 0, "nothing was hidden, so nothing was tried")
  }

  @Test("shares of measures, their limits and what they are held against are those of their files")
  func measures() throws {
    var shown = 0
    for network in try networks {
      let table = try #require(
        try tables(network).first { $0.caption.hasPrefix("Care and uptake") })
      for (name, title) in [
        ("nhs-health-check-coverage", "Health check in the last five years"),
        ("flu-coverage", "Flu vaccination this season and in the season before, 65 and over"),
      ] {
        let rows = try file("system/\(name)")
        let own = try #require(rows.first { $0["level"] == "pcn" && $0["area"] == network })
        let cells = try #require(table.rows.first { $0[0] == title })
        let (numerator, denominator) = (try said(own["numerator"]), try said(own["denominator"]))
        #expect(
          cells[1]
            == (numerator == "hidden" && denominator == "hidden"
              ? "hidden" : "\(numerator) of \(denominator)"))
        if own["percent"] == "*" {
          #expect(cells[2] == "hidden")
        } else {
          shown += 1
          #expect(
            try cells[2]
              == "\(percent(own["percent"])) (95% limits \(percent(own["percent_lower"])) to \(percent(own["percent_upper"])))"
          )
        }
        let system = try #require(rows.first { $0["level"] == "system" })
        #expect(try cells[4].hasSuffix(percent(system["percent"])))
        if let word = own["against_target"], word != "*", !word.isEmpty {
          #expect(cells[5].contains(word) && cells[5].hasSuffix("75%"))
        }
      }
    }
    #expect(shown > 0)
  }

  @Test("the pages of the whole system say what their tables say, hidden where it is hidden")
  func system() throws {
    var (shown, hidden) = (0, 0)
    func check(_ said: String, _ cell: String?) throws {
      #expect(try said == percent(cell))
      if said == "hidden" { hidden += 1 } else { shown += 1 }
    }
    for (name, title) in [
      ("nhs-health-check-coverage", "Health check in the last five years"),
      ("flu-coverage", "Flu vaccination this season and in the season before, 65 and over"),
    ] {
      let rug = try #require(try tables("system/indicators").first)
      let cells = try #require(rug.rows.first { $0[0] == title })
      let rows = try file("system/\(name)")
      for (place, network) in try networks.enumerated() {
        let share = try #require(rows.first { $0["area"] == network })["percent"]
        #expect(try cells[place + 2].hasPrefix(percent(share)), "\(network)")
      }
      let table = try #require(try tables("system/districts").last)
      let own = try #require(table.rows.first { $0[0] == title })
      let districts = try file("system/districts").filter {
        $0["indicator"] == name && $0["by"] == "district"
      }
      #expect(!districts.isEmpty)
      for (place, heading) in table.headings.enumerated().dropFirst(2) {
        let value = heading == "not known" ? "" : heading
        let share = districts.first { $0["value"] == value }?["percent"]
        #expect(try own[place].hasPrefix(share == nil ? "none" : percent(share)))
      }
    }
    let groups = try file("system/inequalities").filter { $0["indicator"] == "flu-coverage" }
    let shownTables = try tables("system/inequalities").filter {
      $0.headings.first == "Group"
    }
    for (table, by) in zip(shownTables, ["age_band", "sex", "imd_decile"]) {
      let rows = groups.filter { $0["by"] == by && $0["denominator"] != "0" }
      #expect(table.rows.count == rows.count && !rows.isEmpty)
      for cells in table.rows {
        let row = try #require(rows.first { $0["value"] == cells[0] })
        #expect(try cells[1] == said(row["numerator"]) && cells[2] == said(row["denominator"]))
        try check(cells[3], row["percent"])
        if let word = row["compared"], word != "*", !word.isEmpty { #expect(cells[6] == word) }
      }
    }
    #expect(shownTables.count == 3 && hidden > 0 && shown > 0, "\(hidden) \(shown)")
  }

  @Test("a network's practices are shown by their rows, and no row of another network's")
  func practices() throws {
    let rows = try file("system/nhs-health-check-coverage").filter { $0["level"] == "practice" }
    var seen: Set<String> = []
    for network in try networks {
      let text = try String(
        contentsOf: release.appending(path: "\(network)/profile.html"), encoding: .utf8)
      let elements = try XMLElements(text)
      let drawn = try #require(
        elements.all.firstIndex {
          $0["aria-labelledby"]?.hasPrefix("funnel-nhs-health-check") == true
        })
      let chart = elements.all[drawn...].dropFirst().prefix { $0.within.contains("svg") }
      let named = Set(chart.filter { $0.name == "text" }.map(\.text)).intersection(
        rows.compactMap { $0["area"] })
      #expect(seen.isDisjoint(with: named), "a practice is of one network")
      seen.formUnion(named)
      // What is hidden in uptake-by-deprivation.csv is hidden here, and so is what could be worked out of it.
      let groups = try file("system/uptake-by-deprivation").filter {
        $0["pcn_code"] == network && $0["indicator"] == "nhs-health-check-coverage"
          && $0["by"] == "imd_decile" && $0["value"] != ""
      }
      let shown = try #require(
        try tables(network).first {
          $0.headings.first == "Group, 1 the most deprived" && $0.caption.hasPrefix("Health")
        })
      #expect(shown.rows.count == groups.count && !groups.isEmpty)
      for cells in shown.rows {
        let row = try #require(groups.first { $0["value"] == cells[0] })
        #expect(try cells[1] == said(row["numerator"]) && cells[2] == said(row["denominator"]))
        #expect(try cells[3] == percent(row["percent"]))
      }
      // A hidden practice is no dot: a dot's place would be its figure.
      let dots = chart.count { $0.name == "circle" }
      #expect(dots == rows.count { $0["percent"] != "*" && $0["percent"] != "" })
      for table in try tables(network) where table.headings.first == "Practice" {
        for cells in table.rows where table.caption.hasPrefix("Health check") {
          let row = try #require(rows.first { cells[0].contains($0["area"] ?? "-") })
          #expect(try cells[1] == said(row["numerator"]) && cells[2] == said(row["denominator"]))
          #expect(try cells[3] == percent(row["percent"]))
        }
      }
    }
    #expect(!seen.isEmpty)
  }

  @Test("the lists are counted as the network's own files have them")
  func lists() throws {
    for network in try networks {
      let table = try #require(try tables(network).first { $0.caption == "The lists" })
      #expect(table.rows.count == 6)
      let text = try String(
        contentsOf: release.appending(path: "\(network)/profile.html"), encoding: .utf8)
      let links = try XMLElements(text).named("a").compactMap { $0["href"] }
        .filter { $0.hasSuffix(".csv") }
      #expect(links.count == table.rows.count)
      for (link, cells) in zip(links, table.rows) {
        let rows = try file("\(network)/\(link.dropLast(4))")
        #expect(try cells[2] == said("\(rows.count)"), "\(link)")
        if cells[4] != "-", link != "priority.csv" {
          #expect(try cells[4] == said("\(rows.count { $0["this_week"] == "true" })"), "\(link)")
        }
        if cells[5] != "-" {
          let soon = try file("\(network)/\(link.dropLast(4))-due-soon")
          #expect(try cells[5] == said("\(soon.count)"))
        }
      }
    }
  }

  // Whoever has the page and all tables knows every cell that is shown and every sum that must hold.
  @Test(
    "page and tables together give no hidden count away, and no two of them tell different numbers of the same people"
  )
  func undoing() throws {
    let people = try file("system/population")
    let areas = Set(people.compactMap { $0["pcn_code"] })
    func count(_ rows: [[String: String]]) -> (hidden: Int, shown: Int) {
      let cells = rows.compactMap { $0["persons"] }
      return (cells.count { $0 == "*" }, cells.compactMap { Int($0) }.reduce(0, +))
    }
    var tried = 0
    for area in areas {
      let own = people.filter { $0["pcn_code"] == area && $0["level"] != "no-pcn" }
      let total = try #require(own.first { $0["by"] == "all" }?["persons"])
      for by in Set(own.compactMap { $0["by"] })
      where !["all", "on_hyp", "has_migraine"].contains(by) {
        let parts = own.filter { $0["by"] == by }
        // With the total shown, one hidden part would be the rest.
        if total != "*" { #expect(count(parts).hidden != 1, "\(area) \(by)") }
        // With the total hidden, shown parts alone would add up to it.
        if total == "*" { #expect(count(parts).hidden > 0, "\(area) \(by)") }
        tried += 1
      }
    }
    // Over the networks each line adds up to the system's.
    let lines = Dictionary(grouping: people) {
      "\($0["by"] ?? "") \($0["value"] ?? "") \($0["sex"] ?? "")"
    }
    for (line, rows) in lines {
      let parts = rows.filter { $0["level"] != "system" }
      let system = try #require(rows.first { $0["level"] == "system" }?["persons"])
      if system != "*" {
        #expect(count(parts).hidden != 1, "\(line)")
      } else {
        #expect(count(parts).hidden > 0, "\(line)")
      }
      tried += 1
    }
    #expect(tried > 30)
    // So do an indicator's groups, and its districts, to everybody of it.
    for name in ["inequalities", "districts"] {
      for (indicator, rows) in Dictionary(grouping: try file("system/\(name)"), by: \.["indicator"])
      {
        let all = try #require(rows.first { $0["by"] == "all" })
        for (by, parts) in Dictionary(grouping: rows, by: \.["by"]) where by != "all" {
          for column in ["denominator", "numerator"] {
            let hidden = parts.count { $0[column] == "*" }
            #expect(
              all[column] == "*" ? hidden > 0 : hidden != 1,
              "\(indicator ?? "") \(by ?? "") \(column)")
            tried += 1
          }
        }
      }
    }
    #expect(tried > 40)
    // So do a list's groups, and those of the people who are considered for it.
    for (list, rows) in Dictionary(
      grouping: try file("system/representativeness"), by: \.["cohort"])
    {
      let all = try #require(rows.first { $0["by"] == "all" })
      for (by, parts) in Dictionary(grouping: rows, by: \.["by"]) where by != "all" {
        for (column, total) in [("people", "of_people"), ("listed", "of_listed")] {
          #expect(rows.allSatisfy { $0[total] == all[column] })
          let hidden = parts.count { $0[column] == "*" }
          #expect(
            all[column] == "*" ? hidden > 0 : hidden != 1, "\(list ?? "") \(by ?? "") \(column)")
          tried += 1
        }
      }
    }
    #expect(tried > 50)
    try undoingPathways()
    // The same people in another table: everybody of a network is what all its segments add up to.
    for set in ["by-need", "by-age"] {
      let segments = try file("system/segments-\(set)").filter { $0["kind"] == "all" }
      for row in segments where row["left_out"] == "" {
        let own = people.first {
          $0["level"] == row["level"] && $0["pcn_code"] == row["pcn_code"] && $0["by"] == "all"
            && $0["left_out"] == ""
        }
        if let own { #expect(own["persons"] == row["persons"]) }
      }
    }
  }

  /// The districts of a service add up to all of it, and who is pointed to a service and who is not to who is on a list.
  private func undoingPathways() throws {
    let rows = try file("system/pathways")
    let lines = Dictionary(grouping: rows) { "\($0["kind"] ?? "") \($0["service"] ?? "")" }
    #expect(lines.count == 3 + 6)
    for (line, rows) in lines {
      let all = try #require(rows.first { $0["by"] == "all" })
      let hidden = rows.count { $0["by"] == "district" && $0["persons"] == "*" }
      #expect(all["persons"] == "*" ? hidden > 0 : hidden != 1, "\(line)")
    }
    for (value, rows) in Dictionary(
      grouping: rows, by: { "\($0["by"] ?? "") \($0["value"] ?? "")" })
    {
      let hidden = rows.count { $0["kind"] != "service" && $0["persons"] == "*" }
      #expect(hidden != 1, "\(value)")
    }
  }

  @Test("the page of services says what pathways.csv says of each, in the system and by district")
  func pathways() throws {
    let rows = try file("system/pathways")
    let tables = try tables("system/pathways")
    try #require(tables.count == 2)
    func people(_ title: String, _ value: String?) throws -> String {
      let row = try #require(
        rows.first {
          $0["kind"] == "service" && $0["title"] == title
            && ($0["by"] == "all" ? value == nil : value == $0["value"])
        })
      return try said(row["persons"])
    }
    var shown = 0
    let titles = Set(rows.compactMap { $0["title"] }).subtracting([""])
    for row in tables[0].rows {
      let title = try #require(row.first { titles.contains($0) })
      let figure = try people(title, nil)
      let cell = row[row.count - 2]
      #expect(figure == "0" ? cell.hasPrefix("nobody") : cell == figure, "\(title)")
      shown += Int(figure.replacing(",", with: "")) ?? 0
    }
    #expect(shown > 0, "somebody is pointed to something")
    let districts = tables[1].headings.dropFirst(2).map { $0 == "not known" ? "" : $0 }
    #expect(districts.count > 1)
    for row in tables[1].rows.dropFirst(3) {
      #expect(try row[1] == people(row[0], nil))
      for (district, cell) in zip(districts, row.dropFirst(2)) {
        #expect(try cell == people(row[0], district), "\(row[0]) \(district)")
      }
    }
  }

  @Test("care beside need says what inequalities.csv and impact-equity.csv say of each group")
  func inverseCare() throws {
    let measures = try file("system/inequalities").filter { $0["by"] == "imd_decile" }
    let places = try file("system/impact-equity").filter { $0["level"] == "imd_decile" }
    let tables = try tables("system/inverse-care")
    let page = try #require(tables.first { $0.headings.first == "Measure" })
    #expect(page.rows.count == 3)
    let groups = page.headings.dropFirst().dropLast(2).map { heading in
      String(heading.prefix { $0 != "," })
    }
    #expect(groups.count > 4)
    var shown = 0
    for row in page.rows {
      for (group, cell) in zip(groups, row.dropFirst()) {
        let figure: (share: String?, lower: String?)
        if row[0].hasSuffix("places") {
          let line = places.first { $0["area"] == group }
          figure = (line?["percent_after"], line?["percent_after_lower"])
        } else {
          let name = row[0].contains("Flu") ? "flu-coverage" : "hypertension-diagnosis"
          let line = measures.first { $0["indicator"] == name && $0["value"] == group }
          figure = (line?["percent"], line?["percent_lower"])
        }
        guard let share = figure.share.flatMap(Double.init) else {
          #expect(cell == (figure.share == "*" ? "hidden" : "none"), "\(row[0]) \(group)")
          continue
        }
        let lower = try #require(figure.lower.flatMap(Double.init))
        func percent(_ number: Double) -> String {
          number == number.rounded() ? "\(Int(number))%" : "\(number)%"
        }
        #expect(cell.hasPrefix("\(percent(share))\(percent(lower)) to "), "\(row[0]) \(group)")
        shown += 1
      }
    }
    #expect(shown > 0)
  }
}

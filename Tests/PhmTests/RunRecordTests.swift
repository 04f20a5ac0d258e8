import Foundation
import Testing

@testable import ProgramRuns

/// A run as other programs read it: `run.json`, `phm runs --format json` and the metrics.
@Suite("Runs for other programs")
struct RunRecordTests {
  private let night: Night

  init() throws {
    night = try Night()
  }

  /// A good night, one that changes nothing, and one that is refused.
  private func threeNights() throws {
    try #require(try night.run(date: "2026-11-19").exitCode == 0)
    try #require(try night.run(date: "2026-11-20").exitCode == 0)
    try night.remove("patients.csv")
    try #require(try night.run(date: "2026-11-21").exitCode == 66)
  }

  private func ledger() throws -> Data {
    let result = try CommandProcess.run([
      "runs", "--state", night.folder.path("state"), "--output", night.folder.path("output"),
      "--format", "json",
    ])
    try #require(result.exitCode == 0, "\(result.errors)")
    return Data(result.output.utf8)
  }

  private var files: [URL] {
    let runs = night.folder.url.appending(path: "state/runs")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
    return names.sorted().map { runs.appending(path: "\($0)/run.json") }.filter {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }

  @Test("every run and the ledger are as the schema says, and nobody's number is in them")
  func schema() throws {
    try threeNights()
    try #require(files.count == 3)
    let all = night.folder.url.appending(path: "ledger.json")
    try ledger().write(to: all)
    let schema = packageRoot.appending(path: "docs/run.schema.json")
    if let faults = try DocumentPeer.faults(of: schema, on: files + [all]) {
      #expect(faults.isEmpty, "\(faults)")
    }
    for file in files + [all] {
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.firstMatch(of: /900000\d{4}/) == nil, "\(file.lastPathComponent)")
    }
  }

  @Test("a run says what was read, found and listed, against the night before")
  func content() throws {
    try threeNights()
    let ledger = try #require(try JSONSerialization.jsonObject(with: ledger()) as? [String: Any])
    let runs = try #require(ledger["runs"] as? [[String: Any]])
    try #require(runs.count == 3)
    let (first, second, third) = (runs[0], runs[1], runs[2])
    #expect(ledger["current"] as? String == second["run"] as? String)
    #expect(first["follows"] is NSNull && second["follows"] as? String == first["run"] as? String)
    #expect(third["exit_code"] as? Int == 66 && third["published"] as? Bool == false)
    let lists = try #require(second["lists"] as? [[String: Any]])
    let check = try #require(lists.first { $0["list"] as? String == "nhs-health-check" })
    let before = try #require(
      (first["lists"] as? [[String: Any]])?.first {
        $0["list"] as? String == "nhs-health-check"
      })
    #expect(check["people_before"] as? Int == before["people"] as? Int)
    let networks = try #require(check["networks"] as? [[String: Any]])
    let rows = try ["U10001", "U10002"].map { try night.list($0, "nhs-health-check").count }
    #expect(networks.compactMap { $0["people"] as? Int } == rows)
    #expect(check["people"] as? Int == rows.reduce(0, +))
    let findings = try #require(second["findings"] as? [[String: Any]])
    let rejected = try #require(findings.first { $0["grade"] as? String == "record" })
    #expect(rejected["verdict"] as? String == "rows rejected")
    let feed = (second["feeds"] as? [[String: Any]])?.first {
      $0["feed"] as? String == rejected["feed"] as? String
    }
    #expect(rejected["of_rows"] as? Int == feed?["rows"] as? Int)
    let stages = try #require(second["stages"] as? [[String: Any]])
    #expect(stages.contains { $0["reused"] as? Bool == true && $0["why"] is NSNull })
    #expect(stages.contains { ($0["why"] as? String)?.contains("reference_date") == true })
    // A file of the state folder is the same object.
    let own = try JSONSerialization.jsonObject(with: Data(contentsOf: files[1])) as? NSDictionary
    #expect(own == second as NSDictionary)
  }

  private func page(_ index: Int) throws -> (text: String, elements: XMLElements) {
    let file = files[index].deletingLastPathComponent().appending(path: "run.html")
    let text = try String(contentsOf: file, encoding: .utf8)
    return (text, try XMLElements(text))
  }

  @Test(
    "a page says how each run ended, why, and what is known of it; it is whole in itself, and nobody's number is in it"
  )
  func pages() throws {
    try threeNights()
    for index in 0..<3 {
      let (text, elements) = try page(index)
      #expect(text.firstMatch(of: /900000\d{4}/) == nil)
      #expect(!elements.all.contains { ["script", "img", "link", "iframe"].contains($0.name) })
      let ids = elements.all.compactMap { $0["id"] }
      #expect(Set(ids).count == ids.count)
      let links = elements.named("a").compactMap { $0["href"] }
      #expect(links.allSatisfy { $0.hasPrefix("#") && ids.contains(String($0.dropFirst())) })
      #expect(elements.named("caption").count == elements.named("table").count)
      #expect(elements.named("figure").allSatisfy { $0.text.contains("numbers") })
      #expect(elements.named("td").allSatisfy { !$0.text.isEmpty })
    }
    let headlines = try (0..<3).map { index in
      try page(index).elements.all.first { $0["id"] == "end" }?.text
    }
    #expect(headlines == ["Published", "Published", "Refused: nothing was published"])
    let refused = try page(2).elements
    let why = try #require(refused.named("pre").first).text
    #expect(why.contains("patients") && why.contains("check that tonight's delivery is complete"))
    #expect(refused.named("svg").isEmpty && refused.all.contains { $0.text.contains("not noted") })
    // What stands on the page is what the other programs read.
    let second = try page(1)
    let run = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: files[1])) as? [String: Any])
    for list in try #require(run["lists"] as? [[String: Any]]) {
      let name = try #require(list["list"] as? String)
      let row = try row(name, in: second.elements)
      #expect(row.first == "\(list["people"] as? Int ?? -1)", "\(name)")
      #expect(row.dropFirst().first == "\(list["people_before"] as? Int ?? -1)", "\(name)")
    }
    let findings = try #require(run["findings"] as? [[String: Any]])
    let rejected = try #require(findings.first { $0["grade"] as? String == "record" })
    let said = "\(rejected["count"] as? Int ?? -1) of \(rejected["of_rows"] as? Int ?? -1) rows"
    #expect(second.elements.named("td").contains { $0.text.hasPrefix(said) }, "\(said)")
    let feeds = try #require(run["feeds"] as? [[String: Any]])
    for file in feeds.flatMap({ $0["files"] as? [[String: Any]] ?? [] }) {
      #expect(second.text.contains(try #require(file["sha256"] as? String)))
    }
    for output in try #require(run["outputs"] as? [[String: Any]]) {
      let recipients = try #require(output["recipients"] as? String)
      #expect(second.elements.named("td").contains { $0.text == recipients })
    }
  }

  /// The cells of the first row with a heading.
  private func row(_ heading: String, in elements: XMLElements) throws -> [String] {
    let start = try #require(
      elements.all.firstIndex { $0.name == "th" && $0.text == heading })
    return elements.all[(start + 1)...].prefix { $0.name != "tr" }.filter { $0.name == "td" }
      .map(\.text)
  }

  @Test("stages say when they started, what they waited for and what is not done")
  func times() throws {
    try threeNights()
    let ledger = try #require(try JSONSerialization.jsonObject(with: ledger()) as? [String: Any])
    let runs = try #require(ledger["runs"] as? [[String: Any]])
    let second = try #require(runs.dropFirst().first)
    let stages = try #require(second["stages"] as? [[String: Any]])
    var ends: [String: Double] = [:]
    for stage in stages {
      let name = try #require(stage["stage"] as? String)
      guard let started = stage["started_after"] as? Double else {
        #expect(stage["reused"] as? Bool == true && stage["waited_for"] is NSNull, "\(name)")
        continue
      }
      #expect(stage["reused"] as? Bool == false, "\(name)")
      ends[name] = started + (stage["seconds"] as? Double ?? .nan)
    }
    let worked = stages.compactMap { stage in
      stage["started_after"] is NSNull ? nil : stage["processor_seconds"] as? Double
    }
    #expect(worked.count == ends.count && worked.allSatisfy { $0 > 0 })
    #expect(worked.reduce(0, +) <= (second["processor_seconds"] as? Double ?? 0))
    #expect(ends.count > 10)
    #expect(ends.values.allSatisfy { $0 <= (second["seconds"] as? Double ?? 0) })
    var waiting = 0
    for stage in stages {
      guard let before = stage["waited_for"] as? String else { continue }
      waiting += 1
      let end = try #require(ends[before], "it waited for one that was run")
      #expect(end <= (stage["started_after"] as? Double ?? 0), "\(stage["stage"] ?? "")")
    }
    #expect(waiting > 5)
    #expect((second["processor_seconds"] as? Double ?? 0) > 0)
    #expect(second["unfinished"] as? [String] == [] && second["fault"] is NSNull)
    // A run that was refused before its first stage knows of none.
    let third = try #require(runs.last)
    #expect(third["unfinished"] is NSNull && third["processor_seconds"] is NSNull)
    #expect((third["fault"] as? String)?.contains("patients") == true)
  }

  @Test("a run that is refused half way says which stages it did not come to")
  func unfinished() throws {
    try night.write("registers.csv", "nonsense\n1\n")
    let result = try night.run()
    try #require(result.exitCode == 66, "\(result.errors)")
    let run = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: files[0])) as? [String: Any])
    let unfinished = try #require(run["unfinished"] as? [[String: Any]])
    let failed = unfinished.filter { $0["failed"] as? Bool == true }
    #expect(failed.compactMap { $0["stage"] as? String } == ["extract/registers"])
    #expect(unfinished.contains { $0["stage"] as? String == "load/lists" })
    let page = try page(0)
    #expect(try row("registers", in: page.elements).first == "failed")
    #expect(try row("lists", in: page.elements).first == "not begun")
    #expect(page.elements.named("svg").count == 3, "what came before is shown")
  }

  @Test("the metrics are read by Prometheus's own parser, and say what the night was")
  func metrics() throws {
    let file = night.folder.path("phm.prom")
    func run(_ date: String) throws -> Int32 {
      try night.run(["--metrics", file], date: date).exitCode
    }
    func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }
    func value(_ name: String) throws -> String? {
      try text().split(separator: "\n").first {
        $0.hasPrefix("\(name){") || $0.hasPrefix("\(name) ")
      }?
      .split(separator: " ").last.map { String($0) }
    }
    try #require(try run("2026-11-20") == 0)
    let success = try #require(try value("phm_run_last_success_timestamp_seconds"))
    #expect(try value("phm_run_exit_code") == "0")
    #expect(try value("phm_run_published") == "1")
    let rows = try night.list("U10001", "nhs-health-check").count
    #expect(
      try text().contains(
        "phm_list_people{pipeline=\"nightly\",list=\"nhs-health-check\",pcn=\"U10001\"} \(rows)\n"))
    #expect(try text().firstMatch(of: /900000\d{4}/) == nil)
    if let faults = try MetricsPeer.faults(of: text()) { #expect(faults.isEmpty, "\(faults)") }
    // Who may read the file may read the next one.
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    try night.remove("patients.csv")
    try #require(try run("2026-11-21") == 66)
    #expect(try value("phm_run_exit_code") == "66")
    #expect(try value("phm_run_published") == "0")
    #expect(try value("phm_run_last_success_timestamp_seconds") == success)
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o644)
    #expect(!FileManager.default.fileExists(atPath: file + ".partial"))
    if let faults = try MetricsPeer.faults(of: text()) { #expect(faults.isEmpty, "\(faults)") }
  }

  @Test("the page of metrics names each that there is, and no other")
  func metricsPage() throws {
    let file = night.folder.path("phm.prom")
    try #require(try night.run(["--metrics", file]).exitCode == 0)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let made = Set(text.matches(of: /# TYPE (\w+)/).map { String($0.output.1) })
    let page = try String(
      contentsOf: packageRoot.appending(path: "docs/recipes/monitoring.md"), encoding: .utf8)
    let named = Set(page.matches(of: /`(phm_\w+)`/).map { String($0.output.1) })
    #expect(made == named && made.count > 10)
  }

  @Test("a mistake of the definitions is a metric too, and a file that cannot be written is told")
  func faults() throws {
    let file = night.folder.path("phm.prom")
    let result = try CommandProcess.run([
      "run", night.folder.path("none.yaml"), "--input", night.folder.path("input"), "--state",
      night.folder.path("state"), "--output", night.folder.path("output"), "--metrics", file,
    ])
    #expect(result.exitCode == 65)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("} 65\n"))
    let unwritable = try night.run(["--metrics", night.folder.path("input/patients.csv/phm.prom")])
    #expect(unwritable.exitCode == 75, "\(unwritable.errors)")
    #expect(unwritable.errors.contains("patients.csv' cannot be written"), "\(unwritable.errors)")
    #expect(try !night.release().isEmpty)
  }
}

/// A JSON Schema, tried by Python's jsonschema on documents, and on each with one thing wrong.
enum DocumentPeer {
  /// What it says; nil where python3 has no jsonschema, empty where every document is allowed and each is refused with one thing wrong.
  static func faults(of schema: URL, on documents: [URL]) throws -> String? {
    let output = String(
      decoding: try pythonOutput(documentCheck, [schema.path] + documents.map(\.path)),
      as: UTF8.self)
    return output == "no jsonschema\n" ? nil : output
  }
}

private let documentCheck = #"""
  import copy, json, sys
  try:
      import jsonschema
  except ImportError:
      print("no jsonschema")
      sys.exit(0)
  schema = json.load(open(sys.argv[1]))
  jsonschema.Draft202012Validator.check_schema(schema)
  validator = jsonschema.Draft202012Validator(schema)

  def objects(value, path=()):
      if isinstance(value, dict):
          yield path
          for key, part in value.items():
              yield from objects(part, path + (key,))
      elif isinstance(value, list) and value:
          yield from objects(value[0], path + (0,))

  def at(value, path):
      for step in path:
          value = value[step]
      return value

  for name in sys.argv[2:]:
      document = json.load(open(name))
      for error in validator.iter_errors(document):
          best = jsonschema.exceptions.best_match([error])
          print(f"{name}: {list(best.absolute_path)}: {best.message[:300]}")
      for path in objects(document):
          more = copy.deepcopy(document)
          at(more, path)["beer"] = 1
          less = copy.deepcopy(document)
          fewer = at(less, path)
          del fewer[next(iter(fewer))]
          other = copy.deepcopy(document)
          changed = at(other, path)
          changed[next(iter(changed))] = {"beer": 1}
          for what, wrong in (("more", more), ("less", less), ("other", other)):
              if validator.is_valid(wrong):
                  print(f"{name}: {list(path)} is allowed with {what}")
  """#

/// A file of metrics, read by Prometheus's own client library.
enum MetricsPeer {
  /// What it says against it; nil where python3 has no prometheus_client.
  static func faults(of text: String) throws -> String? {
    let script = #"""
      import re, sys
      try:
          from prometheus_client.parser import text_string_to_metric_families
      except ImportError:
          print("no prometheus_client")
          sys.exit(0)
      seen = set()
      for family in text_string_to_metric_families(sys.argv[1]):
          if family.type != "gauge" or not family.documentation.endswith((".", ")")) and ";" not in family.documentation:
              print(family.name, "is no gauge with a meaning")
          if not re.fullmatch(r"phm_[a-z]+(_[a-z]+)*", family.name) or family.name.endswith(("_total", "_count", "_sum")):
              print(family.name, "is not named as a gauge is")
          if any(word in family.name for word in ("duration", "timestamp", "date")) and not family.name.endswith("_seconds"):
              print(family.name, "is a time without its unit")
          for sample in family.samples:
              key = (sample.name, tuple(sorted(sample.labels.items())))
              if key in seen:
                  print(key, "stands twice")
              seen.add(key)
              if "pipeline" not in sample.labels:
                  print(sample.name, "has no pipeline")
      if len(seen) < 5:
          print("few metrics:", len(seen))
      """#
    let output = String(decoding: try pythonOutput(script, [text]), as: UTF8.self)
    return output == "no prometheus_client\n" ? nil : output
  }
}

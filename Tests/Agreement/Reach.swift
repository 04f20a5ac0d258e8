import Definitions
import Health
import Model
import ReferenceEngine
import Tables

/// Whether made-up nights reach what definitions are about: agreement on nothing would prove nothing.
struct Reach {
  /// What each truth column, step and list was of anybody.
  private var seen: [String: Set<Bool>] = [:]

  /// How many truth columns, steps and lists there are.
  var count: Int { seen.count }

  /// Those that were the same for everybody, in the order of their names.
  var missed: [String] { seen.filter { $0.value.count < 2 }.keys.sorted() }

  /// Looks at a made-up night on each of several days.
  init(_ pipeline: PipelineDefinition, persons: Int, days: [String]) throws {
    guard let population = pipeline.population?.value else { throw NativeRun.NoPersons() }
    for (index, day) in days.compactMap({ Day(iso: $0) }).enumerated() {
      let night = GeneratedNight(
        pipeline, population, persons: persons, on: day, seed: 100 + UInt64(index))
      note(try NativeRun(pipeline, night: night, on: day, partitionedBy: 65_536))
    }
  }

  private mutating func note(_ run: NativeRun) {
    for (name, column) in zip(run.persons.table.names, run.persons.table.columns)
    where column.type == .boolean {
      for row in 0..<column.count {
        seen[name, default: []].insert(column.value(at: row) == .boolean(true))
      }
    }
    for (name, cohort) in run.cohorts {
      for row in rows(of: cohort.attrition) where row["level"] == .text("system") {
        guard let title = row["title"]?.text, title != "population" else { continue }
        let counts = row["kind"] == .text("due-soon") ? "due_soon" : "removed"
        let removed = row[counts] != .integer(0)
        // What networks report is one rule for all lists.
        let list = row["kind"] == .text("action") ? "every list" : name
        // Of every night the feeds that are not complete are others.
        let step = row["kind"] == .text("completeness") ? "complete" : title
        seen["\(list): \(step)", default: []].formUnion(removed ? [true, false] : [false])
      }
      seen["\(name): on the list", default: []]
        .formUnion(cohort.members.rowCount > 0 ? [true, false] : [false])
    }
  }
}

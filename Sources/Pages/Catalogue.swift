import Messages
import Model
package import Definitions

/// The definitions of a pipeline as pages for people: sets of segments, scores and cohorts.
package struct Catalogue {
  /// The pipeline.
  let pipeline: PipelineDefinition
  /// The person plan; nil where the pipeline has no persons.
  let plan: PersonPlan?
  /// What the columns mean that the definitions read.
  let meanings: ColumnMeanings
  /// How far back the columns of the person look; nil where the pipeline has no persons.
  let looks: LooksBack?
  /// The made-up people that a cohort's page takes apart, by cohort.
  let cases: [String: [WorkedCase]]

  package init(_ pipeline: PipelineDefinition, cases: [String: [WorkedCase]] = [:]) {
    self.pipeline = pipeline
    self.cases = cases
    // A pipeline that was loaded has a plan; without one there is nothing to say of columns.
    plan = (try? pipeline.personPlan()) ?? nil
    meanings = ColumnMeanings(plan)
    looks = plan.map { pipeline.looksBack($0) }
  }

  /// The tests in a definition's file.
  func tests(of file: String) -> DefinitionTests? {
    pipeline.tests.first { $0.file == file }
  }

  /// The pages, each with its path in the catalogue's folder.
  package var pages: [(path: String, text: String)] {
    [("README.md", index), ("data-flows.md", dataFlowPage(pipeline, plan))]
      + [pipeline.actions].compactMap { $0 }.map { ("actions.md", page(of: $0, self)) }
      + pipeline.segmentations.map { ("segments/\($0.value.name).md", page(of: $0, self)) }
      + pipeline.scores.map { ("scores/\($0.value.name).md", page(of: $0, self)) }
      + pipeline.cohorts.map { ("cohorts/\($0.value.name).md", page(of: $0, self)) }
  }

  private var index: String {
    var lines = [
      "# The clinical catalogue", "",
      "What the pipeline \(code(pipeline.name)) works out of each person, and whom it lists: a page for each definition, with "
        + "its rules, its source and worked examples. Made from the definitions by `make docs`. "
        + "[Data flows](data-flows.md): what is read, for what, for whom, and how long it is kept.",
      "",
    ]
    func entries(_ title: String, _ folder: String, _ rows: [(name: String, [String])]) -> [String]
    {
      chapter(
        title,
        markdownTable(
          ["Definition", "", "Examples"],
          rows.map { row in
            ["[\(prose(row.1[0]))](\(folder)/\(row.name).md)", row.1[1], row.1[2]]
          }))
    }
    func examples(_ file: String) -> String { "\(tests(of: file)?.tests.count ?? 0)" }
    lines += entries(
      "Lists of people to reach", "cohorts",
      pipeline.cohorts.map {
        let count = counted($0.value.exclusions.count, "exclusion")
        return ($0.value.name, [$0.value.title, count, examples($0.file)])
      })
    lines += entries(
      "Scores", "scores",
      pipeline.scores.map {
        ($0.value.name, [$0.value.title, "version \(prose($0.value.version))", examples($0.file)])
      })
    lines += entries(
      "Segments", "segments",
      pipeline.segmentations.map {
        ($0.value.name, [$0.value.title, "version \(prose($0.value.version))", examples($0.file)])
      })
    if let actions = pipeline.actions?.value {
      lines += [
        "Every list: [\(prose(actions.title))](actions.md), which takes people off it for a time.",
        "",
      ]
    }
    return lines.joined(separator: "\n")
  }
}

/// The beginning of a page: what it is, where it comes from and where it is defined.
func head(_ title: String, name: String, version: String?, source: String, _ file: String)
  -> [String]
{
  // Pages lie in `docs/generated/catalogue/<kind>`; a file elsewhere on a disk is nobody else's.
  let place = file.hasPrefix("/") ? code(name) : "[\(code(name))](../../../../\(file))"
  return [
    "# \(prose(title))", "",
    place + (version.map { ", version \(prose($0))" } ?? "") + ". [All definitions](../README.md).",
    "", "**Source.** \(prose(source))", "",
    "<sub>[V] read at the source that is named; [T] taken from an NHS team's published implementation; [M] general "
      + "knowledge, not checked at a source yet.</sub>", "",
  ]
}

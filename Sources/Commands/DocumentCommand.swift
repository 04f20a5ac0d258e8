import Runs
import Pages
public import Messages
import Definitions

/// The JSON Schema of the definition files.
public func definitionSchema() -> String {
  jsonSchema()
}

/// Writes the pages of the documentation that are made from the code and from a pipeline's definitions: keys of
/// definitions, exit codes, and the catalogue.
///
/// - Throws: `definitions` with every mistake; `noSeason` where a campaign has no season on a test's date; `notWritable` where the folder cannot be written.
public func writeDocumentation(of path: String, to folder: String) throws(RunFault) {
  let pipeline: PipelineDefinition
  do {
    pipeline = try loadPipeline(at: path)
  } catch {
    throw .definitions(error)
  }
  for page in try Catalogue.worked(pipeline).pages {
    try writeFile(Array((page.text + "\n").utf8), to: "\(folder)/catalogue/\(page.path)")
  }
  try writeFile(Array(jsonSchema().utf8), to: "\(folder)/definition.schema.json")
  try writeFile(Array(definitionReference().utf8), to: "\(folder)/definitions.md")
  try writeFile(Array(exitCodePage().utf8), to: "\(folder)/exit-codes.md")
}

private func exitCodePage() -> String {
  var lines = [
    "# Exit codes", "", "Made from the code by `make docs`.", "", "| Code | Means |", "|---|---|",
  ]
  for code in ExitCode.allCases { lines.append("| \(code.rawValue) | \(code.meaning) |") }
  return lines.joined(separator: "\n") + "\n"
}

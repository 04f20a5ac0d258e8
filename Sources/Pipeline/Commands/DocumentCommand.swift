import Definitions

/// The JSON Schema of the definition files.
public func definitionSchema() -> String {
  jsonSchema()
}

/// Writes the pages of the documentation that are made from the code: keys of definitions, exit codes, findings.
///
/// - Throws: `notWritable` where the folder cannot be written.
public func writeDocumentation(to folder: String) throws(RunFault) {
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

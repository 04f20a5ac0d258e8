import Definitions

/// A page in Markdown with every key of every kind of definition.
///
/// It is made from the tables of keys that the loader reads.
public func definitionReference() -> String {
  var page = """
    # Reference of definitions

    Every key of every definition file. Made by `phm` from the tables that its loader reads: change those, not this page.

    Paths are relative to the file that names them. Scalars are read as the text they are: `on`, `no` and `1.0` stay
    themselves. Keys that a definition does not have, keys that stand twice, anchors and second documents are mistakes.

    """
  for kind in DefinitionKind.all {
    let isFile = DefinitionKind.files.contains { $0.name == kind.name }
    page +=
      "\n\(isFile ? "##" : "###") \(isFile ? "File: " : "")\(kind.name)\n\n\(kind.summary)\n\n"
    page += "| Key | Value | Must be there | What it says |\n|---|---|---|---|\n"
    for key in kind.keys {
      page +=
        "| `\(key.name)` | \(cell(key.shape.words)) | \(key.isRequired ? "yes" : "") | \(cell(key.summary)) |\n"
    }
    if let others = kind.others {
      page += "| \(others.names) | \(cell(others.shape.words)) | | \(cell(others.summary)) |\n"
    }
    if !kind.choices.isEmpty {
      page += "\nEither \(kind.choices.map(words).joined(separator: "; or ")).\n"
    }
  }
  return page
}

private func words(_ choice: DefinitionKind.Choice) -> String {
  let needed = choice.requires.map { "`\($0)`" }.joined(separator: " and ")
  if choice.allows.isEmpty { return needed }
  return needed + ", with " + choice.allows.map { "`\($0)`" }.joined(separator: " or ")
    + " where wanted"
}

/// A text in a cell of a table, where a bar would end the cell.
private func cell(_ text: String) -> String {
  text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
}

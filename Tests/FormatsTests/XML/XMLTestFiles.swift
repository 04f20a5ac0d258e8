import Formats
import Foundation
import Parallel
import Tables

/// A contract of text columns, each by its path.
func xmlContract(
  record: [String], namespace: String? = nil, _ paths: [(String, String)]
) -> FeedContract {
  FeedContract(
    name: "test", files: ["*.xml"],
    format: .xml(XMLLayout(record: record, namespace: namespace)),
    columns: paths.map { ColumnContract(name: $0.0, source: .path($0.1), type: .text) })
}

/// Reads bytes as an XML file of a feed.
func extractXML(_ contract: FeedContract, _ bytes: some DataProtocol) throws -> Extract {
  try withFolder { folder in
    let path = folder.appendingPathComponent("test.xml")
    try Data(bytes).write(to: path)
    let file = FeedFile(path: path.path, name: "test.xml")
    return try extract(contract, from: [file], rows: RowCounter(), stop: StopRequest())
  }
}

/// Reads a text as an XML file of a feed.
func extractXML(_ contract: FeedContract, _ text: String) throws -> Extract {
  try extractXML(contract, Data(text.utf8))
}

extension Table {
  /// The rows as texts, nil where a value is missing.
  var textRows: [[String?]] {
    (0..<rowCount).map { row in
      columns.map { column in
        guard case .text(let text)? = column.value(at: row) else { return nil }
        return text
      }
    }
  }
}

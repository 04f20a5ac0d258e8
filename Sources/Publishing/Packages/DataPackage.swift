import Formats

/// A folder's `datapackage.json`: which files it holds and what their columns mean.
///
/// - Source: Frictionless Data Package 1.0 and Table Schema 1.0.
struct DataPackage: Sendable {
  /// One CSV file of a package.
  struct Resource: Sendable {
    var name: FileName
    var title: String
    var description: String
    var fields: [SheetField]
    var primaryKey: [String] = []
    /// Texts that stand for no value: the empty text, and in aggregates the mark of a hidden count.
    var missing = [""]
    var byteCount: Int
  }

  var name: String
  var title: String
  var description: String
  /// The reference date, as the package's version.
  var version: String
  var licence: Licence
  var resources: [Resource]

  /// Who may use a folder's files for what.
  enum Licence: Sendable {
    /// Confidential patient information for the care of these patients.
    case directCare
    /// Aggregates after disclosure control, for the system's own use.
    case internalUse
  }

  /// The file.
  var text: [UInt8] { json.document }

  private var json: JSONValue {
    [
      "profile": "data-package",
      "name": .text(name),
      "title": .text(title),
      "description": .text(description),
      "version": .text(version),
      "licenses": [licence.json],
      "resources": .list(resources.map(\.json)),
    ]
  }
}

extension DataPackage.Licence {
  fileprivate var json: JSONValue {
    switch self {
    case .directCare:
      [
        "name": "other-closed",
        "title": "Confidential patient information: for the direct care of these patients only",
      ]
    case .internalUse:
      [
        "name": "other-closed",
        "title": "Aggregates after disclosure control: for use within the integrated care system",
      ]
    }
  }
}

extension DataPackage.Resource {
  fileprivate var json: JSONValue {
    [
      "profile": "tabular-data-resource",
      "name": .text(name.text),
      "path": .text(name.text + ".csv"),
      "title": .text(title),
      "description": .text(description),
      "format": "csv",
      "mediatype": "text/csv",
      "encoding": "utf-8",
      "bytes": .integer(byteCount),
      "dialect": [
        "delimiter": ",",
        "lineTerminator": "\r\n",
        "quoteChar": "\"",
        "doubleQuote": true,
        "header": true,
      ],
      "schema": schema,
    ]
  }

  private var schema: JSONValue {
    var members: [JSONValue.Member] = [
      .init("fields", .list(fields.map(\.json))),
      .init("missingValues", .list(missing.map { .text($0) })),
    ]
    if !primaryKey.isEmpty {
      members.append(.init("primaryKey", .list(primaryKey.map { .text($0) })))
    }
    return .object(members)
  }
}

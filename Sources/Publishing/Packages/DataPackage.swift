import Formats
import Model

/// A folder's `datapackage.json`: which files it holds and what their columns mean.
///
/// - Source: Frictionless Data Package 1.0 and Table Schema 1.0.
struct DataPackage: Sendable {
  /// One file of a package.
  struct Resource: Sendable {
    var name: FileName
    var title: String
    var description: String
    var fields: [SheetField]
    var primaryKey: [String] = []
    /// Texts that stand for no value: the empty text, and in aggregates the mark of a hidden count.
    var missing = [""]
    var byteCount: Int
    /// What it may be used for; nil only where its definition does not come from files.
    var terms: OutputTerms?
    var format = Format.csv

    /// The file's format.
    enum Format: String, Sendable {
      case csv
      case arrow
    }
  }

  var name: String
  var title: String
  var description: String
  /// The reference date, as the package's version.
  var version: String
  var licence: Licence
  var resources: [Resource]
  /// The names of workbooks that hold what the files hold.
  var workbooks: [String] = []
  /// The pages for a browser, and files that say in another layout what the resources say.
  var pages: [PageFile] = []
  /// What these may be used for.
  var pageTerms: OutputTerms?

  /// Who may use a folder's files for what.
  enum Licence: Sendable {
    /// Confidential patient information.
    case confidential
    /// Aggregates after disclosure control, for the system's own use.
    case internalUse
    /// Persons under pseudonyms.
    case pseudonymised
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
      "resources": .list(
        resources.map(\.json) + workbooks.map { workbookJSON($0) }
          + pages.map { pageJSON($0, pageTerms) }),
    ]
  }
}

/// A page for a browser in a folder, or a file of figures in another layout.
public struct PageFile: Hashable, Sendable {
  /// The file's name.
  public var name: String
  /// What it holds, in a line.
  public var title: String
  /// What the data package calls it, as it calls nothing else of the folder.
  public var resource: String

  /// Names a file.
  public init(name: String, title: String, resource: String) {
    self.name = name
    self.title = title
    self.resource = resource
  }
}

/// A workbook: Frictionless describes tables in text files, so it is named and no more.
private func workbookJSON(_ name: String) -> JSONValue {
  [
    "profile": "data-resource",
    "name": .text(String(name.lowercased().prefix { $0 != "." })),
    "path": .text(name),
    "title": "The lists as a workbook: the same rows, as many of them as its first sheet says",
    "format": "xlsx",
    "mediatype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ]
}

/// A page for a browser and for paper, which is no table either, or a file whose layout others describe.
private func pageJSON(_ page: PageFile, _ terms: OutputTerms?) -> JSONValue {
  let format = page.name.split(separator: ".").last.map { String($0) } ?? ""
  let members: [JSONValue.Member] = [
    .init("profile", "data-resource"), .init("name", .text(page.resource)),
    .init("path", .text(page.name)), .init("title", .text(page.title)),
    .init("format", .text(format)), .init("mediatype", .text("text/\(format)")),
  ]
  return .object(members + (terms?.members ?? []))
}

extension DataPackage.Licence {
  fileprivate var json: JSONValue {
    switch self {
    case .confidential:
      [
        "name": "other-closed",
        "title": "Confidential patient information: only for the purpose that each file states",
      ]
    case .internalUse:
      [
        "name": "other-closed",
        "title": "Aggregates after disclosure control: for use within the integrated care system",
      ]
    case .pseudonymised:
      [
        "name": "other-closed",
        "title":
          "Pseudonymised personal data (UK GDPR Article 4(5)): only for the purpose that each file states",
      ]
    }
  }
}

extension DataPackage.Resource {
  fileprivate var json: JSONValue {
    .object(base + (terms?.members ?? []) + [.init("schema", schema)])
  }

  private var base: [JSONValue.Member] {
    let json: JSONValue =
      switch format {
      case .csv: csv
      // Frictionless describes the rows of text files alone.
      case .arrow:
        [
          "profile": "data-resource",
          "name": .text(name.text),
          "path": .text("\(name.text).\(format.rawValue)"),
          "title": .text(title),
          "description": .text(description),
          "format": .text(format.rawValue),
          "mediatype": "application/vnd.apache.arrow.file",
          "bytes": .integer(byteCount),
        ]
      }
    guard case .object(let members) = json else { return [] }
    return members
  }

  private var csv: JSONValue {
    [
      "profile": "tabular-data-resource",
      "name": .text(name.text),
      "path": .text("\(name.text).\(format.rawValue)"),
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

extension OutputTerms {
  /// The terms beside what Frictionless defines, which allows further properties.
  fileprivate var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("purpose", .text(purpose)), .init("lawfulBasis", .text(lawfulBasis)),
      .init("recipients", .text(recipients)),
    ]
    let treatments = OptOut.allCases.compactMap { optOut in
      treatment(of: optOut).map { JSONValue.Member(optOut.property, .text($0.rawValue)) }
    }
    if !treatments.isEmpty { members.append(.init("optOuts", .object(treatments))) }
    return members
  }
}

extension OptOut {
  /// What the data package calls it.
  fileprivate var property: String {
    switch self {
    case .type1: "type1"
    case .national: "national"
    }
  }
}
